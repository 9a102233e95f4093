"""What is done to a filled template: cells joined, captions and contents numbered, open points and drafts marked."""

import copy
import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from ecosteward.deliverables.house_style.fields import element, field
from ecosteward.deliverables.kinds.base import Mark

OPEN_POINT = re.compile(r"(【待补[^】]*】|【待核】|待核(?!实))")
_MERGE = re.compile(r"合并((?: \d+)+)")


def finish(document: Any, mark: Mark, *, company: str) -> None:
    """Finish a filled document in place."""
    join_cells(document)
    highlight(document)
    number_captions(document)
    fill_contents(document)
    if mark.draft:
        watermark(document)
    describe(document, mark, company)


def join_cells(document: Any) -> None:
    """Join equal cells that follow each other in the columns a table's description names (合并 1 2)."""
    for table in document.tables:
        note = table._tbl.tblPr.find(qn("w:tblDescription"))  # noqa: SLF001
        found = _MERGE.search(note.get(qn("w:val")) if note is not None else "")
        if found:
            rows = [row for row in table._tbl.tr_lst if len(row.tc_lst) > 1]  # noqa: SLF001
            columns = [int(number) - 1 for number in found[1].split()]
            _join(rows, columns)
            _join_across(rows, columns[-1])


def _join(rows: list[Any], columns: list[int]) -> None:
    for depth, column in enumerate(columns):
        above: tuple[str, ...] | None = None
        for row in rows:
            cells = row.tc_lst
            key = tuple(_text(cells[index]) for index in columns[: depth + 1])
            state = "continue" if key == above and key[-1] else "restart"
            _set_merge(cells[column], state)
            above = key


def _join_across(rows: list[Any], column: int) -> None:
    """Join a cell with the next one where both say the same, such as an indicator that is its own only part."""
    for row in rows:
        cells = row.tc_lst
        if column + 1 < len(cells) and _text(cells[column]) and _text(cells[column]) == _text(cells[column + 1]):
            cells[column].get_or_add_tcPr()._remove_vMerge()  # noqa: SLF001
            cells[column].grid_span = 2
            _widen(cells[column], cells[column + 1])
            row.remove(cells[column + 1])


def _widen(cell: Any, gone: Any) -> None:
    if cell.width is not None and gone.width is not None:
        cell.width = cell.width + gone.width


def _text(cell: Any) -> str:
    return "".join(node.text or "" for node in cell.iter(qn("w:t")))


def _set_merge(cell: Any, state: str) -> None:
    properties = cell.get_or_add_tcPr()
    properties._remove_vMerge()  # noqa: SLF001
    properties._add_vMerge().val = state  # noqa: SLF001


def highlight(document: Any) -> None:
    """Mark open points in yellow wherever they stand in the text."""
    for node in list(document.element.body.iter(qn("w:t"))):
        run = node.getparent()
        if node.text and run.tag == qn("w:r") and OPEN_POINT.search(node.text):
            _split(run, node)


def _split(run: Any, node: Any) -> None:
    if len(run.findall(qn("w:t"))) != 1:
        return
    for piece in OPEN_POINT.split(node.text):
        if not piece:
            continue
        part = copy.deepcopy(run)
        shown = part.find(qn("w:t"))
        shown.text = piece
        shown.set(qn("xml:space"), "preserve")
        run.addprevious(part)
        if OPEN_POINT.fullmatch(piece):
            Run(part, None).font.highlight_color = WD_COLOR_INDEX.YELLOW  # type: ignore[arg-type]
    run.getparent().remove(run)


def number_captions(document: Any) -> None:
    """Show each caption's number, so that it is right before Word counts for itself."""
    count = 0
    for paragraph in document.element.body.iter(qn("w:p")):
        codes = [node.text or "" for node in paragraph.iter(qn("w:instrText"))]
        if any(code.strip().startswith("SEQ ") for code in codes):
            count += 1
            _show_result(paragraph, str(count))


def _show_result(paragraph: Any, shown: str) -> None:
    inside = False
    for run in paragraph.findall(qn("w:r")):
        mark = run.find(qn("w:fldChar"))
        if mark is not None:
            inside = mark.get(qn("w:fldCharType")) == "separate"
        elif inside and run.find(qn("w:t")) is not None:
            run.find(qn("w:t")).text = shown
            return


def fill_contents(document: Any) -> None:
    """Fill the table of contents with the headings of level 1 and 2, each linked to its page."""
    for paragraph in document.paragraphs:
        codes = [node.text or "" for node in paragraph._p.iter(qn("w:instrText"))]  # noqa: SLF001
        if any(code.strip().startswith("TOC ") for code in codes):
            _fill(document, paragraph)
            return


def _fill(document: Any, first: Any) -> None:
    entries = list(_headings(document))
    runs = list(first._p.findall(qn("w:r")))  # noqa: SLF001
    for run in runs[3:]:
        first._p.remove(run)  # noqa: SLF001
    place, paragraph = first, first
    for index, (level, number, text, anchor) in enumerate(entries):
        if index:
            paragraph = Paragraph(copy.deepcopy(element("w:p")), first._parent)  # noqa: SLF001
            place._p.addnext(paragraph._p)  # noqa: SLF001
        paragraph.style = document.styles[f"toc {level}"]
        paragraph.add_run(f"{number}　{text}\t" if number else f"{text}\t")
        field(paragraph, f"PAGEREF {anchor} \\h")
        place = paragraph
    place.add_run()._r.append(element("w:fldChar", fldCharType="end"))  # noqa: SLF001


def _headings(document: Any) -> Iterator[tuple[int, str, str, str]]:
    """Yield level, number, text and bookmark of each heading of level 1 and 2; sets the bookmarks."""
    first = second = 0
    for index, paragraph in enumerate(document.paragraphs):
        style = paragraph.style.style_id
        if style not in {"Heading1", "Heading2", "AnnexHeading"} or not paragraph.text.strip():
            continue
        first, second = {"Heading1": (first + 1, 0), "Heading2": (first, second + 1)}.get(style, (first, second))
        anchor = f"_Toc{index:06d}"
        start = element("w:bookmarkStart", id=1000 + index, name=anchor)
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)  # noqa: SLF001
        paragraph._p.append(element("w:bookmarkEnd", id=1000 + index))  # noqa: SLF001
        number = {"Heading1": str(first), "Heading2": f"{first}.{second}"}.get(style, "")
        yield (2 if style == "Heading2" else 1), number, paragraph.text, anchor


_WATERMARK = """<w:r %(ns)s xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>
<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>
<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="draft%(number)d" type="#_x0000_t136" stroked="f" fillcolor="#d0d0d0"
 style="position:absolute;margin-left:0;margin-top:0;width:300pt;height:150pt;rotation:315;z-index:-251658752;
mso-position-horizontal:center;mso-position-horizontal-relative:margin;
mso-position-vertical:center;mso-position-vertical-relative:margin">
<v:fill opacity=".5"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="草稿"/></v:shape></w:pict></w:r>"""


def watermark(document: Any) -> None:
    """Write 草稿 across every page and in its header."""
    even = document.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(document.sections):
        headers = [section.header, section.even_page_header] if even else [section.header]
        for header in headers:
            if number and header.is_linked_to_previous:
                continue
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0]
            paragraph._p.append(parse_xml(_WATERMARK % {"ns": nsdecls("w"), "number": number}))  # noqa: SLF001
            if not paragraph.text.strip():
                paragraph.add_run("草稿 · 未经质量负责人审签，不得对外提供")


def describe(document: Any, mark: Mark, company: str) -> None:
    """Write the document's properties."""
    properties = document.core_properties
    properties.title, properties.subject = _line(mark.title), mark.number
    properties.author = properties.last_modified_by = _line(mark.author)
    properties.category, properties.keywords = _line(company), mark.number
    properties.comments = "草稿" if mark.draft else "已审签定稿"
    properties.version = f"V{mark.revision}"
    moment = dt.datetime.combine(mark.signed_on or mark.dated_on, dt.time(), dt.UTC)
    properties.created = properties.modified = moment
    properties.revision = mark.revision


def _line(text: str) -> str:
    """Return text as a property holds it: one printable line of at most 255 characters."""
    return "".join(char for char in text if char.isprintable())[:255]
