"""What stations of the environment say: the index of the air, the class of the water."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from ecosteward.monitoring.models import Point, PointKind
from ecosteward.monitoring.queries.places import places
from ecosteward.monitoring.rules import ambient, longer
from ecosteward.monitoring.rules.ambient import Indices
from ecosteward.monitoring.rules.calendar import midnight
from ecosteward.monitoring.rules.days import DAY
from ecosteward.monitoring.rules.periods import Period, holding
from ecosteward.monitoring.rules.places import HOUR, Moments, Place
from ecosteward.monitoring.rules.sheets import Numbers, Sheet
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.store.reading import verdicts
from ecosteward.norms.hj75.means import HOURS
from ecosteward.norms.kernel.editions import in_force
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.water_classes import WORDS

STATIONS = (PointKind.AIR, PointKind.SURFACE)
WATER_NORMS = "GB 3838-2002、环办〔2011〕22号"
_ONE_DAY = dt.timedelta(days=1)
_LATEST = {PointKind.AIR: _ONE_DAY, PointKind.SURFACE: 7 * _ONE_DAY}  # how far back the newest is looked for
_SPANS = {PointKind.AIR: Span.HOUR, PointKind.SURFACE: Span.DAY}


@dataclass(frozen=True)
class WaterClass:
    """The class of a section on a day or in a month, and what made it so."""

    grade: int
    name: str
    state: str
    main: tuple[str, ...]
    needs_check: bool


@dataclass(frozen=True)
class Said:
    """What a station says of an hour, a day or a month.

    Attributes:
        level: 1 (best) to 6: of the air by HJ 633, of the water its class, 6 being below Ⅴ.
        figure: the index, or the class.
        words: what it is called.
        primary: the primary pollutant, or the items that are worse than class Ⅲ.
        norm: by which edition.

    """

    period: Period
    kind: str
    level: int
    figure: str
    words: str
    primary: str
    norm: str
    needs_check: bool


def newest(points: Iterable[Point]) -> dict[int, Said]:
    """Return the newest that each station says: the air of an hour, the water of a day. A constant number of queries."""
    kinds = {point.pk: PointKind(point.kind) for point in points if point.kind in STATIONS}
    found: dict[int, Said] = {}
    there = places(kinds) if kinds else []
    for kind in STATIONS:
        own = [place for place in there if place.kind == kind]
        end = midnight(holding(Span.DAY, timezone.now()).begin.date() + _ONE_DAY)
        begin = end - _LATEST[kind] - _ONE_DAY
        judged = verdicts([factor for place in own for factor in place.series.tolist()], _SPANS[kind], begin, end)
        for place in own:
            mine = judged[np.isin(judged["series_id"], place.series)]
            if said := _said(place, mine, begin, end):
                found[place.id] = said[-1]
    return found


def by_days(place: Place, first: dt.date, last: dt.date) -> list[Said]:
    """Return what a station says of each day from the first to the last; days of which nothing is known are left out."""
    begin, end = midnight(first), midnight(last + _ONE_DAY)
    days = verdicts(place.series.tolist(), Span.DAY, begin, end)
    if place.kind == PointKind.SURFACE:
        return _waters(place, Span.DAY, days)
    hours = verdicts(place.series.tolist(), Span.HOUR, begin, end)
    return _airs(Span.DAY, *_air_days(place, begin, end, days, hours))


def by_hours(place: Place, begin: dt.datetime, end: dt.datetime) -> list[Said]:
    """Return what a station of the air says of each hour; hours of which nothing is known are left out."""
    return _said(place, verdicts(place.series.tolist(), Span.HOUR, begin, end), begin, end)


def of_month(place: Place, month: Period) -> Said | None:
    """Return the class of a section in a month."""
    found = verdicts(place.series.tolist(), Span.MONTH, month.begin, month.end)
    return next(iter(_waters(place, Span.MONTH, found)), None)


def air_by_hours(point: Point, begin: dt.datetime, end: dt.datetime) -> tuple[Moments, Indices] | None:
    """Return the index of each hour from `begin` up to before `end`; None for a point without series."""
    if (place := place_of(point)) is None:
        return None
    return _air_hours(place, begin, end, verdicts(place.series.tolist(), Span.HOUR, begin, end))


def air_by_days(point: Point, first: dt.date, last: dt.date) -> tuple[Moments, Indices] | None:
    """Return the index of each day from the first to the last; None for a point without series."""
    if (place := place_of(point)) is None:
        return None
    begin, end = midnight(first), midnight(last + _ONE_DAY)
    days, hours = (verdicts(place.series.tolist(), span, begin, end) for span in (Span.DAY, Span.HOUR))
    return _air_days(place, begin, end, days, hours)


def water_class(point: Point, span: Span, first: dt.date) -> WaterClass | None:
    """Return the class of a section on a day or in the month from a day on; None where nothing can be rated."""
    if (place := place_of(point)) is None:
        return None
    begin = midnight(first)
    return _rated(place, verdicts(place.series.tolist(), span, begin, begin + dt.timedelta(hours=1)))


def place_of(point: Point) -> Place | None:
    """Return a point as the judgement sees it; None for one without series."""
    return next(iter(places([point.pk])), None)


def means_of(found: rows.Rows) -> Mapping[int, float]:
    """Return the means of verdicts on one span by series, those that count."""
    counts = (found["validity"] == Validity.VALID) & ~np.isnan(found["mean"])
    return dict(zip(found["series_id"][counts].tolist(), found["mean"][counts].tolist(), strict=True))


def _said(place: Place, found: rows.Rows, begin: dt.datetime, end: dt.datetime) -> list[Said]:
    if place.kind == PointKind.SURFACE:
        return _waters(place, Span.DAY, found)
    return _airs(Span.HOUR, *_air_hours(place, begin, end, found))


def _air_hours(place: Place, begin: dt.datetime, end: dt.datetime, found: rows.Rows) -> tuple[Moments, Indices]:
    sheet = _laid(place, found, HOUR, begin, end)
    moments = rows.instant(begin) + np.arange(sheet.mean.shape[1]) * HOUR
    return moments, ambient.of_hours(place.factors, moments, _valid(sheet))


def _air_days(
    place: Place, begin: dt.datetime, end: dt.datetime, days: rows.Rows, hours: rows.Rows
) -> tuple[Moments, Indices]:
    by_day, by_hour = _laid(place, days, DAY, begin, end), _laid(place, hours, HOUR, begin, end)
    number = by_day.mean.shape[1]
    moments = rows.instant(begin) + np.arange(number) * DAY
    return moments, ambient.of_days(place.factors, moments, _valid(by_day), _valid(by_hour)[:, : number * HOURS])


def _airs(span: Span, moments: Moments, found: Indices) -> list[Said]:
    return [_air(holding(span, rows.moment(moments[at])), found, at) for at in np.flatnonzero(found.level > 0).tolist()]


def _air(period: Period, found: Indices, at: int) -> Said:
    level = int(found.level[at])
    return Said(
        period,
        PointKind.AIR,
        level,
        f"{found.aqi[at]:.0f}",
        rules("hj633")[f"level_{level}"]["what"].split()[-1],
        str(found.primary[at]),
        in_force("HJ 633", period.begin.date()).number,
        bool(found.needs_check[at]),
    )


def _waters(place: Place, span: Span, found: rows.Rows) -> list[Said]:
    """Return the class of each span, by time."""
    made = []
    for at in np.unique(found["at"]):
        rated = _rated(place, found[found["at"] == at])
        if rated is not None:
            main = "、".join(rated.main)
            about = (rated.grade, rated.name, rated.state, main, WATER_NORMS, rated.needs_check)
            made.append(Said(holding(span, rows.moment(at)), PointKind.SURFACE, *about))
    return made


def _rated(place: Place, found: rows.Rows) -> WaterClass | None:
    if (done := ambient.class_of(place.factors, means_of(found), place.grade)) is None:
        return None
    outcome = done.outcome
    return WaterClass(outcome.grade, WORDS[outcome.grade], outcome.state, outcome.main, done.needs_check)


def _laid(place: Place, found: rows.Rows, step: np.timedelta64, begin: dt.datetime, end: dt.datetime) -> Sheet:
    number = int((rows.instant(end) - rows.instant(begin)) / step)
    return longer.laid(place, found, rows.instant(begin), step, number)


def _valid(sheet: Sheet) -> Numbers:
    return np.where(sheet.valid, sheet.mean, np.nan)
