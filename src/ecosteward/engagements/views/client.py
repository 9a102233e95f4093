"""The tab of contracts and tasks on a client's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ecosteward.accounts.door import find, visible
from ecosteward.clients.models import Client
from ecosteward.engagements import queries
from ecosteward.engagements.models import Assessment, Contract, Notice, Task
from ecosteward.engagements.views.badges import contract_badge, notice_badge, task_badge
from ecosteward.engagements.views.tasks import OPEN
from ecosteward.pages.http import person


def client(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one client's contracts with their progress, and the tasks that are next."""
    user = person(request)
    found = find(user, Client, pk)
    contracts = list(
        visible(user, Contract)
        .filter(client=found)
        .select_related("project_lead", "quality_lead")
        .order_by("-starts_on")
    )
    progress = queries.progress_of(contracts)
    tasks = visible(user, Task).filter(client=found).select_related("assignee", "contract", "client")
    context = {
        "client": found,
        "tab": "tasks",
        "title": found.name,
        "contracts": [(each, contract_badge(each), progress[each.pk]) for each in contracts],
        "assessments": visible(user, Assessment).filter(client=found).select_related("assessed_by")[:10],
        "notices": [
            (each, notice_badge(each))
            for each in visible(user, Notice).filter(client=found).select_related("sent_by").order_by("-sent_at")[:10]
        ],
        "waiting": [(each, task_badge(each)) for each in tasks.filter(state="submitted").order_by("submitted_on")[:20]],
        "next_tasks": [(each, task_badge(each)) for each in tasks.filter(state__in=OPEN).order_by("due_on", "pk")[:20]],
    }
    return render(request, "engagements/client.html", context)
