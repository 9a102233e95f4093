"""Findings as documents print them."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from ecosteward.accounts.models import Kind as Side
from ecosteward.deliverables.facts.photos import photos
from ecosteward.deliverables.kinds.common import PENDING_CHECK, Count, FindingRow
from ecosteward.deliverables.models import Document
from ecosteward.standard import queries as standard
from ecosteward.survey.models import STANDING, Finding, FindingState, Severity, Visit
from ecosteward.survey.queries import findings_of, with_facts

_UNFINISHED = {FindingState.OPEN, FindingState.RECTIFYING}


def concerning(document: Document) -> QuerySet[Finding]:
    """Return the findings of a document's client that stand; of a park or an office, those of its enterprises."""
    return ever_concerning(document).filter(STANDING)


def ever_concerning(document: Document) -> QuerySet[Finding]:
    """Return the same with the voided ones, for a ledger that lists every number once given."""
    client = document.client
    if client.kind == Side.ENTERPRISE:
        mine = Q(client=client)
    elif client.kind == Side.PARK:
        mine = Q(client__park=client)
    else:
        mine = Q(client__authority=client) | Q(client__park__authority=client)
    same = Finding.objects.filter(mine, agency=document.agency)
    return with_facts(same).order_by("client__name", "found_on", "pk")


def of_visit(visit: Visit) -> list[Finding]:
    """Return what a visit raised, joined or reopened, in the order of the topics."""
    return list(findings_of(visit))


def state_words(finding: Finding, on: dt.date) -> str:
    """Return a finding's state in words, with lateness and relapse, or why it was voided."""
    words = str(finding.get_state_display())
    if finding.state == FindingState.VOIDED:
        return f"{words}：{finding.void_reason}"
    if finding.state in _UNFINISHED and finding.due_on < on:
        words += "（超期）"
    return f"{words}（反复）" if finding.recurrences and finding.state != FindingState.CLOSED else words


def basis(finding: Finding) -> str:
    """Return what a finding rests on, marked where it was not compared with the official text."""
    return finding.basis if finding.basis_verified else f"{finding.basis}{PENDING_CHECK}"


def row(finding: Finding, on: dt.date) -> FindingRow:
    """Return a finding as a row; `on` is the day on which lateness is judged."""
    return FindingRow(
        number=finding.number,
        client=finding.client.name,
        found_on=finding.found_on,
        topic=standard.survey_topic(finding.topic_id, finding.edition).name,
        place=finding.place,
        text=finding.text,
        basis=basis(finding),
        severity=finding.get_severity_display(),
        suggestion=finding.suggestion,
        pace=finding.get_pace_display(),
        responsible=finding.responsible,
        due_on=finding.due_on,
        state=state_words(finding, on),
        recurrences=finding.recurrences,
        photos=photos(finding.photos_before.all(), f"{finding.number} {finding.place}".strip()),
    )


def rows(findings: Iterable[Finding], on: dt.date) -> tuple[FindingRow, ...]:
    """Return findings as rows."""
    return tuple(row(finding, on) for finding in findings)


def counts(findings: Sequence[Finding], edition: str) -> tuple[Count, ...]:
    """Count findings by topic and severity: every topic has its line, the last line is the sum."""
    lines = [
        _count(topic.name, [each for each in findings if each.topic_id == topic.id])
        for topic in standard.survey_topics(edition)
    ]
    return (*lines, _count("合计", findings))


def _count(name: str, findings: Sequence[Finding]) -> Count:
    numbers = {severity: sum(each.severity == severity for each in findings) for severity in Severity}
    return Count(
        name, numbers[Severity.MAJOR], numbers[Severity.SERIOUS], numbers[Severity.ORDINARY], numbers[Severity.ADVICE]
    )


def tally(findings: Sequence[Finding], on: dt.date) -> str:
    """Return the numbers of findings in one sentence; those voided are said apart and count nowhere."""
    standing = [each for each in findings if each.state != FindingState.VOIDED]
    voided = len(findings) - len(standing)
    return f"{_tally(standing, on)}另有 {voided} 项登记有误已作废，不计入。" if voided else _tally(standing, on)


def _tally(findings: Sequence[Finding], on: dt.date) -> str:
    if not findings:
        return "共 0 项问题。"
    parts = [
        f"{severity.label} {number} 项"
        for severity in Severity
        if (number := sum(each.severity == severity for each in findings))
    ]
    closed = sum(each.state == FindingState.CLOSED for each in findings)
    overdue = sum(each.state in _UNFINISHED and each.due_on < on for each in findings)
    late = f"，超期 {overdue} 项" if overdue else ""
    return f"共 {len(findings)} 项问题，其中{'、'.join(parts)}；已销号 {closed} 项，未销号 {len(findings) - closed} 项{late}。"
