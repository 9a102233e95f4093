"""Every step in every state by everybody: allowed or refused as written here, and the journal agrees."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise, product
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.journal.models import Entry
from ecosteward.survey import services
from ecosteward.survey.models import Action, Finding, FindingState
from ecosteward.survey.queries.findings import late
from ecosteward.survey.rules.rectification import overdue
from ecosteward.survey.tests.conftest import jpeg

TODAY = timezone.localdate()
Step = Callable[[User, Finding], Any]
DO: dict[Action, Step] = {
    Action.CHANGE: lambda by, finding: services.change_finding(by, finding, "笔误", text="改正后的描述"),
    Action.START: lambda by, finding: services.start_rectification(by, finding, "设备部"),
    Action.RECORD: lambda by, finding: services.record_rectification(by, finding, services.Rectification("进行中")),
    Action.SUBMIT: lambda by, finding: services.submit_rectification(by, finding, "改好了", [jpeg()]),
    Action.WITHDRAW: lambda by, finding: services.withdraw(by, finding, "照片传错"),
    Action.APPROVE: services.approve,
    Action.SEND_BACK: lambda by, finding: services.send_back(by, finding, "围堰没做"),
    Action.LOOK_BACK: lambda by, finding: services.look_back(by, finding, "没有反弹"),
    Action.REOPEN: lambda by, finding: services.reopen(by, finding, "又出现"),
    Action.SEE_AGAIN: lambda by, finding: services.see_again(by, finding, "又看到"),
    Action.ASK_EXTENSION: lambda by, finding: services.ask_extension(
        by, finding, finding.due_on + dt.timedelta(10), "定制加工"
    ),
    Action.GRANT_EXTENSION: services.grant_extension,
    Action.REFUSE_EXTENSION: lambda by, finding: services.refuse_extension(by, finding, "可以先做临时措施"),
    Action.REMIND: services.remind,
    Action.COMMENT: lambda by, finding: services.comment(by, finding, "收到"),
    Action.VOID: lambda by, finding: services.void_finding(by, finding, "看错了桶"),
}
A, E = "agency", "enterprise"
EVERYBODY = {A, E, "supervisor"}
OPEN, RECTIFYING, SUBMITTED, CLOSED, VOIDED = FindingState
# What may be done, written down once more and apart from the program's own table.
ALLOWED: dict[FindingState, dict[Action, set[str]]] = {
    OPEN: {
        Action.START: {A, E},
        Action.CHANGE: {A},
        Action.SEE_AGAIN: {A},
        Action.REMIND: {A},
        Action.ASK_EXTENSION: {A, E},
        Action.COMMENT: EVERYBODY,
        Action.VOID: {A},  # who raised it; once the enterprise has begun, only who leads
    },
    RECTIFYING: {
        Action.RECORD: {A, E},
        Action.SUBMIT: {A, E},
        Action.CHANGE: {A},
        Action.SEE_AGAIN: {A},
        Action.REMIND: {A},
        Action.ASK_EXTENSION: {A, E},
        Action.COMMENT: EVERYBODY,
    },
    SUBMITTED: {
        Action.WITHDRAW: {A, E},
        Action.APPROVE: {A},
        Action.SEND_BACK: {A},
        Action.SEE_AGAIN: {A},
        Action.COMMENT: EVERYBODY,
    },
    CLOSED: {Action.LOOK_BACK: {A}, Action.REOPEN: {A}, Action.COMMENT: EVERYBODY},
    VOIDED: {Action.COMMENT: EVERYBODY},
}
LEADS_TO = {
    Action.START: RECTIFYING,
    Action.SUBMIT: SUBMITTED,
    Action.WITHDRAW: RECTIFYING,
    Action.APPROVE: CLOSED,
    Action.SEND_BACK: RECTIFYING,
    Action.REOPEN: OPEN,
    Action.VOID: VOIDED,
}


@contextmanager
def undone() -> Iterator[None]:
    """Undo what the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows(finding: Finding) -> int:
    return Entry.objects.filter(kind="survey.finding", object_id=finding.pk).count()


def brought_to(finding: Finding, state: FindingState, contact: User, rechecker: User) -> Finding:
    """Take a finding that is 待整改 on to a state."""
    if state == VOIDED:
        services.void_finding(rechecker, finding, "看错了桶")
        return finding
    if state != OPEN:
        services.start_rectification(contact, finding)
    if state in {SUBMITTED, CLOSED}:
        services.submit_rectification(contact, finding, "改好了", [jpeg()])
    if state == CLOSED:
        services.approve(rechecker, finding)
    return finding


@pytest.mark.parametrize("state", FindingState)
def test_in_every_state_everybody_takes_the_steps_that_are_theirs_and_no_other(
    state: FindingState,
    alone: Finding,
    technician: User,
    project_lead: User,
    contact: User,
    officer: User,
    stranger: User,
    colleague: User,
) -> None:
    brought_to(alone, state, contact, project_lead)
    people = {A: technician, E: contact, "supervisor": officer, "stranger": stranger, "colleague": colleague}
    for action, (side, person) in product(DO, people.items()):
        with undone():
            _try(Finding.objects.get(pk=alone.pk), state, action, side, person)


def _try(finding: Finding, state: FindingState, action: Action, side: str, person: User) -> None:
    before, steps, values = rows(finding), finding.steps.count(), Finding.objects.filter(pk=finding.pk).values().get()
    if side in ALLOWED[state].get(action, set()):
        DO[action](person, finding)
        assert (rows(finding), finding.steps.count()) == (before + 1, steps + 1), (state, action, side)
        assert Finding.objects.get(pk=finding.pk).state == LEADS_TO.get(action, state)
        step = finding.steps.latest("pk")
        assert (step.action, step.old, step.new, step.by) == (action, state, finding.state, person)
        return
    with pytest.raises(RefusedError):
        DO[action](person, finding)
    assert (rows(finding), finding.steps.count()) == (before, steps), (state, action, side)
    assert Finding.objects.filter(pk=finding.pk).values().get() == values


@pytest.mark.parametrize("action", [Action.APPROVE, Action.SEND_BACK])
def test_who_reported_the_rectification_for_the_enterprise_cannot_recheck_it(
    action: Action, alone: Finding, technician: User, project_lead: User
) -> None:
    services.start_rectification(technician, alone)
    services.submit_rectification(technician, alone, "代企业填报", [jpeg()])
    assert alone.steps.latest("pk").on_behalf
    before = rows(alone)
    with pytest.raises(RefusedError):
        DO[action](technician, alone)
    assert rows(alone) == before
    DO[action](project_lead, alone)
    assert rows(alone) == before + 1


@pytest.mark.parametrize("action", [Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION])
def test_an_extension_is_judged_by_who_leads_and_only_once_asked_for(
    action: Action, alone: Finding, technician: User, project_lead: User, contact: User
) -> None:
    with pytest.raises(RefusedError):
        DO[action](project_lead, alone)
    services.ask_extension(contact, alone, alone.due_on + dt.timedelta(5), "定制加工")
    before = rows(alone)
    for person in (technician, contact):
        with pytest.raises(RefusedError):
            DO[action](person, alone)
    assert rows(alone) == before
    DO[action](project_lead, alone)
    assert rows(alone) == before + 1
    assert alone.wanted_until is None


MOVES = st.lists(st.tuples(st.sampled_from([A, "lead", E, "supervisor"]), st.sampled_from(sorted(DO))), max_size=14)


@given(moves=MOVES)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_steps_leaves_the_table(
    moves: list[tuple[str, Action]], alone: Finding, technician: User, project_lead: User, contact: User, officer: User
) -> None:
    people = {A: technician, "lead": project_lead, E: contact, "supervisor": officer}
    with undone():
        for side, action in moves:
            _move(alone.pk, people[side], action)
        _check(Finding.objects.get(pk=alone.pk))


def _move(pk: int, person: User, action: Action) -> None:
    finding = Finding.objects.get(pk=pk)
    state = FindingState(finding.state)
    try:
        with transaction.atomic():
            DO[action](person, finding)
    except RefusedError:
        assert Finding.objects.get(pk=pk).state == state
    else:
        assert Finding.objects.get(pk=pk).state == LEADS_TO.get(action, state)


def _check(finding: Finding) -> None:
    steps = list(finding.steps.all())
    assert rows(finding) == len(steps)
    assert all(earlier.new == later.old for earlier, later in pairwise(steps))
    assert finding.state == steps[-1].new
    assert finding.recurrences == sum(step.action == Action.REOPEN for step in steps)
    assert finding.returns == sum(step.action == Action.SEND_BACK for step in steps)
    reporter = None
    for step in steps:
        reporter = step.by if step.action == Action.SUBMIT else reporter
        assert step.action not in {Action.APPROVE, Action.SEND_BACK} or step.by != reporter
    for day in (finding.due_on, finding.due_on + dt.timedelta(1)):
        found = Finding.objects.filter(late(day), pk=finding.pk).exists()
        assert found == overdue(FindingState(finding.state), finding.due_on, day)
