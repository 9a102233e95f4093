"""What is done to several tasks of the list at once: given to one person, urged."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import allowed, visible
from ecosteward.accounts.models import User
from ecosteward.engagements import services
from ecosteward.engagements.forms.choices import people_of
from ecosteward.engagements.forms.plans import BulkAssignForm
from ecosteward.engagements.models import Task, TaskState
from ecosteward.pages.http import back, person

_MOST = 200


@require_POST
def hand_out(request: HttpRequest) -> HttpResponse:
    """Ask to whom the ticked tasks go, then give them: all or none."""
    user = person(request)
    tasks = list(_ticked(request).filter(state__in=[TaskState.PLANNED, TaskState.DOING]))
    if not tasks:
        messages.warning(request, "没有可指派的任务：请勾选待办或进行中的任务")
        return back(request, "engagements:tasks")
    form = BulkAssignForm(request.POST if "assignee" in request.POST else None, people=people_of(user.organisation))
    if form.is_valid():
        try:
            return _given(request, user, tasks, form.cleaned_data["assignee"])
        except ValidationError as error:
            form.add_error("assignee", error.messages)
    status = 422 if form.is_bound else 200
    context = {"title": "批量指派", "form": form, "tasks": tasks, "next": request.POST.get("next", "")}
    return render(request, "engagements/hand_out.html", context, status=status)


@require_POST
@transaction.atomic
def remind_many(request: HttpRequest) -> HttpResponse:
    """Urge whoever the ticked tasks wait for, where they wait for somebody who was not urged today."""
    user = person(request)
    due = [task for task in _ticked(request) if allowed(user, "task.remind", task)]
    for task in due:
        services.remind_task(user, task)
    if due:
        messages.success(request, f"已催办 {len(due)} 项任务，对方的首页会标出")
    else:
        messages.warning(request, "没有可催办的任务：请勾选别人承办或等待服务对象验收、今天还没有催办过的任务")
    return back(request, "engagements:tasks")


def _ticked(request: HttpRequest) -> QuerySet[Task]:
    keys = [int(key) for key in request.POST.getlist("row") if key.isdecimal()][:_MOST]
    rows = visible(person(request), Task).filter(pk__in=keys)
    return rows.select_related("contract__client", "client", "assignee").order_by("planned_on", "pk")


def _given(request: HttpRequest, user: User, tasks: list[Task], to: User) -> HttpResponse:
    number = services.assign_tasks(user, tasks, to)
    messages.success(request, f"已把 {number} 项任务指派给{to}")
    return back(request, "engagements:tasks")
