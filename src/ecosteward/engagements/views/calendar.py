"""The month's plan across clients: a grid by client or person, and the list."""

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.engagements.models import Task, TaskState
from ecosteward.engagements.rules.grid import days_of, month_of, rows_of
from ecosteward.engagements.views.badges import task_badge
from ecosteward.engagements.views.exporting import send_plan
from ecosteward.norms.kernel.months import months_later
from ecosteward.pages.http import person

ROWS_A_PAGE = 40
BY = {"client": ("client_id", "client__name"), "person": ("assignee_id", "assignee__name")}


def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month. Rows are paged, so that an agency of any size gets its answer at once."""
    user, today = person(request), timezone.localdate()
    month = month_of(request.GET.get("month", ""), today)
    by = request.GET.get("by", "client") if request.GET.get("by") in BY else "client"
    last = months_later(month, 1) - dt.timedelta(days=1)
    tasks = visible(user, Task).filter(planned_on__range=(month, last)).exclude(state=TaskState.CANCELLED)
    if request.GET.get("export") == "xlsx":
        return send_plan(f"{month:%Y年%m月}任务计划", tasks)
    page = _whose(tasks, by, request.GET.get("page"))
    shown = _shown(tasks, by, [key for key, _ in page.object_list])
    context = {
        "title": "任务月历",
        "month": month,
        "before": f"{months_later(month, -1):%Y-%m}",
        "after": f"{months_later(month, 1):%Y-%m}",
        "by": by,
        "days": (days := days_of(month, today)),
        "rows": rows_of(days, _labels(page.object_list), shown, lambda task: _place(task, by)),
        "page": page,
        "tasks": [(task, task_badge(task)) for task in shown],
        "number": tasks.count(),
    }
    return render(request, "engagements/calendar.html", context)


def _whose(tasks: QuerySet[Task], by: str, page: str | None) -> Any:
    rows = tasks.order_by(BY[by][1], BY[by][0]).values_list(*BY[by]).distinct()
    return Paginator(rows, ROWS_A_PAGE).get_page(page)


def _labels(rows: Any) -> list[tuple[int | None, str]]:
    return [(key, label or "（未指派）") for key, label in rows]


def _shown(tasks: QuerySet[Task], by: str, keys: list[int | None]) -> list[Task]:
    wanted = tasks.filter(**{f"{BY[by][0]}__in": [key for key in keys if key is not None]})
    if None in keys:
        wanted |= tasks.filter(**{BY[by][0]: None})
    return list(wanted.select_related("client", "assignee").order_by("planned_on", "pk"))


def _place(task: Task, by: str) -> tuple[int | None, dt.date]:
    return (task.client_id if by == "client" else task.assignee_id), task.planned_on
