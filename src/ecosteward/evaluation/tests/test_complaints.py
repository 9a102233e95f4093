"""An opinion or complaint is followed to its end, each step one row, each side its own part."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import Role, User
from ecosteward.archive.models import Paper, Section
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract
from ecosteward.evaluation import queries, services
from ecosteward.evaluation.models import Channel, Complaint, ComplaintKind, ComplaintState
from ecosteward.evaluation.rules import STEPS, next_state
from ecosteward.files.services import opened
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import history

Take = Callable[[User, Complaint], None]
ALL = ["director", "quality_lead", "project_lead", "technician", "colleague", "contact", "stranger"]
Rows = Callable[[], int]


def assign(actor: User, complaint: Complaint, to: User, days: int = 3) -> None:
    services.assign_complaint(actor, complaint, to, timezone.localdate() + dt.timedelta(days))


@pytest.fixture
def handling(complaint: Complaint, project_lead: User, technician: User) -> Complaint:
    assign(project_lead, complaint, technician)
    return complaint


@pytest.fixture
def answered(handling: Complaint, technician: User) -> Complaint:
    services.answer_complaint(technician, handling, "已补交报告，并调整了排期", investigation="任务漏排")
    return handling


@pytest.fixture
def confirmed(answered: Complaint, contact: User) -> Complaint:
    services.confirm_complaint(contact, answered)
    return answered


def pairs(
    request: pytest.FixtureRequest, journal_rows: Rows, take: Take, complaint: Complaint, allowed: set[str]
) -> None:
    """Check that a step is refused to all but some, leaving nothing, and is one row for one of those."""
    before, state = journal_rows(), complaint.state
    for who in ALL:
        if who in allowed:
            continue
        actor = request.getfixturevalue(who)
        before = journal_rows()
        with pytest.raises(RefusedError):
            take(actor, Complaint.objects.get(pk=complaint.pk))
        assert journal_rows() == before, who
        assert Complaint.objects.get(pk=complaint.pk).state == state, who
    actor = request.getfixturevalue(min(allowed))
    before = journal_rows()
    take(actor, Complaint.objects.get(pk=complaint.pk))
    assert journal_rows() == before + 1


def test_only_leads_assign(
    request: pytest.FixtureRequest, journal_rows: Rows, complaint: Complaint, technician: User
) -> None:
    take: Take = lambda actor, each: assign(actor, each, technician)  # noqa: E731
    pairs(request, journal_rows, take, complaint, {"director", "quality_lead", "project_lead"})


def test_only_the_handler_and_leads_answer(
    request: pytest.FixtureRequest, journal_rows: Rows, handling: Complaint
) -> None:
    take: Take = lambda actor, each: services.answer_complaint(actor, each, "已处理")  # noqa: E731
    pairs(request, journal_rows, take, handling, {"director", "quality_lead", "project_lead", "technician"})


def test_only_the_handler_and_leads_keep_what_was_found(
    request: pytest.FixtureRequest, journal_rows: Rows, handling: Complaint
) -> None:
    take: Take = lambda actor, each: services.handle_complaint(actor, each, investigation="漏排")  # noqa: E731
    pairs(request, journal_rows, take, handling, {"director", "quality_lead", "project_lead", "technician"})


def test_the_client_accepts_the_answer_or_a_leader_records_how(
    request: pytest.FixtureRequest, journal_rows: Rows, answered: Complaint
) -> None:
    take: Take = lambda actor, each: services.confirm_complaint(actor, each, confirmed_by="宋岚", how="电话")  # noqa: E731
    pairs(request, journal_rows, take, answered, {"contact", "director", "quality_lead"})


def test_only_the_client_or_a_leader_reopens(
    request: pytest.FixtureRequest, journal_rows: Rows, answered: Complaint
) -> None:
    take: Take = lambda actor, each: services.reopen_complaint(actor, each, reason="没有解决")  # noqa: E731
    pairs(request, journal_rows, take, answered, {"contact", "director", "quality_lead"})


def test_only_a_leader_closes(request: pytest.FixtureRequest, journal_rows: Rows, confirmed: Complaint) -> None:
    Complaint.objects.update(contract=None)  # without a contract there is nothing to file: one row
    take: Take = lambda actor, each: services.close_complaint(actor, each, root_cause="漏排", improvement="双人核对")  # noqa: E731
    pairs(request, journal_rows, take, confirmed, {"director", "quality_lead"})


@pytest.mark.parametrize("who", ALL)
def test_the_client_and_those_who_serve_it_raise_and_nobody_else(
    who: str, enterprise: Client, technician: User, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(who)
    before = journal_rows()

    def take() -> Complaint:
        return services.raise_complaint(
            actor, enterprise, kind=ComplaintKind.ADVICE, text="建议月报附照片", raised_by="宋岚", channel=Channel.PHONE
        )

    if who in {"colleague", "stranger"}:
        with pytest.raises(RefusedError):
            take()
        assert journal_rows() == before
        assert not Complaint.objects.exists()
    else:
        take()
        assert journal_rows() == before + 1


def test_what_the_client_raises_carries_its_name_and_the_platform(contact: User, enterprise: Client) -> None:
    made = services.raise_complaint(
        contact, enterprise, kind=ComplaintKind.OPINION, text="甲", raised_by="别人", channel=Channel.PHONE
    )
    assert (made.raised_by, made.channel) == ("宋岚", Channel.SITE)


def test_a_colleague_says_who_raised_it(technician: User, enterprise: Client) -> None:
    with pytest.raises(ValidationError, match="反映人"):
        services.raise_complaint(technician, enterprise, kind=ComplaintKind.OPINION, text="甲")


def test_nothing_is_raised_in_the_future_or_on_another_clients_contract(
    technician: User, running: Contract, park: Client, director: User
) -> None:
    soon = timezone.now() + dt.timedelta(hours=1)
    with pytest.raises(ValidationError, match="现在之后"):
        services.raise_complaint(
            technician, running.client, kind=ComplaintKind.OPINION, text="甲", raised_by="乙", raised_at=soon
        )
    with pytest.raises(ValidationError, match="不是该服务对象的"):
        services.raise_complaint(
            director, park, kind=ComplaintKind.OPINION, text="甲", raised_by="乙", contract=running
        )
    assert not Complaint.objects.exists()


def test_numbers_run_through_the_year(contact: User, enterprise: Client) -> None:
    made = [
        services.raise_complaint(contact, enterprise, kind=ComplaintKind.OPINION, text=str(number)).number
        for number in range(3)
    ]
    year = timezone.localdate().year
    assert made == [f"TS-{year}-001", f"TS-{year}-002", f"TS-{year}-003"]


def test_it_is_assigned_to_somebody_who_serves_the_client(
    complaint: Complaint, project_lead: User, colleague: User
) -> None:
    with pytest.raises(ValidationError, match="不服务该对象"):
        assign(project_lead, complaint, colleague)


def test_the_answer_is_not_due_before_it_was_raised(complaint: Complaint, project_lead: User, technician: User) -> None:
    with pytest.raises(ValidationError, match="早于反映时间"):
        assign(project_lead, complaint, technician, days=-1)


def test_whoever_handled_it_does_not_confirm_for_the_client(complaint: Complaint, quality_lead: User) -> None:
    assign(quality_lead, complaint, quality_lead)
    services.answer_complaint(quality_lead, complaint, "已处理")
    with pytest.raises(RefusedError):
        services.confirm_complaint(quality_lead, complaint, confirmed_by="宋岚", how="电话")


def test_a_leader_says_who_confirmed_and_how(answered: Complaint, director: User) -> None:
    with pytest.raises(ValidationError, match="谁、以什么方式"):
        services.confirm_complaint(director, answered, confirmed_by="宋岚")
    services.confirm_complaint(director, answered, confirmed_by="宋岚", how="电话 13:40")
    assert (answered.confirmed_by, answered.confirmed_how) == ("宋岚", "电话 13:40")


def test_the_client_reopens_even_what_it_confirmed(confirmed: Complaint, contact: User) -> None:
    services.reopen_complaint(contact, confirmed, reason="又迟了")
    assert (confirmed.state, confirmed.reopened, confirmed.confirmed_on) == (ComplaintState.HANDLING, 1, None)


def test_reopening_needs_a_reason_and_keeps_it(answered: Complaint, contact: User) -> None:
    with pytest.raises(ValidationError, match="为什么"):
        services.reopen_complaint(contact, answered, reason=" ")
    services.reopen_complaint(contact, answered, reason="没有解决")
    entry = history(answered).first()
    assert entry is not None
    assert (entry.action, entry.reason) == ("complaint.reopened", "没有解决")


def test_a_complaint_is_closed_with_root_cause_and_improvement(confirmed: Complaint, director: User) -> None:
    with pytest.raises(ValidationError, match="根本原因"):
        services.close_complaint(director, confirmed)
    assert Complaint.objects.get().state == ComplaintState.CONFIRMED


def test_an_opinion_closes_without_a_root_cause(
    contact: User, enterprise: Client, director: User, technician: User
) -> None:
    made = services.raise_complaint(contact, enterprise, kind=ComplaintKind.OPINION, text="建议早点来")
    assign(director, made, technician)
    services.answer_complaint(technician, made, "好的")
    services.confirm_complaint(contact, made)
    services.close_complaint(director, made)
    assert made.state == ComplaintState.CLOSED


def test_the_handling_sheet_is_filed_in_the_contracts_file(confirmed: Complaint, director: User) -> None:
    services.close_complaint(director, confirmed, root_cause="排期无人核对", improvement="双人核对")
    paper = Paper.objects.get(contract_id=confirmed.contract_id, section=Section.COMPLAINT)
    with opened(paper.file) as content:
        text = content.read().decode("utf-8-sig")
    for words in (confirmed.number, "报告迟了两周", "任务漏排", "已补交报告", "宋岚", "排期无人核对", "双人核对"):
        assert words in text


def test_a_closed_complaint_takes_no_further_step(confirmed: Complaint, director: User, contact: User) -> None:
    services.close_complaint(director, confirmed, root_cause="甲", improvement="乙")
    steps: list[Callable[[], None]] = [
        lambda: services.reopen_complaint(contact, confirmed, reason="再来"),
        lambda: services.answer_complaint(director, confirmed, "再答"),
        lambda: services.close_complaint(director, confirmed, root_cause="甲", improvement="乙"),
    ]
    for step in steps:
        with pytest.raises(RefusedError):
            step()


def test_every_step_is_named_in_the_journal(confirmed: Complaint, director: User) -> None:
    services.close_complaint(director, confirmed, root_cause="甲", improvement="乙")
    steps = Entry.objects.filter(kind="evaluation.complaint").order_by("seq").values_list("action", flat=True)
    assert list(steps) == [
        f"complaint.{step}" for step in ("registered", "assigned", "answered", "confirmed", "closed")
    ]


@pytest.mark.parametrize(
    ("state", "days", "late"),
    [
        ("handling", -1, True),
        ("handling", 0, False),
        ("registered", -1, True),
        ("answered", -1, False),
        ("closed", -9, False),
    ],
)
def test_an_answer_is_late_after_its_day_and_only_while_it_is_owed(state: str, days: int, *, late: bool) -> None:
    today = timezone.localdate()
    assert Complaint(state=state, due_on=today + dt.timedelta(days)).is_overdue is late


def test_each_side_sees_its_own(
    complaint: Complaint,
    park: Client,
    director: User,
    technician: User,
    contact: User,
    colleague: User,
    stranger: User,
    person: Any,
) -> None:
    officer = person(park.organisation, Role.PARK_OFFICER, "园区甲")
    Client.objects.filter(pk=complaint.client_id).update(park=park)
    seen = {each.name: visible(each, Complaint).count() for each in (director, technician, contact)}
    unseen = {each.name: visible(each, Complaint).count() for each in (colleague, stranger, officer)}
    assert set(seen.values()) == {1}
    assert set(unseen.values()) == {0}


def test_complaints_are_found_by_day_for_contract_and_client(complaint: Complaint, running: Contract) -> None:
    today = timezone.localdate()
    assert list(queries.complaints_between(running, today, today)) == [complaint]
    assert list(queries.complaints_between(running.client, today, today)) == [complaint]
    tomorrow = today + dt.timedelta(1)
    assert not queries.complaints_between(running, tomorrow, tomorrow).exists()


def test_open_counts_are_taken_in_one_query(handling: Complaint, park: Client, django_assert_num_queries: Any) -> None:
    Complaint.objects.update(due_on=timezone.localdate() - dt.timedelta(1))
    with django_assert_num_queries(1):
        found = queries.open_counts([handling.client_id, park.pk])
    assert (found[handling.client_id].open, found[handling.client_id].overdue) == (1, 1)
    assert found[park.pk] == queries.OpenCounts()


PARTS = st.frozensets(st.sampled_from(["client", "handler", "lead", "closer"]))


@given(st.sampled_from(sorted(STEPS)), st.sampled_from(list(ComplaintState.values)), PARTS)
def test_nobody_takes_a_step_that_is_not_theirs_or_not_due(name: str, state: str, parts: frozenset[str]) -> None:
    step, found = STEPS[name], next_state(state, name, parts)
    assert (found == step.ends) is (state in step.begins and bool(parts & step.parts))
    assert found is None or parts


@given(PARTS)
def test_nothing_leaves_the_closed_state(parts: frozenset[str]) -> None:
    assert {next_state("closed", name, parts) for name in STEPS} == {None}
