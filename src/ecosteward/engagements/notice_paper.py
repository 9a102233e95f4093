"""The record of one notice on paper, as it is filed: whom, when, at which stage, what was said and answered."""

import io

from django.utils import timezone
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from ecosteward.engagements.models import Notice

_WIDTHS = (Cm(3.2), Cm(12.4))


def render(notice: Notice, stage: str) -> bytes:
    """Return the record as a Word file, A4."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _say(heading, "沟通通报记录", size=16, font="黑体")
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, words in _rows(notice, stage):
        cells = table.add_row().cells
        for cell, text, width in zip(cells, (label, words), _WIDTHS, strict=True):
            cell.width = width
            _say(cell.paragraphs[0], text, size=10.5, font="宋体")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _rows(notice: Notice, stage: str) -> list[tuple[str, str]]:
    return [
        ("服务对象", str(notice.client)),
        ("合同", str(notice.contract)),
        ("环节", f"{stage}（流程重构）"),
        ("标题", notice.title),
        ("通报内容", notice.text),
        ("附件", notice.file_names or "无"),
        ("通报人、时间", f"{notice.sent_by} {_moment(notice.sent_at)}"),
        ("阅读人、时间", f"{notice.read_by} {_moment(notice.read_at)}" if notice.read_at else "未读"),
        ("对方意见", notice.reply or "未回复"),
        ("回复人、时间", f"{notice.replied_by} {_moment(notice.replied_at)}" if notice.replied_at else "—"),
    ]


def _moment(at: object) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"  # type: ignore[arg-type]  # a moment wherever it is called


def _say(paragraph: Paragraph, text: str, *, size: float, font: str) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001  python-docx has no other way
