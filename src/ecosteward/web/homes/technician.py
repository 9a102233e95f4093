"""Today's visits and tasks, rechecks due, what was sent back."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.engagements.models import Task, TaskState
from ecosteward.pages.lists import Badge
from ecosteward.survey.models import Finding, FindingState, Visit, VisitState
from ecosteward.web.homes.alarms import unanswered
from ecosteward.web.homes.documents import returned_documents, signed_documents
from ecosteward.web.homes.opinions import complaints, improvements
from ecosteward.web.homes.shape import Group, Home, Todo, by_day, group
from ecosteward.web.homes.tasks import READ, todo_of

SOON = dt.timedelta(days=7)


def home(user: User) -> Home:
    """Return a technician's home."""
    return Home(
        groups=(
            _visits(user),
            *unanswered(user),
            _returned(user),
            returned_documents(user),
            signed_documents(user),
            _tasks(user),
            complaints(user),
            improvements(user),
            rechecks(user),
        )
    )


def _visits(user: User) -> Group:
    rows = (
        visible(user, Visit)
        .filter(inspectors=user, planned_on__lte=timezone.localdate() + SOON)
        .exclude(state=VisitState.SUBMITTED)
        .select_related("client")
        .only("kind", "state", "planned_on", "client__name")
        .order_by("planned_on")
    )
    return group("现场检查", rows, _visit, empty="近七天没有安排给您的现场检查", more=reverse("survey:visits"))


def _visit(visit: Visit) -> Todo:
    action = "继续检查" if visit.state == VisitState.DOING else "开始检查"
    url = reverse("survey:visit", args=[visit.pk])
    return Todo(visit.get_kind_display(), visit.client.name, url, by_day(visit.planned_on), action)


def _returned(user: User) -> Group:
    rows = (
        visible(user, Task)
        .filter(assignee=user, state=TaskState.DOING, returns__gt=0)
        .select_related("client")
        .only(*READ)
        .order_by("due_on")
    )
    return group("被退回的任务", rows, lambda task: todo_of(task, "重做"), empty="没有被退回的任务")


def _tasks(user: User) -> Group:
    rows = (
        visible(user, Task)
        .filter(assignee=user, state__in=[TaskState.PLANNED, TaskState.DOING], returns=0)
        .filter(Q(planned_on__lte=timezone.localdate() + SOON) | Q(state=TaskState.DOING))
        .select_related("client")
        .only(*READ)
        .order_by("due_on")
    )
    more = f"{reverse('engagements:tasks')}?mine=mine&state=open"
    return group("在办和近七天的任务", rows, todo_of, empty="没有在办的任务，近七天也没有安排", more=more)


def rechecks(user: User) -> Group:
    """Return the findings whose closure an enterprise asked for and this person may recheck."""
    rows = (
        visible(user, Finding)
        .filter(state=FindingState.SUBMITTED)
        .exclude(rectified_by=user)
        .select_related("client")
        .only("text", "place", "client__name")
        .order_by("due_on")
    )
    more = f"{reverse('survey:findings')}?state={FindingState.SUBMITTED}"
    return group("待复核销号", rows, _recheck, empty="没有等待复核的整改", more=more)


def _recheck(finding: Finding) -> Todo:
    url = reverse("survey:finding", args=[finding.pk])
    return Todo(finding.said[:60], finding.client.name, url, Badge("申请销号", "blue", "eye-check"), "复核")
