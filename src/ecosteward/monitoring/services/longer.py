"""Judging days, months and quarters out of the verdicts on their hours and days; only those that are over."""

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np

from ecosteward.monitoring.rules import days, longer, months, telling
from ecosteward.monitoring.rules.calendar import midnight, touched
from ecosteward.monitoring.rules.places import HOUR, Place
from ecosteward.monitoring.rules.sheets import Sheet
from ecosteward.monitoring.rules.signs import Sign
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.services.waiting import GRACE
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.store.reading import verdicts
from ecosteward.monitoring.store.verdicts import put

_PARTS = {Span.DAY: Span.HOUR, Span.MONTH: Span.DAY, Span.QUARTER: Span.DAY}
_STEPS = {Span.HOUR: HOUR, Span.DAY: np.timedelta64(1, "D")}
Period = tuple[dt.date, dt.date]


def judge_longer(
    there: Sequence[Place], begin: dt.datetime, end: dt.datetime, now: dt.datetime, *spans: Span, late: bool = False
) -> tuple[int, list[Sign]]:
    """Judge the days, months or quarters that a time touches; return how many were new or changed, and what they tell."""
    number, seen = 0, list[Sign]()
    for span in spans:
        periods = list(touched(span, begin, end, now - GRACE))
        if span == Span.DAY and periods:
            periods = [(periods[0][0], periods[-1][1])]  # all at once: days are of one length
        for period in periods:
            written = put(_judged(there, span, period), now, late=late)
            number += len(written)
            seen += _told(there, written)
    return number, seen


def _judged(there: Sequence[Place], span: Span, period: Period) -> rows.Rows:
    begin, end = map(midnight, period)
    part = _PARTS[span]
    series = [factor.id for place in there for factor in place.factors]
    found = verdicts(series, part, begin, end)
    number = int((rows.instant(end) - rows.instant(begin)) / _STEPS[part])
    parts = [rows.empty(rows.VERDICT)]
    for place in there:
        own = found[np.isin(found["series_id"], place.series)]
        sheet = longer.laid(place, own, rows.instant(begin), _STEPS[part], number)
        parts.append(_rows(place, span, rows.instant(begin), sheet))
    return np.concatenate(parts)


def _rows(place: Place, span: Span, begin: np.datetime64, parts: Sheet) -> rows.Rows:
    """Return the verdicts on a place's longer spans; of those that nothing is known of there is none."""
    made = {
        Span.DAY: lambda: days.judge(place, begin, parts),
        Span.MONTH: lambda: months.judge(place, begin, parts),
        Span.QUARTER: lambda: months.quarter(parts),
    }[span]()
    found = made.flat(place.series, span, begin + np.arange(made.mean.shape[1]) * np.timedelta64(1, "D"))
    kept: rows.Rows = found[(found["due"] > 0) | (found["validity"] != Validity.MISSING)]
    return kept


def _told(there: Sequence[Place], written: rows.Rows) -> Iterator[Sign]:
    newest = written["at"].max() if len(written) else np.datetime64("1970-01-01", "us")
    for place in there:
        own = written[np.isin(written["series_id"], place.series)]
        for each in telling.told(place, own, own, newest):
            yield from telling.signs(each)
