"""The steps a person may take with an alarm now, each with its form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from ecosteward.accounts.door import allowed
from ecosteward.accounts.models import User
from ecosteward.monitoring.forms.alarms import (
    AcknowledgeForm,
    AlarmForm,
    CloseForm,
    ExplainForm,
    SilenceForm,
    TurnForm,
)
from ecosteward.monitoring.models import Alarm, AlarmState, Level
from ecosteward.monitoring.rules.alarm_steps import Step, due
from ecosteward.monitoring.services import alarms
from ecosteward.survey.models import Severity
from ecosteward.survey.permissions import side_of
from ecosteward.survey.services import Judgement

Given = dict[str, Any]
_KINDS: tuple[tuple[Step, str, type[AlarmForm], str], ...] = (
    (Step.ACKNOWLEDGE, "确认报警", AcknowledgeForm, "确认，由我处理"),
    (Step.TURN, "转为问题，要求整改", TurnForm, "转为问题"),
    (Step.CLOSE, "关闭报警", CloseForm, "关闭"),
    (Step.EXPLAIN, "说明情况", ExplainForm, "提交说明"),
    (Step.SILENCE, "静音一段时间", SilenceForm, "静音"),
)


@dataclass(frozen=True)
class Panel:
    """One form and the step it ends in. The due one stands open."""

    step: Step
    title: str
    form: AlarmForm
    words: str
    due: bool = False

    def opened(self) -> "Panel":
        """Return the same panel, standing open."""
        return replace(self, due=True)

    def closed(self) -> "Panel":
        """Return the same panel, folded: another has something to be put right."""
        return replace(self, due=False)


def panels(user: User, alarm: Alarm, request: HttpRequest | None = None) -> list[Panel]:
    """Return the forms of the steps that a person may take now, filled from the request where there is one."""
    side = side_of(user, alarm.client)
    facts = {"gone": alarm.gone_at is not None, "has_finding": alarm.finding_id is not None}
    first = due(AlarmState(alarm.state), side, **facts) if side else None
    data = request.POST if request else None
    return [
        Panel(step, title, form(data, alarm=alarm, auto_id=f"{step}_%s"), words, due=step == first)
        for step, title, form, words in _KINDS
        if allowed(user, f"alarm.{step}", alarm)
    ]


def take(user: User, alarm: Alarm, step: Step, given: Given) -> None:
    """Take a step with what its form gave."""
    _TAKE[step](user, alarm, given)


def _turn(user: User, alarm: Alarm, given: Given) -> None:
    said = Judgement(
        text=given["text"],
        place=given["place"],
        severity=Severity(given["severity"]),
        due_on=given["due_on"],
        basis=given["basis"],
    )
    alarms.turn_into_finding(user, alarm, said)


_TAKE: dict[Step, Callable[[User, Alarm, Given], object]] = {
    Step.ACKNOWLEDGE: lambda user, alarm, given: alarms.acknowledge(user, alarm, given["text"]),
    Step.EXPLAIN: lambda user, alarm, given: alarms.explain(user, alarm, given["text"]),
    Step.SILENCE: lambda user, alarm, given: alarms.silence(user, alarm, given["until"], given["text"]),
    Step.CLOSE: lambda user, alarm, given: alarms.close(user, alarm, given["text"]),
    Step.TURN: _turn,
}
TAKEN_HERE = frozenset(_TAKE)


def sentence(alarm: Alarm, shown: Iterable[Panel]) -> tuple[str, str]:
    """Return whose turn it is in a sentence, and its colour: "" for running, red for urgent, green for done.

    Whoever is shown how to close it is told that it may be closed.
    """
    if alarm.closed_at is not None:
        return f"已于 {timezone.localtime(alarm.closed_at):%Y-%m-%d %H:%M} 关闭：{alarm.why_closed}", "green"
    if alarm.finding is not None:
        return f"已转为问题 {alarm.finding.number}，问题销号或作废时自动关闭", ""
    if alarm.state == AlarmState.SILENCED and alarm.silent_until is not None:
        return f"静音至 {timezone.localtime(alarm.silent_until):%Y-%m-%d %H:%M}，到时仍未恢复会再次报警", "grey"
    over = "已恢复正常" if alarm.gone_at else "还在持续"
    if alarm.state == AlarmState.OPEN:
        grave = alarm.gone_at is None and alarm.level >= Level.ALARM
        return f"还没有人确认，{over}", "red" if grave else ""
    by = f"{alarm.holder.name} 已确认" if alarm.holder else "已确认"
    closes = alarm.gone_at is not None and any(panel.step == Step.CLOSE for panel in shown)
    return f"{by}，{over}" + ("，可以关闭" if closes else ""), ""
