"""What people do with an alarm: each function is one step, one row of the journal."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.journal.services import note, write
from ecosteward.monitoring.models import Alarm, AlarmState
from ecosteward.monitoring.rules.alarm_steps import Step, after
from ecosteward.survey.permissions import side_of

LONGEST_SILENCE = dt.timedelta(days=31)
_EVENTS = {
    Step.ACKNOWLEDGE: "alarm.acknowledged",
    Step.EXPLAIN: "alarm.explained",
    Step.SILENCE: "alarm.silenced",
    Step.TURN: "alarm.turned",
    Step.CLOSE: "alarm.closed",
}


@transaction.atomic
def acknowledge(actor: User, alarm: Alarm, text: str = "") -> None:
    """Say that somebody looks at it, and what is known already. Ends a silence."""
    take_step(actor, alarm, Step.ACKNOWLEDGE, text.strip(), holder=actor, silent_until=None)


@transaction.atomic
def explain(actor: User, alarm: Alarm, text: str) -> None:
    """Say what happened and what is done about it, from whichever side. Raises ValidationError without words."""
    take_step(actor, alarm, Step.EXPLAIN, _words(text, "请写明情况：原因、正在采取的措施"))


@transaction.atomic
def silence(actor: User, alarm: Alarm, until: dt.datetime, reason: str) -> None:
    """Let it wait unheard until a time; then it asks again if it still stands.

    Raises:
        ValidationError: no reason, a time that is past or more than 31 days ahead.

    """
    why = _words(reason, "请写明静音原因，如计划检修、已安排更换")
    now = timezone.now()
    if not now < until <= now + LONGEST_SILENCE:
        raise ValidationError({"until": f"静音时间应在现在之后、{LONGEST_SILENCE.days} 天以内"})
    take_step(actor, alarm, Step.SILENCE, why, holder=actor, silent_until=until)


@transaction.atomic
def close(actor: User, alarm: Alarm, reason: str = "") -> None:
    """Close an alarm that is over; while it stands only with a reason. Raises ValidationError without that."""
    why = reason.strip()
    if not why and alarm.gone_at is None:
        raise ValidationError({"text": "还没有恢复正常；确需关闭请写明原因，再次出现会重新报警"})
    why = why or "已恢复正常"
    take_step(actor, alarm, Step.CLOSE, why, why_closed=why[:400], closed_at=timezone.now())


def take_step(actor: User, alarm: Alarm, step: Step, text: str, **changes: Any) -> None:
    """Take a step that the table allows: the new state, `changes` and one journal row.

    Raises:
        RefusedError: the person may not take it, or not in this state.
        StaleError: somebody else took a step first.

    """
    require(actor, f"alarm.{step}", alarm)
    side = side_of(actor, alarm.client)
    assert side is not None
    new = after(AlarmState(alarm.state), step, side, has_finding=alarm.finding_id is not None)
    assert new is not None
    alarm.state = new
    for name, value in changes.items():
        setattr(alarm, name, value)
    if write(actor, _EVENTS[step], alarm, reason=text) is None:
        note(actor, _EVENTS[step], alarm, reason=text)


def _words(text: str, wanted: str) -> str:
    if not text.strip():
        raise ValidationError({"text": wanted})
    return text.strip()
