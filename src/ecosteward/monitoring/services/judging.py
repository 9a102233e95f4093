"""Judging: hours that wait, and any past time again. Recomputed once and traceably; what is as it was is not written."""

import datetime as dt
import logging
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
from django.db import connection, connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ecosteward.monitoring.models import Due
from ecosteward.monitoring.queries.places import checked, marked, places
from ecosteward.monitoring.rules import hours, served, telling
from ecosteward.monitoring.rules.blocks import Stretch, stretches
from ecosteward.monitoring.rules.places import Place, Window
from ecosteward.monitoring.rules.signs import Sign
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.suspicions import CONTEXT
from ecosteward.monitoring.services.alarms import take
from ecosteward.monitoring.services.longer import judge_longer
from ecosteward.monitoring.services.tallies import tally
from ecosteward.monitoring.services.waiting import GRACE
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.store.reading import corrected, readings, verdicts
from ecosteward.monitoring.store.verdicts import put

POINTS = 20  # judged together when time past is judged again
LONGER = (Span.DAY, Span.MONTH, Span.QUARTER)
_LOCK = 213_000_000_000  # of pg_advisory_xact_lock, and the point's number: one judge at a time for each
_HOUR = dt.timedelta(hours=1)
_log = logging.getLogger(__name__)


def judge_due(limit: int = 500, now: dt.datetime | None = None) -> int:
    """Judge the hours that wait, the longest waiting first, at most so many; return how many there were.

    Another process may do the same at the same time: it takes other hours. Where one of them cannot be judged the others
    are all the same; it is logged and tried again in an hour. `now` is the present where it is not given.
    """
    now = now or timezone.now()
    waiting = Due.objects.filter(due_at__lte=now).order_by("due_at")
    try:
        return _take_due(waiting, limit, now)
    except Exception:  # noqa: BLE001  # whatever is wrong with one place, the others go on
        _log.exception("hours could not be judged together; each is judged alone")
        return sum(_alone(due, now) for due in waiting[:limit])


def _alone(due: Due, now: dt.datetime) -> int:
    try:
        return _take_due(Due.objects.filter(pk=due.pk), 1, now)
    except Exception:  # noqa: BLE001  # whatever is wrong with one place, the others go on
        _log.exception("point %s, %s: cannot be judged", due.point_id, due.hour)
        return Due.objects.filter(pk=due.pk).update(due_at=now + _HOUR)


@transaction.atomic
def _take_due(those: QuerySet[Due], limit: int, now: dt.datetime) -> int:
    waiting = list(those.select_for_update(skip_locked=True)[:limit])
    Due.objects.filter(pk__in=[each.pk for each in waiting]).delete()
    seen: list[Sign] = []
    for late in (False, True):
        for stretch in stretches((each.point_id, each.hour) for each in waiting if each.late is late):
            whole = _lengthened(stretch, now) if late else stretch
            seen += _judge(whole, now, late=late)[1]
            there = places(whole.points)
            seen += judge_longer(there, whole.begin, whole.end, now, *LONGER, late=late)[1]
    take(seen)
    return len(waiting)


def judge(points: Sequence[int], begin: dt.datetime, end: dt.datetime) -> int:
    """Judge all full hours of points from `begin` up to before `end` again, and what they are part of.

    Returns how many verdicts were new or changed. Works in blocks of some points and a month, each whole or not at all.
    Raises no alarms: it is about time past.
    """
    now, written = timezone.now(), 0
    last = min(end, _hour(now))
    for stretch in _blocks(points, begin, last):
        with transaction.atomic():
            written += _judge(stretch, now)[0]
            written += judge_longer(places(stretch.points), stretch.begin, stretch.end, now, Span.DAY)[0]
    for some in _chunks(points):
        with transaction.atomic():
            _lock(some)
            written += judge_longer(places(some), begin, last, now, Span.MONTH, Span.QUARTER)[0]
    return written


def judge_apart(points: Sequence[int], begin: dt.datetime, end: dt.datetime, processes: int) -> int:
    """Do as `judge` does in so many processes, some points each. Not inside a transaction: each has its own connection."""
    shares = _chunks(points, min(POINTS, -(-len(points) // processes) or 1))
    if processes == 1 or len(shares) == 1:
        return judge(points, begin, end)
    connections.close_all()  # a connection is nobody's but the process that made it
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        return sum(pool.map(partial(judge, begin=begin, end=end), shares))


def _chunks(points: Sequence[int], number: int = POINTS) -> list[tuple[int, ...]]:
    ordered = sorted(set(points))
    return [tuple(ordered[first : first + number]) for first in range(0, len(ordered), number)]


def _blocks(points: Sequence[int], begin: dt.datetime, end: dt.datetime) -> Iterator[Stretch]:
    for some in _chunks(points):
        since = _hour(begin)
        while since < end:
            local = timezone.localtime(since)
            month = (local.replace(day=1, hour=0, minute=0) + dt.timedelta(days=32)).replace(day=1)
            yield Stretch(since, min(month, end), some)
            since = min(month, end)


def _lengthened(stretch: Stretch, now: dt.datetime) -> Stretch:
    """Add the hours after, for what they say of a row of hours may change with the late ones."""
    end = min(stretch.end + CONTEXT * _HOUR, _hour(now - GRACE))
    return stretch._replace(end=max(stretch.end, end))


def _judge(stretch: Stretch, now: dt.datetime, *, late: bool = False) -> tuple[int, Iterator[Sign]]:
    """Judge the hours of a stretch; return how many verdicts were new or changed, and what they tell when asked."""
    _lock(stretch.points)
    there = places(stretch.points)
    judged = list(_hours(stretch, there))
    written = put(np.concatenate([rows.empty(rows.VERDICT), *(found for found, _ in judged)]), now, late=late)
    if len(written):
        tally(stretch.points, stretch.begin, stretch.end)
    return len(written), _signs(there, judged, written, rows.instant(_hour(now - GRACE) - _HOUR))


def _signs(
    there: Sequence[Place], judged: Sequence[tuple[rows.Rows, rows.Rows]], written: rows.Rows, newest: np.datetime64
) -> Iterator[Sign]:
    for place, (found, before) in zip(there, judged, strict=True):
        own = written[np.isin(written["series_id"], place.series)]
        for each in telling.told(place, own, np.concatenate([before, found]), newest):
            yield from telling.signs(each)


def _lock(points: Sequence[int]) -> None:
    keys = [_LOCK + point for point in sorted(points)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def _hours(stretch: Stretch, there: Sequence[Place]) -> Iterator[tuple[rows.Rows, rows.Rows]]:
    """Yield the verdicts on the hours of each place, and those on the hours before."""
    begin, end, points = stretch
    window = Window(rows.instant(begin), int((end - begin) / _HOUR))
    conditions, checks = marked(points, begin, end), checked(points)
    series = [factor.id for place in there for factor in place.factors]
    sources = [
        readings(series, Span.MINUTE, begin, end, rows.BRIEF),
        readings(series, Span.HOUR, begin, end, rows.BRIEF),
        corrected(series, Span.HOUR, begin, end),
        corrected(series, Span.MINUTE, begin, end),
        verdicts(series, Span.HOUR, begin - CONTEXT * _HOUR, begin),
    ]
    edges = [_edges(series, each) for each in sources]
    for place in there:
        minutes, sent, by_hand, touched, before = (
            np.concatenate([found[where[each]] for each in place.series.tolist()])
            for found, where in zip(sources, edges, strict=True)
        )
        given = hours.Given(minutes, sent, by_hand, touched, conditions[place.id], checks[place.id], before)
        found = hours.judge(place, window, given).flat(place.series, Span.HOUR, window.moments)
        yield found[served.expected(place, found, before)], before


def _edges(series: Sequence[int], found: rows.Rows) -> dict[int, slice]:
    """Return where the rows of each series stand; `found` is in order of series."""
    column = np.ascontiguousarray(found["series_id"])
    begins, ends = (np.searchsorted(column, series, side).tolist() for side in ("left", "right"))
    return {each: slice(*where) for each, *where in zip(series, begins, ends, strict=True)}


def _hour(time: dt.datetime) -> dt.datetime:
    return time.replace(minute=0, second=0, microsecond=0)
