"""The substitution ledger (替代台账) of a point and a quarter: entries, capture rates, what was measured and what stands in."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from ecosteward.monitoring.models import Point, Series, Substitution
from ecosteward.monitoring.queries.audit import Cell, Sheet
from ecosteward.monitoring.queries.places import places
from ecosteward.monitoring.queries.running import running
from ecosteward.monitoring.rules.periods import Period
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.substitution import substituted
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.store.reading import verdicts

MOST = 500  # entries shown of each kind
_ENTRIES = ("因子", "起", "止", "时段数", "原因", "捕集率（%）", "每时段替代量（kg）", "替代量（kg）",
            "依据", "取值", "待核", "计算时间", "被取代的时间")  # fmt: skip
_SUMS = ("因子", "应有（h）", "有效（h）", "捕集率（%）", "实测（kg）", "替代（kg）", "合计（kg）", "无法替代的时段")


@dataclass(frozen=True)
class Line:
    """One factor in a quarter; amounts in kg.

    Attributes:
        counted, due: hours that count, of those in which the source ran.
        measured: None where nothing was.
        unknown: hours or days that no amount stands in for.

    """

    series: Series
    counted: int
    due: int
    measured: float | None
    substituted: float
    unknown: int

    @property
    def rate(self) -> float | None:
        """The capture rate so far, in per cent."""
        return 100 * self.counted / self.due if self.due else None

    @property
    def total(self) -> float:
        """What was measured and what stands in for the rest."""
        return (self.measured or 0.0) + self.substituted


@dataclass(frozen=True)
class Ledger:
    """The ledger of a point in a quarter. `replaced` are entries that a later calculation took the place of."""

    lines: list[Line]
    entries: list[Substitution]
    replaced: list[Substitution]
    replaced_number: int

    @property
    def made_at(self) -> dt.datetime | None:
        """When the newest entry was worked out."""
        return max((each.made_at for each in self.entries), default=None)


def ledger(point: Point, quarter: Period, *, replaced: bool = False) -> Ledger:
    """Return the ledger of a quarter; former entries where asked. A constant number of queries."""
    own = Substitution.every.filter(point=point, quarter=quarter.begin.date()).select_related("series")
    entries = list(own.filter(replaced_at=None).order_by("series_id", "begin", "pk"))
    former = own.exclude(replaced_at=None).order_by("-replaced_at", "series_id", "begin")
    return Ledger(
        lines=list(_lines(point, quarter, entries)),
        entries=entries,
        replaced=list(former[:MOST]) if replaced else [],
        replaced_number=former.count(),
    )


def sheets(point: Point, quarter: Period) -> Iterator[Sheet]:
    """Yield the tables of a ledger's workbook."""
    found = ledger(point, quarter, replaced=True)
    yield Sheet("捕集率与排放量", _SUMS, map(_sums, found.lines))
    yield Sheet("替代台账", _ENTRIES, map(_cells, found.entries))
    yield Sheet("被取代的条目", _ENTRIES, map(_cells, found.replaced))


def _lines(point: Point, quarter: Period, entries: list[Substitution]) -> Iterator[Line]:
    place = next(iter(places([point.pk])), None)
    keys = [] if place is None else [place.factors[at].id for at in substituted(place)]
    if place is None or not keys:
        return
    series, now = Series.objects.in_bulk(keys), timezone.now()
    if quarter.begin <= now < quarter.end:
        found = running([place], now, Span.QUARTER)
    else:
        found = verdicts(keys, Span.DAY, quarter.begin, quarter.end)
    for key in keys:
        own = found[found["series_id"] == key]
        yield _line(series[key], own, [each for each in entries if each.series_id == key])


def _line(series: Series, found: rows.Rows, entries: list[Substitution]) -> Line:
    """Return a factor's line; `found` are the days of the quarter, or the quarter so far as one."""
    amounts = found["amount"][~np.isnan(found["amount"])]
    return Line(
        series,
        counted=int(found["counted"].sum()),
        due=int(found["due"].sum()),
        measured=float(amounts.sum()) if len(amounts) else None,
        substituted=sum((each.total or 0.0 for each in entries), 0.0),
        unknown=sum(each.periods for each in entries if each.amount is None),
    )


def _sums(line: Line) -> tuple[Cell, ...]:
    about = (line.series.name, line.due, line.counted, line.rate, line.measured, line.substituted)
    return (*about, line.total, line.unknown)


def _cells(each: Substitution) -> tuple[Cell, ...]:
    inputs = "；".join(f"{name} {value}" for name, value in each.inputs.items())
    about = (each.series.name, each.begin, each.end, each.periods, each.cause, each.rate, each.amount, each.total)
    return (*about, each.rule, inputs, "待核" if each.needs_check else "", each.made_at, each.replaced_at)
