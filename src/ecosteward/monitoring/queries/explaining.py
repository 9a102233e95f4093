"""One verdict explained (判定依据): its rules, what it was worked out from, what touched it, what it was before."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from ecosteward.monitoring.models import Alarm, Check, Condition, Due, Packet, Revision, Series
from ecosteward.monitoring.queries.minutes import Datum, minutes, sent
from ecosteward.monitoring.queries.places import places
from ecosteward.monitoring.queries.running import RUNNING, running
from ecosteward.monitoring.queries.verdicts import Judged, judged, of
from ecosteward.monitoring.rules.grounds import Ground, bound_of, doubts, rested_on
from ecosteward.monitoring.rules.periods import Period
from ecosteward.monitoring.rules.places import Bound, Place
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store import copying, kept_packets, partitions, rows
from ecosteward.monitoring.store.kept import chosen
from ecosteward.monitoring.store.reading import verdicts

MOST = 100  # revisions shown; a quarter of resent minutes has more
_PARTS = {Span.DAY: Span.HOUR, Span.MONTH: Span.DAY, Span.QUARTER: Span.DAY}
_SECOND = dt.timedelta(seconds=1)
_COMPARED = {
    "mean": "均值",
    "converted": "折算值",
    "amount": "排放量",
    "counted": "有效数据",
    "mark": "标记",
    "validity": "有效性",
    "exceedance": "达标情况",
    "notes": "说明",
}


@dataclass(frozen=True)
class Former:
    """A verdict that another took the place of: when, why, and what changed by it, as (name, before, after)."""

    verdict: Judged
    replaced_at: dt.datetime
    why: str
    changes: list[tuple[str, Any, Any]]


@dataclass(frozen=True)
class Explained:
    """A verdict and all it rests on.

    Attributes:
        verdict: None where there is none; of a span that is not over, what is known so far.
        doubts: why it is marked to be checked.
        bound: the limit it was judged by; None where it was not.
        minutes, sent: of an hour, what came of the instrument by minutes and as an hour.
        parts: of longer spans, the verdicts it was worked out from.
        revisions: data of it that were sent again or corrected, the newest first, at most MOST.
        waiting: hours of it that wait to be judged.

    """

    verdict: Judged | None
    grounds: list[Ground]
    doubts: list[str]
    bound: Bound | None
    minutes: list[Datum]
    sent: list[Datum]
    parts: list[Judged]
    conditions: list[Condition]
    checks: list[Check]
    revisions: list[Revision]
    former: list[Former]
    alarms: list[Alarm]
    packets: Mapping[int, Packet]
    waiting: int

    @property
    def compared(self) -> float | None:
        """The value that was held against the limit."""
        if self.verdict is None:
            return None
        return self.verdict.converted if self.bound and self.bound.converted else self.verdict.mean


def explain(series: Series, period: Period) -> Explained:
    """Return the verdict on a series in a period with all it rests on. A constant number of queries."""
    (whole,) = places([series.point_id])
    factor = next(each for each in whole.factors if each.id == series.pk)
    place = replace(whole, factors=(factor,))
    span, begin, end = period.span, period.begin, period.end
    row = _row(series, whole, period)
    data = (minutes(place, period), sent(series, period)) if span == Span.HOUR else ([], [])
    now = None if row is None else judged(row)
    return Explained(
        verdict=now,
        grounds=[] if row is None else rested_on(place, factor, row),
        doubts=[] if row is None else doubts(place, factor, row),
        bound=None if row is None else bound_of(factor, row),
        minutes=data[0],
        sent=data[1],
        parts=of(series, _PARTS[span], begin, end) if span in _PARTS else [],
        conditions=list(_conditions(series, begin, end)),
        checks=_checks(series, begin, end),
        revisions=list(_revisions(series, begin, end)[:MOST]),
        former=list(_former(series, period, now)),
        alarms=list(_alarms(series, begin, end)),
        packets=_packets(series, period, [each.packet for each in (*data[0], *data[1]) if each.packet]),
        waiting=Due.objects.filter(point_id=series.point_id, hour__gte=begin, hour__lt=end).count(),
    )


def _row(series: Series, place: Place, period: Period) -> Any:
    """Return the row of a verdict; of a day, month or quarter that is not over what is known so far; None for nothing."""
    found = verdicts([series.pk], period.span, period.begin, period.begin + _SECOND)
    now = timezone.now()
    if not len(found) and period.span in RUNNING and period.begin <= now < period.end:
        found = running([place], now, period.span)
        found = found[found["series_id"] == series.pk]
    return found[0] if len(found) else None


def _alarms(series: Series, begin: dt.datetime, end: dt.datetime) -> QuerySet[Alarm]:
    """Return the alarms that were first or last seen in a time, and those that stood all through it and still do."""
    within = Q(since__gte=begin, since__lt=end) | Q(last_at__gte=begin, last_at__lt=end)
    standing = Q(gone_at=None, closed_at=None, since__lt=end, last_at__gte=begin)
    return Alarm.objects.filter(within | standing, series=series).order_by("since")


def _conditions(series: Series, begin: dt.datetime, end: dt.datetime) -> QuerySet[Condition]:
    own = Condition.objects.filter(Q(series=None) | Q(series=series), point=series.point_id, begin__lt=end)
    return own.exclude(end__lte=begin).select_related("marked_by").order_by("begin", "pk")


def _checks(series: Series, begin: dt.datetime, end: dt.datetime) -> list[Check]:
    """Return the checks within a time, and the last before and the first after: between those a failed one spoils data."""
    own = Check.objects.filter(instrument=series.instrument_id).select_related("instrument").order_by("at", "pk")
    around = (
        own.filter(at__lt=begin).reverse()[:1],
        own.filter(at__gte=begin, at__lt=end),
        own.filter(at__gte=end)[:1],
    )
    return [each for some in around for each in some] if series.instrument_id else []


def _revisions(series: Series, begin: dt.datetime, end: dt.datetime) -> QuerySet[Revision]:
    own = Revision.objects.filter(series=series, at__gte=begin, at__lt=end)
    return own.select_related("made_by").order_by("-pk")


def _former(series: Series, period: Period, now: Judged | None) -> Iterator[Former]:
    """Yield what the verdict was before, the newest first."""
    where = f"WHERE {chosen([series.pk], period.begin, period.begin + _SECOND, period.span)} ORDER BY revision"
    found = copying.read(copying.select("monitoring_verdict_former", rows.VERDICT, where), rows.VERDICT)
    line = [judged(row) for row in found] + ([now] if now else [])
    for before, after in reversed(list(pairwise(line))):
        yield Former(before, after.made_at, _why(before, after), list(_changes(before, after)))


def _why(before: Judged, after: Judged) -> str:
    if after.late:
        return "迟到或重发的数据"
    if after.corrected and not before.corrected:
        return "人工修正"
    return "重新判定：标记、核查、修正、限值、点位设置或判定规则有变"


def _changes(before: Judged, after: Judged) -> Iterator[tuple[str, Any, Any]]:
    for name, words in _COMPARED.items():
        was, is_now = getattr(before, name), getattr(after, name)
        if was != is_now:
            yield words, was, is_now


def _packets(series: Series, period: Period, numbers: Sequence[int]) -> Mapping[int, Packet]:
    """Return the packets that data came in, by number, live or kept."""
    if not numbers:
        return {}
    devices = list(series.point.devices.values_list("pk", flat=True))
    month = partitions.month_of(period.begin)
    found = kept_packets.found(month, [("id", "in", sorted(set(numbers))), ("device_id", "in", devices)])
    return {each.id: each for each in found}
