"""Hours of one place: from its minutes, or from the hours its instruments sent where there are no minutes.

An hour is valid from 45 valid minutes on (HJ 212-2017, D2.2; norms.hj75.hours). Data of longer intervals stand for all
the minutes they cover, so that five of six data of ten minutes make a valid hour; the norm speaks of minutes only, so
such hours are marked to be checked (待核), as are hours that rest on what the instrument sent.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules import amounts, control, conversion, digests, grids, letters, limits, suspicions, water
from ecosteward.monitoring.rules.grids import MINUTES, Grid
from ecosteward.monitoring.rules.places import Checked, Marked, Place, Window
from ecosteward.monitoring.rules.sheets import Numbers, Sheet, blank
from ecosteward.monitoring.rules.verdicts import Note, Validity
from ecosteward.norms.hj75.hours import hours_of_minutes

Rows = Any  # store.rows.Rows


@dataclass(frozen=True)
class Given:
    """What the hours of one place are judged by.

    Attributes:
        minutes, hours: readings of its series within the window, as they count now.
        corrected: hours a person set (revisions of hours); they stand before minutes.
        touched: minutes a person set.
        marked, checks: conditions of the place, checks of its instruments.
        before: verdicts of the hours before, for what only shows in a row of hours.

    """

    minutes: Rows
    hours: Rows
    corrected: Rows
    touched: Rows
    marked: tuple[Marked, ...]
    checks: tuple[Checked, ...]
    before: Rows


def judge(place: Place, window: Window, given: Given) -> Sheet:
    """Judge all hours of a window."""
    grid = grids.minutes(place, window, given.minutes, given.marked)
    sent = grids.hours(place, window, given.hours)
    sheet = _from_minutes(grid)
    converted = _converted(grid)
    _from_sent(sheet, sent, converted, _there(place, window, given.corrected))
    sheet.note(_there(place, window, given.touched) | _there(place, window, given.corrected), Note.CORRECTED)
    sheet.note(sheet.mark == letters.number("T"), Note.OUT_OF_RANGE)
    _validity(sheet)
    sheet.note(np.full(sheet.mean.shape, place.minutes != 1), Note.UNVERIFIED)
    sheet.inputs = _digests(grid, sent)
    suspicions.note(place, window, sheet, given.before)
    water.judge(place, window, sheet, given.checks)
    control.judge(place, window, sheet, given.checks)
    conversion.fill(place, sheet, converted)
    amounts.fill(place, sheet, _measured(sheet))
    limits.judge(place, sheet, window.moments, "hour")
    suspicions.facilities(place, sheet)
    return sheet


def _digests(grid: Grid, sent: Grid) -> digests.Digests:
    by_hour = [each.reshape(*sent.values.shape, MINUTES) for each in (grid.values, grid.marks)]
    return digests.joined([*map(digests.across, by_hour), sent.values, sent.marks])


def _from_minutes(grid: Grid) -> Sheet:
    found = hours_of_minutes(grid.values, grid.marks, letters.platform())
    sheet = blank((grid.values.shape[0], grid.values.shape[1] // MINUTES))
    sheet.mean, sheet.mark, sheet.counted = found.mean, found.mark, found.minutes.astype(np.int64)
    sheet.due[:] = MINUTES
    good = np.where(grid.marks == letters.number("N"), grid.values, np.nan).reshape(*sheet.mean.shape, MINUTES)
    sheet.low, sheet.high = np.fmin.reduce(good, axis=2), np.fmax.reduce(good, axis=2)
    return sheet


def _converted(grid: Grid) -> Numbers:
    """Return for each hour the mean of what the instrument sent converted."""
    known = (grid.marks == letters.number("N")) & ~np.isnan(grid.converted)
    shape = (grid.values.shape[0], -1, MINUTES)
    number = known.reshape(shape).sum(axis=2)
    sums = np.where(known, grid.converted, 0.0).reshape(shape).sum(axis=2)
    found: Numbers = np.divide(sums, number, out=np.full(sums.shape, np.nan), where=number > 0)
    return found


def _from_sent(sheet: Sheet, sent: Grid, converted: Numbers, corrected: NDArray[np.bool_]) -> None:
    """Take hours as they were sent where no minute says anything of them, and where a person set them."""
    missing = letters.number("Md")
    here = (sent.marks != missing) & (corrected | ((sheet.mark == missing) & (sheet.counted == 0)))
    for target, value in ((sheet.mean, sent.values), (sheet.mark, sent.marks), (converted, sent.converted)):
        target[here] = value[here]
    sheet.mean[here & (sent.marks != letters.number("N"))] = np.nan
    sheet.low[here] = sheet.high[here] = sheet.mean[here]
    sheet.counted[here], sheet.due[here] = ~np.isnan(sheet.mean[here]), 1
    sheet.note(here, Note.FROM_HOURS | Note.UNVERIFIED)


def _validity(sheet: Sheet) -> None:
    alphabet = letters.platform()
    idle, missing, good = (
        alphabet.having(*roles)[sheet.mark] for roles in (("stopped", "transition"), ("missing",), ("valid",))
    )
    kinds = [idle, missing & (sheet.counted == 0), good & ~np.isnan(sheet.mean)]
    sheet.validity = np.select(kinds, [Validity.STOPPED, Validity.MISSING, Validity.VALID], Validity.INVALID)
    sheet.note(~sheet.valid, Note.UNVERIFIED)


def _measured(sheet: Sheet) -> NDArray[np.bool_]:
    """Tell where a concentration or flow stands for an amount: valid hours, and those of starting and stopping."""
    return np.asarray(sheet.valid | (letters.platform().having("transition")[sheet.mark] & ~np.isnan(sheet.mean)))


def _there(place: Place, window: Window, found: Rows) -> NDArray[np.bool_]:
    """Tell in which hours rows lie."""
    there = np.zeros((len(place.factors), window.hours), bool)
    lines = {each.id: at for at, each in enumerate(place.factors)}
    for series, at in zip(found["series_id"].tolist(), found["at"], strict=True):
        there[lines[series], int((at - window.begin) // np.timedelta64(1, "h"))] = True
    return there
