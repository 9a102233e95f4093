"""What a client's monitoring came to over a period: for the monthly report."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.db.models import Q

from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Alarm, Point, Quota, Role, Series, SeriesLimit, Substitution
from ecosteward.monitoring.rules.calendar import midnight
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import OUT, Note, Validity
from ecosteward.monitoring.store import reading
from ecosteward.monitoring.store.rows import Rows, moment

_SHOWN_ROLES = (Role.POLLUTANT, Role.FLOW, Role.OXYGEN)


@dataclass(frozen=True)
class Line:
    """One factor at one point over the period.

    Attributes:
        due: hours in which the source ran.
        valid: those of them that count.
        lowest, mean, highest: of the valid days' means, in the factor's unit; converted ones where the limit says so.
        over_hours, over_days: hours and days beyond their limit.
        kilograms: emitted in the period, with substituted amounts; None where none can be told.
        needs_check: a limit or rule was not compared with an official text.

    """

    point: Point
    series: Series
    limits: tuple[SeriesLimit, ...]
    due: int
    valid: int
    lowest: float | None
    mean: float | None
    highest: float | None
    over_hours: int
    over_days: int
    kilograms: float | None
    needs_check: bool

    @property
    def rate(self) -> float | None:
        """Return the share of valid hours in per cent; None where nothing was due."""
        return 100 * self.valid / self.due if self.due else None


@dataclass(frozen=True)
class Episode:
    """Hours on end beyond a limit."""

    line: Line
    begin: dt.datetime
    hours: int
    highest: float


@dataclass(frozen=True)
class Total:
    """What was emitted of a pollutant since the year began, and what may be."""

    quota: Quota
    tonnes: Decimal

    @property
    def share(self) -> Decimal | None:
        """Return the part used up, in per cent; None where nothing may be emitted."""
        return self.tonnes / self.quota.tonnes * 100 if self.quota.tonnes else None


@dataclass(frozen=True)
class Report:
    """Everything the report tells."""

    lines: tuple[Line, ...]
    episodes: tuple[Episode, ...]
    totals: tuple[Total, ...]
    substitutions: tuple[Substitution, ...]
    alarms: tuple[Alarm, ...]


def report(client: Client, since: dt.date, until: dt.date) -> Report:
    """Read a client's verdicts from the first day up to and with the last. A constant number of queries."""
    begin, end = midnight(since), midnight(until + dt.timedelta(days=1))
    series = _series(client)
    keys = [each.pk for each in series]
    hours = reading.verdicts(keys, Span.HOUR, begin, end)
    days = reading.verdicts(keys, Span.DAY, begin, end)
    limits = list(SeriesLimit.objects.filter(series__in=keys).order_by("basis", "pk"))
    lines = tuple(_line(each, _of(hours, each), _of(days, each), limits) for each in series)
    return Report(
        lines=lines,
        episodes=tuple(episode for line in lines for episode in _episodes(line, _of(hours, line.series))),
        totals=_totals(client, series, since.year, end),
        substitutions=tuple(
            Substitution.objects.filter(series__in=keys, begin__lt=end, end__gt=begin).select_related("series", "point")
        ),
        alarms=tuple(
            Alarm.objects.filter(client=client, since__lt=end)
            .filter(Q(closed_at=None) | Q(closed_at__gte=begin))
            .select_related("point", "finding")
            .order_by("since")
        ),
    )


def _series(client: Client) -> list[Series]:
    rows = Series.objects.filter(client=client, role__in=_SHOWN_ROLES).select_related("point")
    return list(rows.order_by("point__name", "role", "pk"))


def _of(rows: Rows, series: Series) -> Rows:
    own: Rows = rows[rows["series_id"] == series.pk]
    return own


def _line(series: Series, hours: Rows, days: Rows, limits: list[SeriesLimit]) -> Line:
    own = tuple(limit for limit in limits if limit.series_id == series.pk)
    values = _judged(days[days["validity"] == Validity.VALID], own)
    known = values[np.isfinite(values)]
    amounts = days["amount"][np.isfinite(days["amount"])]
    return Line(
        point=series.point,
        series=series,
        limits=own,
        due=int(np.isin(hours["validity"], (Validity.VALID, Validity.INVALID, Validity.MISSING)).sum()),
        valid=int((hours["validity"] == Validity.VALID).sum()),
        lowest=float(known.min()) if len(known) else None,
        mean=float(known.mean()) if len(known) else None,
        highest=float(known.max()) if len(known) else None,
        over_hours=int(np.isin(hours["exceedance"], OUT).sum()),
        over_days=int(np.isin(days["exceedance"], OUT).sum()),
        kilograms=float(amounts.sum()) if len(amounts) else None,
        needs_check=bool((hours["notes"] & Note.UNVERIFIED).any()) or any(not limit.verified for limit in own),
    )


def _judged(rows: Rows, limits: tuple[SeriesLimit, ...]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Return the values that are held against the limit: converted ones where it says so."""
    name = "converted" if any(limit.converted for limit in limits) else "mean"
    return np.asarray(rows[name], dtype=np.float64)


def _episodes(line: Line, hours: Rows) -> list[Episode]:
    out = np.flatnonzero(np.isin(hours["exceedance"], OUT))
    if not len(out):
        return []
    times = hours["at"][out]
    begins = np.flatnonzero(np.concatenate(([True], np.diff(times) > np.timedelta64(1, "h"))))
    values = _judged(hours[out], line.limits)
    return [
        Episode(line, moment(times[first]), last - first, float(np.nanmax(values[first:last])))
        for first, last in zip(begins, [*begins[1:], len(out)], strict=True)
    ]


def _totals(client: Client, series: list[Series], year: int, end: dt.datetime) -> tuple[Total, ...]:
    quotas = list(Quota.objects.filter(client=client, year=year).order_by("name"))
    codes = {quota.code for quota in quotas}
    own = [each for each in series if each.code in codes]
    days = reading.verdicts([each.pk for each in own], Span.DAY, midnight(dt.date(year, 1, 1)), end)
    return tuple(Total(quota, _tonnes(days, [each.pk for each in own if each.code == quota.code])) for quota in quotas)


def _tonnes(days: Rows, keys: list[int]) -> Decimal:
    amounts = days["amount"][np.isin(days["series_id"], keys)]
    return Decimal(f"{np.nansum(amounts) / 1000:.6f}")
