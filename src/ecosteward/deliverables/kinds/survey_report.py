"""企业环保状况调查报告: what one visit found on the 11 topics of Table B-2, with what to do about it."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ecosteward.archive.queries import Sheet, sheet
from ecosteward.deliverables.facts import findings as found
from ecosteward.deliverables.facts import lacking, parties, visits
from ecosteward.deliverables.facts.photos import pairs
from ecosteward.deliverables.facts.profile import Profile, profile
from ecosteward.deliverables.facts.topics import provided
from ecosteward.deliverables.facts.visits import VisitRow
from ecosteward.deliverables.kinds.base import Kind, Missing, Pair, Party, Subject, Words
from ecosteward.deliverables.kinds.common import PENDING_CHECK, ContractFacts, Count, FindingRow
from ecosteward.deliverables.layouts.survey_report import layout
from ecosteward.deliverables.models import Category, Document
from ecosteward.standard import queries as standard
from ecosteward.standard.models import Topic
from ecosteward.survey.models import Finding, Pace, Severity, Verdict, Visit, VisitState
from ecosteward.survey.queries import checklist
from ecosteward.survey.queries.checklist import Checklist, Line, Section

_URGENT = 3


@dataclass(frozen=True)
class ItemRow:
    """One item of the checklist as answered."""

    id: str
    text: str
    place: str
    method: str
    note: str
    verdict: str


@dataclass(frozen=True)
class TopicResult:
    """One topic of Table B-2.

    Attributes:
        left_out: why it was not surveyed; empty where it was.
        provided: what the enterprise has provided on it and what it has not, in sentences.

    """

    no: str
    name: str
    scope: str
    left_out: str
    provided: tuple[str, ...]
    conclusion: str
    rows: tuple[ItemRow, ...]
    findings: tuple[FindingRow, ...]


@dataclass(frozen=True)
class PlanGroup:
    """Findings that are to be rectified at one pace."""

    name: str
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True)
class SurveyReport:
    """The data of the report."""

    agency: Party
    client: Party
    contract: ContractFacts
    edition: str
    since: dt.date
    until: dt.date
    abstract: str
    conclusion: str
    tally: str
    bases: tuple[str, ...]
    visits: tuple[VisitRow, ...]
    profile: Profile
    topics: tuple[TopicResult, ...]
    findings: tuple[FindingRow, ...]
    counts: tuple[Count, ...]
    urgent: tuple[FindingRow, ...]
    recurring: tuple[FindingRow, ...]
    plan: tuple[PlanGroup, ...]
    photos: tuple[Pair, ...]


def data(document: Document) -> SurveyReport:
    """Read what the visit found."""
    visit = visits.of(document)
    seen, defects = checklist(visit), found.of_visit(visit)
    rows = found.rows(defects, visit.day)
    known = profile(document.client)
    topics = _topics(visit, seen, rows, known, sheet(document.client))
    return SurveyReport(
        agency=parties.agency(document),
        client=parties.client(document),
        contract=parties.contract(document),
        edition=parties.edition(visit.edition),
        since=visit.day,
        until=timezone.localdate(visit.ended_at) if visit.ended_at else visit.day,
        abstract=_abstract(document, seen, defects),
        conclusion=_conclusion(document, seen, defects),
        tally=found.tally(defects, visit.day),
        bases=_bases(visit),
        visits=(visits.row(visit, items=seen.progress.done, findings=len(defects)),),
        profile=known,
        topics=topics,
        findings=rows,
        counts=found.counts(defects, visit.edition),
        urgent=_urgent(rows),
        recurring=tuple(row for row in rows if row.recurrences),
        plan=_plan(rows),
        photos=pairs([photo for row in rows for photo in row.photos]),
    )


def missing(document: Document, report: SurveyReport) -> tuple[Missing, ...]:
    """Tell what the report still lacks."""
    visit = visits.of(document)
    page = reverse("survey:visit", args=[visit.pk])
    client_form = reverse("clients:change", args=[document.client_id])
    profile_page = reverse("clients:profile", args=[document.client_id])
    missed = []
    if visit.state != VisitState.SUBMITTED:
        missed.append(Missing("现场检查还没有提交，结论和问题还会变", page, blocking=True))
    if not report.client.credit_code:
        missed.append(Missing("企业没有填统一社会信用代码", f"{client_form}#id_credit_code"))
    if not report.client.address:
        missed.append(Missing("企业没有填厂址", f"{client_form}#id_site"))
    for words, section, rows in (
        ("产品与产能", "products", report.profile.products),
        ("环评与验收", "approvals", report.profile.approvals),
        ("排污许可证", "permits", report.profile.permits),
        ("污染治理设施", "facilities", report.profile.facilities),
    ):
        if not rows:
            missed.append(Missing(f"环境档案里没有{words}", f"{profile_page}#{section}"))
    missed += lacking.photos(document, report.findings, "没有整改前照片")
    missed += lacking.checked_basis(document, report.findings)
    missed += [Missing(f"还没有写「{place.label}」") for place in KIND.words[1:3] if not document.words.get(place.id)]
    return tuple(missed)


def _topics(
    visit: Visit, seen: Checklist, rows: tuple[FindingRow, ...], known: Profile, archive: Sheet
) -> tuple[TopicResult, ...]:
    sections = {section.topic.id: section for section in seen.sections}
    return tuple(
        _topic(topic, sections.get(topic.id), rows, provided(topic.no, known, archive))
        for topic in standard.survey_topics(visit.edition)
    )


def _topic(topic: Topic, section: Section | None, rows: tuple[FindingRow, ...], told: tuple[str, ...]) -> TopicResult:
    mine = tuple(row for row in rows if row.topic == topic.name)
    norms = "、".join(topic.norms)
    scope = f"本类共 {len(topic.items)} 个检查项" + (f"，主要依据 {norms}。" if norms else "。")
    if section is None or section.not_applicable:
        why = section.not_applicable if section else ""
        left_out = f"本类不涉及：{why}。" if why else "本次检查未安排本类调查。"
        return TopicResult(topic.no, topic.name, scope, left_out, told, "", (), mine)
    lines = tuple(_item(line) for line in section.lines)
    return TopicResult(topic.no, topic.name, scope, "", told, _topic_conclusion(section), lines, mine)


def _item(line: Line) -> ItemRow:
    answer = line.answer
    if answer is None:
        return ItemRow(line.item.id, line.item.text, line.item.place, "", "", "未检查")
    return ItemRow(
        id=line.item.id,
        text=line.item.text,
        place=answer.place or line.item.place,
        method=answer.get_method_display() if answer.method else "",
        note=answer.note,
        verdict=_verdict(line),
    )


def _verdict(line: Line) -> str:
    """Return the verdict; what was to be checked shows how it turned out."""
    answer = line.answer
    if answer is None or not answer.verdict:
        return "未检查"
    if answer.verdict == Verdict.UNSURE and answer.resolved_as:
        return f"{Verdict(answer.resolved_as).label}（经核实）"
    return str(answer.get_verdict_display())


def _topic_conclusion(section: Section) -> str:
    numbers = {
        verdict: sum(bool(line.answer) and line.answer.verdict == verdict for line in section.lines if line.answer)
        for verdict in Verdict
    }
    parts = "、".join(f"{verdict.label} {number} 项" for verdict, number in numbers.items() if number)
    return f"本类检查 {section.progress.done} 项，{parts}。" if parts else "本类还没有检查结果。"


def _abstract(document: Document, seen: Checklist, defects: list[Finding]) -> str:
    client = document.client
    industry = f"，属{client.industry}" if client.industry else ""
    topics = sum(not section.not_applicable for section in seen.sections)
    major = sum(each.severity == Severity.MAJOR for each in defects)
    at_once = sum(each.pace == Pace.AT_ONCE for each in defects)
    return (
        f"{client.name}位于{client.site or '【待补】'}{industry}。本次按表B-2 的 {topics} 个调查类别检查 {seen.progress.done} 项，"
        f"发现问题 {len(defects)} 项，其中重大问题 {major} 项，可以立行立改的 {at_once} 项。"
    )


def _conclusion(document: Document, seen: Checklist, defects: list[Finding]) -> str:
    if not defects:
        return f"在调查范围和时段内，{document.client.name}受检的 {seen.progress.done} 个检查项未发现不符合。"
    return (
        f"在调查范围和时段内，{document.client.name}受检的 {seen.progress.done} 个检查项中有 {len(defects)} 项问题，"
        "企业应按整改方案逐项落实措施、责任人和期限，整改完成后申请复核销号。"
    )


def _bases(visit: Visit) -> tuple[str, ...]:
    codes = dict.fromkeys(code for topic in standard.survey_topics(visit.edition) for code in topic.norms)
    cited = []
    for code in codes:
        try:
            norm = standard.norm(code, visit.day, visit.edition)
        except standard.NormNotInForce:
            continue
        cited.append(f"《{norm.title}》（{norm.number}）{'' if norm.verified else PENDING_CHECK}")
    return (parties.edition(visit.edition), *cited)


def _urgent(rows: tuple[FindingRow, ...]) -> tuple[FindingRow, ...]:
    rank = {severity.label: place for place, severity in enumerate(Severity)}
    return tuple(sorted(rows, key=lambda row: (rank[row.severity], row.due_on))[:_URGENT])


def _plan(rows: tuple[FindingRow, ...]) -> tuple[PlanGroup, ...]:
    groups = (PlanGroup(pace.label, tuple(row for row in rows if row.pace == pace.label)) for pace in Pace)
    return tuple(group for group in groups if group.rows)


KIND = Kind(
    id="survey_report",
    code="DC",
    title="企业环保状况调查报告",
    category=Category.REPORT,
    subject=Subject.VISIT,
    shape=SurveyReport,
    data=data,
    missing=missing,
    layout=layout,
    words=(
        Words("abstract", "摘要补充", "一两句话说明企业最需要注意什么"),
        Words("causes", "成因分析", "问题的主要成因：管理、设施、人员、工艺"),
        Words("risk", "风险提示与政策预警", "近期政策变化和不整改的后果"),
        Words("conclusion", "结论补充"),
    ),
    clients=("enterprise",),
    slot="E.8-3",
    lead="对 11 个调查类别逐项写明现状、符合性、问题与建议，附问题清单和整改前照片。",
)
