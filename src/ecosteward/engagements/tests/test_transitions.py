"""The tables of steps decide, and nothing but them."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.door import allowed
from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract, ContractState, Task, TaskState
from ecosteward.engagements.rules.transitions import (
    CONTRACT,
    CONTRACT_ACTIONS,
    TASK,
    TASK_ACTIONS,
    Part,
    contract_step,
    task_step,
)

PARTS = st.frozensets(st.sampled_from(list(Part)))
TASK_STATES = [state.value for state in TaskState]
CONTRACT_STATES = [state.value for state in ContractState]


@given(st.sampled_from(TASK_STATES), st.sampled_from(TASK_ACTIONS), PARTS)
def test_a_task_moves_exactly_where_the_table_has_the_step_for_one_of_the_persons_parts(
    state: str, action: str, parts: frozenset[Part]
) -> None:
    step = TASK.get((state, action))
    expected = step.to if step and any(part in step.parts for part in parts) else None
    assert task_step(state, action, parts) == expected


@given(st.sampled_from(TASK_STATES), st.sampled_from(TASK_ACTIONS), PARTS, PARTS)
def test_being_more_to_a_task_never_forbids_a_step(
    state: str, action: str, parts: frozenset[Part], more: frozenset[Part]
) -> None:
    if task_step(state, action, parts):
        assert task_step(state, action, parts | more) == task_step(state, action, parts)


@given(st.sampled_from(TASK_STATES), st.sampled_from(TASK_ACTIONS))
def test_nobody_without_a_part_takes_a_step(state: str, action: str) -> None:
    assert task_step(state, action, frozenset()) is None


@given(st.sampled_from(CONTRACT_STATES), st.sampled_from(CONTRACT_ACTIONS), PARTS)
def test_a_contract_moves_exactly_where_the_table_says(state: str, action: str, parts: frozenset[Part]) -> None:
    step = CONTRACT.get((state, action))
    expected = step.to if step and any(part in step.parts for part in parts) else None
    assert contract_step(state, action, parts) == expected


def test_the_client_only_ever_judges() -> None:
    of_tasks = {action for (_, action), step in TASK.items() if Part.CLIENT in step.parts}
    of_contracts = {action for (_, action), step in CONTRACT.items() if Part.CLIENT in step.parts}
    assert of_tasks == {"accept", "return", "rework"}
    assert of_contracts == {"accept"}


def test_every_state_is_real_and_every_task_state_can_be_reached() -> None:
    named = set(chain.from_iterable((state, step.to) for (state, _), step in TASK.items()))
    assert named == set(TASK_STATES)
    reached, frontier = {"planned"}, {"planned"}
    while frontier:
        frontier = {step.to for (state, _), step in TASK.items() if state in frontier} - reached
        reached |= frontier
    assert reached == set(TASK_STATES)


def test_a_closed_or_ended_contract_goes_nowhere() -> None:
    assert not [step for (state, _), step in CONTRACT.items() if state in {"closed", "ended"}]


WHO = {
    "project_lead": {Part.LEAD, Part.MEMBER},
    "director": {Part.LEAD, Part.MEMBER},
    "technician": {Part.DOER, Part.MEMBER},
    "contact": {Part.CLIENT},
    "colleague": set(),
    "stranger": set(),
}


@pytest.mark.parametrize("who", WHO)
def test_the_door_lets_each_person_do_what_the_table_gives_their_part_in_every_state(
    who: str, task: Task, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(who)
    for state in TaskState:
        task.state = state
        for action in TASK_ACTIONS:
            expected = task_step(state, action, frozenset(WHO[who])) is not None
            assert allowed(person, f"task.{action}", task) == expected, (who, state, action)


@pytest.mark.parametrize("who", WHO)
def test_the_door_lets_each_person_do_with_a_contract_what_the_table_gives_their_part(
    who: str, draft: Contract, technician: User, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(who)
    parts = frozenset(WHO[who] - {Part.DOER})
    for state in ContractState:
        draft.state = state
        for action in CONTRACT_ACTIONS:
            expected = contract_step(state, action, parts) is not None
            assert allowed(person, f"contract.{action}", draft) == expected, (who, state, action)


def test_no_step_of_a_task_is_taken_while_its_contract_does_not_run(task: Task, director: User) -> None:
    for contract_state in set(ContractState) - {ContractState.RUNNING}:
        task.contract.state = contract_state
        for state, action in combinations([*TaskState, *TASK_ACTIONS], 2):
            if state in TASK_STATES and action in TASK_ACTIONS:
                task.state = state
                assert not allowed(director, f"task.{action}", task)


def test_whoever_serves_the_client_may_take_up_a_task_that_nobody_has(
    task: Task, technician: User, colleague: User
) -> None:
    task.assignee = None
    assert allowed(technician, "task.start", task)
    assert not allowed(colleague, "task.start", task)


def test_a_member_does_not_start_or_hand_in_somebody_elses_task(
    task: Task, technician: User, project_lead: User
) -> None:
    task.assignee = project_lead
    assert not allowed(technician, "task.start", task)
    task.state = TaskState.DOING
    assert not allowed(technician, "task.submit", task)
    assert allowed(technician, "task.record", task)
