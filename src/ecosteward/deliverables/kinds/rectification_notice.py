"""环保问题整改通知单: an official letter with what is to be rectified by when, and a receipt to send back."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ecosteward.deliverables.facts import findings as found
from ecosteward.deliverables.facts import lacking, parties, visits
from ecosteward.deliverables.kinds.base import Kind, Missing, Party, Subject, Words
from ecosteward.deliverables.kinds.common import FindingRow
from ecosteward.deliverables.layouts.rectification_notice import layout
from ecosteward.deliverables.models import Category, Document
from ecosteward.survey.models import FindingState, VisitState

_WARNING = (
    "上述问题未按期整改的，可能影响排污许可执行和环境信用评价，并可能在行政检查中被认定为违法。"
    "本通知单为技术服务意见，不代表行政认定。"
)


@dataclass(frozen=True)
class RectificationNotice:
    """The data of the notice. `reply_by` is the earliest deadline; a reply is due when the first one is."""

    agency: Party
    client: Party
    visit: str
    since: dt.date
    until: dt.date
    edition: str
    findings: tuple[FindingRow, ...]
    reply_by: dt.date
    warning: str
    copies: str


def data(document: Document) -> RectificationNotice:
    """Read what the visit found and is not closed yet."""
    visit = visits.of(document)
    chosen = [each for each in found.of_visit(visit) if each.state != FindingState.CLOSED]
    rows = found.rows(chosen, visit.day)
    supervisors = [office.name for office in (document.client.park, document.client.authority) if office]
    return RectificationNotice(
        agency=parties.agency(document),
        client=parties.client(document),
        visit=visit.number,
        since=visit.day,
        until=timezone.localdate(visit.ended_at) if visit.ended_at else visit.day,
        edition=parties.edition(visit.edition),
        findings=rows,
        reply_by=min((row.due_on for row in rows), default=visit.day),
        warning=_WARNING,
        copies="、".join(supervisors) if document.words.get("copy") == "是" else "",
    )


def missing(document: Document, notice: RectificationNotice) -> tuple[Missing, ...]:
    """Tell what keeps the notice from going out."""
    visit = visits.of(document)
    page = reverse("survey:client", args=[document.client_id])
    missed = []
    if visit.state != VisitState.SUBMITTED:
        missed.append(Missing("现场检查还没有提交", reverse("survey:visit", args=[visit.pk]), blocking=True))
    if not notice.findings:
        missed.append(Missing("这次检查没有未销号的问题，不需要发整改通知", page, blocking=True))
    missed += lacking.advice(document, notice.findings, "没有写整改要求")
    return tuple(missed)


KIND = Kind(
    id="rectification_notice",
    code="ZG",
    title="环保问题整改通知单",
    category=Category.GUIDANCE,
    subject=Subject.VISIT,
    shape=RectificationNotice,
    data=data,
    missing=missing,
    layout=layout,
    words=(
        Words("risk", "风险提示补充", "这家企业特别要注意的后果"),
        Words("copy", "抄送", "合同约定抄送所在园区、主管部门的填“是”"),
    ),
    clients=("enterprise",),
    slot="E.8-3",
    section="process",
    lead="公文式通知：问题、依据、整改要求、期限和回执，质量负责人签发，企业签收。",
)
