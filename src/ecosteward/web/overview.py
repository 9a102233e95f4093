"""Everything of one client at a glance: four numbers for the head, and what its page shows below."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import allowed, visible
from ecosteward.accounts.models import Kind, User
from ecosteward.archive.models import Paper, SlotState, State
from ecosteward.clients.models import Client
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.engagements.models import Assessment, Contract, ContractState, Task, TaskState
from ecosteward.engagements.queries import Milestone, timeline
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import of_client, words
from ecosteward.monitoring.models import Point
from ecosteward.monitoring.queries.alarms import tally as tally_of_alarms
from ecosteward.pages.lists import Badge
from ecosteward.standard.queries import archive_slots
from ecosteward.survey.models import UNCLOSED, Finding, Visit
from ecosteward.web.homes.shape import Figure, Todo, by_day

OPEN_TASKS = (TaskState.PLANNED, TaskState.DOING, TaskState.SUBMITTED)


@dataclass(frozen=True)
class Step:
    """One thing that happened, in words."""

    at: dt.datetime
    who: str
    what: str
    label: str


@dataclass(frozen=True)
class Overview:
    """What the page of one client shows."""

    contracts: list[Contract]
    running: Contract | None
    milestones: list[Milestone]
    tasks: QuerySet[Task]
    findings: QuerySet[Finding]
    visits: QuerySet[Visit]
    documents: QuerySet[Document]
    people: list[Any]
    steps: list[Step]
    next: Todo | None


def figures(user: User, client: Client) -> list[Figure]:
    """Return the four numbers that matter, each a link to its list: alarms where something is watched. Six queries."""
    number = [client.pk]
    found = visible(user, Finding).filter(UNCLOSED, client=client)
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    tally = found.aggregate(open=Count("pk"), late=late, due=Min("due_on"))
    tasks = (
        visible(user, Task).filter(client=client, state__in=OPEN_TASKS).aggregate(open=Count("pk"), due=Min("due_on"))
    )
    due = min(filter(None, [tally["due"], tasks["due"]]), default=None)
    colour = "red" if tally["late"] else "amber" if tally["open"] else "green"
    words_open = f"未销号问题，超期 {tally['late']}" if tally["late"] else "未销号问题"
    return [
        Figure(str(tally["open"]), words_open, reverse("survey:client", args=number), colour),
        _filed(user, client),
        _nearest(due, reverse("engagements:client", args=number)),
        _alarms(user, client) or Figure(str(tasks["open"]), "在办任务", reverse("engagements:client", args=number)),
    ]


def _alarms(user: User, client: Client) -> Figure | None:
    """Return how many alarms are not closed; None where nothing is watched."""
    if not visible(user, Point).filter(client=client).exists():
        return None
    unclosed, waiting = tally_of_alarms(user, client)
    words_ = f"报警，未确认 {waiting}" if waiting else "报警"
    colour = "red" if waiting else "amber" if unclosed else "green"
    return Figure(str(unclosed), words_, f"{reverse('monitoring:alarms')}?client={client.pk}", colour)


def _filed(user: User, client: Client) -> Figure:
    """Return how full the list of an enterprise is; a park or an office has contract files alone."""
    url = reverse("archive:client", args=[client.pk])
    if client.kind != Kind.ENTERPRISE:
        return Figure(str(visible(user, Paper).filter(client=client, state=State.FILED).count()), "存档文件", url)
    filed = SlotState.objects.filter(client=client, electronic=True).count()
    return Figure(f"{filed}/{len(archive_slots())}", "一企一档（电子）", url)


def _nearest(due: dt.date | None, url: str) -> Figure:
    if due is None:
        return Figure("—", "最近期限", url)
    badge = by_day(due)
    return Figure(badge.text, "最近期限", url, badge.colour if badge.colour in {"red", "amber"} else "")


def overview(user: User, client: Client) -> Overview:
    """Return what the page of one client shows, as far as the person may see it."""
    agency_side = user.organisation.kind == Kind.AGENCY
    mine = {"client": client}
    contracts = list(
        visible(user, Contract)
        .filter(**mine)
        .exclude(state=ContractState.ENDED)
        .select_related("project_lead", "quality_lead")
        .order_by("-starts_on")[:3]
    )
    running = next((each for each in contracts if each.state == ContractState.RUNNING), None)
    return Overview(
        contracts=contracts,
        running=running,
        milestones=timeline(running) if running else [],
        tasks=visible(user, Task)
        .filter(**mine, state__in=OPEN_TASKS)
        .select_related("assignee")
        .order_by("due_on")[:6],
        findings=visible(user, Finding).filter(UNCLOSED, **mine).order_by("due_on")[:6],
        visits=visible(user, Visit).filter(**mine).order_by("-planned_on")[:4],
        documents=visible(user, Document).filter(**mine, state=DocumentState.DELIVERED).order_by("-delivered_at")[:5],
        people=list(client.assignments.filter(ended_on=None).select_related("person")),
        steps=_steps(client) if agency_side else [],
        next=_next(user, client, contracts) if allowed(user, "contract.draft", client) else None,
    )


def _next(user: User, client: Client, contracts: list[Contract]) -> Todo | None:
    """Return the step that leads to a client's first contract; None once one was signed."""
    if any(each.state != ContractState.DRAFT for each in contracts):
        return None
    if contracts:
        url = reverse("engagements:contract", args=[contracts[0].pk])
        return Todo("签订合同", "补齐合同页列出的缺项，签订后开始服务", url, Badge("拟订中"), "继续拟订")
    made = visible(user, Assessment).filter(client=client, contract=None).order_by("-assessed_on", "-pk").first()
    if made is not None:
        url = reverse("engagements:assessment", args=[made.pk])
        return Todo("按评估拟订合同", "把决定承担的需求转为合同的服务清单", url, Badge("已评估", "green"), "查看评估")
    words = "签合同前，对照本机构的人员、证书和在办任务，看能做什么、不能做什么（规范 6.2.2）"
    return Todo(
        "需求与能力评估", words, reverse("engagements:needs", args=[client.pk]), Badge("还没有合同"), "开始评估"
    )


def _steps(client: Client) -> list[Step]:
    """Return the newest steps of the service, without each answer of a checklist and each file."""
    told = of_client(client.pk).exclude(action__startswith="answer.").exclude(action__startswith="file.")
    return [_step(entry) for entry in told[:12]]


def _step(entry: Entry) -> Step:
    return Step(entry.at, entry.actor_name, words(entry), entry.label)
