"""Giving several tasks of the list to one person."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import visible
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
    ticked = [int(key) for key in request.POST.getlist("row") if key.isdecimal()][:_MOST]
    rows = visible(user, Task).filter(state__in=[TaskState.PLANNED, TaskState.DOING], pk__in=ticked)
    tasks = list(rows.select_related("contract__client", "client", "assignee").order_by("planned_on", "pk"))
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


def _given(request: HttpRequest, user: User, tasks: list[Task], to: User) -> HttpResponse:
    number = services.assign_tasks(user, tasks, to)
    messages.success(request, f"已把 {number} 项任务指派给{to}")
    return back(request, "engagements:tasks")
