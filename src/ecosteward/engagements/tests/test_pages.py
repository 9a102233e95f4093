"""The pages: what they refuse keeps what was typed, and each side sees its own."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements import services
from ecosteward.engagements.models import Contract, PaperKind, Task, TaskState, WorkRecord
from ecosteward.files.models import File

Browse = Callable[[User], Browser]
PDF = b"%PDF-1.4\ntrailer<<>>\n%%EOF\n"


def _at(name: str, *keys: object) -> str:
    return reverse(f"engagements:{name}", args=keys)


def _upload(name: str = "验收单.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_drafting_offers_a_number_and_a_year_and_makes_a_draft(
    enterprise: Client, project_lead: User, browse: Browse
) -> None:
    browser, today = browse(project_lead), timezone.localdate()
    page = browser.get(_at("draft", enterprise.pk)).content.decode()
    assert f"HT{today.year}-001" in page
    given = {
        "number": f"HT{today.year}-001",
        "title": "服务合同",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "mode": "off_site",
        "project_lead": project_lead.pk,
    }
    assert browser.post(_at("draft", enterprise.pk), given).status_code == 302
    assert Contract.objects.get().team.get().person == project_lead


def test_a_new_contract_begins_with_choosing_one_of_the_persons_clients(
    enterprise: Client, park: Client, project_lead: User, browse: Browse
) -> None:
    browser, address = browse(project_lead), reverse("engagements:new")
    page = browser.get(address).content.decode()
    assert enterprise.name in page
    assert park.name not in page
    assert browser.post(address, {"client": park.pk}).status_code == 422
    assert browser.post(address, {"client": enterprise.pk}).headers["Location"] == _at("draft", enterprise.pk)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ends_on", "2025-01-01", "不能早于服务开始"),
        ("ends_on", "二〇二六年底", "日期"),
        ("number", "", "请填写“合同编号”"),
        ("amount", "-3", "大于或等于"),
    ],
)
def test_a_bad_draft_says_what_to_do_and_keeps_what_was_typed(
    enterprise: Client, project_lead: User, browse: Browse, field: str, value: str, words: str
) -> None:
    given = {
        "number": "徐环管〔2026〕3 号",
        "title": "三年期服务合同",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "mode": "off_site",
        "project_lead": project_lead.pk,
        "acceptance_method": "专家评审后签字",
        field: value,
    }
    answer = browse(project_lead).post(_at("draft", enterprise.pk), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "三年期服务合同" in page
    assert "专家评审后签字" in page
    assert not Contract.objects.exists()


def test_a_number_taken_meanwhile_is_refused_with_the_form_kept(
    draft: Contract, project_lead: User, browse: Browse
) -> None:
    given = {
        "number": draft.number,
        "title": "又一份合同",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "mode": "off_site",
        "project_lead": project_lead.pk,
    }
    answer = browse(project_lead).post(_at("draft", draft.client_id), given)
    assert answer.status_code == 422
    assert "已有这个合同编号" in answer.content.decode()
    assert "又一份合同" in answer.content.decode()


def test_somebody_elses_save_is_shown_beside_what_was_typed(
    draft: Contract, project_lead: User, director: User, browse: Browse
) -> None:
    seen = draft.version
    draft.title = "先保存的名称"
    services.change_contract(director, draft)
    given = {
        "record_version": seen,
        "number": draft.number,
        "title": "后保存的名称",
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "mode": "off_site",
        "project_lead": project_lead.pk,
    }
    answer = browse(project_lead).post(_at("change", draft.pk), given)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "先保存的名称" in page
    assert "后保存的名称" in page
    assert Contract.objects.get(pk=draft.pk).title == "先保存的名称"


def test_services_are_picked_many_at_once_and_a_bad_quantity_loses_nothing(
    draft: Contract, project_lead: User, browse: Browse
) -> None:
    browser, address = browse(project_lead), _at("pick", draft.pk)
    given = {
        "B1.08-take": "on",
        "B1.08-quantity": "0",
        "B1.08-period": "month",
        "B1.08-mode": "on_site",
        "B1.05-take": "on",
    }
    refused = browser.post(address, given)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert page.count("checked") == 2
    assert not draft.lines.exists()
    assert browser.post(address, {**given, "B1.08-quantity": "2"}).status_code == 302
    assert list(draft.lines.values_list("service_id", "quantity", "period")) == [
        ("B1.05", 1, "once"),
        ("B1.08", 2, "month"),
    ]


def test_picking_nothing_says_so(draft: Contract, project_lead: User, browse: Browse) -> None:
    answer = browse(project_lead).post(_at("pick", draft.pk), {})
    assert answer.status_code == 422
    assert "还没有勾选服务" in answer.content.decode()


@pytest.mark.parametrize("kind", ["park", "government"])
def test_each_kind_of_client_is_offered_its_own_services(
    kind: str, director: User, browse: Browse, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(kind)
    today = timezone.localdate()
    contract = services.draft_contract(director, client, title="合同", starts_on=today, ends_on=today)
    page = browse(director).get(_at("pick", contract.pk)).content.decode()
    assert "C.1-1" in page
    assert "B1.01" not in page
    assert ("D.4-1" in page) == (kind == "government")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("合同.exe", PDF, "不收"),
        ("合同.pdf", b"", "空"),
        ("合同.pdf", b"not a pdf", "不是"),
        ("合同.pdf", PDF[:9], "不完整"),
    ],
)
def test_a_hostile_or_broken_paper_is_refused_clearly(
    draft: Contract, project_lead: User, browse: Browse, name: str, content: bytes, words: str
) -> None:
    answer = browse(project_lead).post(
        _at("add-paper", draft.pk, PaperKind.CONTRACT), {"uploads": _upload(name, content)}
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not draft.contract_papers.exists()


def test_a_paper_takes_a_file_or_a_reason_and_not_both(draft: Contract, project_lead: User, browse: Browse) -> None:
    browser, address = browse(project_lead), _at("add-paper", draft.pk, PaperKind.ANNEX)
    for given in ({"reason": ""}, {"reason": "随后补签", "uploads": _upload()}):
        answer = browser.post(address, given)
        assert answer.status_code == 422
        assert "二选一" in answer.content.decode()
    assert browser.post(address, {"reason": "随后补签"}).status_code == 302
    assert browser.post(address, {"reason": "", "uploads": [_upload("甲.pdf"), _upload("乙.pdf")]}).status_code == 302
    assert draft.contract_papers.exclude(file=None).count() == 2


def test_an_unknown_kind_of_paper_is_not_found(draft: Contract, project_lead: User, browse: Browse) -> None:
    address = _at("add-paper", draft.pk, "other").replace("other", "invoice")
    assert browse(project_lead).get(address).status_code == 404


def test_a_draft_is_built_and_signed_through_the_pages(
    draft: Contract, project_lead: User, technician: User, browse: Browse
) -> None:
    browser = browse(project_lead)
    browser.post(_at("pick", draft.pk), {"B1.08-take": "on", "B1.08-period": "month"})
    browser.post(
        _at("add-line", draft.pk),
        {
            "name": "重污染预案更新",
            "unit": "份",
            "quantity": 1,
            "period": "once",
            "mode": "off_site",
            "evidence": "预案",
        },
    )
    browser.post(_at("add-member", draft.pk), {"person": technician.pk, "duty": "现场检查"})
    for kind in (PaperKind.ANNEX, PaperKind.CONFIDENTIALITY):
        browser.post(_at("add-paper", draft.pk, kind), {"reason": "随后补签"})
    answer = browser.post(_at("sign", draft.pk), {"signed_on": "2026-01-05", "uploads": _upload("盖章合同.pdf")})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.state == "running"
    assert browser.post(_at("plan", draft.pk)).status_code == 302
    assert draft.tasks.count() == 13


def test_lines_papers_and_members_are_taken_off_a_draft(ready: Contract, project_lead: User, browse: Browse) -> None:
    browser = browse(project_lead)
    line, paper, member = ready.lines.first(), ready.contract_papers.first(), ready.team.last()
    assert line
    assert paper
    assert member
    for name, each in (("remove-line", line), ("remove-paper", paper), ("remove-member", member)):
        assert browser.get(_at(name, each.pk)).status_code == 405
        assert browser.post(_at(name, each.pk)).status_code == 302
    assert (ready.lines.count(), ready.contract_papers.count(), ready.team.count()) == (1, 2, 1)


STEP_PAGES = ("record", "submit", "accept", "return", "cancel", "reschedule", "assign")


@pytest.mark.parametrize("name", STEP_PAGES)
def test_a_task_of_another_agency_is_not_found(name: str, submitted: Task, stranger: User, browse: Browse) -> None:
    assert browse(stranger).get(_at(name, submitted.pk)).status_code == 404
    assert browse(stranger).get(_at("task", submitted.pk)).status_code == 404


def test_a_contract_of_another_agency_is_not_found(running: Contract, stranger: User, browse: Browse) -> None:
    for name in ("contract", "schedule", "change", "sign", "plan", "extend", "notify", "accept-contract", "end"):
        assert browse(stranger).get(_at(name, running.pk)).status_code == 404, name


def test_a_step_that_is_not_due_is_forbidden(running: Contract, project_lead: User, browse: Browse) -> None:
    for name in ("sign", "change", "pick"):
        assert browse(project_lead).get(_at(name, running.pk)).status_code == 403, name


def _work(**changes: object) -> dict[str, object]:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    return {
        "on": yesterday,
        "start": "09:00",
        "end": "11:30",
        "mode": "on_site",
        "place": "厂区",
        "text": "核对危废台账",
        **changes,
    }


def test_work_is_recorded_from_a_phone_with_a_photograph(
    doing: Task, technician: User, project_lead: User, browse: Browse
) -> None:
    browser, address = browse(technician), _at("record", doing.pk)
    page = browser.get(address).content.decode()
    assert 'capture="environment"' in page
    given = _work(people=[technician.pk, project_lead.pk], uploads=[_upload("签字单.pdf")])
    assert browser.post(address, given).status_code == 302
    record = WorkRecord.objects.get(task=doing, text="核对危废台账")
    assert record.hours == 2.5
    assert record.people.count() == 2
    assert [file.name for file in record.files.all()] == ["签字单.pdf"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"end": "08:00"}, "晚于开始"),
        ({"on": "2031-01-01"}, "还没有到"),
        ({"place": ""}, "填写地点"),
        ({"people": []}, "请选择“出勤人员”"),
        ({"start": "早上"}, "时间"),
    ],
)
def test_a_bad_work_record_keeps_what_was_typed(
    doing: Task, technician: User, browse: Browse, changes: dict[str, object], words: str
) -> None:
    given = _work(**{"people": [technician.pk], "found": "标识牌破损", **changes})
    answer = browse(technician).post(_at("record", doing.pk), given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "核对危废台账" in page
    assert "标识牌破损" in page
    assert not WorkRecord.objects.filter(text="核对危废台账").exists()


def test_a_file_that_is_refused_leaves_no_record_and_no_other_file(
    doing: Task, technician: User, browse: Browse
) -> None:
    files = File.objects.count()
    given = _work(people=[technician.pk], uploads=[_upload("好的.pdf"), _upload("坏的.pdf", b"x")])
    answer = browse(technician).post(_at("record", doing.pk), given)
    assert answer.status_code == 422
    assert "坏的.pdf" in answer.content.decode()
    assert File.objects.count() == files
    assert not WorkRecord.objects.filter(text="核对危废台账").exists()


def test_a_task_goes_through_its_steps_by_the_pages(
    task: Task, technician: User, contact: User, browse: Browse
) -> None:
    works, judges = browse(technician), browse(contact)
    works.post(_at("start", task.pk))
    works.post(_at("record", task.pk), _work(people=[technician.pk]))
    works.post(_at("submit", task.pk), {"evidence": "报告已交付", "uploads": _upload("报告.pdf")})
    assert "accept/" in judges.get(_at("task", task.pk)).content.decode()
    assert judges.post(_at("return", task.pk), {"reason": ""}).status_code == 422
    judges.post(_at("return", task.pk), {"reason": "缺排口照片"})
    assert "缺排口照片" in works.get(_at("task", task.pk)).content.decode()
    works.post(_at("submit", task.pk), {"evidence": "已补照片"})
    works.post(_at("withdraw", task.pk))
    works.post(_at("submit", task.pk), {"evidence": "已补照片"})
    assert judges.post(_at("accept", task.pk), {"opinion": "同意"}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.judged_by, task.returns) == (TaskState.DONE, contact.name, 1)


def test_the_lead_is_asked_for_the_clients_name_and_paper(submitted: Task, project_lead: User, browse: Browse) -> None:
    browser, address = browse(project_lead), _at("accept", submitted.pk)
    assert browser.post(address, {"opinion": "同意"}).status_code == 422
    given = {"accepted_by": "宋岚", "accepted_on": timezone.localdate(), "uploads": _upload()}
    assert browser.post(address, given).status_code == 302
    submitted.refresh_from_db()
    assert (submitted.state, submitted.on_behalf) == (TaskState.DONE, True)


def test_a_task_is_moved_cancelled_and_taken_up_again(task: Task, project_lead: User, browse: Browse) -> None:
    browser = browse(project_lead)
    given = {"title": "改期检查", "planned_on": "2026-03-02", "due_on": "2026-03-31", "mode": "on_site"}
    assert browser.post(_at("reschedule", task.pk), {**given, "due_on": "2026-03-01"}).status_code == 422
    assert browser.post(_at("reschedule", task.pk), given).status_code == 302
    assert browser.post(_at("cancel", task.pk), {"reason": "停产"}).status_code == 302
    assert "停产" in browser.get(_at("task", task.pk)).content.decode()
    assert browser.post(_at("restore", task.pk)).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.state) == ("改期检查", TaskState.PLANNED)


def test_tasks_are_handed_out_many_at_once(
    planned: Contract, project_lead: User, technician: User, colleague: User, browse: Browse
) -> None:
    browser, rows = browse(project_lead), list(planned.tasks.values_list("pk", flat=True)[:3])
    page = browser.post(reverse("engagements:hand-out"), {"row": rows})
    assert page.status_code == 200
    refused = browser.post(reverse("engagements:hand-out"), {"row": rows, "assignee": colleague.pk})
    assert refused.status_code == 422
    assert "先加入项目组" in refused.content.decode()
    assert browser.post(reverse("engagements:hand-out"), {"row": rows, "assignee": technician.pk}).status_code == 302
    assert planned.tasks.filter(assignee=technician).count() == 3
    narrowed = "/engagements/tasks/?state=open"
    listed = browser.get(narrowed).content.decode()
    assert f'name="next" value="{narrowed}"' in listed
    nothing = browser.post(reverse("engagements:hand-out"), {"row": ["x", "0"], "next": narrowed})
    assert nothing.headers["Location"] == narrowed


def test_a_technician_hands_out_nothing(planned: Contract, technician: User, browse: Browse) -> None:
    rows = list(planned.tasks.values_list("pk", flat=True)[:2])
    answer = browse(technician).post(reverse("engagements:hand-out"), {"row": rows, "assignee": technician.pk})
    assert answer.status_code == 403
    assert not planned.tasks.filter(assignee=technician).exists()


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 13),
        ("mine=mine", 0),
        ("mine=nobody", 13),
        ("state=open", 13),
        ("state=done", 0),
        ("state=nonsense", 13),
        ("month={year}-03", 1),
        ("month=bad", 13),
        ("client=0", 13),
        ("q=培训", 1),
        ("sort=-due_on", 13),
    ],
)
def test_the_task_list_filters_and_takes_any_address(
    planned: Contract, project_lead: User, browse: Browse, query: str, number: int
) -> None:
    address = f"{reverse('engagements:tasks')}?{query.format(year=planned.starts_on.year)}"
    answer = browse(project_lead).get(address)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert (f"共 {number} 条" in page) if number else ("没有符合条件的记录" in page)


def test_overdue_tasks_are_found(planned: Contract, project_lead: User, browse: Browse) -> None:
    today = timezone.localdate()
    late = planned.tasks.filter(due_on__lt=today).count()
    page = browse(project_lead).get(f"{reverse('engagements:tasks')}?when=overdue").content.decode()
    assert (f"共 {late} 条" in page) if late else ("没有符合条件" in page)


def _sheet(content: bytes) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_a_contracts_plan_is_exported_whatever_its_number_looks_like(
    planned: Contract, project_lead: User, browse: Browse
) -> None:
    planned.number = "徐环[2026]/3:1?"
    planned.save()
    answer = browse(project_lead).get(f"{_at('schedule', planned.pk)}?export=xlsx")
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
    browser, address, year = browse(project_lead), _at("goals", planned.pk), planned.starts_on.year
    before = journal_rows()
    assert browser.post(address, {str(year): "全年 12 次检查", f"{year}Q1": "首轮检查"}).status_code == 302
    assert journal_rows() == before + 2
    assert browser.post(address, {str(year): "全年 12 次检查", f"{year}Q1": "首轮检查"}).status_code == 302
    assert journal_rows() == before + 2
    assert "首轮检查" in browser.get(_at("schedule", planned.pk)).content.decode()


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
    assert browser.post(_at("new-line", planned.pk), {**new, "service_id": ""}).status_code == 422
    assert browser.post(_at("new-line", planned.pk), {**new, "agreement": _upload("补充协议.pdf")}).status_code == 302
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
    assert browser.post(_at("amend-line", line.pk), changed).status_code == 302
    last = planned.ends_on + dt.timedelta(days=31)
    extended = {"ends_on": last, "agreed_on": "2026-03-01", "reason": "续签一个月"}
    assert browser.post(_at("extend", planned.pk), extended).status_code == 302
    assert planned.amendments.count() == 3
    page = browser.get(_at("contract", planned.pk)).content.decode()
    assert "加密频次" in page
    assert "续签一个月" in page


def test_acceptance_asks_for_complete_reviewers_without_interest(
    planned: Contract, submitted: Task, contact: User, browse: Browse
) -> None:
    services.accept_task(contact, submitted)
    browser, address = browse(contact), _at("accept-contract", planned.pk)
    given: dict[str, object] = {
        "held_on": timezone.localdate(),
        "passed": "no",
        "opinion": "缺小结",
        "returned": [submitted.pk],
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
    assert submitted.state == TaskState.DOING


def test_an_acceptance_with_open_tasks_says_how_many_are_left(planned: Contract, contact: User, browse: Browse) -> None:
    given = {"held_on": timezone.localdate(), "passed": "yes", "opinion": "合格"}
    answer = browse(contact).post(_at("accept-contract", planned.pk), given)
    assert answer.status_code == 422
    assert "13 项任务没有完成" in answer.content.decode()


def test_what_keeps_a_contract_from_acceptance_is_listed_with_what_to_do(
    planned: Contract, submitted: Task, project_lead: User, contact: User, browse: Browse
) -> None:
    for person in (project_lead, contact):
        page = browse(person).get(_at("accept-contract", planned.pk))
        said = page.content.decode()
        assert "还有 13 项任务没有完成，现在不能验收合格" in said
        assert len(page.context["unfinished"]) == 13
        assert _at("task", submitted.pk) in said
        assert "等服务对象验收" in said
        assert "等承办人开始" in said
    planned.tasks.update(state=TaskState.DONE)
    assert "没有完成" not in browse(contact).get(_at("accept-contract", planned.pk)).content.decode()


def test_a_long_list_of_unfinished_tasks_leads_to_the_plan_and_takes_no_more_queries(
    planned: Contract, contact: User, browse: Browse
) -> None:
    browser, address = browse(contact), _at("accept-contract", planned.pk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(address)
        return len(captured)

    few = queries()
    assert _at("schedule", planned.pk) not in browser.get(address).content.decode()
    task = planned.tasks.first()
    assert task is not None
    for number in range(10):
        task.pk, task.ordinal, task._state.adding = None, 100 + number, True
        task.save()
    assert queries() == few
    assert _at("schedule", planned.pk) in browser.get(address).content.decode()


def test_the_client_sees_progress_and_its_own_steps_and_nothing_of_the_agencys(
    submitted: Task, contact: User, browse: Browse
) -> None:
    browser = browse(contact)
    page = browser.get(_at("contract", submitted.contract_id)).content.decode()
    assert "服务流程" in page
    for word in ("编制计划", "从规范选取", "增加成员", "解除合同", "经过"):
        assert word not in page
    task = browser.get(_at("task", submitted.pk)).content.decode()
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
    assert "内部底稿.pdf" in browse(technician).get(_at("task", doing.pk)).content.decode()
    assert "内部底稿.pdf" not in browse(contact).get(_at("task", doing.pk)).content.decode()


def test_ending_asks_why(running: Contract, project_lead: User, browse: Browse) -> None:
    browser = browse(project_lead)
    assert browser.post(_at("end", running.pk), {"reason": ""}).status_code == 422
    assert browser.post(_at("end", running.pk), {"reason": "企业关停"}).status_code == 302
    assert "企业关停" in browser.get(_at("contract", running.pk)).content.decode()
