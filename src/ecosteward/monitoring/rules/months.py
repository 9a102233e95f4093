"""Months out of days, and the capture rate of quarters out of the hours their days count."""

from calendar import monthrange

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules import limits, longer
from ecosteward.monitoring.rules.days import is_averaged
from ecosteward.monitoring.rules.places import LOCAL, Place
from ecosteward.monitoring.rules.sheets import Numbers, Sheet
from ecosteward.monitoring.rules.verdicts import Note, Validity
from ecosteward.norms.hj75.means import FEBRUARY, capture
from ecosteward.norms.hj356 import means as water_means
from ecosteward.norms.kernel.tables import rules

QUARTER = 3  # months


def judge(place: Place, first: np.datetime64, days: Sheet) -> Sheet:
    """Judge one month out of all of its days; `first` is the moment it begins."""
    number = days.mean.shape[1]
    sheet = longer.gathered(days, number)
    month = (first + LOCAL).astype("M8[D]").item()
    for at, factor in enumerate(place.factors):
        values, converted = (np.where(days.valid[at], each[at], np.nan) for each in (days.mean, days.converted))
        if place.kind == "water" and is_averaged(factor.code):
            idle = monthrange(month.year, month.month)[1] - int(sheet.due[at, 0])
            sheet.mean[at, 0] = _effective(month.year, month.month, factor.code, values, idle)
        else:
            sheet.mean[at, 0], sheet.converted[at, 0] = (_of_days(each, month.month) for each in (values, converted))
    sheet.notes |= int(Note.UNVERIFIED)  # neither norm's rule for months was had in print
    longer.settle(sheet, days, number)
    limits.judge(place, sheet, np.array([first]), "month")
    return sheet


def quarter(days: Sheet) -> Sheet:
    """Say for one quarter, out of its days, which share of the due hours was valid: `counted` of `due`.

    Source: HJ 75-2017, 12.1. For other places than outlets of gas the same count stands and is to be checked.
    """
    number = days.mean.shape[1]
    sheet = longer.gathered(days, number)
    sheet.counted, sheet.due = (each.sum(axis=1, keepdims=True) for each in (days.counted, days.due))
    longer.settle(sheet, days, number)
    heard = sheet.validity[:, 0] != Validity.MISSING
    for at in np.flatnonzero(heard & (sheet.due[:, 0] > 0)).tolist():
        enough = _enough(number, int(sheet.counted[at, 0]), int(sheet.due[at, 0]))
        sheet.validity[at, 0] = Validity.VALID if enough else Validity.INVALID
    sheet.notes |= int(Note.UNVERIFIED)
    return sheet


def _enough(days: int, counted: int, due: int) -> bool:
    hours = days * 24
    given = {"hours": hours, "invalid": due - counted, "stopped": hours - due}
    return capture.run(given).outcome.enough


def _of_days(values: Numbers, month: int) -> float:
    """Return the mean of a month's valid days, where there are as many as HJ 76 wants; NaN where not."""
    key = "month_days_february" if month == FEBRUARY else "month_days"
    known: NDArray[np.float64] = values[~np.isnan(values)]
    return float(known.mean()) if len(known) >= rules("hj75")[key].figure() else float("nan")


def _effective(year: int, month: int, code: str, values: Numbers, idle: int) -> float:
    known = tuple(values[~np.isnan(values)].tolist())
    if not known or idle >= monthrange(year, month)[1]:
        return float("nan")
    given = {"year": year, "month": month, "indicator": code, "means": known, "idle_days": idle}
    found = water_means.month.run(given).outcome.mean
    return float("nan") if found is None else found
