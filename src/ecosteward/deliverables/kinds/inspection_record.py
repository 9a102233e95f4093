"""环保现场检查记录: the record of one visit, to be signed on the day."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ecosteward.deliverables.facts import parties, visits
from ecosteward.deliverables.facts.photos import pairs, photo, position
from ecosteward.deliverables.kinds.base import Kind, Missing, Pair, Party, Subject
from ecosteward.deliverables.kinds.common import PENDING_CHECK, cited
from ecosteward.deliverables.layouts.inspection_record import layout
from ecosteward.deliverables.models import Category, Document
from ecosteward.files.models import File
from ecosteward.standard import queries as standard
from ecosteward.survey.models import Verdict, Visit
from ecosteward.survey.queries import checklist
from ecosteward.survey.queries.checklist import Checklist, Line
from ecosteward.survey.rules.basis import words as basis_words

_SHOWN = {
    Verdict.CONFORMING: "符合",
    Verdict.FAILED: "不符合",
    Verdict.UNSURE: "待核实",
    Verdict.NOT_APPLICABLE: "不适用",
}


@dataclass(frozen=True)
class RecordRow:
    """One item as answered."""

    topic: str
    place: str
    text: str
    method: str
    note: str
    verdict: str
    evidence: str
    basis: str


@dataclass(frozen=True)
class PhotoRow:
    """One photograph of the photo sheet."""

    no: str
    place: str
    taken_at: str
    position: str
    text: str


@dataclass(frozen=True)
class InspectionRecord:
    """The data of the record."""

    agency: Party
    client: Party
    number: str
    industry: str
    kind: str
    times: str
    weather: str
    inspectors: str
    escort: str
    production: str
    rows: tuple[RecordRow, ...]
    left_out: str
    opinion: str
    photo_rows: tuple[PhotoRow, ...]
    photos: tuple[Pair, ...]


def data(document: Document) -> InspectionRecord:
    """Read what was answered."""
    visit = visits.of(document)
    seen = checklist(visit)
    numbered = _numbered(seen)
    return InspectionRecord(
        agency=parties.agency(document),
        client=parties.client(document),
        number=visit.number,
        industry=document.client.industry,
        kind=visit.get_kind_display(),
        times=visits.times(visit),
        weather="，".join(part for part in (visit.weather, visit.wind) if part),
        inspectors=visits.inspectors(visit),
        escort=visit.escort,
        production=visits.production(visit),
        rows=tuple(
            _row(line, numbered)
            for section in seen.sections
            if not section.not_applicable
            for line in section.lines
            if line.answer and line.answer.verdict
        ),
        left_out=_left_out(visit),
        opinion=visit.opinion,
        photo_rows=tuple(_photo_row(no, line, file) for no, line, file in numbered),
        photos=pairs([photo(file, f"{no} {_place(line)}") for no, line, file in numbered]),
    )


def missing(document: Document, record: InspectionRecord) -> tuple[Missing, ...]:
    """Tell what the record still lacks."""
    page = reverse("survey:visit", args=[document.subject_id])
    wanted = (
        ("检查人员", record.inspectors),
        ("企业陪同人员及职务", record.escort),
        ("生产状况", record.production),
        ("天气、风向", record.weather),
        ("企业意见", record.opinion),
    )
    lacking = [Missing(f"没有填{name}", page) for name, value in wanted if not value]
    if not record.rows:
        lacking.append(Missing("还没有检查结果", page, blocking=True))
    return tuple(lacking)


def _numbered(seen: Checklist) -> list[tuple[str, Line, File]]:
    taken = [
        (line, file) for section in seen.sections for line in section.lines for file in line.photos if file.is_image
    ]
    return [(f"Z{index}", line, file) for index, (line, file) in enumerate(taken, start=1)]


def _row(line: Line, numbered: list[tuple[str, Line, File]]) -> RecordRow:
    answer = line.answer
    assert answer is not None
    return RecordRow(
        topic=line.topic.name,
        place=_place(line),
        text=line.item.text,
        method=answer.get_method_display() if answer.method else "",
        note=answer.note,
        verdict=_SHOWN[Verdict(answer.verdict)],
        evidence="、".join(no for no, owner, _ in numbered if owner is line),
        basis=cited(basis_words(line.grounds)) + (PENDING_CHECK if line.unverified else ""),
    )


def _place(line: Line) -> str:
    return (line.answer.place if line.answer else "") or line.item.place


def _left_out(visit: Visit) -> str:
    names = {topic.id: topic.name for topic in standard.survey_topics(visit.edition)}
    return "；".join(f"{names.get(topic, topic)}（{why}）" for topic, why in visit.not_applicable.items())


def _photo_row(no: str, line: Line, file: File) -> PhotoRow:
    taken = f"{timezone.localtime(file.taken_at):%Y-%m-%d %H:%M}" if file.taken_at else ""
    note = line.answer.note if line.answer else ""
    return PhotoRow(no, _place(line), taken, position(file), note or line.item.text)


KIND = Kind(
    id="inspection_record",
    code="JC",
    title="环保现场检查记录",
    category=Category.GUIDANCE,
    subject=Subject.VISIT,
    shape=InspectionRecord,
    data=data,
    missing=missing,
    layout=layout,
    clients=("enterprise",),
    slot="E.8-3",
    section="process",
    signers="检查人员（两人以上）、企业代表",
    lead="逐项记录检查部位、情况、结论和证据编号，附照片页，当日由企业代表签字。",
)
