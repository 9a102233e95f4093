"""What was done under a contract in a period, as the service summary prints it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ecosteward.accounts.models import Kind as Side
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.deliverables.rules import Span
from ecosteward.engagements.models import Contract, Task, TaskState, WorkRecord
from ecosteward.engagements.queries import attendance as presences
from ecosteward.engagements.queries import goals_of, lines_of, tasks_between
from ecosteward.evaluation.models import ComplaintKind
from ecosteward.evaluation.queries import complaints_between
from ecosteward.standard import queries as standard
from ecosteward.survey.models import Finding, FindingState, Severity, Verdict, Visit, VisitKind
from ecosteward.survey.queries import visits_between

# Services whose work is an answer to an event: emergencies and petitions.
_EVENTS = ("B1.13", "C.1-8", "C.4-", "D.6-")
_SURVEYS = ("B1.08", "C.1-1", "D.4-4")
_MANY = 5
_UNFINISHED = {FindingState.OPEN, FindingState.RECTIFYING}


@dataclass(frozen=True)
class Execution:
    """How far the plan of one period was carried out."""

    period: str
    goal: str
    planned: int
    done: int
    rate: str
    left_over: str


@dataclass(frozen=True)
class Attendance:
    """One person's attendance."""

    person: str
    duty: str
    on_site: int
    off_site: int
    hours: float


@dataclass(frozen=True)
class TopicRow:
    """The answers on one topic."""

    name: str
    conforming: int
    failed: int
    unsure: int
    not_applicable: int


@dataclass(frozen=True)
class WorkRow:
    """One record of work. `event` and `other` say under which sub-item it is told."""

    day: dt.date
    title: str
    text: str
    event: bool
    other: bool


@dataclass(frozen=True)
class RectificationRow:
    """Findings of one severity that were open at some time of the period."""

    name: str
    due: int
    closed: int
    submitted: int
    overdue: int
    rate: str


@dataclass(frozen=True)
class DoneRow:
    """One line of the service list."""

    name: str
    planned: int
    done: int
    rate: str


@dataclass(frozen=True)
class ResultRow:
    """One result signed off in the period."""

    category: str
    title: str
    number: str
    day: dt.date | None


@dataclass(frozen=True)
class KeyRow:
    """A major or serious finding that was closed."""

    number: str
    text: str
    measure: str
    closed_on: dt.date | None


@dataclass(frozen=True)
class TroubleRow:
    """Something that went wrong with the service."""

    source: str
    day: dt.date
    text: str


@dataclass(frozen=True)
class MeasureRow:
    """What is done about it."""

    text: str
    measure: str
    state: str


@dataclass(frozen=True)
class NextRow:
    """One task of the next period."""

    planned_on: dt.date
    title: str
    mode: str
    assignee: str
    due_on: dt.date


def share(part: int, whole: int) -> str:
    """Return a share in whole per cent; empty where there is nothing to share."""
    return f"{100 * part / whole:.0f}%" if whole else ""


def execution(contract: Contract, periods: Iterable[Span]) -> tuple[Execution, ...]:
    """Return for each period within the contract's term its goal and how many of its tasks were done."""
    goals = goals_of(contract)
    spans = [span for span in periods if span.until >= contract.starts_on and span.since <= contract.ends_on]
    return tuple(_execution(contract, span, goals) for span in spans)


def _execution(contract: Contract, span: Span, goals: dict[str, Any]) -> Execution:
    tasks = list(
        contract.tasks.filter(due_on__range=(span.since, span.until))
        .exclude(state=TaskState.CANCELLED)
        .order_by("due_on")
    )
    done = sum(task.state == TaskState.DONE for task in tasks)
    goal = goals.get(span.code)
    return Execution(span.name, goal.text if goal else "", len(tasks), done, share(done, len(tasks)), _left_over(tasks))


def _left_over(tasks: Sequence[Task]) -> str:
    titles = [task.title for task in tasks if task.state != TaskState.DONE]
    more = f"等 {len(titles)} 项" if len(titles) > _MANY else ""
    return "；".join(titles[:_MANY]) + more


def attended(contract: Contract, span: Span) -> tuple[Attendance, ...]:
    """Return who worked, with their share in the team."""
    duties = {member.person_id: member.duty for member in contract.team.all()}
    return tuple(
        Attendance(each.person.name, duties.get(each.person.pk, ""), each.on_site_days, each.off_site_days, each.hours)
        for each in presences(contract, span.since, span.until)
    )


def works(contract: Contract, span: Span) -> list[WorkRow]:
    """Return the records of work of the period, oldest first."""
    records = WorkRecord.objects.filter(
        task__contract=contract, started_at__date__range=(span.since, span.until)
    ).select_related("task__line")
    return [_work(record) for record in records.order_by("started_at", "pk")]


def _work(record: WorkRecord) -> WorkRow:
    service = record.task.line.service_id
    event = service.startswith(_EVENTS)
    other = not event and not service.startswith(_SURVEYS)
    return WorkRow(timezone.localdate(record.started_at), record.task.title, record.text, event, other)


def visits_of(document: Document, span: Span) -> list[Visit]:
    """Return the visits handed in of the period; of a park, those to its enterprises too."""
    client = document.client
    served = [client]
    if client.kind == Side.PARK:
        served += list(client.enterprises.filter(agency=document.agency))
    if client.kind == Side.GOVERNMENT:
        served += list(client.supervised.filter(agency=document.agency))
    found = [visit for each in served for visit in visits_between(each, span.since, span.until)]
    return sorted(found, key=lambda visit: (visit.day, visit.pk))


def raised(visit: Any) -> int:
    """Return how many findings a visit of `visits_of` raised, as the query counted them."""
    return int(visit.raised)


def survey_words(visits: Sequence[Visit], span: Span) -> str:
    """Return how many visits there were, in one sentence."""
    if not visits:
        return f"{span.name}没有开展现场检查。"
    kinds = {kind: sum(visit.kind == kind for visit in visits) for kind in VisitKind}
    parts = "、".join(f"{kind.label} {number} 次" for kind, number in kinds.items() if number)
    clients = len({visit.client_id for visit in visits})
    defects = sum(raised(visit) for visit in visits)
    return f"{span.name}开展现场检查 {len(visits)} 次（{parts}），涉及 {clients} 家单位，发现问题 {defects} 项。"


def topics(visits: Sequence[Visit], edition: str) -> tuple[TopicRow, ...]:
    """Count the answers of the visits by topic and verdict; topics nobody asked about are left out."""
    counted: dict[tuple[str, str], int] = {}
    for visit in visits:
        for item, verdict in visit.answers.values_list("item_id", "verdict"):
            key = (item.rpartition(".")[0], verdict)
            counted[key] = counted.get(key, 0) + 1
    lines = (
        TopicRow(
            topic.name,
            *(
                counted.get((topic.id, verdict), 0)
                for verdict in (Verdict.CONFORMING, Verdict.FAILED, Verdict.UNSURE, Verdict.NOT_APPLICABLE)
            ),
        )
        for topic in standard.survey_topics(edition)
    )
    return tuple(line for line in lines if line.conforming + line.failed + line.unsure + line.not_applicable)


def was_open(finding: Finding, span: Span) -> bool:
    """Tell whether a finding still had to be rectified at some time of the period."""
    return finding.closed_on is None or finding.closed_on >= span.since


def _closed_by(finding: Finding, day: dt.date) -> bool:
    return finding.state == FindingState.CLOSED and finding.closed_on is not None and finding.closed_on <= day


def rectification(findings: Sequence[Finding], span: Span) -> tuple[RectificationRow, ...]:
    """Return by severity how many findings were to be rectified and how many were; the last line is the sum."""
    lines = [_rectified(s.label, [f for f in findings if f.severity == s], span) for s in Severity]
    return (*(line for line in lines if line.due), _rectified("合计", findings, span))


def _rectified(name: str, findings: Sequence[Finding], span: Span) -> RectificationRow:
    closed = sum(_closed_by(each, span.until) for each in findings)
    submitted = sum(each.state == FindingState.SUBMITTED for each in findings)
    overdue = sum(each.state in _UNFINISHED and each.due_on < span.until for each in findings)
    return RectificationRow(name, len(findings), closed, submitted, overdue, share(closed, len(findings)))


def rectification_words(findings: Sequence[Finding], span: Span) -> str:
    """Return the numbers in one sentence."""
    if not findings:
        return f"{span.name}没有需要整改的问题。"
    total = _rectified("", findings, span)
    new = sum(span.since <= each.found_on <= span.until for each in findings)
    return (
        f"{span.name}应整改问题 {total.due} 项（其中本期新发现 {new} 项），已销号 {total.closed} 项，"
        f"整改率 {total.rate}；超期 {total.overdue} 项。"
    )


def lines(contract: Contract) -> tuple[DoneRow, ...]:
    """Return the contract's lines with how many of their units were accepted so far."""
    return tuple(
        DoneRow(each.line.name, each.total, each.done, share(each.done, each.total)) for each in lines_of(contract)
    )


def results(contract: Contract, span: Span, but: Document) -> tuple[ResultRow, ...]:
    """Return the results signed off in the period, but for the paper that lists them."""
    signed = contract.documents.filter(signed_at__date__range=(span.since, span.until)).exclude(pk=but.pk)
    signed = signed.exclude(state__in=[DocumentState.WITHDRAWN, DocumentState.SUPERSEDED])
    return tuple(
        ResultRow(
            each.get_category_display(),
            each.title,
            each.number,
            timezone.localdate(each.signed_at) if each.signed_at else None,
        )
        for each in signed.order_by("signed_at", "pk")
    )


def key_findings(findings: Sequence[Finding], span: Span) -> tuple[KeyRow, ...]:
    """Return the major and serious findings closed in the period."""
    return tuple(
        KeyRow(each.number, each.text, each.rectification, each.closed_on)
        for each in findings
        if each.severity in {Severity.MAJOR, Severity.SERIOUS} and _closed_by(each, span.until)
    )


def troubles(contract: Contract, span: Span) -> tuple[TroubleRow, ...]:
    """Return the tasks that came back or are late, and the complaints and opinions, of the period."""
    late = [
        TroubleRow("任务超期", task.due_on, f"{task.title}：应于 {task.due_on} 完成")
        for task in contract.tasks.filter(due_on__range=(span.since, span.until)).exclude(
            state__in=[TaskState.DONE, TaskState.CANCELLED, TaskState.SUBMITTED]
        )
        if task.due_on < timezone.localdate()
    ]
    returned = [
        TroubleRow("任务退回", task.done_on or task.due_on, f"{task.title}：退回 {task.returns} 次，{task.reason}")
        for task in tasks_between(contract, span.since, span.until).filter(returns__gt=0)
    ]
    complaints = [
        TroubleRow(each.get_kind_display(), timezone.localdate(each.raised_at), each.text)
        for each in complaints_between(contract, span.since, span.until)
        if each.kind != ComplaintKind.ADVICE
    ]
    return tuple(sorted((*late, *returned, *complaints), key=lambda row: (row.day, row.text)))


def measures(contract: Contract, span: Span) -> tuple[MeasureRow, ...]:
    """Return what was resolved to be done better: improvements begun or finished in the period, or still open."""
    begun = Q(created_at__date__lte=span.until)
    alive = Q(done_on=None) | Q(done_on__gte=span.since)
    rows = contract.improvements.filter(begun, alive).order_by("due_on", "pk")
    return tuple(MeasureRow(each.problem, each.measure, each.get_state_display()) for each in rows)


def next_tasks(contract: Contract, span: Span) -> tuple[NextRow, ...]:
    """Return the tasks planned for a period."""
    planned = contract.tasks.filter(planned_on__range=(span.since, span.until)).exclude(state=TaskState.CANCELLED)
    return tuple(
        NextRow(
            task.planned_on,
            task.title,
            task.get_mode_display(),
            task.assignee.name if task.assignee else "",
            task.due_on,
        )
        for task in planned.select_related("assignee").order_by("planned_on", "pk")
    )
