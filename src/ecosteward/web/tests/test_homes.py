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
from ecosteward.engagements.models import Contract, Notice, ServiceLine, Task, TaskState
from ecosteward.evaluation.models import Complaint, Improvement
from ecosteward.monitoring.models import Device, Point, PointKind
from ecosteward.monitoring.services import setup
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
    assert titles(technician)["在办和近七天的任务"] == ["任务 0"]


def test_a_returned_task_stands_apart_from_the_others(contract: Contract, technician: User) -> None:
    tasks(contract, 1, technician, state=TaskState.DOING, returns=1)
    shown = titles(technician)
    assert shown["被退回的任务"] == ["任务 0"]
    assert shown["在办和近七天的任务"] == []


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


def test_a_result_signed_off_waits_to_be_delivered_by_who_wrote_it_or_leads(
    enterprise: Client, technician: User, project_lead: User
) -> None:
    made = [(technician, "report", DocumentState.SIGNED), (project_lead, "report", DocumentState.SIGNED)]
    made += [(technician, "process", DocumentState.SIGNED), (technician, "report", DocumentState.DELIVERED)]
    for number, (by, category, state) in enumerate(made):
        Document.objects.create(
            agency=enterprise.agency,
            client=enterprise,
            number=f"BG-{number}",
            title="报告",
            author=by,
            category=category,
            state=state,
        )
    assert titles(technician)["待交付的成果"] == ["报告 BG-0"]
    assert titles(project_lead)["待交付的成果"] == ["报告 BG-0", "报告 BG-1"]


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
    enterprise: Client, technician: User, officer: User, browse: Browse
) -> None:
    assert home_of(officer).map is None
    Client.objects.filter(pk=enterprise.pk).update(latitude=34.2, longitude=117.3)
    findings(enterprise, technician, 1, due_on=TODAY)
    shown = home_of(officer).map
    assert shown is not None
    found = browse(officer).get(shown.address).json()
    page = reverse("clients:page", args=[enterprise.pk])
    assert found == {"places": [[34.2, 117.3, enterprise.name, page, "未销号 1，超期 0", "amber"]], "left": 0}


def test_an_officer_sees_what_the_instruments_say_where_any_are(
    enterprise: Client, officer: User, technician: User
) -> None:
    words = {"家正在超标", "未关闭报警", "台数采仪离线", "家有总量预警"}
    assert not words & {figure.words for figure in home_of(officer).figures}
    point = Point(client=enterprise, kind=PointKind.GAS, name="DA001")
    setup.add(technician, point)
    setup.add(technician, Device(client=enterprise, point=point, mn="888888888888888800000009", minutes=point.minutes))
    told = {figure.words: (figure.value, figure.colour) for figure in home_of(officer).figures}
    assert words <= set(told)
    assert told["台数采仪离线"] == ("1", "red")


def test_the_map_shows_nobody_an_enterprise_they_do_not_see(enterprise: Client, browse: Browse, officer: User) -> None:
    Client.objects.filter(pk=enterprise.pk).update(latitude=34.2, longitude=117.3, park=None, authority=None)
    assert browse(officer).get(reverse("web:places")).json()["places"] == []


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
            findings(enterprise, technician, number, state=state, wanted_until=TODAY)

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


def notice_to(client: Client, by: User, contract: Contract, **facts: object) -> Notice:
    told = {"title": "第三季度进展", "text": "进展顺利", "stage": "A.06", "sent_at": timezone.now(), **facts}
    return Notice.objects.create(agency=client.agency, client=client, contract=contract, sent_by=by, **told)


def complaint_of(client: Client, number: str, **facts: object) -> Complaint:
    said = {"kind": "opinion", "text": number, "raised_by": "宋岚", "raised_at": timezone.now(), **facts}
    return Complaint.objects.create(agency=client.agency, client=client, number=number, **said)


def test_a_document_and_the_notice_that_brought_it_are_one_thing_to_do(
    contract: Contract, technician: User, contact: User
) -> None:
    notice_to(contract.client, technician, contract)
    brought = notice_to(contract.client, technician, contract, title="成果交付：季度总结")
    Document.objects.create(
        agency=contract.agency,
        client=contract.client,
        number="ZJ-1",
        title="季度总结",
        author=technician,
        state=DocumentState.DELIVERED,
        delivered_at=timezone.now(),
        notice=brought,
    )
    shown = titles(contact)
    assert shown["等您回复的通报"] == ["第三季度进展"]
    assert shown["请签收的成果"] == ["季度总结"]


def test_a_park_that_is_served_itself_has_its_own_things_to_do_before_those_it_supervises(
    contract: Contract, park: Client, enterprise: Client, technician: User, officer: User
) -> None:
    notice_to(enterprise, technician, contract, title="给企业的通报")
    assert list(titles(officer)) == ["企业风险排序"]
    Contract.objects.filter(pk=contract.pk).update(client=park)
    contract.refresh_from_db()
    notice_to(park, technician, contract)
    tasks(contract, 1, technician, state=TaskState.SUBMITTED)
    complaint_of(park, "请统一坐标系", state="answered", answered_on=TODAY)
    shown = titles(officer)
    assert list(shown) == ["等您回复的通报", "请验收的服务", "请确认的答复", "企业风险排序"]
    assert (shown["等您回复的通报"], shown["请验收的服务"]) == (["第三季度进展"], ["任务 0"])


def test_a_contract_is_to_accept_once_its_last_task_is_done_and_to_file_once_accepted(
    contract: Contract, contact: User, project_lead: User, browse: Browse
) -> None:
    def waiting() -> tuple[list[str], list[str]]:
        lead = next(each for each in home_of(project_lead).groups if each.title == "等待下一步的合同")
        return titles(contact)["请验收的合同"], [todo.action for todo in lead.todos]

    assert waiting() == ([], ["编制计划"])
    tasks(contract, 1, state=TaskState.DONE)
    tasks(contract, 1, state=TaskState.SUBMITTED)
    assert waiting() == ([], [])
    Task.objects.filter(state=TaskState.SUBMITTED).update(state=TaskState.CANCELLED)
    assert waiting() == ([contract.title], ["登记验收"])
    Contract.objects.filter(pk=contract.pk).update(state="accepted")
    assert waiting() == ([], ["归档"])


def test_each_has_the_complaints_that_wait_for_them(
    enterprise: Client, technician: User, project_lead: User, quality_lead: User, contact: User
) -> None:
    complaint_of(enterprise, "新提出")
    complaint_of(enterprise, "交给技术员", state="handling", assignee=technician, due_on=TODAY)
    complaint_of(enterprise, "已答复", state="answered", answered_on=TODAY)
    complaint_of(enterprise, "已确认", state="confirmed", assignee=technician)
    complaint_of(enterprise, "自己办的", state="confirmed", assignee=quality_lead)
    found = {user: titles(user)["待办的意见投诉"] for user in (technician, project_lead, quality_lead)}
    assert found[technician] == ["交给技术员"]
    assert found[project_lead] == ["新提出", "交给技术员"]
    assert sorted(found[quality_lead]) == sorted(["新提出", "交给技术员", "已确认"])
    assert titles(contact)["请确认的答复"] == ["已答复"]


def test_a_measure_waits_for_who_does_it_and_then_for_who_verifies_it(
    enterprise: Client, technician: User, quality_lead: User
) -> None:
    said = {"problem": "漏排", "cause": "没有清单", "measure": "每月核对清单", "due_on": TODAY}
    item = Improvement.objects.create(agency=enterprise.agency, client=enterprise, responsible=technician, **said)
    assert (titles(technician)["改进措施"], titles(quality_lead)["改进措施"]) == (["每月核对清单"], [])
    Improvement.objects.filter(pk=item.pk).update(state="done")
    assert (titles(technician)["改进措施"], titles(quality_lead)["改进措施"]) == ([], ["每月核对清单"])


def test_a_lead_is_told_for_a_week_what_a_client_replied(
    contract: Contract, technician: User, project_lead: User
) -> None:
    notice_to(contract.client, technician, contract)
    assert "服务对象的回复（近七天）" not in titles(project_lead)
    notice_to(contract.client, technician, contract, reply="无意见", replied_at=timezone.now())
    long_ago = timezone.now() - dt.timedelta(days=8)
    notice_to(contract.client, technician, contract, reply="早先的", replied_at=long_ago)
    assert titles(project_lead)["服务对象的回复（近七天）"] == ["第三季度进展：无意见"]


def test_urging_shows_on_the_home_of_whom_it_waits_for(
    contract: Contract, technician: User, contact: User, project_lead: User
) -> None:
    tasks(contract, 1, technician, reminded_on=TODAY, due_on=TODAY - dt.timedelta(days=2))
    tasks(contract, 1, technician, reminded_on=TODAY, state=TaskState.SUBMITTED)
    badges = {
        user: [todo.badge.text for group in home_of(user).groups if group.title == title for todo in group.todos]
        for user, title in (
            (technician, "在办和近七天的任务"),
            (contact, "请验收的服务"),
            (project_lead, "等待服务对象验收"),
        )
    }
    urged = f"{TODAY:%m-%d} 催办"
    assert badges == {technician: [f"{urged}，超期 2 天"], contact: [urged], project_lead: [urged]}


def test_a_new_agency_is_told_how_to_begin_until_it_serves_somebody(
    director: User, request: pytest.FixtureRequest
) -> None:
    assert len(titles(director)["开始使用"]) == 2
    request.getfixturevalue("enterprise")
    assert "开始使用" not in titles(director)


def test_a_lead_is_asked_to_answer_who_wants_more_time(
    enterprise: Client, technician: User, project_lead: User, browse: Browse
) -> None:
    findings(enterprise, technician, 1, text="没有申请")
    findings(enterprise, technician, 1, text="申请延期的", wanted_until=TODAY + dt.timedelta(days=60))
    findings(enterprise, technician, 1, state=FindingState.CLOSED, wanted_until=TODAY)
    group = next(each for each in home_of(project_lead).groups if each.title == "等待答复的延期申请")
    asked = Finding.objects.get(text="申请延期的")
    assert [todo.url for todo in group.todos] == [reverse("survey:finding", args=[asked.pk])]
    shown = browse(project_lead).get(group.more).content.decode()
    assert "申请延期的" in shown
    assert "没有申请" not in shown
