"""What slips by client, what nobody holds, what waits for acceptance."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract, ContractState, Task, TaskState
from ecosteward.engagements.queries import progress_of
from ecosteward.pages.lists import Badge
from ecosteward.survey.models import UNCLOSED, Finding
from ecosteward.survey.queries.findings import extension_asked
from ecosteward.web.homes.alarms import unanswered
from ecosteward.web.homes.contracts import to_move
from ecosteward.web.homes.documents import returned_documents, signed_documents
from ecosteward.web.homes.opinions import complaints, improvements, replies
from ecosteward.web.homes.shape import MOST, Bar, Chart, Figure, Group, Home, Todo, by_day, group
from ecosteward.web.homes.tasks import READ, reminded, todo_of
from ecosteward.web.homes.technician import rechecks

OPEN = (TaskState.PLANNED, TaskState.DOING)


def home(user: User) -> Home:
    """Return a project lead's home."""
    soon = list(due_soon(user))
    return Home(
        groups=(
            *unanswered(user),
            slipping(soon),
            _unassigned(user),
            _waiting(user),
            *replies(user),
            to_move(user),
            complaints(user),
            improvements(user),
            returned_documents(user),
            signed_documents(user),
            rechecks(user),
            extensions(user),
        ),
        figures=_figures(user, sum(row["late"] for row in soon)),
        charts=(contracts_chart(user),),
    )


def due_soon(user: User) -> QuerySet[Any, Any]:
    """Return the clients whose tasks are due within a week, the most urgent first: how many are, how many are late."""
    today = timezone.localdate()
    rows = visible(user, Task).filter(state__in=OPEN, due_on__lte=today + dt.timedelta(days=7))
    counted = rows.values("client_id", "client__name").annotate(
        number=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)), first=Min("due_on")
    )
    return counted.order_by("first")


def slipping(rows: Sequence[dict[str, Any]]) -> Group:
    """Return the first of the clients that are `due_soon`."""
    todos = tuple(
        Todo(
            _slips(row["number"] - row["late"], row["late"]),
            row["client__name"],
            f"{reverse('engagements:tasks')}?state=open&client={row['client_id']}",
            by_day(row["first"], words="最早 "),
            "查看",
        )
        for row in rows[:MOST]
    )
    more = f"{reverse('engagements:tasks')}?state=open"
    return Group("超期和七天内到期，按服务对象", todos, "七天内没有到期任务", more, len(rows) > MOST)


def _slips(soon: int, late: int) -> str:
    """Return how many tasks of a client are late and how many are due soon, in words."""
    words = [f"{late} 项任务已超期"] if late else []
    words += [f"{soon} 项任务七天内到期"] if soon else []
    return "，".join(words)


def _unassigned(user: User) -> Group:
    rows = visible(user, Task).filter(state__in=OPEN, assignee=None).select_related("client").order_by("due_on")
    return group(
        "还没有承办人",
        rows.only(*READ),
        lambda task: todo_of(task, "指派"),
        empty="任务都有承办人",
        more=f"{reverse('engagements:tasks')}?mine=nobody&state=open",
    )


def _waiting(user: User) -> Group:
    rows = visible(user, Task).filter(state=TaskState.SUBMITTED).select_related("client").order_by("due_on")
    more = f"{reverse('engagements:tasks')}?state={TaskState.SUBMITTED}"
    return group("等待服务对象验收", rows.only(*READ), _accept, empty="没有等待验收的任务", more=more)


def extensions(user: User) -> Group:
    """Return the findings whose enterprise asks for more time."""
    rows = visible(user, Finding).filter(extension_asked()).select_related("client").order_by("due_on")
    rows = rows.only("text", "place", "due_on", "client__name")
    more = f"{reverse('survey:findings')}?state=extension"
    return group("等待答复的延期申请", rows, _extend, empty="没有等待答复的延期申请", more=more)


def _extend(finding: Finding) -> Todo:
    url = reverse("survey:finding", args=[finding.pk])
    badge = by_day(finding.due_on, words="现期限 ")
    return Todo(finding.said[:60], finding.client.name, url, badge, "答复")


def _accept(task: Task) -> Todo:
    return Todo(
        task.title,
        task.client.name,
        reverse("engagements:task", args=[task.pk]),
        reminded(task) or Badge("待验收", "blue", "hourglass"),
        "查看" if task.reminded_on else "催办",
    )


def _figures(user: User, tasks: int) -> tuple[Figure, ...]:
    today = timezone.localdate()
    # By client alone: the findings' own agency says the same again and would not be read from an index.
    late = Finding.objects.filter(UNCLOSED, due_on__lt=today, client__in=visible(user, Client).values("pk")).count()
    return (
        Figure(str(tasks), "超期任务", f"{reverse('engagements:tasks')}?when=overdue", "red" if tasks else "green"),
        Figure(str(late), "超期未销号问题", f"{reverse('survey:findings')}?state=late", "red" if late else "green"),
    )


def contracts_chart(user: User) -> Chart:
    """Return how much of each running contract is done, the one that ends first on top."""
    contracts = list(
        visible(user, Contract)
        .filter(state=ContractState.RUNNING)
        .select_related("client")
        .only("client__name", "starts_on", "ends_on")
        .order_by("ends_on")[:MOST]
    )
    known = progress_of(contracts)
    bars = tuple(
        Bar(
            contract.client.name,
            known[contract.pk].done,
            known[contract.pk].total,
            reverse("engagements:contract", args=[contract.pk]),
        )
        for contract in contracts
    )
    return Chart("任务完成数 / 合同总任务数", bars, "没有履行中的合同", of_total=True)
