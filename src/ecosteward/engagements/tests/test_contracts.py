"""A running contract: amended with a reason, accepted or not, closed, ended."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.models import User
from ecosteward.archive.models import ContractFile
from ecosteward.archive.queries import contract_papers
from ecosteward.engagements import queries, services
from ecosteward.engagements.models import (
    Acceptance,
    Contract,
    ContractState,
    Mode,
    Period,
    ServiceLine,
    Task,
    TaskState,
)
from ecosteward.engagements.rules.acceptance import Held, due_faults, faults, rework_due
from ecosteward.files.models import File

DAY = dt.date(2026, 1, 5)


@pytest.fixture
def finished(planned: Contract, submitted: Task, contact: User, project_lead: User) -> Contract:
    """Return a contract with one accepted task and the others cancelled."""
    services.accept_task(contact, submitted)
    for task in planned.tasks.select_related("contract__client", "client").filter(state=TaskState.PLANNED):
        services.cancel_task(project_lead, task, reason="双方商定不再开展")
    planned.refresh_from_db()
    return planned


def _line(contract: Contract) -> ServiceLine:
    return ServiceLine(
        agency=contract.agency,
        client=contract.client,
        contract=contract,
        name="危废规范化专项检查",
        period=Period.QUARTER,
        evidence="检查报告",
        starts_on=contract.starts_on.replace(month=7),
    )


def test_a_line_added_by_amendment_runs_from_its_own_first_day(planned: Contract, project_lead: User) -> None:
    amendment = services.amend_line(project_lead, _line(planned), reason="督查要求", agreed_on=DAY)
    assert "危废规范化专项检查" in amendment.what
    assert [task.period_no for task in services.plan(project_lead, planned)] == [1, 2]
    assert queries.progress(planned).total == 15


def test_an_amendment_says_why(planned: Contract, project_lead: User, journal_rows: Callable[[], int]) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match="变更原因"):
        services.amend_line(project_lead, _line(planned), reason=" ", agreed_on=DAY)
    with pytest.raises(ValidationError, match="变更原因"):
        services.extend(project_lead, planned, planned.ends_on + dt.timedelta(days=30), reason="", agreed_on=DAY)
    assert journal_rows() == before
    assert planned.lines.count() == 2


@pytest.mark.parametrize(("field", "value"), [("period", Period.YEAR), ("starts_on", dt.date(2026, 2, 1))])
def test_a_running_line_keeps_its_period_and_first_day(
    planned: Contract, project_lead: User, field: str, value: object
) -> None:
    line = planned.lines.select_related("contract__client")[0]
    setattr(line, field, value)
    with pytest.raises(ValidationError, match="不能改周期和开始日期"):
        services.amend_line(project_lead, line, reason="调整", agreed_on=DAY)


def test_a_line_does_not_leave_the_contracts_term(draft: Contract, project_lead: User) -> None:
    with pytest.raises(ValidationError, match="之内"):
        services.add_line(project_lead, draft, service_id="B1.08", starts_on=draft.starts_on - dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="不能早于开始"):
        services.add_line(
            project_lead,
            draft,
            service_id="B1.08",
            starts_on=draft.ends_on,
            ends_on=draft.ends_on - dt.timedelta(days=9),
        )


def test_the_term_is_not_cut_short_of_a_line_that_has_its_own_end(
    ready: Contract, project_lead: User, paper: Callable[[str], File]
) -> None:
    services.add_line(project_lead, ready, service_id="B1.05", ends_on=ready.ends_on)
    services.sign_contract(project_lead, ready, signed_on=ready.starts_on)
    with pytest.raises(ValidationError, match="先变更该项"):
        services.extend(project_lead, ready, ready.ends_on - dt.timedelta(days=1), reason="提前", agreed_on=DAY)


def test_extending_tells_the_archive_and_files_the_agreement(
    running: Contract, project_lead: User, paper: Callable[[str], File]
) -> None:
    last = running.ends_on + dt.timedelta(days=90)
    services.extend(project_lead, running, last, reason="续签", agreed_on=DAY, file=paper("补充协议.pdf"))
    assert ContractFile.objects.get(contract_id=running.pk).ends_on == last
    assert contract_papers(running.pk).filter(title__contains="变更协议").exists()


@given(
    st.builds(
        Held,
        held_on=st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)),
        passed=st.booleans(),
        opinion=st.sampled_from(["", "合格"]),
        on_behalf=st.booleans(),
        accepted_by=st.sampled_from(["", "宋岚"]),
        files=st.integers(0, 2),
        open_tasks=st.integers(0, 2),
        returned=st.integers(0, 2),
        strange=st.integers(0, 1),
        due_on=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        planned_on=st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    )
)
def test_an_acceptance_without_fault_is_complete(held: Held) -> None:
    if faults(held, dt.date(2026, 6, 30)):
        return
    assert held.held_on <= dt.date(2026, 6, 30)
    assert held.opinion
    assert not held.on_behalf or (held.accepted_by and held.files)
    assert (held.open_tasks == 0 and held.returned == 0) if held.passed else held.returned > 0
    assert held.passed or (held.due_on and held.due_on >= max(held.held_on, held.planned_on or held.held_on))


@given(st.dates(max_value=dt.date(2100, 1, 1)), st.none() | st.dates())
def test_the_day_suggested_for_doing_again_is_one_the_rules_take(judged_on: dt.date, due_on: dt.date | None) -> None:
    suggested = rework_due(judged_on, due_on)
    assert not due_faults(suggested, judged_on, due_on)


def test_a_contract_with_open_tasks_is_not_accepted(planned: Contract, contact: User) -> None:
    with pytest.raises(ValidationError, match="13 项任务没有完成"):
        services.accept_contract(contact, planned, held_on=DAY, passed=True, opinion="合格")
    assert not planned.acceptances.exists()


def test_acceptance_keeps_the_outside_reviewers_and_files_its_papers(
    finished: Contract, contact: User, paper: Callable[[str], File]
) -> None:
    services.accept_contract(
        contact,
        finished,
        held_on=DAY,
        passed=True,
        opinion="成果符合合同约定",
        reviewers=[("陈工", "市环科院")],
        files=[paper("验收意见.pdf")],
    )
    held = finished.acceptances.get()
    assert held.reviewers == [["陈工", "市环科院", "无利害关系"]]
    assert held.accepted_by == contact.name
    assert finished.state == ContractState.ACCEPTED
    assert contract_papers(finished.pk).filter(title__contains="验收文件").exists()


def test_a_contract_that_is_not_accepted_sends_its_tasks_back_to_work(finished: Contract, contact: User) -> None:
    done = finished.tasks.select_related("contract__client", "client").get(state=TaskState.DONE)
    planned_on, again = done.planned_on, DAY + dt.timedelta(days=400)
    services.accept_contract(
        contact, finished, held_on=DAY, passed=False, opinion="缺季度小结", returned=[done], due_on=again
    )
    done.refresh_from_db()
    assert (done.planned_on, done.due_on) == (planned_on, again)
    finished.refresh_from_db()
    assert (done.state, done.done_on, done.reason, done.returns) == (TaskState.DOING, None, "缺季度小结", 1)
    assert finished.state == ContractState.RUNNING
    assert finished.acceptances.get().conclusion == Acceptance.Conclusion.FAILED


def test_not_accepting_names_the_tasks_that_go_back_and_only_this_contracts(finished: Contract, contact: User) -> None:
    with pytest.raises(ValidationError, match="选出要返工的任务"):
        services.accept_contract(contact, finished, held_on=DAY, passed=False, opinion="不合格", due_on=DAY)


def test_tasks_that_go_back_are_given_a_day_and_none_that_is_past(finished: Contract, contact: User) -> None:
    done = finished.tasks.select_related("contract__client", "client").get(state=TaskState.DONE)
    for due_on, words in ((None, "填写返工期限"), (DAY - dt.timedelta(days=1), "不能早于验收日期")):
        with pytest.raises(ValidationError, match=words):
            services.accept_contract(
                contact, finished, held_on=DAY, passed=False, opinion="缺小结", returned=[done], due_on=due_on
            )
    done.refresh_from_db()
    assert done.state == TaskState.DONE
    assert not finished.acceptances.exists()


def test_closing_keeps_the_papers_counted_from_that_day(finished: Contract, contact: User, project_lead: User) -> None:
    services.accept_contract(contact, finished, held_on=DAY, passed=True, opinion="合格")
    services.close_contract(project_lead, finished)
    assert finished.state == ContractState.CLOSED
    assert ContractFile.objects.get(contract_id=finished.pk).ends_on == finished.finished_on


def test_ending_a_contract_cancels_what_is_open_and_keeps_what_was_done(
    planned: Contract, submitted: Task, contact: User, project_lead: User
) -> None:
    services.accept_task(contact, submitted)
    services.end_contract(project_lead, planned, reason="企业关停")
    assert planned.state == ContractState.ENDED
    states = dict(planned.tasks.order_by("pk").values_list("pk", "state"))
    assert states.pop(submitted.pk) == TaskState.DONE
    assert set(states.values()) == {TaskState.CANCELLED}
    with pytest.raises(ValidationError, match="解除原因"):
        services.end_contract(project_lead, _running_again(planned), reason="")


def _running_again(contract: Contract) -> Contract:
    contract.state = ContractState.RUNNING
    return contract


def test_a_draft_can_be_given_up(draft: Contract, project_lead: User) -> None:
    services.end_contract(project_lead, draft, reason="对方另选机构")
    assert draft.state == ContractState.ENDED
    assert not ContractFile.objects.exists()


def test_a_person_put_on_the_team_of_a_running_contract_serves_the_client_at_once(
    running: Contract, project_lead: User, colleague: User
) -> None:
    member = services.add_member(project_lead, running, colleague, duty="资料整理")
    assert running.client.assignments.filter(person=colleague, ended_on=None).exists()
    with pytest.raises(ValidationError, match="已在项目组"):
        services.add_member(project_lead, running, colleague, duty="又一次")
    services.remove_member(project_lead, member)
    assert not running.team.filter(person=colleague).exists()


def test_a_person_of_a_drafts_team_does_not_see_the_client_yet(
    draft: Contract, project_lead: User, colleague: User
) -> None:
    services.add_member(project_lead, draft, colleague, duty="资料整理")
    assert not draft.client.assignments.filter(person=colleague).exists()


def test_what_the_standard_says_of_a_service_is_taken_over(draft: Contract, project_lead: User) -> None:
    line = services.add_line(project_lead, draft, service_id="B1.05", period=Period.QUARTER, mode=Mode.ON_SITE)
    assert (line.name, line.unit) == ("排污许可证服务", "份")
    assert line.evidence
    free = services.add_line(project_lead, draft, name="重污染天气预案更新", evidence="更新后的预案")
    assert (free.service_id, free.unit, free.mode) == ("", "次", draft.mode)


@pytest.mark.parametrize("quantity", [0, 101])
def test_a_quantity_is_between_one_and_a_hundred(draft: Contract, project_lead: User, quantity: int) -> None:
    with pytest.raises(ValidationError, match="每期"):
        services.add_line(project_lead, draft, service_id="B1.08", quantity=quantity)
