"""Tasks: begun, recorded, handed in, judged; each return kept with its reason."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ecosteward.accounts.door import RefusedError, allowed
from ecosteward.accounts.models import User
from ecosteward.engagements import services
from ecosteward.engagements.models import Contract, Mode, Task, TaskFile, TaskState
from ecosteward.files.models import File
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import history
from ecosteward.journal.services import StaleError


def test_a_task_nobody_had_becomes_that_of_who_begins_it(planned: Contract, technician: User) -> None:
    task = planned.tasks.select_related("contract__client", "client").first()
    assert task is not None
    services.start_task(technician, task)
    assert task.assignee == technician
    assert task.state == TaskState.DOING


def test_a_task_goes_only_to_people_who_serve_the_client(task: Task, project_lead: User, colleague: User) -> None:
    with pytest.raises(ValidationError, match="先加入项目组"):
        services.assign_task(project_lead, task, colleague)
    services.add_member(project_lead, task.contract, colleague, duty="资料整理")
    services.assign_task(project_lead, task, colleague)
    assert Task.objects.get(pk=task.pk).assignee == colleague


def test_many_tasks_change_hands_together_or_not_at_all(
    planned: Contract, project_lead: User, technician: User, colleague: User, journal_rows: Callable[[], int]
) -> None:
    tasks = list(planned.tasks.select_related("contract__client", "client"))
    assert services.assign_tasks(project_lead, tasks, technician) == 13
    before = journal_rows()
    with pytest.raises(ValidationError):
        services.assign_tasks(project_lead, tasks, colleague)
    assert journal_rows() == before
    assert planned.tasks.filter(assignee=technician).count() == 13


def test_a_task_is_not_handed_in_without_words_or_without_proof(
    task: Task, technician: User, paper: Callable[[str], File]
) -> None:
    services.start_task(technician, task)
    with pytest.raises(ValidationError, match="完成依据"):
        services.submit_task(technician, task, evidence="  ")
    with pytest.raises(ValidationError, match="工作记录"):
        services.submit_task(technician, task, evidence="已完成")
    assert Task.objects.get(pk=task.pk).state == TaskState.DOING
    services.submit_task(technician, task, evidence="已完成", files=[paper("检查报告.pdf")])
    assert task.evidence_files == "检查报告.pdf"
    assert [each.file.name for each in task.task_files.all()] == ["检查报告.pdf"]


def test_the_lead_records_an_acceptance_only_with_a_name_and_the_paper(
    submitted: Task, project_lead: User, paper: Callable[[str], File]
) -> None:
    with pytest.raises(ValidationError, match="验收人"):
        services.accept_task(project_lead, submitted, files=[paper("验收单.pdf")])
    with pytest.raises(ValidationError, match="验收凭据"):
        services.accept_task(project_lead, submitted, accepted_by="宋岚")
    day = timezone.localdate() - dt.timedelta(days=2)
    services.accept_task(project_lead, submitted, accepted_by="宋岚", accepted_on=day, files=[paper("验收单.pdf")])
    assert submitted.on_behalf
    assert (submitted.judged_by, submitted.done_on) == ("宋岚", day)


def test_the_client_accepts_in_their_own_name_whatever_else_is_said(submitted: Task, contact: User) -> None:
    services.accept_task(contact, submitted, accepted_by="别人", opinion="同意")
    assert submitted.judged_by == contact.name
    assert not submitted.on_behalf
    assert submitted.done_on == timezone.localdate()


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_task_is_not_sent_back_or_cancelled_without_a_reason(
    submitted: Task, contact: User, project_lead: User, reason: str
) -> None:
    with pytest.raises(ValidationError, match="退回原因"):
        services.return_task(contact, submitted, reason)
    services.withdraw_task(project_lead, submitted)
    with pytest.raises(ValidationError, match="取消原因"):
        services.cancel_task(project_lead, submitted, reason=reason)


def test_a_returned_task_is_under_way_again_and_keeps_its_history(
    submitted: Task, contact: User, technician: User, paper: Callable[[str], File]
) -> None:
    services.return_task(contact, submitted, "报告缺排口照片")
    assert submitted.state == TaskState.DOING
    services.submit_task(technician, submitted, evidence="已补照片", files=[paper("补充照片.pdf")])
    services.return_task(contact, submitted, "照片没有日期")
    services.submit_task(technician, submitted, evidence="已重拍", files=[paper("重拍照片.pdf")])
    services.accept_task(contact, submitted)
    assert submitted.returns == 2
    reasons = [entry.reason for entry in history(submitted) if entry.action == "task.returned"]
    assert reasons == ["照片没有日期", "报告缺排口照片"]
    rounds = TaskFile.objects.filter(task=submitted).values_list("file__name", "round_no")
    assert list(rounds) == [("补充照片.pdf", 2), ("重拍照片.pdf", 3)]


def test_an_acceptance_keeps_the_outside_reviewers_until_the_task_is_handed_in_again(
    submitted: Task, contact: User, technician: User
) -> None:
    services.return_task(contact, submitted, "缺排口照片", reviewers=[("陈工", "市环科院")])
    assert submitted.reviewers == [["陈工", "市环科院", "无利害关系"]]
    services.submit_task(technician, submitted, evidence="已补照片")
    assert submitted.reviewers == []
    services.accept_task(contact, submitted, reviewers=[("李工", "市化工协会")])
    submitted.refresh_from_db()
    assert submitted.reviewers == [["李工", "市化工协会", "无利害关系"]]
    accepted = Entry.objects.get(action="task.accepted")
    assert accepted.changes["reviewers"] == [[], [["李工", "市化工协会", "无利害关系"]]]


def test_a_returned_task_is_due_on_another_day_while_the_planned_one_stays(submitted: Task, contact: User) -> None:
    planned_on, again = submitted.planned_on, timezone.localdate() + dt.timedelta(days=10)
    with pytest.raises(ValidationError, match="不能早于验收日期"):
        services.return_task(contact, submitted, "缺照片", due_on=timezone.localdate() - dt.timedelta(days=1))
    assert Task.objects.get(pk=submitted.pk).state == TaskState.SUBMITTED
    services.return_task(contact, submitted, "缺照片", due_on=again)
    kept = Task.objects.get(pk=submitted.pk)
    assert (kept.planned_on, kept.due_on) == (planned_on, again)


def test_the_journal_names_the_files_of_a_step(doing: Task, technician: User, paper: Callable[[str], File]) -> None:
    services.submit_task(technician, doing, evidence="已完成", files=[paper("检查报告.pdf"), paper("问题清单.pdf")])
    entry = Entry.objects.get(action="task.submitted")
    assert entry.changes["evidence_files"] == ["", "检查报告.pdf、问题清单.pdf"]


def test_a_restored_task_can_be_begun_again(task: Task, project_lead: User, technician: User) -> None:
    services.cancel_task(project_lead, task, reason="停产")
    services.restore_task(project_lead, task)
    services.start_task(technician, task)
    assert (task.state, task.reason) == (TaskState.DOING, "")


def test_planned_and_due_date_move_apart_but_never_cross(task: Task, project_lead: User) -> None:
    due = task.due_on
    task.planned_on = due - dt.timedelta(days=1)
    services.reschedule(project_lead, task)
    assert Task.objects.get(pk=task.pk).due_on == due
    task.planned_on = due + dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="不能早于计划日期"):
        services.reschedule(project_lead, task)


def test_of_two_people_judging_the_same_task_the_second_is_told(submitted: Task, contact: User) -> None:
    other = Task.objects.select_related("contract__client", "client").get(pk=submitted.pk)
    services.accept_task(contact, submitted)
    with pytest.raises(StaleError):
        services.return_task(contact, other, "缺照片")
    assert Task.objects.get(pk=submitted.pk).state == TaskState.DONE


def test_a_work_record_keeps_who_was_there_and_what_was_brought_in_words(
    doing: Task, technician: User, project_lead: User, paper: Callable[[str], File]
) -> None:
    now = timezone.now()
    record = services.record_work(
        technician,
        doing,
        started_at=now - dt.timedelta(hours=2),
        ended_at=now - dt.timedelta(minutes=30),
        text="复核整改",
        people=[technician, project_lead],
        mode=Mode.OFF_SITE,
        found="标识缺失",
        advised="补齐标识",
        files=[paper("签字单.pdf")],
    )
    assert record.hours == 1.5
    assert record.people.count() == 2
    entry = Entry.objects.filter(action="work.recorded").latest("pk")
    assert entry.changes["people_names"][1] == f"{technician.name}、{project_lead.name}"
    assert entry.changes["file_names"][1] == "签字单.pdf"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"ended_at": dt.timedelta(hours=-5)}, "晚于开始"),
        ({"ended_at": dt.timedelta(hours=5)}, "还没有到"),
        ({"place": " "}, "填写地点"),
    ],
)
def test_a_work_record_that_can_not_be_true_is_refused(
    doing: Task, technician: User, facts: dict[str, Any], words: str
) -> None:
    now = timezone.now()
    given: dict[str, Any] = {"started_at": now - dt.timedelta(hours=2), "ended_at": now, "place": "厂区", **facts}
    if isinstance(given["ended_at"], dt.timedelta):
        given["ended_at"] = now + given["ended_at"]
    before = doing.work_records.count()
    with pytest.raises(ValidationError, match=words):
        services.record_work(technician, doing, text="检查", mode=Mode.ON_SITE, **given)
    assert doing.work_records.count() == before


def test_attendance_is_the_agencys_own_people(doing: Task, technician: User, contact: User) -> None:
    now = timezone.now()
    with pytest.raises(ValidationError, match="本机构人员"):
        services.record_work(
            technician,
            doing,
            started_at=now - dt.timedelta(hours=1),
            ended_at=now,
            text="检查",
            place="厂区",
            people=[contact],
        )


def test_whoever_a_task_waits_for_is_urged_once_a_day(
    task: Task, project_lead: User, technician: User, contact: User, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    for nobody in (technician, contact):
        with pytest.raises(RefusedError):
            services.remind_task(nobody, task)
    assert (journal_rows(), task.reminded_on) == (before, None)
    services.remind_task(project_lead, task)
    assert (journal_rows(), task.reminded_on) == (before + 1, timezone.localdate())
    with pytest.raises(RefusedError):
        services.remind_task(project_lead, task)


def test_a_task_nobody_has_or_one_has_oneself_urges_nobody(
    planned: Contract, project_lead: User, journal_rows: Callable[[], int]
) -> None:
    task = planned.tasks.select_related("contract__client", "client").first()
    assert task is not None
    assert not allowed(project_lead, "task.remind", task)
    services.assign_task(project_lead, task, project_lead)
    assert not allowed(project_lead, "task.remind", task)


def test_the_next_step_ends_the_urging(submitted: Task, technician: User, contact: User) -> None:
    services.remind_task(technician, submitted)
    assert submitted.reminded_on == timezone.localdate()
    services.return_task(contact, submitted, "缺签到表")
    assert submitted.reminded_on is None


def test_the_page_of_a_task_urges_and_says_so(submitted: Task, technician: User, browse: Any) -> None:
    browser = browse(technician)
    page = f"/engagements/tasks/{submitted.pk}/"
    assert "催办验收" in browser.get(page).content.decode()
    told = browser.post(f"{page}remind/", follow=True).content.decode()
    assert f"已催办，{submitted.client.name}的首页会标出" in told
    assert "催办验收" not in told
