"""环保问题整改销号台账: every finding from its measure to the look back, as Word and as Excel."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from ecosteward.deliverables.facts import findings as found
from ecosteward.deliverables.facts import lacking, parties
from ecosteward.deliverables.kinds.base import Kind, Missing, Party, Subject
from ecosteward.deliverables.layouts.rectification_ledger import layout
from ecosteward.deliverables.models import Category, Document
from ecosteward.deliverables.rendering.ledger import workbook
from ecosteward.deliverables.rules import span
from ecosteward.survey.models import Action, Finding, FindingState, FindingStep, Side


@dataclass(frozen=True)
class LedgerRow:
    """One finding on the ledger."""

    number: str
    client: str
    topic: str
    text: str
    severity: str
    measure: str
    due_on: dt.date
    completed_on: dt.date | None
    own_check: str
    recheck: str
    confirmed: str
    closed_on: dt.date | None
    looked_back_on: dt.date | None
    relapsed: str
    state: str


@dataclass(frozen=True)
class RectificationLedger:
    """The data of the ledger."""

    agency: Party
    client: Party
    scope: str
    rows: tuple[LedgerRow, ...]
    tally: str


def data(document: Document) -> RectificationLedger:
    """Read the client's findings: all of them, or those found in the period; the voided ones as such."""
    today = timezone.localdate()
    rows = found.ever_concerning(document).prefetch_related(Prefetch("steps", FindingStep.objects.select_related("by")))
    scope = "全部问题"
    if document.period:
        period = span(document.period)
        rows = rows.filter(found_on__range=(period.since, period.until))
        scope = f"{period.name}发现的问题"
    chosen = list(rows)
    return RectificationLedger(
        agency=parties.agency(document),
        client=parties.client(document),
        scope=scope,
        rows=tuple(_row(finding, today) for finding in chosen),
        tally=found.tally(chosen, today),
    )


def missing(document: Document, ledger: RectificationLedger) -> tuple[Missing, ...]:
    """Tell which findings the enterprise has not answered in time."""
    late = [row.number for row in ledger.rows if not row.measure and "超期" in row.state]
    return tuple(lacking.of_findings(document, late, "已超期，还没有整改措施"))


def _row(finding: Finding, on: dt.date) -> LedgerRow:
    steps = list(finding.steps.all())
    looked = _last(steps, {Action.LOOK_BACK, Action.REOPEN})
    return LedgerRow(
        number=finding.number,
        client=finding.client.name,
        topic=found.row(finding, on).topic,
        text=f"{finding.place}：{finding.text}" if finding.place else finding.text,
        severity=finding.get_severity_display(),
        measure=finding.rectification,
        due_on=finding.due_on,
        completed_on=finding.completed_on,
        own_check=_own_check(steps),
        recheck=_recheck(steps),
        confirmed=_confirmed(steps),
        closed_on=finding.closed_on,
        looked_back_on=timezone.localdate(looked.at) if looked else None,
        relapsed=_relapsed(finding, looked),
        state=found.state_words(finding, on),
    )


def _last(steps: Iterable[FindingStep], actions: set[Action]) -> FindingStep | None:
    return next((step for step in reversed(list(steps)) if step.action in actions), None)


def _own_check(steps: list[FindingStep]) -> str:
    """Return what the enterprise said when it asked for closure, and who."""
    asked = _last(steps, {Action.SUBMIT})
    if asked is None:
        return ""
    behalf = "（代企业填报）" if asked.on_behalf else ""
    return f"已自查，申请销号。{asked.by.name}{behalf} {timezone.localdate(asked.at)}"


def _recheck(steps: list[FindingStep]) -> str:
    """Return when, by whom and with what result somebody else looked."""
    judged = _last(steps, {Action.APPROVE, Action.SEND_BACK})
    if judged is None:
        return ""
    result = "同意销号" if judged.action == Action.APPROVE else "退回整改"
    text = f"：{judged.text}" if judged.text else ""
    return f"{timezone.localdate(judged.at)} {judged.by.name} {result}{text}"


def _confirmed(steps: list[FindingStep]) -> str:
    """Return that the client's side agreed, where it said so in a step of its own after the closure."""
    closed = _last(steps, {Action.APPROVE})
    said = _last(steps, {Action.COMMENT})
    own = said is not None and closed is not None and said.pk > closed.pk and said.side != Side.AGENCY
    return f"{said.by.name} {timezone.localdate(said.at)}" if own and said else ""


def _relapsed(finding: Finding, looked: FindingStep | None) -> str:
    if finding.recurrences:
        return f"是（{finding.recurrences} 次）"
    return "否" if looked or finding.state == FindingState.CLOSED else ""


KIND = Kind(
    id="rectification_ledger",
    code="TZ",
    title="环保问题整改销号台账",
    category=Category.GUIDANCE,
    subject=Subject.CLIENT,
    periodic=True,
    shape=RectificationLedger,
    data=data,
    missing=missing,
    layout=layout,
    slot="E.8-3",
    section="process",
    sheet=workbook,
    lead="从整改措施到复核销号、回头看，一个问题一行；同时生成 Word 和 Excel。期间不填则列全部问题。",
)
