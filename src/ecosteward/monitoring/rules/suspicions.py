"""What looks wrong in a row of hours: values that do not move, values that leap, a facility that stands while its source runs.

No norm that was had here gives numbers for these; they are our own choice, and what they find is noted, not made invalid
(waste water by HJ 356 excepted, which wants it looked into).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules.places import HOUR, Factor, Place, Window
from ecosteward.monitoring.rules.sheets import Numbers, Sheet
from ecosteward.monitoring.rules.verdicts import Note, Validity

CONTEXT = 24  # hours looked back on
FROZEN_GAS, FROZEN_OTHER = 4, 12  # hours on end of the same mean; waste water is analysed every few hours only
LEAP = 0.5  # of the measuring range, from one valid hour to the next
_WATCHED = ("pollutant", "oxygen")
_SAME = 1e-9


def note(place: Place, window: Window, sheet: Sheet, before: Any) -> None:
    """Note frozen and leaping values of pollutants and oxygen."""
    history = _history(place, window, before)
    longest = FROZEN_GAS if place.kind == "gas" else FROZEN_OTHER
    for at, factor in enumerate(place.factors):
        if factor.role not in _WATCHED:
            continue
        values = np.concatenate([history[at], np.where(sheet.valid[at], sheet.mean[at], np.nan)])
        frozen = frozen_hours(np.where(_telling(values, factor), values, np.nan), longest)
        sheet.notes[at] |= np.where(frozen[CONTEXT:], int(Note.FROZEN), 0)
        sheet.notes[at] |= np.where(leaps(values, factor)[CONTEXT:], int(Note.JUMP), 0)


def frozen_hours(values: Numbers, longest: int) -> NDArray[np.bool_]:
    """Tell for each hour whether it is at least the so-manieth of one value on end. NaN ends a row."""
    with np.errstate(invalid="ignore"):
        same = np.abs(np.diff(values)) <= _SAME * np.abs(values[1:])
    place = np.arange(len(values))
    start = np.maximum.accumulate(np.where(np.append(False, same), 0, place))
    return np.asarray((place - start + 1 >= longest) & ~np.isnan(values))


def leaps(values: Numbers, factor: Factor) -> NDArray[np.bool_]:
    """Tell for each hour whether it lies further from the last valid one than an instrument's range allows to believe."""
    known = np.flatnonzero(~np.isnan(values))
    found = np.zeros(len(values), bool)
    if not np.isnan(factor.high):
        most = LEAP * (factor.high - np.nan_to_num(factor.low))
        found[known[1:]] = np.abs(np.diff(values[known])) > most
    return found


def facilities(place: Place, sheet: Sheet) -> None:
    """Note for facilities' series the hours in which they stood while production ran."""
    runs = producing(place, sheet)
    for at, factor in enumerate(place.factors):
        if factor.role in ("control", "power") and not np.isnan(factor.running_from):
            with np.errstate(invalid="ignore"):
                stands = sheet.valid[at] & (sheet.mean[at] < factor.running_from)
            sheet.notes[at] |= np.where(stands & runs, int(Note.FACILITY_OFF), 0)


def producing(place: Place, sheet: Sheet) -> NDArray[np.bool_]:
    """Tell in which hours a place's source ran: by its conditions where they say from when on they run, else by its flow.

    A source marked as stopped does not run.
    """
    told = [at for at in place.having("condition") if not np.isnan(place.factors[at].running_from)]
    lines = told or place.having("flow")
    least = np.array([np.nan_to_num(place.factors[at].running_from) for at in lines])[:, None]
    with np.errstate(invalid="ignore"):
        runs = sheet.valid[lines] & (sheet.mean[lines] >= least) & (sheet.mean[lines] > 0)
    found: NDArray[np.bool_] = runs.any(axis=0) & ~(sheet.validity == Validity.STOPPED).any(axis=0)
    return found


def _telling(values: Numbers, factor: Factor) -> NDArray[np.bool_]:
    """Tell which values may be called frozen: nothing, and what is below detection, may well stay the same."""
    with np.errstate(invalid="ignore"):
        return np.asarray(values > np.nan_to_num(factor.detection_limit))


def _history(place: Place, window: Window, before: Any) -> Numbers:
    """Return the valid means of the hours before the window."""
    found = np.full((len(place.factors), CONTEXT), np.nan)
    lines = {each.id: at for at, each in enumerate(place.factors)}
    slots = CONTEXT + ((before["at"] - window.begin) // HOUR).astype(int)
    valid = before["validity"] == Validity.VALID
    for row, slot in zip(before[valid], slots[valid].tolist(), strict=True):
        found[lines[int(row["series_id"])], slot] = row["mean"]
    return found
