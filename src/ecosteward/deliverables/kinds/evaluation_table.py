"""服务考核评价表: Table G.1 with the points given, what each rests on, and the reading of the sum."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from ecosteward.deliverables.facts import parties
from ecosteward.deliverables.kinds.base import Kind, Missing, Party, Subject
from ecosteward.deliverables.kinds.common import ContractFacts
from ecosteward.deliverables.layouts.evaluation_table import layout
from ecosteward.deliverables.models import Category, Document
from ecosteward.evaluation.models import Judge
from ecosteward.evaluation.queries import ScoreSheet, SheetCriterion, SheetGroup, SheetRow, sheet
from ecosteward.standard.models import Criterion, Indicator

_BY_HAND = {"add", "deduct", "free"}


@dataclass(frozen=True)
class TableRow:
    """One indicator of Table G.1 with its result."""

    no: str
    name: str
    indicator: str
    rules: str
    result: str


@dataclass(frozen=True)
class PointRow:
    """One criterion with the points given and what they rest on."""

    id: str
    text: str
    points: str
    given: str
    evidence: str
    by_hand: bool


@dataclass(frozen=True)
class EvaluationTable:
    """The data of the table."""

    agency: Party
    client: Party
    contract: ContractFacts
    judge: str
    rows: tuple[TableRow, ...]
    points: tuple[PointRow, ...]
    reading: str
    other_reason: str
    open_points: str
    judged_by: str
    judged_on: dt.date | None


def data(document: Document) -> EvaluationTable:
    """Read the table that counts for the contract; what nobody has judged yet is printed blank."""
    assert document.contract is not None
    shown = sheet(document.contract)
    card, hidden = shown.card, _hidden(shown)
    return EvaluationTable(
        agency=parties.agency(document),
        client=parties.client(document),
        contract=parties.contract(document),
        judge="" if card is None or hidden else card.get_judge_display(),
        rows=tuple(_rows(shown, hidden=hidden)),
        points=tuple(_points(shown, hidden=hidden)),
        reading=_reading(shown),
        other_reason="" if card is None or hidden else card.other_reason,
        open_points="" if hidden else _open_points(shown),
        judged_by="" if card is None else card.signed_by,
        judged_on=timezone.localdate(card.signed_at) if card and card.signed_at else None,
    )


def missing(document: Document, table: EvaluationTable) -> tuple[Missing, ...]:
    """Tell which criteria nobody has judged, and whether the judgement is signed."""
    page = reverse("evaluation:contract", args=[document.contract_id])
    lacking = [] if table.judged_by else [Missing("考核评价还没有签认", page)]
    if not any(row.given for row in table.points if row.id.startswith("G.4")):
        lacking.append(Missing("还没有满意度调查结果", page))
    unjudged = [row.id for row in table.points if not row.given and row.by_hand]
    if unjudged:
        lacking.append(Missing(f"还有 {len(unjudged)} 条没有评分：{'、'.join(unjudged)}", page))
    return tuple(lacking)


def _hidden(shown: ScoreSheet) -> bool:
    """Tell whether the client is still judging: until it signs, its points are its own."""
    return shown.card is not None and shown.card.judge == Judge.CLIENT and not shown.card.is_signed


def _rows(shown: ScoreSheet, *, hidden: bool) -> Iterator[TableRow]:
    for row in shown.rows:
        printed = row.printed
        if not row.groups:
            total = "" if hidden else _figure(shown.total)
            yield TableRow(printed.no, printed.name, "", f"合计{_figure(printed.cap)}分", total)
        for group in row.groups:
            name, part = _capped(printed.name, printed.cap), _part(row, group)
            yield TableRow(printed.no, name, part, _rules(group.printed), _result(group, hidden=hidden))


def _part(row: SheetRow, group: SheetGroup) -> str:
    """Return an indicator's name; a row that has only itself is one cell wide."""
    own = group.printed.name == row.printed.name
    return _capped(row.printed.name, row.printed.cap) if own else _capped(group.printed.name, group.printed.cap)


def _result(group: SheetGroup, *, hidden: bool) -> str:
    by_hand = any(each.printed.kind in _BY_HAND for each in group.criteria)
    if by_hand and (hidden or all(each.points is None for each in group.criteria)):
        return ""
    return _figure(group.points)


def _rules(indicator: Indicator) -> str:
    return "；".join(f"{each.text}{_sign(each)}" for each in indicator.criteria) + "。"


def _sign(criterion: Criterion) -> str:
    """Return a criterion's points as printed after it; a formula, a free one and one without points have none."""
    if criterion.kind in {"formula", "free"} or not criterion.points:
        return ""
    return f"（{'+' if criterion.points > 0 else ''}{_figure(criterion.points)}）"


def _capped(name: str, cap: Decimal | None) -> str:
    return name if cap is None else f"{name}（{_figure(cap)}分）"


def _figure(points: Decimal | None) -> str:
    return "" if points is None else f"{points.normalize():f}"


def _points(shown: ScoreSheet, *, hidden: bool) -> Iterator[PointRow]:
    for row in shown.rows:
        for group in row.groups:
            for each in group.criteria:
                secret = hidden and each.printed.kind in _BY_HAND
                yield PointRow(
                    id=each.printed.id,
                    text=each.printed.text,
                    points=_sign(each.printed).strip("（）"),
                    given="" if secret else _figure(each.points),
                    evidence="" if secret else _evidence(shown, each),
                    by_hand=each.judged_by_hand and bool(each.printed.points),
                )


def _evidence(shown: ScoreSheet, criterion: SheetCriterion) -> str:
    records = shown.records
    match criterion.printed.kind:
        case "formula":
            lines = "；".join(f"{line.name} {line.done}/{line.total}" for line in records.lines)
            return f"完成 {records.done} 项，合同 {records.total} 项（{lines}）" if lines else ""
        case "choice":
            return f"满意度调查：{records.level_words}（{records.respondent}）" if criterion.points is not None else ""
        case "free":
            return shown.card.other_reason if shown.card else ""
        case _:
            return criterion.judgement.evidence if criterion.judgement else ""


def _reading(shown: ScoreSheet) -> str:
    """Return the readings that changed a number here, as they are said in the edition."""
    used = [f"{each.slip.title}，{each.slip.reading}" for each in shown.readings if each.used]
    return "；".join(used) + "。" if used else "各项得分之和，没有用到封顶、托底等读法。"


def _open_points(shown: ScoreSheet) -> str:
    return "、".join(shown.result.lacking)


KIND = Kind(
    id="evaluation_table",
    code="KH",
    title="服务考核评价表",
    category=Category.PROCESS,
    subject=Subject.CONTRACT,
    shape=EvaluationTable,
    data=data,
    missing=missing,
    layout=layout,
    section="evaluation",
    signers="甲方考核人",
    lead="附录G 的考核表：完成数和满意度从记录取数，其余逐条评分并写明依据，由甲方签章。",
)
