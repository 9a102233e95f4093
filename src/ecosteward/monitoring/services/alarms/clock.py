"""What time does to alarms: nobody answers, a silence ends, what is over and was seen settles."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, QuerySet, Value
from django.utils import timezone

from ecosteward.journal.services import SYSTEM, StaleError, write
from ecosteward.monitoring.models import Alarm, AlarmState, Level
from ecosteward.monitoring.rules.alarm_steps import SETTLED_AFTER, closes_itself, raised
from ecosteward.monitoring.services.sendings import queue

_MOST = 500  # alarms in one round; the next minute takes the rest
_MINUTE = Value(dt.timedelta(minutes=1), output_field=DurationField())


def escalate_due(now: dt.datetime | None = None) -> int:
    """Raise by a level what nobody has acknowledged in its rule's time, and tell it again. Returns how many."""
    at = now or timezone.now()
    patience = ExpressionWrapper(F("escalates_after") * _MINUTE, output_field=DurationField())
    rows = Alarm.objects.filter(
        closed_at=None, state=AlarmState.OPEN, level__lt=Level.URGENT, waits_since__lte=at - patience
    )
    return sum(_escalate(alarm, at) for alarm in _each(rows))


def _escalate(alarm: Alarm, at: dt.datetime) -> bool:
    alarm.level = raised(Level(alarm.level))
    alarm.escalated_at = alarm.waits_since = at
    return _written(alarm, "alarm.escalated", f"{alarm.escalates_after} min 无人确认")


def wake_due(now: dt.datetime | None = None) -> int:
    """Let what was silenced ask again where its silence is over and it still stands. Returns how many."""
    at = now or timezone.now()
    rows = Alarm.objects.filter(closed_at=None, state=AlarmState.SILENCED, silent_until__lte=at, gone_at=None)
    return sum(_wake(alarm, at) for alarm in _each(rows))


def _wake(alarm: Alarm, at: dt.datetime) -> bool:
    alarm.state, alarm.silent_until, alarm.waits_since = AlarmState.OPEN, None, at
    return _written(alarm, "alarm.reopened", "静音到期，仍未恢复正常")


def settle(now: dt.datetime | None = None) -> int:
    """Close what has been over for a day and needs nobody any more. Returns how many."""
    at = now or timezone.now()
    rows = Alarm.objects.filter(closed_at=None, finding=None, gone_at__lte=at - SETTLED_AFTER)
    return sum(_settle(alarm, at) for alarm in _each(rows))


def _settle(alarm: Alarm, at: dt.datetime) -> bool:
    assert alarm.gone_at is not None
    state, level = AlarmState(alarm.state), Level(alarm.level)
    if not closes_itself(state, level, at - alarm.gone_at, has_finding=alarm.finding_id is not None):
        return False
    why = f"恢复正常满 {SETTLED_AFTER // dt.timedelta(hours=1)} h，自动关闭"
    alarm.state, alarm.closed_at, alarm.why_closed = AlarmState.CLOSED, at, why
    return _written(alarm, "alarm.closed", why)


def _each(rows: QuerySet[Alarm]) -> Iterator[Alarm]:
    return iter(rows.select_related("client", "point").order_by("pk")[:_MOST])


def _written(alarm: Alarm, event: str, why: str) -> bool:
    """Write a step of the clock and tell it. False where a person was quicker: the next round looks again."""
    with suppress(StaleError), transaction.atomic():
        write(SYSTEM, event, alarm, reason=why)
        if alarm.closed_at is None:
            queue(alarm, event)
        return True
    return False
