"""Tasks: the list and one task's page, made for a phone."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import find, visible
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Task, TaskState
from ecosteward.engagements.permissions import LEADING
from ecosteward.engagements.views.badges import task_badge, task_url
from ecosteward.engagements.views.common import contract_trail
from ecosteward.pages.http import person
from ecosteward.pages.lists import Column, Filters, ListPage
from ecosteward.standard import queries as standard

OPEN = (TaskState.PLANNED, TaskState.DOING)


class TaskFilters(Filters):
    mine = forms.ChoiceField(label="范围", choices=[("", "全部人员"), ("mine", "我的任务"), ("nobody", "未指派")])
    when = forms.ChoiceField(label="时限", choices=[("", "全部时限"), ("overdue", "已超期"), ("week", "七天内到期")])
    state = forms.ChoiceField(label="状态", choices=[("", "全部状态"), ("open", "未完成"), *TaskState.choices])
    client = forms.ModelChoiceField(label="服务对象", queryset=Client.objects.none(), empty_label="全部服务对象")
    month = forms.CharField(label="月份", widget=forms.TextInput({"type": "month"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("client", visible(self.user, Client).order_by("name").only("name"))

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Apply each filter that was chosen."""
        for name, value in self.cleaned_data.items():
            if value:
                rows = rows.filter(getattr(self, f"_{name}")(value))
        return rows

    def _mine(self, value: str) -> Q:
        return Q(assignee=self.user) if value == "mine" else Q(assignee=None)

    def _when(self, value: str) -> Q:
        today = timezone.localdate()
        if value == "overdue":
            return Q(state__in=OPEN, due_on__lt=today)
        return Q(state__in=OPEN, due_on__range=(today, today + dt.timedelta(days=7)))

    def _state(self, value: str) -> Q:
        return Q(state__in=OPEN) if value == "open" else Q(state=value)

    def _client(self, value: Client) -> Q:
        return Q(client=value)

    def _month(self, value: str) -> Q:
        year, _, month = value.partition("-")
        if not (year.isdecimal() and month.isdecimal()):
            return Q()
        return Q(planned_on__year=int(year), planned_on__month=int(month))


class TaskList(ListPage):
    model = Task
    title = "任务"
    empty = "还没有任务。合同签订后编制计划，任务就在这里"
    begin = ("去看合同", "engagements:contracts")
    columns = (
        Column("任务", lambda row: row.title, link=task_url),
        Column("服务对象", lambda row: row.client.name, sort="client__name", clip="short"),
        Column("状态", task_badge, sort="state"),
        Column("承办人", lambda row: row.assignee.name if row.assignee else "（未指派）", sort="assignee__name"),
        Column("计划日期", lambda row: row.planned_on, sort="planned_on"),
        Column("应完成日期", lambda row: row.due_on, sort="due_on"),
        Column("完成日期", lambda row: row.done_on, sort="done_on", minor=True),
        Column("服务方式", lambda row: row.get_mode_display(), minor=True),
        Column("合同编号", lambda row: row.contract.number, minor=True, clip="short"),
    )
    bulk = (("指派", "engagements:hand-out", "user-share"), ("催办", "engagements:remind-many", "bell"))
    filters = TaskFilters
    search = ("title", "client__name", "assignee__name", "contract__number")
    search_hint = "任务、服务对象、承办人"
    ordering = ("closed", "due_on", "pk")

    def context(self) -> dict[str, Any]:
        """Lead to the month's plan; whoever leads may hand out tasks."""
        leads = self.user.agency_id is not None and self.user.has(*LEADING)
        return {
            "bulk": self.bulk if leads else (),
            "actions": [("月历", reverse("engagements:calendar"), "calendar-month")],
        }

    def rows(self) -> QuerySet[Any]:
        """Join what the columns read; what is finished comes last."""
        closed = Q(state__in=[TaskState.DONE, TaskState.CANCELLED])
        rows = visible(self.user, Task).select_related("client", "assignee", "contract")
        return rows.annotate(closed=ExpressionWrapper(closed, BooleanField()))


def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one task: what is due, what was done, and the next step."""
    user = person(request)
    rows = Task.objects.select_related("contract__client", "client", "line", "assignee")
    found = find(user, rows, pk)
    context = {
        "task": found,
        "contract": found.contract,
        "client": found.client,
        "tab": "tasks",
        "title": found.title,
        "badge_of_task": task_badge(found),
        "service": standard.service(found.line.service_id, found.contract.edition) if found.line.service_id else None,
        "records": found.work_records.prefetch_related("files"),
        "task_files": found.task_files.select_related("file"),
        "trail": contract_trail(found.contract),
        "today": timezone.localdate(),
    }
    return render(request, "engagements/task.html", context)
