"""The pages of tasks: work recorded, steps taken, lists."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract, Task, TaskState, WorkRecord
from ecosteward.engagements.tests.conftest import at, upload
from ecosteward.files.models import File

Browse = Callable[[User], Browser]
STEP_PAGES = ("record", "submit", "accept", "return", "cancel", "reschedule", "assign")


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


@pytest.mark.parametrize("name", STEP_PAGES)
def test_a_task_of_another_agency_is_not_found(name: str, submitted: Task, stranger: User, browse: Browse) -> None:
    assert browse(stranger).get(at(name, submitted.pk)).status_code == 404
    assert browse(stranger).get(at("task", submitted.pk)).status_code == 404


def test_a_contract_of_another_agency_is_not_found(running: Contract, stranger: User, browse: Browse) -> None:
    for name in ("contract", "schedule", "change", "sign", "plan", "extend", "notify", "accept-contract", "end"):
        assert browse(stranger).get(at(name, running.pk)).status_code == 404, name


def test_a_step_that_is_not_due_is_forbidden(running: Contract, project_lead: User, browse: Browse) -> None:
    for name in ("sign", "change", "pick"):
        assert browse(project_lead).get(at(name, running.pk)).status_code == 403, name


def test_work_is_recorded_from_a_phone_with_a_photograph(
    doing: Task, technician: User, project_lead: User, browse: Browse
) -> None:
    browser, address = browse(technician), at("record", doing.pk)
    page = browser.get(address).content.decode()
    assert 'capture="environment"' in page
    given = _work(people=[technician.pk, project_lead.pk], uploads=[upload("签字单.pdf")])
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
    answer = browse(technician).post(at("record", doing.pk), given)
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
    given = _work(people=[technician.pk], uploads=[upload("好的.pdf"), upload("坏的.pdf", b"x")])
    answer = browse(technician).post(at("record", doing.pk), given)
    assert answer.status_code == 422
    assert "坏的.pdf" in answer.content.decode()
    assert File.objects.count() == files
    assert not WorkRecord.objects.filter(text="核对危废台账").exists()


def test_a_task_goes_through_its_steps_by_the_pages(
    task: Task, technician: User, contact: User, browse: Browse
) -> None:
    works, judges = browse(technician), browse(contact)
    works.post(at("start", task.pk))
    works.post(at("record", task.pk), _work(people=[technician.pk]))
    works.post(at("submit", task.pk), {"evidence": "报告已交付", "uploads": upload("报告.pdf")})
    assert "accept/" in judges.get(at("task", task.pk)).content.decode()
    assert judges.post(at("return", task.pk), {"reason": ""}).status_code == 422
    again = timezone.localdate() + dt.timedelta(days=20)
    judges.post(at("return", task.pk), {"reason": "缺排口照片", "due_on": again})
    page = works.get(at("task", task.pk)).content.decode()
    assert "缺排口照片" in page
    assert f"请于 {again:%Y-%m-%d} 前返工" in page
    works.post(at("submit", task.pk), {"evidence": "已补照片"})
    works.post(at("withdraw", task.pk))
    works.post(at("submit", task.pk), {"evidence": "已补照片"})
    assert judges.post(at("accept", task.pk), {"opinion": "同意"}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.judged_by, task.returns) == (TaskState.DONE, contact.name, 1)


def test_outside_reviewers_of_a_task_are_complete_and_without_interest(
    submitted: Task, contact: User, browse: Browse
) -> None:
    browser, address = browse(contact), at("accept", submitted.pk)
    for given, words in (({"reviewers": "李工"}, "缺少单位"), ({"reviewers": "陈工，市环科院"}, "没有利害关系")):
        answer = browser.post(address, given)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert given["reviewers"] in answer.content.decode()
    whole = {"reviewers": "陈工，市环科院", "independent": "on", "opinion": "同意", "uploads": upload("评审意见.pdf")}
    assert browser.post(address, whole).status_code == 302
    page = browser.get(at("task", submitted.pk)).content.decode()
    assert "陈工，市环科院（无利害关系）" in page
    assert "评审意见.pdf" in page


def test_the_client_is_offered_a_day_for_doing_a_task_again(submitted: Task, contact: User, browse: Browse) -> None:
    browser, address = browse(contact), at("return", submitted.pk)
    offered = browser.get(address).context["form"].initial["due_on"]
    assert offered >= timezone.localdate() + dt.timedelta(days=1)
    past = {"reason": "缺照片", "due_on": timezone.localdate() - dt.timedelta(days=1)}
    answer = browser.post(address, past)
    assert answer.status_code == 422
    assert "缺照片" in answer.content.decode()


def test_the_lead_is_asked_for_the_clients_name_and_paper(submitted: Task, project_lead: User, browse: Browse) -> None:
    browser, address = browse(project_lead), at("accept", submitted.pk)
    assert browser.post(address, {"opinion": "同意"}).status_code == 422
    given = {"accepted_by": "宋岚", "accepted_on": timezone.localdate(), "uploads": upload()}
    assert browser.post(address, given).status_code == 302
    submitted.refresh_from_db()
    assert (submitted.state, submitted.on_behalf) == (TaskState.DONE, True)


def test_a_task_is_moved_cancelled_and_taken_up_again(task: Task, project_lead: User, browse: Browse) -> None:
    browser = browse(project_lead)
    given = {"title": "改期检查", "planned_on": "2026-03-02", "due_on": "2026-03-31", "mode": "on_site"}
    assert browser.post(at("reschedule", task.pk), {**given, "due_on": "2026-03-01"}).status_code == 422
    assert browser.post(at("reschedule", task.pk), given).status_code == 302
    assert browser.post(at("cancel", task.pk), {"reason": "停产"}).status_code == 302
    assert "停产" in browser.get(at("task", task.pk)).content.decode()
    assert browser.post(at("restore", task.pk)).status_code == 302
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


def test_tasks_are_urged_many_at_once_where_they_wait_for_somebody(
    planned: Contract, project_lead: User, technician: User, contact: User, browse: Browse
) -> None:
    rows = list(planned.tasks.order_by("planned_on").values_list("pk", flat=True)[:3])
    planned.tasks.filter(pk__in=rows[:2]).update(assignee=technician)
    remind, data = reverse("engagements:remind-many"), {"row": rows, "next": "/engagements/tasks/?state=open"}
    assert "没有可催办的任务" in browse(contact).post(remind, data, follow=True).content.decode()
    assert not planned.tasks.exclude(reminded_on=None).exists()
    told = browse(project_lead).post(remind, data, follow=True)
    assert "已催办 2 项任务" in told.content.decode()
    assert told.redirect_chain == [("/engagements/tasks/?state=open", 302)]
    assert set(planned.tasks.exclude(reminded_on=None).values_list("pk", flat=True)) == set(rows[:2])
    assert "没有可催办的任务" in browse(project_lead).post(remind, data, follow=True).content.decode()


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
