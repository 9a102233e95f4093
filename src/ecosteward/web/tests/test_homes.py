"""Every home answers "what do I have to do today" in a constant number of queries."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.engagements.models import Contract, ServiceLine, Task, TaskState
from ecosteward.standard.queries import EDITION
from ecosteward.survey.models import Finding, FindingState
from ecosteward.web.homes import home_of
from ecosteward.web.homes.shape import by_day

Browse = Callable[[User], Browser]
TODAY = timezone.localdate()


def tasks(contract: Contract, number: int, assignee: User | None = None, **facts: object) -> None:
    owned = {"agency": contract.agency, "client": contract.client, "contract": contract}
    line = ServiceLine.objects.create(**owned, name="现场服务", evidence="记录")
    facts = {"planned_on": TODAY, "due_on": TODAY, "assignee": assignee, **facts}
    Task.objects.bulk_create(Task(**owned, line=line, **{"title": f"任务 {n}", **facts}) for n in range(number))


def findings(client: Client, raised_by: User, number: int, **facts: object) -> None:
    start = Finding.objects.count()
    Finding.objects.bulk_create(
        Finding(
            agency=client.agency,
            client=client,
            number=f"F-{start + n}",
            edition=EDITION,
            topic_id="B2.10",
            basis="GB 18597",
            **{"text": "危废标签缺失", "found_on": TODAY, "due_on": TODAY, "raised_by": raised_by, **facts},
        )
        for n in range(number)
    )


def titles(user: User) -> dict[str, list[str]]:
    return {group.title: [todo.what for todo in group.todos] for group in home_of(user).groups}


def test_a_technician_sees_their_own_tasks_and_not_a_colleague_s(
    contract: Contract, technician: User, colleague: User
) -> None:
    tasks(contract, 1, technician)
    tasks(contract, 2, colleague)
    assert titles(technician)["近七天任务"] == ["任务 0"]


def test_a_returned_task_stands_apart_from_the_others(contract: Contract, technician: User) -> None:
    tasks(contract, 1, technician, state=TaskState.DOING, returns=1)
    shown = titles(technician)
    assert shown["被退回的任务"] == ["任务 0"]
    assert shown["近七天任务"] == []


@pytest.mark.parametrize("role", ["technician", "project_lead"])
def test_who_wrote_a_document_sees_that_it_came_back(
    role: str, request: pytest.FixtureRequest, enterprise: Client, technician: User, project_lead: User
) -> None:
    author = request.getfixturevalue(role)
    other = project_lead if author == technician else technician
    made = [(author, DocumentState.RETURNED), (author, DocumentState.DRAFT), (other, DocumentState.RETURNED)]
    for number, (by, state) in enumerate(made):
        Document.objects.create(
            agency=enterprise.agency, client=enterprise, number=f"TZ-{number}", title="台账", author=by, state=state
        )
    assert titles(author)["被退回的成果"] == ["台账 TZ-0"]


def test_a_lead_sees_what_slips_by_client_and_what_nobody_holds(contract: Contract, project_lead: User) -> None:
    tasks(contract, 3)
    shown = titles(project_lead)
    assert shown["超期和七天内到期，按服务对象"] == ["3 项任务七天内到期"]
    assert len(shown["还没有承办人"]) == 3


def test_late_tasks_are_told_apart_from_those_due_soon(contract: Contract, project_lead: User) -> None:
    tasks(contract, 2, due_on=TODAY - dt.timedelta(days=1))
    tasks(contract, 1)
    assert titles(project_lead)["超期和七天内到期，按服务对象"] == ["2 项任务已超期，1 项任务七天内到期"]


@pytest.mark.parametrize("role", ["technician", "project_lead", "quality_lead", "director", "contact"])
def test_every_number_and_every_all_of_a_home_opens_a_list(
    role: str, request: pytest.FixtureRequest, contract: Contract, technician: User, browse: Browse
) -> None:
    tasks(contract, 1, technician, due_on=TODAY - dt.timedelta(days=1))
    user = request.getfixturevalue(role)
    home = home_of(user)
    addresses = [figure.url for figure in home.figures] + [group.more for group in home.groups if group.more]
    addresses += [bar.url for chart in home.charts for bar in chart.bars]
    assert addresses
    browser = browse(user)
    assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_the_number_of_late_tasks_opens_the_late_tasks_alone(
    contract: Contract, project_lead: User, browse: Browse
) -> None:
    tasks(contract, 1, title="已经晚了", due_on=TODAY - dt.timedelta(days=1))
    tasks(contract, 1, title="还来得及")
    figure = next(each for each in home_of(project_lead).figures if each.words == "超期任务")
    shown = browse(project_lead).get(figure.url).content.decode()
    assert figure.value == "1"
    assert "已经晚了" in shown
    assert "还来得及" not in shown


def test_who_rectified_is_not_asked_to_recheck(enterprise: Client, technician: User, project_lead: User) -> None:
    findings(enterprise, technician, 1, state=FindingState.SUBMITTED, rectified_by=technician)
    assert titles(technician)["待复核销号"] == []
    assert len(titles(project_lead)["待复核销号"]) == 1


def test_an_enterprise_sees_what_it_must_rectify_most_urgent_first(
    enterprise: Client, technician: User, contact: User
) -> None:
    findings(enterprise, technician, 1, text="后办", due_on=TODAY + dt.timedelta(days=9))
    findings(enterprise, technician, 1, text="先办", due_on=TODAY - dt.timedelta(days=2))
    findings(enterprise, technician, 1, text="已办", state=FindingState.CLOSED)
    assert [what.strip() for what in titles(contact)["要整改的问题"]] == ["先办", "后办"]


def test_an_enterprise_is_told_for_a_month_what_it_need_not_rectify(
    enterprise: Client, technician: User, contact: User
) -> None:
    assert "作废的问题，不用整改" not in titles(contact)
    for text, days in (("刚作废", 3), ("早作废", 40)):
        day = TODAY - dt.timedelta(days)
        findings(enterprise, technician, 1, text=text, state=FindingState.VOIDED, voided_on=day, void_reason="看错")
    (told,) = (group for group in home_of(contact).groups if group.title == "作废的问题，不用整改")
    assert [(todo.what.split()[-1], todo.whom) for todo in told.todos] == [("刚作废", "原因：看错")]
    assert titles(contact)["要整改的问题"] == []
    assert [figure.value for figure in home_of(contact).figures] == ["0", "0"]


def test_an_enterprise_sees_nothing_of_another(park: Client, technician: User, contact: User) -> None:
    findings(park, technician, 2)
    assert titles(contact)["要整改的问题"] == []


def test_an_officer_sees_the_enterprise_with_most_risk_first_and_this_month_against_last(
    enterprise: Client, park: Client, technician: User, officer: User
) -> None:
    last_month = TODAY.replace(day=1) - dt.timedelta(days=1)
    findings(enterprise, technician, 2, severity="major", due_on=TODAY - dt.timedelta(days=1), recurrences=1)
    findings(enterprise, technician, 3, found_on=last_month, state=FindingState.CLOSED, closed_on=TODAY)
    home = home_of(officer)
    assert [(todo.what, todo.whom) for todo in home.groups[0].todos] == [(enterprise.name, "未销号 2，超期 2，反复 2")]
    assert [(figure.value, figure.words) for figure in home.figures] == [
        ("2", "未销号问题"),
        ("2", "反复问题"),
        ("2", "本月发现（上月 3）"),
        ("3", "本月销号（上月 0）"),
    ]


def test_the_map_leads_to_every_enterprise_that_has_a_place(
    enterprise: Client, technician: User, officer: User
) -> None:
    assert home_of(officer).places == ()
    Client.objects.filter(pk=enterprise.pk).update(latitude=34.2, longitude=117.3)
    findings(enterprise, technician, 1, due_on=TODAY)
    (place,) = home_of(officer).places
    assert place["url"] == reverse("clients:page", args=[enterprise.pk])
    assert (place["at"], place["open"], place["late"]) == ((34.2, 117.3), 1, 0)


@pytest.mark.parametrize("role", ["technician", "project_lead", "quality_lead", "director", "contact", "officer"])
def test_the_number_of_queries_of_a_home_does_not_grow_with_its_rows(
    role: str, request: pytest.FixtureRequest, contract: Contract, technician: User, enterprise: Client, browse: Browse
) -> None:
    browser = browse(request.getfixturevalue(role))

    def fill(number: int) -> None:
        tasks(contract, number, technician)
        tasks(contract, number)
        tasks(contract, number, technician, state=TaskState.SUBMITTED)
        for state in FindingState:
            findings(enterprise, technician, number, state=state)

    def queries() -> int:
        browser.get("/")
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/").status_code == 200
        return len(captured)

    fill(1)
    few = queries()
    fill(20)
    assert queries() == few


@pytest.mark.parametrize(
    ("days", "words", "colour"),
    [(-3, "超期 3 天", "red"), (0, "今天", "amber"), (3, None, "amber"), (4, None, "grey")],
)
def test_a_day_says_how_urgent_it_is(days: int, words: str | None, colour: str) -> None:
    day = timezone.localdate() + dt.timedelta(days=days)
    badge = by_day(day)
    assert badge.text == (words or f"{day:%Y-%m-%d}")
    assert badge.colour == colour


def test_a_new_agency_is_told_how_to_begin_until_it_serves_somebody(
    director: User, request: pytest.FixtureRequest
) -> None:
    assert len(titles(director)["开始使用"]) == 2
    request.getfixturevalue("enterprise")
    assert "开始使用" not in titles(director)
