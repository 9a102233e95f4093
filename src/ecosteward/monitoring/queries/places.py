"""Points and what belongs to them as the judgement sees them: plain data, in a constant number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ecosteward.monitoring.models import Check, Condition, Instrument, Point, Result, Series, SeriesLimit
from ecosteward.monitoring.rules.by_hand import Taken
from ecosteward.monitoring.rules.control import clocks
from ecosteward.monitoring.rules.grids import MINUTES
from ecosteward.monitoring.rules.places import Bound, Checked, Clock, Factor, Marked, Place
from ecosteward.monitoring.store import rows

_FOREVER = np.datetime64("2200-01-01", "us")


def places(points: Iterable[int]) -> list[Place]:
    """Return points with their series and limits, by number; those without series are left out."""
    bounds: dict[int, list[Bound]] = defaultdict(list)
    for limit in SeriesLimit.objects.filter(series__point__in=list(points)).order_by("pk"):
        bounds[limit.series_id].append(_bound(limit))
    factors: dict[int, list[Factor]] = defaultdict(list)
    rows_ = Series.objects.filter(point__in=list(points)).select_related("instrument__interval_by")
    for series in rows_.order_by("pk"):
        factors[series.point_id].append(_factor(series, tuple(bounds[series.pk])))
    found = Point.objects.filter(pk__in=factors).order_by("pk")
    return [_place(point, tuple(factors[point.pk])) for point in found]


def marked(points: Sequence[int], begin: dt.datetime, end: dt.datetime) -> Mapping[int, tuple[Marked, ...]]:
    """Return the conditions of points that touch a time, voided ones left out; later ones stand over earlier ones."""
    found: dict[int, tuple[Marked, ...]] = defaultdict(tuple)
    rows_ = Condition.objects.filter(point__in=points, begin__lt=end, voided_at=None).order_by("pk")
    for each in rows_.exclude(end__lte=begin):
        until = _FOREVER if each.end is None else rows.instant(each.end)
        found[each.point_id] += (Marked(each.series_id or 0, each.kind, rows.instant(each.begin), until),)
    return found


def checked(points: Sequence[int]) -> Mapping[int, tuple[Checked, ...]]:
    """Return all checks of the instruments of points, by time."""
    found: dict[int, tuple[Checked, ...]] = defaultdict(tuple)
    for each in Check.objects.filter(instrument__point__in=points).select_related("instrument").order_by("at", "pk"):
        about = Checked(each.instrument_id, each.kind, rows.instant(each.at), each.passed)
        found[each.instrument.point_id] += (about,)
    return found


def taken(points: Sequence[int], begin: dt.datetime, end: dt.datetime) -> Mapping[int, tuple[Taken, ...]]:
    """Return the manual results of points from `begin` up to before `end`, by time."""
    found: dict[int, tuple[Taken, ...]] = defaultdict(tuple)
    rows_ = Result.objects.filter(series__point__in=points, at__gte=begin, at__lt=end).select_related("series")
    for each in rows_.order_by("at", "pk"):
        below = each.value is None
        value = _number(each.below if below else each.value)
        found[each.series.point_id] += (Taken(each.series_id, rows.instant(each.at), value, below, each.report),)
    return found


def clocks_of(instrument: Instrument) -> tuple[Clock, ...]:
    """Return how often an instrument's calibrations and checks are due; nothing where neither sort nor days are known."""
    by = instrument.interval_by.name if instrument.interval_by else "未记录"
    words = f"{instrument.interval_basis}（{by}设定）"
    return clocks(instrument.sort, instrument.calibrate_days, instrument.verify_days, words)


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _bound(limit: SeriesLimit) -> Bound:
    return Bound(
        id=limit.pk,
        upper=_number(limit.upper),
        lower=_number(limit.lower),
        unit=limit.unit,
        basis=limit.basis,
        converted=limit.converted,
        inclusive=limit.inclusive,
        since=limit.since,
        until=limit.until,
        source=limit.source,
        verified=limit.verified,
    )


def _factor(series: Series, bounds: tuple[Bound, ...]) -> Factor:
    return Factor(
        id=series.pk,
        code=series.code,
        name=series.name,
        unit=series.unit,
        role=series.role,
        low=_number(series.low),
        high=_number(series.high),
        detection_limit=_number(series.detection_limit),
        facility=series.facility,
        running_from=_number(series.running_from),
        instrument_id=series.instrument_id or 0,
        stopped_on=series.stopped_on,
        bounds=bounds,
        clocks=clocks_of(series.instrument) if series.instrument else (),
    )


def _place(point: Point, factors: tuple[Factor, ...]) -> Place:
    return Place(
        id=point.pk,
        client_id=point.client_id,
        name=point.name,
        kind=point.kind,
        minutes=point.minutes if point.minutes and MINUTES % point.minutes == 0 else 1,
        oxygen=_number(point.reference_oxygen),
        grade=point.grade,
        started_on=point.started_on,
        stopped_on=point.stopped_on,
        factors=factors,
    )
