"""What days, months and quarters have in common: the shorter verdicts laid out, and gathered into longer ones."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules import digests, letters
from ecosteward.monitoring.rules.places import Place
from ecosteward.monitoring.rules.sheets import Sheet, blank
from ecosteward.monitoring.rules.verdicts import Note, Validity

# What is to be known of a shorter span is to be known of the longer one.
_HANDED_ON = int(
    Note.CORRECTED
    | Note.UNVERIFIED
    | Note.FROM_HOURS
    | Note.OUT_OF_RANGE
    | Note.FROZEN
    | Note.JUMP
    | Note.OUT_OF_CONTROL
    | Note.OVERDUE
)
_FIELDS = ("mean", "converted", "low", "high", "amount", "counted", "due", "validity", "notes")


def laid(place: Place, found: Any, begin: np.datetime64, step: np.timedelta64, number: int) -> Sheet:
    """Lay verdicts of one span out, series by time. Where there is none nothing is due."""
    sheet = blank((len(place.factors), number))
    line = place.lines(found["series_id"])
    slot = ((found["at"] - begin) // step).astype(int)
    for name in _FIELDS:
        getattr(sheet, name)[line, slot] = found[name]
    sheet.mark[line, slot] = letters.numbers(found["mark"])
    sheet.inputs[line, slot] = found["inputs"].view(np.uint64)
    return sheet


def gathered(parts: Sheet, number: int) -> Sheet:
    """Return a sheet of spans of so many parts each, without the means: extremes, amounts, counts, notes, digests.

    `counted` are the valid parts and `due` those that should be: all there are but those in which the source stood.
    """
    shape = (parts.mean.shape[0], parts.mean.shape[1] // number)

    def of(values: NDArray[Any]) -> NDArray[Any]:
        return values.reshape(*shape, number)

    sheet = blank(shape)
    sheet.low, sheet.high = np.fmin.reduce(of(parts.low), axis=2), np.fmax.reduce(of(parts.high), axis=2)
    known = ~np.isnan(of(parts.amount))
    sheet.amount = np.where(known.any(axis=2), np.where(known, of(parts.amount), 0.0).sum(axis=2), np.nan)
    sheet.counted = of(parts.valid).sum(axis=2)
    sheet.due = of((parts.due > 0) & (parts.validity != Validity.STOPPED)).sum(axis=2)
    sheet.notes = np.bitwise_or.reduce(of(parts.notes), axis=2) & _HANDED_ON
    sheet.mark = _mark(of(parts.mark), of(parts.due > 0))
    sheet.inputs = digests.joined([digests.across(of(parts.inputs)), digests.across(of(parts.validity))])
    return sheet


def settle(sheet: Sheet, parts: Sheet, number: int) -> None:
    """Say of each longer span whether it counts, once it has its mean or has none."""
    shape = (*sheet.mean.shape, number)
    there = (parts.due > 0).reshape(shape).any(axis=2)
    heard = (parts.validity != Validity.MISSING).reshape(shape).any(axis=2)
    kinds = [~there | ~heard, sheet.due == 0, ~np.isnan(sheet.mean)]
    sheet.validity = np.select(kinds, [Validity.MISSING, Validity.STOPPED, Validity.VALID], Validity.INVALID)
    sheet.mark[sheet.validity == Validity.VALID] = letters.number("N")


def _mark(marks: NDArray[np.uint8], there: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the most frequent of the marks other than normal; of what is not there missing."""
    number = len(letters.platform().letters)
    counts = np.stack([((marks == each) & there).sum(axis=2) for each in range(number)], axis=2)
    counts[:, :, letters.number("N")] = 0
    found: NDArray[np.uint8] = counts.argmax(axis=2).astype(np.uint8)
    found[counts.sum(axis=2) == 0] = letters.number("Md")
    return found
