"""Days out of hours: gas by HJ 212 and HJ 75 (20 valid hours), waste water by HJ 356 (weighed by flow, 75 % of what is due)."""

import numpy as np

from ecosteward.monitoring.rules import amounts, limits, longer
from ecosteward.monitoring.rules.places import HOUR, LOCAL, Moments, Place
from ecosteward.monitoring.rules.sheets import Numbers, Sheet
from ecosteward.monitoring.rules.verdicts import Note
from ecosteward.monitoring.rules.water import is_indicator
from ecosteward.norms.hj75 import means
from ecosteward.norms.hj75.means import HOURS
from ecosteward.norms.hj356 import means as water_means
from ecosteward.norms.hj356.indicators import indicator
from ecosteward.norms.kernel.trace import Trace

DAY = np.timedelta64(1, "D")
_CUBIC = 3.6  # L/s for an hour → m³


def judge(place: Place, first: np.datetime64, hours: Sheet) -> Sheet:
    """Judge days out of their hours; `first` is the moment the first day begins."""
    sheet = longer.gathered(hours, HOURS)
    moments = first.astype("M8[us]") + np.arange(hours.mean.shape[1]) * HOUR
    flow = amounts.flow_of(place, hours) if place.kind == "water" else None
    sheet.mean, sheet.converted = (
        means.days_of_hours(np.where(hours.valid, each, np.nan)) for each in (hours.mean, hours.converted)
    )
    for at, factor in enumerate(place.factors):
        if flow is not None and is_averaged(factor.code):
            sheet.mean[at] = sheet.converted[at] = np.nan
            _by_flow(sheet, at, factor.code, hours, flow, moments)
    if place.kind == "water":  # HJ 356 was not had; 20 hours is the rule of gas
        sheet.notes |= int(Note.UNVERIFIED)
    longer.settle(sheet, hours, HOURS)
    limits.judge(place, sheet, moments[::HOURS], "day")
    return sheet


def is_averaged(code: str) -> bool:
    """Tell whether HJ 356 has an effective mean for a factor."""
    return is_indicator(code) and indicator(code)["day_mean"] == "true"


def _by_flow(sheet: Sheet, at: int, code: str, hours: Sheet, flow: tuple[int, Numbers], moments: Moments) -> None:
    """Weigh the hours by their flow. Hours without flow are not due; a day without any has no mean."""
    due = np.repeat(sheet.due[at], HOURS)
    here = due > 0
    if not here.any():
        return
    number = int(here.sum())
    volume = np.maximum(np.nan_to_num(flow[1] * _CUBIC), 0.0)
    found = water_means.day_rows(
        {
            "series": np.full(number, "1", dtype=object),
            "indicator": np.full(number, code, dtype=object),
            "on": (moments + LOCAL).astype("M8[D]")[here],
            "due": due[here].astype(float),
            "valid": (hours.valid[at] & hours.valid[flow[0]])[here],
            "concentration": hours.mean[at][here],
            "volume": volume[here],
        },
        Trace(),
    )
    days = sheet.due[at] > 0
    sheet.mean[at, days], sheet.amount[at, days] = found["mean"], found["amount"]
