"""The pages of a running contract: its plan, its changes, its acceptance and what the client sees."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.engagements import services
from ecosteward.engagements.models import Contract, Task, TaskState
from ecosteward.engagements.tests.conftest import at, upload
from ecosteward.files.models import File

Browse = Callable[[User], Browser]


def _sheet(content: bytes) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_a_contracts_plan_is_exported_whatever_its_number_looks_like(
    planned: Contract, project_lead: User, browse: Browse
) -> None:
    planned.number = "徐环[2026]/3:1?"
    planned.save()
    answer = browse(project_lead).get(f"{at('schedule', planned.pk)}?export=xlsx")
    rows = _sheet(answer.content)
    assert rows[0][:4] == ("服务对象", "服务内容", "任务", "承办人")
    assert len(rows) == 14


def test_the_month_is_shown_and_exported_by_client_and_by_person(
    planned: Contract, task: Task, project_lead: User, technician: User, browse: Browse
) -> None:
    browser, month = browse(project_lead), f"{task.planned_on:%Y-%m}"
    address = reverse("engagements:calendar")
    by_client = browser.get(f"{address}?month={month}").content.decode()
    by_person = browser.get(f"{address}?month={month}&by=person").content.decode()
    assert planned.client.name in by_client
    assert technician.name in by_person
    assert task.title in by_person
    answer = browser.get(f"{address}?month={month}&export=xlsx")
    assert len(_sheet(answer.content)) == 2
    for strange in ("month=x", "month=9999-99", "by=dog", "page=99"):
        assert browser.get(f"{address}?{strange}").status_code == 200


def test_goals_are_written_for_each_period_and_only_changes_are_rows(
    planned: Contract, project_lead: User, browse: Browse, journal_rows: Callable[[], int]
) -> None:
    browser, address, year = browse(project_lead), at("goals", planned.pk), planned.starts_on.year
    before = journal_rows()
    assert browser.post(address, {str(year): "全年 12 次检查", f"{year}Q1": "首轮检查"}).status_code == 302
    assert journal_rows() == before + 2
    assert browser.post(address, {str(year): "全年 12 次检查", f"{year}Q1": "首轮检查"}).status_code == 302
    assert journal_rows() == before + 2
    assert "首轮检查" in browser.get(at("schedule", planned.pk)).content.decode()


def test_a_goal_that_somebody_else_wrote_meanwhile_is_shown_before_it_is_written_over(
    planned: Contract, project_lead: User, director: User, browse: Browse
) -> None:
    address, year = at("goals", planned.pk), str(planned.starts_on.year)
    services.set_goal(director, planned, year, "检查 12 次\n培训 2 次")
    mine = {year: "检查 10 次", f"{year}Q1": "首轮检查", f"initial-{year}": "", f"initial-{year}Q1": ""}
    answer = browse(project_lead).post(address, mine)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "别人刚把这里改成了" in shown
    assert "培训 2 次" in shown
    assert "首轮检查" in shown
    assert [goal.text for goal in planned.goals.all()] == ["检查 12 次\n培训 2 次"]
    seen = {name: field.value() or "" for name, field in ((n, answer.context["form"][n]) for n in (year, f"{year}Q1"))}
    again = {**seen, f"initial-{year}": answer.context["form"].data[f"initial-{year}"], f"initial-{year}Q1": ""}
    assert browse(project_lead).post(address, again).status_code == 302
    assert sorted(goal.text for goal in planned.goals.all()) == ["检查 10 次", "首轮检查"]


def test_a_goal_left_as_it_was_seen_does_not_undo_what_somebody_else_wrote(
    planned: Contract, project_lead: User, director: User, browse: Browse
) -> None:
    address, year = at("goals", planned.pk), str(planned.starts_on.year)
    services.set_goal(director, planned, year, "检查 12 次")
    stale = {year: "", f"initial-{year}": "", f"{year}Q1": "首轮检查", f"initial-{year}Q1": ""}
    assert browse(project_lead).post(address, stale).status_code == 302
    assert sorted(goal.text for goal in planned.goals.all()) == ["检查 12 次", "首轮检查"]


def test_a_running_contract_is_amended_through_the_pages(planned: Contract, project_lead: User, browse: Browse) -> None:
    browser = browse(project_lead)
    new = {
        "service_id": "B1.05",
        "quantity": 1,
        "period": "quarter",
        "mode": "off_site",
        "agreed_on": "2026-02-01",
        "reason": "新增排污口",
    }
    assert browser.post(at("new-line", planned.pk), {**new, "service_id": ""}).status_code == 422
    assert browser.post(at("new-line", planned.pk), {**new, "agreement": upload("补充协议.pdf")}).status_code == 302
    line = planned.lines.get(service_id="B1.05")
    assert line.name == "排污许可证服务"
    changed = {
        "record_version": line.version,
        "name": line.name,
        "unit": "份",
        "quantity": 2,
        "mode": "off_site",
        "evidence": line.evidence,
        "agreed_on": "2026-03-01",
        "reason": "加密频次",
    }
    assert browser.post(at("amend-line", line.pk), changed).status_code == 302
    last = planned.ends_on + dt.timedelta(days=31)
    extended = {"ends_on": last, "agreed_on": "2026-03-01", "reason": "续签一个月"}
    assert browser.post(at("extend", planned.pk), extended).status_code == 302
    assert planned.amendments.count() == 3
    page = browser.get(at("contract", planned.pk)).content.decode()
    assert "加密频次" in page
    assert "续签一个月" in page


def test_acceptance_asks_for_complete_reviewers_without_interest(
    planned: Contract, submitted: Task, contact: User, browse: Browse
) -> None:
    services.accept_task(contact, submitted)
    browser, address = browse(contact), at("accept-contract", planned.pk)
    given: dict[str, object] = {
        "held_on": timezone.localdate(),
        "passed": "no",
        "opinion": "缺小结",
        "returned": [submitted.pk],
        "due_on": timezone.localdate() + dt.timedelta(days=500),
        "reviewers": "陈工，市环科院\n李工",
    }
    incomplete = browser.post(address, given)
    assert "缺少单位" in incomplete.content.decode()
    interested = browser.post(address, {**given, "reviewers": "陈工，市环科院"})
    assert "没有利害关系" in interested.content.decode()
    assert not planned.acceptances.exists()
    done = browser.post(address, {**given, "reviewers": "陈工，市环科院", "independent": "on"})
    assert done.status_code == 302
    submitted.refresh_from_db()
    assert (submitted.state, submitted.due_on) == (TaskState.DOING, given["due_on"])


def test_an_acceptance_with_open_tasks_says_how_many_are_left(planned: Contract, contact: User, browse: Browse) -> None:
    given = {"held_on": timezone.localdate(), "passed": "yes", "opinion": "合格"}
    answer = browse(contact).post(at("accept-contract", planned.pk), given)
    assert answer.status_code == 422
    assert "13 项任务没有完成" in answer.content.decode()


def test_what_keeps_a_contract_from_acceptance_is_listed_with_what_to_do(
    planned: Contract, submitted: Task, project_lead: User, contact: User, browse: Browse
) -> None:
    for person in (project_lead, contact):
        page = browse(person).get(at("accept-contract", planned.pk))
        said = page.content.decode()
        assert "还有 13 项任务没有完成，现在不能验收合格" in said
        assert len(page.context["unfinished"]) == 13
        assert at("task", submitted.pk) in said
        assert "等服务对象验收" in said
        assert "等承办人开始" in said
    planned.tasks.update(state=TaskState.DONE)
    assert "没有完成" not in browse(contact).get(at("accept-contract", planned.pk)).content.decode()


def test_a_long_list_of_unfinished_tasks_leads_to_the_plan_and_takes_no_more_queries(
    planned: Contract, contact: User, browse: Browse
) -> None:
    browser, address = browse(contact), at("accept-contract", planned.pk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        return len(captured)

    few = queries()
    assert at("schedule", planned.pk) not in browser.get(address).content.decode()
    task = planned.tasks.first()
    assert task is not None
    for number in range(10):
        task.pk, task.ordinal, task._state.adding = None, 100 + number, True
        task.save()
    assert queries() == few
    assert at("schedule", planned.pk) in browser.get(address).content.decode()


def test_the_client_sees_progress_and_its_own_steps_and_nothing_of_the_agencys(
    submitted: Task, contact: User, browse: Browse
) -> None:
    browser = browse(contact)
    page = browser.get(at("contract", submitted.contract_id)).content.decode()
    assert "服务流程" in page
    for word in ("编制计划", "从规范选取", "增加成员", "解除合同", "经过"):
        assert word not in page
    task = browser.get(at("task", submitted.pk)).content.decode()
    assert "验收合格" in task
    for word in ("撤回", "取消任务", "指派</a>", "调整</a>"):
        assert word not in task


def test_files_the_client_may_not_open_are_not_shown_to_it(
    doing: Task, technician: User, contact: User, paper: Callable[[str], File], browse: Browse
) -> None:
    now = timezone.now()
    services.record_work(
        technician,
        doing,
        started_at=now - dt.timedelta(hours=1),
        ended_at=now,
        text="内部复核",
        place="厂区",
        files=[paper("内部底稿.pdf")],
    )
    assert "内部底稿.pdf" in browse(technician).get(at("task", doing.pk)).content.decode()
    assert "内部底稿.pdf" not in browse(contact).get(at("task", doing.pk)).content.decode()


def test_giving_up_a_draft_is_called_so(draft: Contract, project_lead: User, browse: Browse) -> None:
    browser = browse(project_lead)
    asked = browser.get(at("end", draft.pk)).content.decode()
    assert "放弃草稿" in asked
    assert "解除合同" not in asked
    browser.post(at("end", draft.pk), {"reason": "客户暂缓"})
    shown = browser.get(at("contract", draft.pk)).content.decode()
    assert "已放弃" in shown
    assert "已解除" not in shown.partition("经过")[0]
    assert draft.title not in browser.get("/evaluation/").content.decode()


def test_ending_asks_why(running: Contract, project_lead: User, browse: Browse) -> None:
    browser = browse(project_lead)
    assert browser.post(at("end", running.pk), {"reason": ""}).status_code == 422
    assert browser.post(at("end", running.pk), {"reason": "企业关停"}).status_code == 302
    assert "企业关停" in browser.get(at("contract", running.pk)).content.decode()
