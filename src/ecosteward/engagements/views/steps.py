"""The steps of a task, one page each."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import find
from ecosteward.accounts.models import User
from ecosteward.clients.permissions import belongs_to
from ecosteward.engagements import services
from ecosteward.engagements.forms.tasks import (
    AcceptForm,
    AssignForm,
    ReasonForm,
    ReturnForm,
    SubmitForm,
    TaskForm,
    WorkForm,
)
from ecosteward.engagements.models import Task, TaskState, WorkRecord
from ecosteward.engagements.rules.acceptance import rework_due
from ecosteward.engagements.views.badges import task_url
from ecosteward.engagements.views.common import StepPage, Trail, contract_trail, taken
from ecosteward.pages.http import person


class TaskStep(StepPage):
    """A step on the task of the address."""

    action = ""

    def task(self) -> Task:
        """Return the task, if the person may take the step."""
        return task_for(self.user, self.kwargs["pk"], self.action)

    def trail(self) -> Trail:
        """Lead back to the task."""
        task = self.task()
        return [*contract_trail(task.contract), (task.title, task_url(task))]


class Record(TaskStep):
    """Record what was done."""

    form_class = WorkForm
    action = "task.record"
    title = "记录工作"
    submit = "保存记录"

    def target(self) -> WorkRecord:
        """Return an empty record."""
        task = self.task()
        return WorkRecord(agency=task.agency, client=task.client, task=task, mode=task.mode, place=_place(task))

    def form_arguments(self) -> dict[str, Any]:
        """Offer the people who serve the client."""
        return {"task": self.task()}

    def initial(self) -> dict[str, Any]:
        """Offer the hour that just passed, and the person."""
        now = timezone.localtime()
        start = max(now - dt.timedelta(hours=1), now.replace(hour=0, minute=0))
        return {"on": now.date(), "start": f"{start:%H:%M}", "end": f"{now:%H:%M}", "people": [self.user.pk]}

    def act(self, form: WorkForm) -> str:
        """Save it."""
        record, given = form.instance, form.cleaned_data
        files = taken(self.user, form.brought(), record.task.client)
        services.save_work(self.user, record, list(given["people"]), files)
        return task_url(record.task)


class Submit(TaskStep):
    """Hand the task in."""

    form_class = SubmitForm
    action = "task.submit"
    title = "提交验收"
    submit = "提交"

    def initial(self) -> dict[str, Any]:
        """Offer what was said before the task came back."""
        return {"evidence": self.task().evidence}

    def context(self) -> dict[str, Any]:
        """Say what counts as done."""
        evidence = self.task().line.evidence
        return {**super().context(), "lead": f"约定的完成依据：{evidence}" if evidence else ""}

    def act(self, form: SubmitForm) -> str:
        """Hand it in with its files, which the client may read."""
        task, given = self.task(), form.cleaned_data
        files = taken(self.user, given["uploads"], task.client, shared=True)
        services.submit_task(self.user, task, evidence=given["evidence"], files=files)
        return task_url(task)


class Accept(TaskStep):
    """Accept the task, or record that the client did."""

    form_class = AcceptForm
    action = "task.accept"
    title = "验收"
    submit = "验收合格"

    def form_arguments(self) -> dict[str, Any]:
        """Ask the agency for who accepted and the paper; the client just says so."""
        return {"own": belongs_to(self.user, self.task().client)}

    def initial(self) -> dict[str, Any]:
        """Offer today."""
        return {"accepted_on": timezone.localdate()}

    def act(self, form: AcceptForm) -> str:
        """Accept it."""
        task, given = self.task(), dict(form.cleaned_data)
        files = taken(self.user, given.pop("uploads", []), task.client, shared=True)
        services.accept_task(self.user, task, files=files, **given)
        return task_url(task)


class Return(TaskStep):
    """Send the task back."""

    form_class = ReturnForm
    action = "task.return"
    title = "退回"
    submit = "退回返工"

    def initial(self) -> dict[str, Any]:
        """Suggest when it should be done again."""
        return {"due_on": rework_due(timezone.localdate(), self.task().due_on)}

    def act(self, form: ReturnForm) -> str:
        """Send it back."""
        task = self.task()
        services.return_task(self.user, task, **form.cleaned_data)
        return task_url(task)


class Cancel(TaskStep):
    """Cancel the task."""

    form_class = ReasonForm
    action = "task.cancel"
    title = "取消任务"
    submit = "取消任务"
    lead = "取消后仍计入合同约定的数量，可随时恢复。"

    def act(self, form: ReasonForm) -> str:
        """Cancel it."""
        task = self.task()
        services.cancel_task(self.user, task, reason=form.cleaned_data["reason"])
        return task_url(task)


class Reschedule(TaskStep):
    """Move or rename the task."""

    form_class = TaskForm
    action = "task.reschedule"
    title = "调整任务"

    def target(self) -> Task:
        """Return the task."""
        return self.task()

    def act(self, form: TaskForm) -> str:
        """Save it."""
        services.reschedule(self.user, form.instance)
        return task_url(form.instance)


class Assign(TaskStep):
    """Give the task to somebody."""

    form_class = AssignForm
    action = "task.assign"
    title = "指派承办人"

    def form_arguments(self) -> dict[str, Any]:
        """Offer the people who serve the client."""
        return {"task": self.task()}

    def act(self, form: AssignForm) -> str:
        """Give it."""
        task = self.task()
        services.assign_task(self.user, task, form.cleaned_data["assignee"])
        return task_url(task)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a task."""
    task = task_for(person(request), pk, "task.start")
    services.start_task(person(request), task)
    return redirect(task_url(task))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was handed in."""
    task = task_for(person(request), pk, "task.withdraw")
    services.withdraw_task(person(request), task)
    messages.info(request, "已撤回，任务回到进行中")
    return redirect(task_url(task))


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Urge whoever the task waits for."""
    task = task_for(person(request), pk, "task.remind")
    services.remind_task(person(request), task)
    whom = task.client.name if task.state == TaskState.SUBMITTED else task.assignee
    messages.success(request, f"已催办，{whom}的首页会标出")
    return redirect(task_url(task))


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a cancelled task again."""
    task = task_for(person(request), pk, "task.restore")
    services.restore_task(person(request), task)
    return redirect(task_url(task))


def task_for(user: User, pk: int, action: str) -> Task:
    """Return a task, if the person may do this to it."""
    rows = Task.objects.select_related("contract__client", "client", "agency", "line", "assignee")
    return find(user, rows, pk, action)


def _place(task: Task) -> str:
    return task.client.site or task.client.name if task.mode == "on_site" else ""
