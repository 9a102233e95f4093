"""Who takes which step of an alarm: refused, nothing is changed; allowed, exactly one row of the journal."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.journal.models import Entry
from ecosteward.journal.services import StaleError
from ecosteward.monitoring.models import Alarm, AlarmState, Level
from ecosteward.monitoring.rules.alarm_steps import TABLE, Step, after, closes_itself
from ecosteward.monitoring.services import alarms
from ecosteward.monitoring.tests.alarms.conftest import MakesSigns
from ecosteward.survey.models import Side

Rows = Callable[[], int]
Act = Callable[[User, Alarm], object]
LATER = timezone.now() + dt.timedelta(hours=8)
STEPS: dict[str, Act] = {
    "acknowledge": lambda user, alarm: alarms.acknowledge(user, alarm, "正在查看"),
    "explain": lambda user, alarm: alarms.explain(user, alarm, "脱硫塔补浆泵跳闸，已启用备泵"),
    "silence": lambda user, alarm: alarms.silence(user, alarm, LATER, "计划检修"),
    "close": lambda user, alarm: alarms.close(user, alarm, "仪器故障，已更换"),
}
BOTH = {"acknowledge", "explain"}


def refused(act: Act, who: User, alarm: Alarm, journal_rows: Rows) -> None:
    before, values = journal_rows(), Alarm.objects.filter(pk=alarm.pk).values().get()
    with pytest.raises(RefusedError):
        act(who, Alarm.objects.get(pk=alarm.pk))
    assert journal_rows() == before
    assert Alarm.objects.filter(pk=alarm.pk).values().get() == values


@pytest.mark.django_db
@pytest.mark.parametrize("step", STEPS)
def test_the_agencys_people_take_each_step_and_strangers_none(
    step: str, alarm: Alarm, technician: User, colleague: User, officer: User, stranger: User, journal_rows: Rows
) -> None:
    for person in (colleague, officer, stranger):
        refused(STEPS[step], person, alarm, journal_rows)
    before = journal_rows()
    STEPS[step](technician, alarm)
    assert journal_rows() == before + 1


@pytest.mark.django_db
@pytest.mark.parametrize("step", STEPS)
def test_the_enterprise_acknowledges_and_explains_and_never_silences_or_closes(
    step: str, alarm: Alarm, contact: User, journal_rows: Rows
) -> None:
    if step not in BOTH:
        refused(STEPS[step], contact, alarm, journal_rows)
        return
    before = journal_rows()
    STEPS[step](contact, alarm)
    assert journal_rows() == before + 1


@pytest.mark.django_db
def test_the_enterprise_does_not_end_a_silence(
    alarm: Alarm, technician: User, contact: User, journal_rows: Rows
) -> None:
    alarms.silence(technician, alarm, LATER, "计划检修")
    refused(STEPS["acknowledge"], contact, alarm, journal_rows)
    alarms.acknowledge(technician, alarm)
    kept = Alarm.objects.get()
    assert (kept.state, kept.silent_until, kept.holder) == (AlarmState.ACKNOWLEDGED, None, technician)


@pytest.mark.django_db
@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_done_to_a_closed_one(step: str, alarm: Alarm, director: User, journal_rows: Rows) -> None:
    alarms.close(director, alarm, "误报")
    refused(STEPS[step], director, alarm, journal_rows)


@pytest.mark.django_db
def test_closing_while_it_stands_wants_a_reason_and_after_it_is_over_none(
    alarm: Alarm, sign: MakesSigns, technician: User, journal_rows: Rows
) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match="还没有恢复正常"):
        alarms.close(technician, alarm, "  ")
    assert (journal_rows(), Alarm.objects.get().state) == (before, AlarmState.OPEN)
    alarms.take([sign(hour=1, standing=False)])
    gone = Alarm.objects.get()
    alarms.close(technician, gone)
    kept = Alarm.objects.get()
    assert (kept.state, kept.why_closed) == (AlarmState.CLOSED, "已恢复正常")
    assert kept.closed_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("until", [timezone.now() - dt.timedelta(minutes=1), timezone.now() + dt.timedelta(days=40)])
def test_a_silence_ends_some_time_soon(until: dt.datetime, alarm: Alarm, technician: User, journal_rows: Rows) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match="静音时间应在"):
        alarms.silence(technician, alarm, until, "检修")
    assert (journal_rows(), Alarm.objects.get().state) == (before, AlarmState.OPEN)


@pytest.mark.django_db
def test_words_are_wanted_for_a_silence_and_an_explanation(alarm: Alarm, technician: User, journal_rows: Rows) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match="静音原因"):
        alarms.silence(technician, alarm, LATER, " ")
    with pytest.raises(ValidationError, match="请写明情况"):
        alarms.explain(technician, alarm, " ")
    assert journal_rows() == before


@pytest.mark.django_db
def test_what_was_said_stands_in_the_journal(alarm: Alarm, contact: User) -> None:
    STEPS["explain"](contact, alarm)
    row = Entry.objects.latest("pk")
    assert (row.action, row.actor_name, row.reason) == ("alarm.explained", "宋岚", "脱硫塔补浆泵跳闸，已启用备泵")


@pytest.mark.django_db
def test_of_two_who_acknowledge_at_once_the_second_is_told(
    alarm: Alarm, technician: User, director: User, journal_rows: Rows
) -> None:
    mine, theirs = Alarm.objects.get(), Alarm.objects.get()
    alarms.acknowledge(technician, mine)
    before = journal_rows()
    with pytest.raises(StaleError):
        alarms.acknowledge(director, theirs)
    assert (journal_rows(), Alarm.objects.get().holder) == (before, technician)


@pytest.mark.django_db
def test_an_hour_seen_meanwhile_does_not_stand_in_anybodys_way(
    alarm: Alarm, sign: MakesSigns, technician: User
) -> None:
    opened = Alarm.objects.get()
    alarms.take([sign(hour=1, value=70.0)])
    alarms.acknowledge(technician, opened)
    kept = Alarm.objects.get()
    assert (kept.state, kept.value, kept.times) == (AlarmState.ACKNOWLEDGED, 70, 2)


@pytest.mark.parametrize("state", AlarmState)
@pytest.mark.parametrize("step", Step)
def test_supervisors_only_look_and_the_clocks_steps_are_nobodys(state: AlarmState, step: Step) -> None:
    assert after(state, step, Side.SUPERVISOR, has_finding=False) is None
    if step in {Step.ESCALATE, Step.RETURN}:
        assert all(after(state, step, side, has_finding=False) is None for side in Side)


def test_no_step_leads_out_of_a_closed_one() -> None:
    assert not [step for state, step in TABLE if state == AlarmState.CLOSED]


@pytest.mark.parametrize("state", AlarmState)
def test_with_a_finding_it_is_closed_by_the_finding_alone(state: AlarmState) -> None:
    for step in (Step.CLOSE, Step.TURN, Step.SILENCE):
        assert after(state, step, Side.AGENCY, has_finding=True) is None


@pytest.mark.parametrize(
    ("state", "level", "hours", "has_finding", "closes"),
    [
        (AlarmState.ACKNOWLEDGED, Level.URGENT, 24, False, True),
        (AlarmState.ACKNOWLEDGED, Level.URGENT, 23, False, False),
        (AlarmState.ACKNOWLEDGED, Level.URGENT, 24, True, False),
        (AlarmState.SILENCED, Level.ALARM, 24, False, True),
        (AlarmState.OPEN, Level.NOTICE, 24, False, True),
        (AlarmState.OPEN, Level.WARNING, 99, False, False),
        (AlarmState.CLOSED, Level.NOTICE, 99, False, False),
    ],
)
def test_it_closes_itself_once_it_is_over_for_a_day_and_was_seen(
    state: AlarmState, level: Level, hours: int, has_finding: bool, closes: bool
) -> None:
    assert closes_itself(state, level, dt.timedelta(hours=hours), has_finding=has_finding) is closes
