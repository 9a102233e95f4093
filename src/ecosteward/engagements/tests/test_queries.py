"""What other rooms read: right, and in a number of statements that does not grow."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import Organisation, User
from ecosteward.agency.queries import qualification
from ecosteward.agency.rules import State
from ecosteward.clients.models import Client
from ecosteward.engagements import queries, services
from ecosteward.engagements.models import Contract, Mode, PaperKind, Period, Task, TaskState
from ecosteward.engagements.queries.timeline import _provided
from ecosteward.files.models import File
from ecosteward.standard.queries import flow


def _contract(lead: User, client: Client) -> Contract:
    year = timezone.localdate().year
    contract = services.draft_contract(
        lead, client, title="服务合同", starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31), quality_lead=lead
    )
    services.add_line(lead, contract, service_id="B1.08", period=Period.MONTH)
    services.add_line(lead, contract, service_id="B1.05", period=Period.QUARTER)
    for kind in (PaperKind.CONTRACT, PaperKind.ANNEX, PaperKind.CONFIDENTIALITY):
        services.waive_paper(lead, contract, kind, reason="补签中")
    services.sign_contract(lead, contract, signed_on=contract.starts_on)
    services.plan(lead, contract)
    return contract


def _statements(action: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def test_progress_counts_accepted_units_of_contracted_ones(
    planned: Contract, submitted: Task, contact: User, project_lead: User
) -> None:
    before = queries.progress(planned)
    assert (before.done, before.total, before.submitted, before.planned) == (0, 13, 1, 13)
    services.accept_task(contact, submitted)
    after = queries.progress(planned)
    assert (after.done, after.total, after.percent) == (1, 13, 7)


def test_a_cancelled_task_stays_contracted(planned: Contract, task: Task, project_lead: User) -> None:
    services.cancel_task(project_lead, task, reason="停产")
    assert (queries.progress(planned).total, queries.progress(planned).planned) == (13, 12)


def test_done_never_exceeds_what_was_contracted(
    planned: Contract, project_lead: User, technician: User, contact: User, paper: Callable[[str], File]
) -> None:
    line = planned.lines.get(service_id="B1.16")
    for number in range(3):
        task = services.add_task(project_lead, line, planned_on=planned.starts_on, due_on=planned.ends_on)
        services.start_task(technician, task)
        services.submit_task(technician, task, evidence="完成", files=[paper(f"签到表{number}.pdf")])
        services.accept_task(contact, task)
    found = {each.line.service_id: each for each in queries.lines_of(planned)}["B1.16"]
    assert (found.done, found.total, found.extra) == (1, 1, 2)
    assert queries.progress(planned).done == 1


def test_a_contract_without_lines_promises_nothing(draft: Contract) -> None:
    assert (queries.progress(draft).total, queries.progress(draft).percent) == (0, 0)


def test_progress_of_many_contracts_takes_as_many_statements_as_of_one(director: User, enterprise: Client) -> None:
    one = [_contract(director, enterprise)]
    few = _statements(lambda: queries.progress_of(one))
    many = one + [_contract(director, enterprise) for _ in range(4)]
    assert _statements(lambda: queries.progress_of(many)) == few == 1
    assert {each.total for each in queries.progress_of(many).values()} == {16}


def test_overdue_is_what_is_open_after_its_due_date(planned: Contract, submitted: Task) -> None:
    today = timezone.localdate()
    late = planned.tasks.filter(due_on__lt=today, state__in=[TaskState.PLANNED, TaskState.DOING]).count()
    assert queries.progress(planned).overdue == late


def test_attendance_counts_each_day_once_and_on_site_before_off_site(
    doing: Task, technician: User, project_lead: User
) -> None:
    day = timezone.localtime() - dt.timedelta(days=30)
    morning = day.replace(hour=9, minute=0, second=0, microsecond=0)
    for hours, mode, people in (
        (0, Mode.ON_SITE, [technician, project_lead]),
        (4, Mode.OFF_SITE, [technician]),
        (28, Mode.OFF_SITE, [technician]),
    ):
        began = morning + dt.timedelta(hours=hours)
        services.record_work(
            technician,
            doing,
            started_at=began,
            ended_at=began + dt.timedelta(hours=2),
            text="检查",
            mode=mode,
            people=people,
            place="厂区",
        )
    first = morning.date()
    found = {each.person: each for each in queries.attendance(doing.contract, first, first + dt.timedelta(days=1))}
    assert (found[technician].on_site_days, found[technician].off_site_days, found[technician].hours) == (1, 1, 6.0)
    assert (found[project_lead].on_site_days, found[project_lead].off_site_days) == (1, 0)
    assert queries.attendance(doing.contract, first - dt.timedelta(days=9), first - dt.timedelta(days=1)) == []


def test_attendance_takes_as_many_statements_for_many_records_as_for_one(doing: Task, technician: User) -> None:
    today = timezone.localdate()
    since = today - dt.timedelta(days=400)
    few = _statements(lambda: queries.attendance(doing.contract, since, today))
    for number in range(5):
        ended = timezone.now() - dt.timedelta(days=number + 1)
        services.record_work(
            technician, doing, started_at=ended - dt.timedelta(hours=1), ended_at=ended, text="检查", place="厂区"
        )
    assert _statements(lambda: queries.attendance(doing.contract, since, today)) == few


def test_tasks_of_a_span_are_those_planned_due_or_done_in_it(planned: Contract) -> None:
    year = planned.starts_on.year
    found = queries.tasks_between(planned, dt.date(year, 3, 1), dt.date(year, 3, 31))
    assert [task.period_no for task in found] == [3]
    assert queries.tasks_between(planned, dt.date(year - 2, 1, 1), dt.date(year - 2, 12, 31)).count() == 0


def test_load_is_the_open_tasks_of_each_person_in_one_statement(
    planned: Contract, project_lead: User, technician: User, director: User
) -> None:
    tasks = list(planned.tasks.select_related("contract__client", "client"))
    services.assign_tasks(project_lead, tasks[:5], technician)
    services.cancel_task(project_lead, tasks[0], reason="停产")
    people = [technician.pk, director.pk]
    assert queries.load(people) == {technician.pk: 4, director.pk: 0}
    assert _statements(lambda: queries.load(people)) == 1


def test_the_timeline_has_the_12_steps_in_order_and_follows_the_records(draft: Contract, project_lead: User) -> None:
    found = queries.timeline(draft)
    assert [each.step.id for each in found] == [step.id for step in flow()]
    states = {each.step.id: each.fact.state for each in found}
    assert states["A.02"] == states["A.03"] == "doing"
    assert {states[step] for step in ("A.01", "A.04", "A.05", "A.06", "A.08", "A.09", "A.10")} == {"todo"}


def test_the_timeline_of_a_running_contract_shows_what_is_under_way(submitted: Task) -> None:
    found = {each.step.id: each.fact for each in queries.timeline(submitted.contract)}
    assert found["A.02"].state == found["A.03"].state == found["A.05"].state == "done"
    assert found["A.02"].on == submitted.contract.signed_on
    assert found["A.06"].state == found["A.08"].state == "doing"
    assert found["A.08"].words == "1/13"


def test_a_room_above_can_tell_of_its_own_step(draft: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    day = dt.date(2026, 6, 1)
    monkeypatch.setitem(_provided, "A.11", lambda _: queries.Fact())  # what a room really tells comes back afterwards
    queries.provide("A.11", lambda contract: queries.Fact("done", day, contract.number))
    assert queries.timeline(draft)[10].fact == queries.Fact("done", day, draft.number)


def test_clause_4_3_is_judged_by_the_contracts_and_records_there_are(agency: Organisation, running: Contract) -> None:
    def state(line_id: str) -> State:
        return next(line.state for line in qualification(agency).lines if line.id == line_id)

    assert state("R.4.3.1") == state("R.4.3.2") == State.MET
    assert state("R.4.3.6") == State.UNSURE


def test_clause_4_3_names_contracts_whose_text_is_missing(director: User, enterprise: Client) -> None:
    _contract(director, enterprise)
    line = next(line for line in qualification(enterprise.agency).lines if line.id == "R.4.3.1")
    assert line.state == State.UNSURE
    assert "缺合同文本" in line.why


LISTS = ("contracts", "tasks", "calendar", "notices")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_statements_for_many_rows_as_for_few(
    name: str, director: User, enterprise: Client, browse: Callable[[User], Browser]
) -> None:
    services.notify(director, _contract(director, enterprise), "A.06", "进展")
    browser, address = browse(director), reverse(f"engagements:{name}")
    browser.get(address)
    few = _statements(lambda: browser.get(address))
    for number in range(4):
        services.notify(director, _contract(director, enterprise), "A.06", f"进展 {number}")
    assert _statements(lambda: browser.get(address)) == few


@pytest.mark.parametrize("name", ["contract", "schedule", "plan"])
def test_a_contracts_pages_take_as_many_statements_for_a_big_contract_as_for_a_small_one(
    name: str, director: User, enterprise: Client, browse: Callable[[User], Browser]
) -> None:
    small, big = _contract(director, enterprise), _contract(director, enterprise)
    for line in big.lines.select_related("contract__client"):
        line.quantity = 5
        services.amend_line(director, line, reason="加密频次", agreed_on=big.starts_on)
    services.plan(director, big)
    services.plan(director, small)
    browser = browse(director)
    few, many = (reverse(f"engagements:{name}", args=[each.pk]) for each in (small, big))
    browser.get(few)
    assert _statements(lambda: browser.get(many)) <= _statements(lambda: browser.get(few)) + 2


def test_the_client_tab_takes_as_many_statements_for_many_contracts_as_for_one(
    director: User, enterprise: Client, browse: Callable[[User], Browser]
) -> None:
    _contract(director, enterprise)
    browser, address = browse(director), reverse("engagements:client", args=[enterprise.pk])
    browser.get(address)
    few = _statements(lambda: browser.get(address))
    for _ in range(3):
        _contract(director, enterprise)
    assert _statements(lambda: browser.get(address)) == few
