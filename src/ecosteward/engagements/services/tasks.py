"""A task's steps. Each is allowed by the table in `rules.transitions` and is one row in the journal."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.clients.permissions import belongs_to, works_for
from ecosteward.engagements.models import Task, TaskFile
from ecosteward.engagements.rules.acceptance import due_faults, sworn
from ecosteward.engagements.rules.transitions import TASK
from ecosteward.files.models import File
from ecosteward.journal.services import write


def assign_task(actor: User, task: Task, person: User | None) -> None:
    """Give a task to a person who serves the client, or to nobody. Raises ValidationError for one who does not."""
    require(actor, "task.assign", task)
    if person is not None and not works_for(person, task.client):
        raise ValidationError({"assignee": f"{person}还没有被指派服务{task.client}，请先加入项目组"})
    task.assignee, task.reminded_on = person, None
    write(actor, "task.assigned", task)


@transaction.atomic
def assign_tasks(actor: User, tasks: Iterable[Task], person: User | None) -> int:
    """Give many tasks to one person; return how many changed hands. All or none."""
    chosen = [task for task in tasks if task.assignee_id != (person.pk if person else None)]
    for task in chosen:
        assign_task(actor, task, person)
    return len(chosen)


def reschedule(actor: User, task: Task) -> None:
    """Save a task's changed days, title or mode. Raises ValidationError."""
    require(actor, "task.reschedule", task)
    write(actor, "task.rescheduled", task)


def start_task(actor: User, task: Task) -> None:
    """Begin a task. One that nobody had becomes the actor's."""
    require(actor, "task.start", task)
    _move(task, "start")
    task.assignee = task.assignee or actor
    write(actor, "task.started", task)


@transaction.atomic
def submit_task(actor: User, task: Task, *, evidence: str, files: Sequence[File] = ()) -> None:
    """Hand a task in for acceptance with what proves it done.

    Raises:
        ValidationError: nothing is said of what was done, or there is neither a work record nor a file.

    """
    require(actor, "task.submit", task)
    if not evidence.strip():
        raise ValidationError({"evidence": f"请写明完成情况。本项完成依据：{task.line.evidence or '未约定'}"})
    if not files and not task.work_records.exists():
        raise ValidationError("还没有工作记录，也没有附件。请先记一条工作记录，或上传完成依据")
    _move(task, "submit")
    task.evidence, task.submitted_on = evidence.strip(), timezone.localdate()
    task.evidence_files, task.judged_by, task.opinion, task.reviewers = _names(files), "", "", []
    write(actor, "task.submitted", task)
    _keep(task, files, TaskFile.Purpose.EVIDENCE)


def withdraw_task(actor: User, task: Task) -> None:
    """Take back a task that was handed in and not judged yet."""
    require(actor, "task.withdraw", task)
    _move(task, "withdraw")
    write(actor, "task.withdrawn", task)


@transaction.atomic
def accept_task(
    actor: User,
    task: Task,
    *,
    opinion: str = "",
    accepted_by: str = "",
    accepted_on: dt.date | None = None,
    reviewers: Sequence[tuple[str, str]] = (),
    files: Sequence[File] = (),
) -> None:
    """Accept a task: the client does, or the lead records the client's written acceptance.

    `reviewers` are (name, unit) of outsiders whom the client asked, each without interest in the matter.

    Raises:
        ValidationError: the lead gives no file of the written acceptance, or not who accepted.

    """
    require(actor, "task.accept", task)
    _judge(actor, task, accepted_by, files)
    _move(task, "accept")
    task.done_on, task.opinion, task.acceptance_files = accepted_on or timezone.localdate(), opinion, _names(files)
    task.reviewers = sworn(reviewers)
    write(actor, "task.accepted", task, reason=opinion)
    _keep(task, files, TaskFile.Purpose.ACCEPTANCE)


@transaction.atomic
def return_task(
    actor: User,
    task: Task,
    reason: str,
    *,
    accepted_by: str = "",
    due_on: dt.date | None = None,
    reviewers: Sequence[tuple[str, str]] = (),
    files: Sequence[File] = (),
) -> None:
    """Send a task back with the reason; it is 进行中 again, due on `due_on` or, without one, as before.

    Raises:
        ValidationError: there is no reason, or the day is past or before the one planned.

    """
    require(actor, "task.return", task)
    if not reason.strip():
        raise ValidationError({"reason": "请写明退回原因，承办人要据此返工"})
    if due_on and (found := due_faults(due_on, timezone.localdate(), task.planned_on)):
        raise ValidationError(found)
    task.due_on, task.reviewers = due_on or task.due_on, sworn(reviewers)
    task.judged_by = actor.name if belongs_to(actor, task.client) else accepted_by or actor.name
    task.on_behalf = not belongs_to(actor, task.client)
    _back(actor, task, "return", "task.returned", reason)
    _keep(task, files, TaskFile.Purpose.ACCEPTANCE)


def remind_task(actor: User, task: Task) -> None:
    """Urge whoever a task waits for: its assignee, or the client once it was handed in. Their home says so."""
    require(actor, "task.remind", task)
    task.reminded_on = timezone.localdate()
    write(actor, "task.reminded", task)


def rework_task(actor: User, task: Task, reason: str, *, due_on: dt.date) -> None:
    """Send an accepted task back, due on another day, because the contract as a whole was not accepted."""
    require(actor, "task.rework", task)
    task.done_on, task.due_on = None, due_on
    _back(actor, task, "rework", "task.reworked", reason)


def cancel_task(actor: User, task: Task, *, reason: str) -> None:
    """Cancel a task. It stays contracted: what was promised and not done shows in the progress."""
    require(actor, "task.cancel", task)
    if not reason.strip():
        raise ValidationError({"reason": "请写明取消原因"})
    _move(task, "cancel")
    task.reason = reason
    write(actor, "task.cancelled", task, reason=reason)


def restore_task(actor: User, task: Task) -> None:
    """Take up a cancelled task again."""
    require(actor, "task.restore", task)
    _move(task, "restore")
    task.reason = ""
    write(actor, "task.restored", task)


def _move(task: Task, action: str) -> None:
    task.state, task.reminded_on = TASK[task.state, action].to, None


def _back(actor: User, task: Task, action: str, event: str, reason: str) -> None:
    _move(task, action)
    task.returns += 1
    task.reason = reason
    write(actor, event, task, reason=reason)


def _judge(actor: User, task: Task, accepted_by: str, files: Sequence[File]) -> None:
    task.on_behalf = not belongs_to(actor, task.client)
    if task.on_behalf and not accepted_by.strip():
        raise ValidationError({"accepted_by": "请填写服务对象验收人的姓名"})
    if task.on_behalf and not files:
        raise ValidationError({"files": "代为登记验收时，请上传服务对象签字或盖章的验收凭据"})
    task.judged_by = accepted_by.strip() if task.on_behalf else actor.name


def _names(files: Iterable[File]) -> str:
    return "、".join(file.name for file in files)


def _keep(task: Task, files: Iterable[File], purpose: TaskFile.Purpose) -> None:
    rows = [TaskFile(task=task, file=file, purpose=purpose, round_no=task.returns + 1) for file in files]
    TaskFile.objects.bulk_create(rows)
