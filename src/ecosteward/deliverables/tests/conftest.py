"""An enterprise that was surveyed under a running contract, and its documents on their way."""

import datetime as dt
import io
from typing import Any

import docx
import pytest

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.deliverables import services
from ecosteward.deliverables.models import Document
from ecosteward.deliverables.queries.papers import paper as made
from ecosteward.engagements.models import Contract
from ecosteward.engagements.tests.conftest import doing, draft, paper, planned, ready, running, task
from ecosteward.files.services import opened
from ecosteward.journal.services import write_many
from ecosteward.survey import services as survey
from ecosteward.survey.models import Answer, Verdict, Visit
from ecosteward.survey.queries.checklist import item_ids
from ecosteward.survey.tests.conftest import answered, finding, jpeg, started

__all__ = ["answered", "doing", "draft", "finding", "paper", "planned", "ready", "running", "started", "task"]

# Item, what is wrong, where: one major, one ordinary.
DEFECTS = (
    ("B2.01.01", "二期 3000 t/a 树脂项目未办理环境影响评价", "二期车间"),
    ("B2.10.01", "危险废物贮存间地面有裂缝，未设导流沟", "危废贮存间"),
)


@pytest.fixture
def visited(technician: User, project_lead: User, enterprise: Client) -> Visit:
    """Be a visit handed in: 10 topics surveyed, the 11th not applicable, two defects with photographs."""
    visit = survey.plan_visit(
        technician,
        enterprise,
        dt.date(2026, 3, 18),
        [technician, project_lead],
        escort="宋岚 环保主管",
        production="normal",
        load=80,
    )
    survey.set_topic(technician, visit, "B2.11", "不是土壤污染重点监管单位")
    survey.start_visit(technician, visit)
    wrong = {item: (text, place) for item, text, place in DEFECTS}
    for item, (text, place) in wrong.items():
        photo = jpeg(f"{item}.jpg", located=True)
        survey.answer(technician, visit, item, Verdict.FAILED, text, [photo], place=place)
    write_many(
        technician,
        "answer.given",
        [
            Answer(
                agency=visit.agency,
                client=enterprise,
                visit=visit,
                item_id=item,
                verdict=Verdict.CONFORMING,
                answered_by=technician,
            )
            for item in sorted(item_ids(visit) - wrong.keys())
        ],
    )
    survey.submit_visit(technician, visit)
    return Visit.objects.get(pk=visit.pk)


@pytest.fixture
def report(technician: User, enterprise: Client, running: Contract, visited: Visit) -> Document:
    """Be a survey report being written."""
    return services.draft(
        technician,
        enterprise,
        "survey_report",
        contract=running,
        subject_id=visited.pk,
        words={"causes": "环保管理制度未覆盖二期项目。", "risk": "未批先建可能被责令停止建设。"},
    )


@pytest.fixture
def submitted(technician: User, report: Document) -> Document:
    """Be the report waiting for sign-off."""
    services.submit(technician, report)
    return report


@pytest.fixture
def signed(quality_lead: User, submitted: Document) -> Document:
    """Be the report signed off."""
    services.sign(quality_lead, submitted)
    return Document.objects.get(pk=submitted.pk)


def content_of(document: Document) -> bytes:
    """Return the bytes of a document's Word file: the signed one, or a draft."""
    if document.file is None:
        return made(document)
    with opened(document.file) as stream:
        return bytes(stream.read())


def word(content: bytes) -> Any:
    """Open a Word file."""
    return docx.Document(io.BytesIO(content))


def text_of(paper_: Any) -> str:
    """Return everything a Word file says: body, tables, headers and footers."""
    parts = [paper_.element.body]
    for section in paper_.sections:
        parts += [section.header._element, section.footer._element]
    return "\n".join("".join(part.itertext()) for part in parts)


def headings(paper_: Any) -> list[str]:
    """Return the headings with their level, such as `2 自行监测情况`."""
    return [
        f"{paragraph.style.style_id[-1]} {paragraph.text}"
        for paragraph in paper_.paragraphs
        if paragraph.style.style_id.startswith("Heading")
    ]


def table_with(paper_: Any, heading: str) -> list[list[str]]:
    """Return the texts of the first table one of whose headings this is, row by row."""
    for table in paper_.tables:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        if heading in rows[0]:
            return rows
    raise AssertionError(f"no table with {heading}")
