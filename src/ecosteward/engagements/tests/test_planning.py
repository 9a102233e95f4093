"""Plans: one task for each contracted unit, in its own period; planning again changes nothing."""

import datetime as dt
from collections import Counter
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.models import User
from ecosteward.engagements import queries, services
from ecosteward.engagements.models import Contract, Period, TaskState
from ecosteward.engagements.rules.periods import units, windows
from ecosteward.engagements.rules.planning import LineFacts, Placed, propose, slots


@st.composite
def lines(draw: st.DrawFn, key: int = 1) -> LineFacts:
    first = draw(st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31)))
    return LineFacts(
        pk=key,
        name="例行检查",
        period=draw(st.sampled_from(["once", "month", "quarter", "year"])),
        quantity=draw(st.integers(1, 40)),
        first=first,
        last=first + dt.timedelta(days=draw(st.integers(0, 900))),
    )


@given(lines())
def test_a_plan_has_as_many_tasks_as_the_contract_has_units(line: LineFacts) -> None:
    assert len(slots(line)) == units(line.period, line.quantity, line.first, line.last)


@given(lines())
def test_every_task_is_planned_and_due_within_its_own_period_and_planned_no_later_than_due(line: LineFacts) -> None:
    periods = windows(line.period, line.first, line.last)
    for slot in slots(line):
        window = periods[slot.period_no - 1]
        assert window.first <= slot.planned_on <= slot.due_on <= window.last


@given(lines())
def test_every_period_gets_its_quantity_and_every_place_is_taken_once(line: LineFacts) -> None:
    found = slots(line)
    assert len({slot.key for slot in found}) == len(found)
    assert set(Counter(slot.period_no for slot in found).values()) == {line.quantity}


@given(lines())
def test_doing_what_a_proposal_says_and_asking_again_proposes_nothing(line: LineFacts) -> None:
    states = ["planned", "doing", "submitted", "done", "cancelled"]
    there = [Placed(number, slot.key, states[number % 5]) for number, slot in enumerate(slots(line)) if number % 3]
    first = propose([line], there)
    added = [Placed(1000 + number, slot.key, "planned") for number, slot in enumerate(first.add)]
    again = propose([line], [*there, *added])
    assert not again.add
    assert not again.withdraw


@given(lines(), st.integers(1, 40))
def test_what_is_no_longer_contracted_is_withdrawn_only_where_nobody_began_it(line: LineFacts, fewer: int) -> None:
    states = ["planned", "doing", "submitted", "done"]
    there = [Placed(number, slot.key, states[number % 4]) for number, slot in enumerate(slots(line))]
    smaller = LineFacts(line.pk, line.name, line.period, min(fewer, line.quantity), line.first, line.last)
    proposal = propose([smaller], there)
    assert not proposal.add
    assert all(placed.state == "planned" for placed in proposal.withdraw)
    wanted = {slot.key for slot in slots(smaller)}
    assert {placed.key for placed in proposal.withdraw} == {
        placed.key for placed in there if placed.state == "planned" and placed.key not in wanted
    }


def test_tasks_are_named_by_their_period_and_their_place_in_it() -> None:
    year = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    monthly = slots(LineFacts(1, "例行检查", "month", 2, *year))
    assert monthly[0].title == "例行检查（2026年1月 1/2）"
    assert slots(LineFacts(1, "执行报告", "quarter", 1, *year))[3].title == "执行报告（2026年第4季度）"
    assert slots(LineFacts(1, "培训", "year", 2, *year))[1].title == "培训（2/2）"
    assert slots(LineFacts(1, "应急预案", "once", 1, *year))[0].title == "应急预案"
    odd = slots(LineFacts(1, "执行报告", "quarter", 1, dt.date(2026, 2, 1), dt.date(2027, 1, 31)))
    assert odd[0].title == "执行报告（2026年2—4月）"
    assert odd[3].title == "执行报告（2026年11月—2027年1月）"
    middle = (dt.date(2026, 3, 15), dt.date(2027, 3, 14))
    assert slots(LineFacts(1, "例行检查", "month", 1, *middle))[1].title == "例行检查（第2期）"


def test_a_task_is_not_planned_for_a_weekend_where_its_period_has_another_day() -> None:
    found = slots(LineFacts(1, "例行检查", "month", 1, dt.date(2026, 1, 1), dt.date(2028, 12, 31)))
    assert all(slot.planned_on.weekday() < 5 for slot in found)


def test_planning_makes_one_task_for_each_unit_with_its_row_in_the_journal(
    running: Contract, project_lead: User, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    made = services.plan(project_lead, running)
    assert len(made) == queries.progress(running).total == running.tasks.count() == 13
    assert journal_rows() == before + 13


def test_planning_again_changes_nothing(planned: Contract, project_lead: User) -> None:
    before = list(planned.tasks.order_by("pk").values())
    assert services.plan(project_lead, planned) == []
    assert list(planned.tasks.order_by("pk").values()) == before


def test_planning_keeps_tasks_that_were_moved_renamed_or_cancelled(planned: Contract, project_lead: User) -> None:
    moved, cancelled = planned.tasks.select_related("contract__client", "client").order_by("planned_on")[:2]
    moved.title, moved.planned_on, moved.due_on = "改期检查", dt.date(2027, 1, 4), dt.date(2027, 1, 5)
    services.reschedule(project_lead, moved)
    services.cancel_task(project_lead, cancelled, reason="企业停产")
    assert services.plan(project_lead, planned) == []
    moved.refresh_from_db()
    cancelled.refresh_from_db()
    assert moved.title == "改期检查"
    assert cancelled.state == TaskState.CANCELLED


def test_a_longer_term_adds_the_periods_it_brings_and_nothing_else(planned: Contract, project_lead: User) -> None:
    last = planned.ends_on.replace(year=planned.ends_on.year + 1, month=3, day=31)
    services.extend(project_lead, planned, last, reason="续签三个月", agreed_on=planned.starts_on)
    added = services.plan(project_lead, planned)
    assert [task.period_no for task in added] == [13, 14, 15]


def test_a_smaller_quantity_withdraws_only_tasks_nobody_began(
    ready: Contract, project_lead: User, technician: User
) -> None:
    line = ready.lines.first()
    assert line is not None
    line.quantity = 2
    services.change_line(project_lead, line)
    services.sign_contract(project_lead, ready, signed_on=ready.starts_on)
    services.plan(project_lead, ready)
    begun = ready.tasks.select_related("contract__client", "client").get(line=line, period_no=1, ordinal=2)
    services.start_task(technician, begun)
    line.refresh_from_db()
    line.quantity = 1
    services.amend_line(project_lead, line, reason="每月一次已够", agreed_on=ready.starts_on)
    services.plan(project_lead, ready)
    begun.refresh_from_db()
    assert begun.state == TaskState.DOING
    assert ready.tasks.filter(line=line, ordinal=2, state=TaskState.CANCELLED).count() == 11
    assert ready.tasks.filter(line=line, ordinal=1, state=TaskState.PLANNED).count() == 12


def test_a_task_added_by_hand_stands_beside_the_plan(planned: Contract, project_lead: User) -> None:
    line = planned.lines.all()[0]
    day = planned.starts_on
    task = services.add_task(project_lead, line, planned_on=day, due_on=day, title="督查前自查")
    assert task.period_no is None
    assert services.plan(project_lead, planned) == []
    assert queries.progress(planned).total == 13


def test_a_line_gives_its_tasks_their_person_and_mode(ready: Contract, project_lead: User, technician: User) -> None:
    services.add_line(project_lead, ready, service_id="B1.05", period=Period.QUARTER, assignee=technician)
    services.sign_contract(project_lead, ready, signed_on=ready.starts_on)
    services.plan(project_lead, ready)
    given = ready.tasks.filter(line__service_id="B1.05")
    assert {task.assignee for task in given.select_related("assignee")} == {technician}


def test_a_goal_outside_the_contracts_term_is_refused(planned: Contract, project_lead: User) -> None:
    with pytest.raises(ValidationError):
        services.set_goal(project_lead, planned, "1999", "不在期限内")
    services.set_goal(project_lead, planned, f"{planned.starts_on.year}Q1", "完成首轮检查")
    services.set_goal(project_lead, planned, f"{planned.starts_on.year}Q1", "完成首轮检查和整改")
    goals = queries.goals_of(planned)
    assert [goal.text for goal in goals.values()] == ["完成首轮检查和整改"]
