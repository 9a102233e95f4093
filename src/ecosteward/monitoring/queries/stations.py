"""What stations of the environment say: the index of the air, the class of the water."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from ecosteward.monitoring.models import Point
from ecosteward.monitoring.queries.places import places
from ecosteward.monitoring.rules import ambient, longer
from ecosteward.monitoring.rules.ambient import Indices
from ecosteward.monitoring.rules.calendar import midnight
from ecosteward.monitoring.rules.days import DAY
from ecosteward.monitoring.rules.places import HOUR, Moments, Place
from ecosteward.monitoring.rules.sheets import Numbers, Sheet
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.store.reading import verdicts
from ecosteward.norms.hj75.means import HOURS


@dataclass(frozen=True)
class WaterClass:
    """The class of a section on a day or in a month, and what made it so."""

    grade: int
    name: str
    state: str
    main: tuple[str, ...]
    needs_check: bool


def air_by_hours(point: Point, begin: dt.datetime, end: dt.datetime) -> tuple[Moments, Indices] | None:
    """Return the index of each hour from `begin` up to before `end`; None for a point without series."""
    if (place := _place(point)) is None:
        return None
    sheet = _laid(place, Span.HOUR, begin, end)
    moments = rows.instant(begin) + np.arange(sheet.mean.shape[1]) * HOUR
    return moments, ambient.of_hours(place.factors, moments, _valid(sheet))


def air_by_days(point: Point, first: dt.date, last: dt.date) -> tuple[Moments, Indices] | None:
    """Return the index of each day from the first to the last; None for a point without series."""
    if (place := _place(point)) is None:
        return None
    begin, end = midnight(first), midnight(last + dt.timedelta(days=1))
    days, hours = (_laid(place, span, begin, end) for span in (Span.DAY, Span.HOUR))
    moments = rows.instant(begin) + np.arange(days.mean.shape[1]) * DAY
    return moments, ambient.of_days(
        place.factors, moments, _valid(days), _valid(hours)[:, : days.mean.shape[1] * HOURS]
    )


def water_class(point: Point, span: Span, first: dt.date) -> WaterClass | None:
    """Return the class of a section on a day or in the month from a day on; None where nothing can be rated."""
    if (place := _place(point)) is None:
        return None
    begin = midnight(first)
    found = verdicts(place.series.tolist(), span, begin, begin + dt.timedelta(hours=1))
    means = dict(zip(found["series_id"].tolist(), found["mean"].tolist(), strict=True))
    if (done := ambient.class_of(place.factors, means, place.grade)) is None:
        return None
    outcome = done.outcome
    return WaterClass(outcome.grade, outcome.grade_name, outcome.state, outcome.main, done.needs_check)


def _place(point: Point) -> Place | None:
    return next(iter(places([point.pk])), None)


def _laid(place: Place, span: Span, begin: dt.datetime, end: dt.datetime) -> Sheet:
    step = HOUR if span == Span.HOUR else DAY
    found = verdicts(place.series.tolist(), span, begin, end)
    number = int((rows.instant(end) - rows.instant(begin)) / step)
    return longer.laid(place, found, rows.instant(begin), step, number)


def _valid(sheet: Sheet) -> Numbers:
    return np.where(sheet.valid, sheet.mean, np.nan)
