"""Days, months and quarters as China has them: which of them a time touches, and when they begin and end."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from ecosteward.monitoring.rules.spans import Span

_MONTHS = {Span.MONTH: 1, Span.QUARTER: 3}


def first_of(span: Span, day: dt.date) -> dt.date:
    """Return the first day of the day, month or quarter that a day is in."""
    if span == Span.DAY:
        return day
    return day.replace(day=1, month=day.month - (day.month - 1) % _MONTHS[span])


def after(span: Span, first: dt.date) -> dt.date:
    """Return the first day of the next one."""
    if span == Span.DAY:
        return first + dt.timedelta(days=1)
    month = first.month - 1 + _MONTHS[span]
    return first.replace(year=first.year + month // 12, month=month % 12 + 1)


def midnight(day: dt.date) -> dt.datetime:
    """Return the moment a day begins."""
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())


def touched(span: Span, begin: dt.datetime, end: dt.datetime, by: dt.datetime) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the first day, and the first day after, of each that `begin` up to before `end` touches and that is over `by` then."""
    day = first_of(span, timezone.localtime(begin).date())
    while midnight(day) < end:
        following = after(span, day)
        if midnight(following) <= by:
            yield day, following
        day = following
