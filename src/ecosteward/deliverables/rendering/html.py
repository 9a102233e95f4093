"""A .docx as HTML, to be read on the page: headings, paragraphs, tables, pictures."""

import base64
import io
from collections.abc import Iterator
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_TAGS = {"Title": "h2", "Heading1": "h3", "AnnexHeading": "h3", "Heading2": "h4", "Heading3": "h5", "Heading4": "h6"}
_HIDDEN = {"TOC1", "TOC2"}


def html(content: bytes) -> SafeString:
    """Return a document's body as HTML. Everything in it is escaped."""
    document = Document(io.BytesIO(content))
    numbers = _Numbers(document)
    parts = [_block(block, document, numbers) for block in document.iter_inner_content()]
    return format_html_join("\n", "{}", ((part,) for part in parts if part))


class _Numbers:
    """Counts headings as Word does."""

    def __init__(self, document: Any) -> None:
        self.counts = [0, 0, 0, 0]
        texts = document.part.numbering_part.element.iter(qn("w:lvlText"))
        self.forms = [node.get(qn("w:val")) for node in texts][:4]
        formats = document.part.numbering_part.element.iter(qn("w:numFmt"))
        self.chinese = [node.get(qn("w:val")) == "chineseCounting" for node in formats][:4]

    def next(self, level: int) -> str:
        """Return the number of the next heading of a level (0 to 3)."""
        self.counts[level] += 1
        self.counts[level + 1 :] = [0] * (3 - level)
        text = self.forms[level] if level < len(self.forms) else ""
        for index, count in enumerate(self.counts):
            text = text.replace(f"%{index + 1}", _chinese(count) if self.chinese[index] else str(count))
        return text


_FIGURES = "〇一二三四五六七八九十"
_TEN = 10


def _chinese(number: int) -> str:
    """Return a number below 100 in Chinese."""
    if number <= _TEN:
        return _FIGURES[number]
    tens, rest = divmod(number, _TEN)
    return f"{_FIGURES[tens] if tens > 1 else ''}十{_FIGURES[rest] if rest else ''}"


def _block(block: Any, document: Any, numbers: _Numbers) -> SafeString | str:
    if isinstance(block, Table):
        return _table(block, document)
    return _paragraph(block, document, numbers)


def _paragraph(paragraph: Any, document: Any, numbers: _Numbers) -> SafeString | str:
    style = paragraph.style.style_id
    inner = _runs(paragraph, document)
    if style in _HIDDEN or not inner:
        return ""
    if style.startswith("Heading") and numbers.forms:
        inner = format_html("<span class='paper-no'>{}</span> {}", numbers.next(int(style[-1]) - 1), inner)
    tag = _TAGS.get(style, "p")
    return format_html("<{} class='paper-{}'>{}</{}>", mark_safe(tag), style, inner, mark_safe(tag))  # noqa: S308


def _runs(paragraph: Any, document: Any) -> SafeString | str:
    pieces = [piece for node in paragraph._p.iter(qn("w:r")) for piece in _run(Run(node, paragraph), document)]  # noqa: SLF001
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _run(run: Any, document: Any) -> Iterator[SafeString | str]:
    for blip in run._r.iter(qn("a:blip")):  # noqa: SLF001
        part = document.part.related_parts[blip.get(qn("r:embed"))]
        source = f"data:{part.content_type};base64,{base64.b64encode(part.blob).decode()}"
        yield format_html("<img src='{}' alt='照片' loading='lazy'>", source)
    text = "".join(node.text or "" for node in run._r.findall(qn("w:t")))  # noqa: SLF001
    if text and run.font.highlight_color is not None:
        yield format_html("<mark>{}</mark>", text)
    elif text:
        yield format_html("<strong>{}</strong>", text) if run.bold else escape(text)


_MANY_COLUMNS = 8


def _table(table: Any, document: Any) -> SafeString:
    widths = [int(column.get(qn("w:w")) or 1) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]  # noqa: SLF001
    shares = ((round(100 * width / sum(widths), 1),) for width in widths)
    columns = format_html_join("", "<col width='{}%'>", shares)
    rows = [_cells(row, document) for row in table._tbl.tr_lst]  # noqa: SLF001
    lines = format_html_join("\n", "<tr>{}</tr>", ((row,) for row in rows))
    wide = " is-wide" if len(widths) > _MANY_COLUMNS else ""
    return format_html(
        "<div class='table-responsive'><table class='paper-table{}'>{}{}</table></div>", wide, columns, lines
    )


def _cells(row: Any, document: Any) -> SafeString:
    head = row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None
    tag = mark_safe("th" if head else "td")  # noqa: S308
    return format_html_join("", "{}", ((_cell(cell, tag, document),) for cell in row.tc_lst))


def _cell(cell: Any, tag: SafeString, document: Any) -> SafeString | str:
    if cell.vMerge == "continue":
        return format_html("<{} class='is-joined'></{}>", tag, tag)
    inner = format_html_join(mark_safe("<br>"), "{}", ((_runs(Paragraph(p, document), document),) for p in cell.p_lst))
    return format_html("<{} colspan='{}'>{}</{}>", tag, cell.grid_span, inner, tag)
