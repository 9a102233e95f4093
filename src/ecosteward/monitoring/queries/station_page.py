"""What the page of a station shows above its curves: the newest, what made it so, the last hours and the last 30 days."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from ecosteward.monitoring.models import Point, PointKind
from ecosteward.monitoring.queries.stations import Said, by_days, by_hours, means_of, of_month, place_of
from ecosteward.monitoring.rules import ambient
from ecosteward.monitoring.rules.periods import Period, holding
from ecosteward.monitoring.rules.places import Factor, Place
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.store.reading import verdicts

DAYS, HOURS = 30, 24
_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Item:
    """One factor in what is newest: its mean, its index (IAQI) or class, and whether that one makes the whole."""

    factor: Factor
    mean: float
    part: str
    level: int
    decides: bool


@dataclass(frozen=True)
class Station:
    """A station as it stands. `hours` and `days` have None where nothing can be told; sections have no hours."""

    newest: Said | None
    items: list[Item]
    hours: list[tuple[Period, Said | None]]
    days: list[tuple[Period, Said | None]]
    month: Said | None


def station(point: Point) -> Station:
    """Return a station as it stands. A constant number of queries."""
    now = holding(Span.HOUR, timezone.now())
    today = holding(Span.DAY, now.begin)
    first = today.begin.date() - dt.timedelta(days=DAYS - 1)
    if (place := place_of(point)) is None:
        return Station(None, [], [], [], None)
    days = _filled(Span.DAY, first, by_days(place, first, today.begin.date()))
    if point.kind == PointKind.SURFACE:
        newest = next((said for _, said in reversed(days) if said), None)
        return Station(
            newest, list(_classes(place, newest)), [], days, of_month(place, holding(Span.MONTH, _last_month(today)))
        )
    begin = now.end - HOURS * _HOUR
    said = {each.period: each for each in by_hours(place, begin, now.end)}
    hours = [(each := holding(Span.HOUR, begin + number * _HOUR), said.get(each)) for number in range(HOURS)]
    newest = next((each for _, each in reversed(hours) if each), None)
    return Station(newest, list(_parts(place, newest)), hours, days, None)


def _last_month(today: Period) -> dt.datetime:
    return today.begin.replace(day=1) - _HOUR


def _filled(span: Span, first: dt.date, found: list[Said]) -> list[tuple[Period, Said | None]]:
    """Return all days from the first on, with what is said of them."""
    said = {each.period: each for each in found}
    begin = dt.datetime.combine(first, dt.time(12), timezone.get_default_timezone())
    return [(each := holding(span, begin + number * dt.timedelta(days=1)), said.get(each)) for number in range(DAYS)]


def _parts(place: Place, newest: Said | None) -> Iterator[Item]:
    """Yield the pollutants of an hour of the air with their indices, the highest first."""
    if newest is None:
        return
    means = _means(place, newest)
    values = np.array([means.get(each.id, np.nan) for each in place.factors])
    parts = ambient.parts_of_hour(place.factors, rows.instant(newest.period.begin), values)
    top = max(parts.values(), default=0)
    for each in sorted(place.factors, key=lambda factor: -parts.get(factor.id, -1)):
        if each.id in parts:
            index = parts[each.id]
            yield Item(each, means[each.id], str(index), ambient.level_of(index), index == top)


def _classes(place: Place, newest: Said | None) -> Iterator[Item]:
    """Yield the items of a section on a day with their classes, the worst first."""
    if newest is None:
        return
    means = _means(place, newest)
    graded = ambient.graded(place.factors, means, place.grade)
    for each in sorted(place.factors, key=lambda factor: -graded[factor.id].grade if factor.id in graded else 0):
        if each.id in graded:
            item = graded[each.id]
            yield Item(each, means[each.id], item.grade_name, item.grade, item.grade == newest.level)


def _means(place: Place, newest: Said) -> dict[int, float]:
    period = newest.period
    found = verdicts(place.series.tolist(), period.span, period.begin, period.begin + _HOUR)
    return dict(means_of(found))
