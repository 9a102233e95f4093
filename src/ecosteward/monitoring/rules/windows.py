"""Which stretch of time a page shows, out of what its address says."""

import datetime as dt
from dataclasses import dataclass

from ecosteward.monitoring.rules.spans import Span

SHOWN = {"realtime": Span.REALTIME, "minute": Span.MINUTE, "hour": Span.HOUR, "day": Span.DAY, "month": Span.MONTH}
USUAL = {
    Span.REALTIME: dt.timedelta(hours=2),
    Span.MINUTE: dt.timedelta(hours=24),
    Span.HOUR: dt.timedelta(days=7),
    Span.DAY: dt.timedelta(days=90),
    Span.MONTH: dt.timedelta(days=3 * 366),
}
LONGEST = {
    Span.REALTIME: dt.timedelta(days=7),
    Span.MINUTE: dt.timedelta(days=62),
    Span.HOUR: dt.timedelta(days=2 * 366),
    Span.DAY: dt.timedelta(days=10 * 366),
    Span.MONTH: dt.timedelta(days=30 * 366),
}
FIRST_YEAR = 2000  # nothing was transmitted before
_SHORTEST = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Window:
    """What is looked at: one kind of datum from one moment to another."""

    span: Span
    begin: dt.datetime
    end: dt.datetime


def window(span: str, begin: str, end: str, at: str, now: dt.datetime) -> Window:
    """Return what an address asks for; what cannot be read is as if it were not there.

    Args:
        span: a key of SHOWN.
        begin: first day, or moment.
        end: last day (whole), or moment.
        at: a moment to be in the middle where no begin is given.
        now: in the zone that days are of.

    """
    kind = SHOWN.get(span, Span.HOUR)
    middle = _moment(at, now)
    last = _moment(end, now, whole=True) or (middle + USUAL[kind] / 2 if middle else now)
    last = min(last, now + dt.timedelta(days=1))
    first = _moment(begin, now) or last - USUAL[kind]
    if last - first < _SHORTEST:
        first = last - USUAL[kind]
    return Window(kind, max(first, last - LONGEST[kind]), last)


def _moment(text: str, now: dt.datetime, *, whole: bool = False) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=now.tzinfo)
    if found.year < FIRST_YEAR:
        return None
    only_day = len(text) == len("2026-01-01")
    try:
        return found + dt.timedelta(days=1) if whole and only_day else found
    except OverflowError:
        return None
