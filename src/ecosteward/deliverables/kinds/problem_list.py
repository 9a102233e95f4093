"""环保问题清单: one defect to a row; of one visit, or every one that is not closed."""

from dataclasses import dataclass

from django.utils import timezone

from ecosteward.deliverables.facts import findings as found
from ecosteward.deliverables.facts import lacking, parties, visits
from ecosteward.deliverables.kinds.base import Kind, Missing, Party, Subject, Words
from ecosteward.deliverables.kinds.common import FindingRow
from ecosteward.deliverables.layouts.problem_list import layout
from ecosteward.deliverables.models import Category, Document
from ecosteward.survey.models import UNCLOSED


@dataclass(frozen=True)
class ProblemList:
    """The data of the list."""

    agency: Party
    client: Party
    scope: str
    findings: tuple[FindingRow, ...]
    tally: str


def data(document: Document) -> ProblemList:
    """Read the findings of the visit, or all that are not closed."""
    today = timezone.localdate()
    if document.subject_id is None:
        chosen = list(found.concerning(document).filter(UNCLOSED))
        scope = "全部未销号问题"
    else:
        visit = visits.of(document)
        chosen, scope = found.of_visit(visit), f"现场检查 {visit.number}（{visit.day}）"
    return ProblemList(
        agency=parties.agency(document),
        client=parties.client(document),
        scope=scope,
        findings=found.rows(chosen, today),
        tally=found.tally(chosen, today),
    )


def missing(document: Document, listed: ProblemList) -> tuple[Missing, ...]:
    """Tell which rows lack a photograph, advice or a checked basis."""
    rows = listed.findings
    return (
        *lacking.photos(document, rows, "没有照片"),
        *lacking.advice(document, rows, "没有整改建议"),
        *lacking.checked_basis(document, rows),
    )


KIND = Kind(
    id="problem_list",
    code="WT",
    title="环保问题清单",
    category=Category.REPORT,
    subject=Subject.VISIT,
    optional=True,
    shape=ProblemList,
    data=data,
    missing=missing,
    layout=layout,
    words=(Words("note", "说明", "清单之外要说明的事"),),
    slot="E.8-3",
    lead="一行一个问题：部位、现象、依据、等级、建议和期限。不选现场检查时列出全部未销号问题。",
)
