"""服务总结记录: Appendix F for a month, a quarter or a year, each of its 13 sub-items filled from records."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ecosteward.deliverables import rules
from ecosteward.deliverables.facts import findings as found
from ecosteward.deliverables.facts import parties, service, visits
from ecosteward.deliverables.facts.service import (
    Attendance,
    DoneRow,
    Execution,
    KeyRow,
    MeasureRow,
    NextRow,
    RectificationRow,
    ResultRow,
    TopicRow,
    TroubleRow,
    WorkRow,
)
from ecosteward.deliverables.facts.visits import VisitRow
from ecosteward.deliverables.kinds.base import Kind, Missing, Party, Subject, Words
from ecosteward.deliverables.kinds.common import ContractFacts, FindingRow
from ecosteward.deliverables.layouts.summary import layout, place
from ecosteward.deliverables.models import Category, Document
from ecosteward.engagements.models import Contract
from ecosteward.standard import queries as standard
from ecosteward.survey.models import FindingState


@dataclass(frozen=True)
class Summary:
    """The data of the summary, in the order of Appendix F."""

    agency: Party
    client: Party
    contract: ContractFacts
    period: str
    since: dt.date
    until: dt.date
    months: tuple[Execution, ...]
    quarters: tuple[Execution, ...]
    years: tuple[Execution, ...]
    attendance: tuple[Attendance, ...]
    records: int
    survey_words: str
    topics: tuple[TopicRow, ...]
    visits: tuple[VisitRow, ...]
    events: tuple[WorkRow, ...]
    rectification_words: str
    rectification: tuple[RectificationRow, ...]
    open_findings: tuple[FindingRow, ...]
    others: tuple[WorkRow, ...]
    lines: tuple[DoneRow, ...]
    results: tuple[ResultRow, ...]
    key_findings: tuple[KeyRow, ...]
    troubles: tuple[TroubleRow, ...]
    measures: tuple[MeasureRow, ...]
    next_period: str
    next_tasks: tuple[NextRow, ...]


def data(document: Document) -> Summary:
    """Read what was done in the period."""
    contract, period = _contract(document), rules.span(document.period)
    made = service.visits_of(document, period)
    works = service.works(contract, period)
    defects = list(found.concerning(document).filter(found_on__lte=period.until))
    mine = [each for each in defects if service.was_open(each, period)]
    return Summary(
        agency=parties.agency(document),
        client=parties.client(document),
        contract=parties.contract(document),
        period=period.name,
        since=period.since,
        until=period.until,
        months=service.execution(contract, period.months),
        quarters=service.execution(contract, period.quarters),
        years=service.execution(contract, (period.year,)),
        attendance=service.attended(contract, period),
        records=len(works),
        survey_words=service.survey_words(made, period),
        topics=service.topics(made, contract.edition),
        visits=tuple(visits.row(visit, items=visit.answers.count(), findings=service.raised(visit)) for visit in made),
        events=tuple(work for work in works if work.event),
        rectification_words=service.rectification_words(mine, period),
        rectification=service.rectification(mine, period),
        open_findings=found.rows([each for each in mine if each.state != FindingState.CLOSED], period.until),
        others=tuple(work for work in works if work.other),
        lines=service.lines(contract),
        results=service.results(contract, period, document),
        key_findings=service.key_findings(mine, period),
        troubles=service.troubles(contract, period),
        measures=service.measures(contract, period),
        next_period=period.next.name,
        next_tasks=service.next_tasks(contract, period.next),
    )


def missing(document: Document, summary: Summary) -> tuple[Missing, ...]:
    """Tell which sub-items have neither records nor words."""
    contract, period = _contract(document), rules.span(document.period)
    page = reverse("engagements:schedule", args=[contract.pk])
    lacking = []
    if period.until > timezone.localdate():
        lacking.append(Missing(f"{period.name}还没有结束，数据会继续变化"))
    if not summary.attendance:
        lacking.append(Missing("F.2.1 本期没有工作记录，出勤是空的", page))
    lacking += [
        Missing(f"F.1 {row.period}没有写工作目标", page)
        for row in (*summary.months, *summary.quarters, *summary.years)
        if not row.goal
    ]
    lacking += [Missing(f"{item} 还没有写文字") for item in _WANTED if not document.words.get(place(item), "").strip()]
    return tuple(lacking)


def _contract(document: Document) -> Contract:
    assert document.contract is not None
    return document.contract


# Sub-items that no record can tell of.
_WANTED = ("F.2.4", "F.3.2", "F.4.1", "F.4.2", "F.5")
_HINTS = {
    "F.2.4": "典型环境事件的经过、应对和结果；没有的写明没有",
    "F.2.6": "记录之外协助处理的事务",
    "F.3.2": "重点、难点工作和采取的措施",
    "F.4.1": "服务工作中出现的问题",
    "F.4.2": "针对上列问题的调整和措施",
    "F.5": "经验、教训和下一步建议",
}


def _places() -> tuple[Words, ...]:
    headings = [(item.id, item.title) for section in standard.summary_sections() for item in section.items]
    headings += [(section.id, section.title) for section in standard.summary_sections() if not section.items]
    return tuple(Words(place(item), f"{item} {title}", _HINTS.get(item, "")) for item, title in headings)


KIND = Kind(
    id="summary",
    code="ZJ",
    title="环保服务总结",
    category=Category.SUMMARY,
    subject=Subject.PERIOD,
    shape=Summary,
    data=data,
    missing=missing,
    layout=layout,
    words=_places(),
    signers="项目负责人编制，质量负责人审签",
    lead="附录F 的 5 节 13 个小节，按月、季或年从记录里取数，每个小节可以补充文字。",
)
