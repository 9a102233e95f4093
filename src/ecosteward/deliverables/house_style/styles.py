"""The paragraph styles of a template, written out whole so that nothing of another house shows through."""

from dataclasses import replace
from typing import Any

from docx.oxml.ns import qn

from ecosteward.deliverables.house_style import page
from ecosteward.deliverables.house_style.fields import element, fonts
from ecosteward.deliverables.house_style.numbering import NUMBER
from ecosteward.deliverables.house_style.page import PageStyle, Text

_KEPT = {"DefaultParagraphFont", "TableNormal", "NoList", "TableGrid"}


def define(document: Any, style: PageStyle) -> None:
    """Replace a document's styles by the house's."""
    sheet = document.styles.element
    for old in sheet.findall(qn("w:style")):
        if old.get(qn("w:styleId")) not in _KEPT:
            sheet.remove(old)
    _defaults(sheet, style)
    table = replace(style.body, size=style.table)
    pitch = style.line
    for made in (
        _style("Normal", "Normal", style.body, default=True),
        _style("Body Text", "BodyText", style.body, _line(pitch), _indent(style), jc="both", quick=True),
        _style("Body Flush", "BodyFlush", style.body, _line(pitch), jc="both"),
        _style("Title", "Title", style.title, _spacing(style.title, pitch), jc="center", quick=True),
        _style("Subtitle", "Subtitle", Text(page.KAI, page.SAN_HAO), _line(1.3), jc="center"),
        *(_heading(level, text, style) for level, text in enumerate(style.headings)),
        _style(
            "Annex Heading", "AnnexHeading", style.headings[0], _line(1.5), element("w:outlineLvl", val=0), keep=True
        ),
        _style(
            "caption", "Caption", Text(page.HEI, style.table, before=6, after=3), keep=True, jc="center", quick=True
        ),
        _style("Table Text", "TableText", table, _line(1.1), jc="left"),
        _style("Table Centre", "TableCentre", table, _line(1.1), jc="center"),
        _style("Table Head", "TableHead", replace(table, font=page.HEI), _line(1.1), keep=True, jc="center"),
        _style(
            "Table Small", "TableSmall", replace(table, size=min(page.XIAO_WU, style.table)), _line(1.05), jc="center"
        ),
        _style("Table Note", "TableNote", replace(table, size=page.XIAO_WU), _line(1.2), jc="left"),
        _style("Number Line", "NumberLine", replace(table, size=page.WU_HAO), _line(1.2), jc="right"),
        _style("Signature", "Signature", style.body, _line(pitch), jc="right"),
        _style("Picture", "Picture", table, keep=True, jc="center"),
        _style("Cover Number", "CoverNumber", Text(page.SONG, page.SI_HAO), jc="right"),
        _style("Cover Client", "CoverClient", Text(page.HEI, page.XIAO_ER), _line(1.5), jc="center"),
        _style("Cover Title", "CoverTitle", Text(page.HEI, 30, bold=True), _line(1.4), jc="center"),
        _style("Cover Line", "CoverLine", Text(page.SONG, page.SAN_HAO), _line(1.8), jc="center"),
        _style("TOC Heading", "TOCHeading", Text(page.HEI, page.XIAO_SAN, after=12), jc="center"),
        _toc(1, style),
        _toc(2, style),
        _style("header", "Header", Text(page.KAI, page.XIAO_WU), _ruled(), jc="both"),
        _style("footer", "Footer", Text(page.SONG, page.SI_HAO if style.page_number == "dashes" else page.XIAO_WU)),
    ):
        sheet.append(made)


def _defaults(sheet: Any, style: PageStyle) -> None:
    run = sheet.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in list(run):
        run.remove(old)
    fonts(run, style.body.font, page.LATIN)
    run.append(element("w:sz", val=int(style.body.size * 2)))
    run.append(element("w:szCs", val=int(style.body.size * 2)))
    run.append(element("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    paragraph = sheet.find(qn("w:docDefaults")).find(qn("w:pPrDefault")).find(qn("w:pPr"))
    for old in list(paragraph):
        paragraph.remove(old)


def _style(
    name: str,
    style_id: str,
    text: Text,
    *parts: Any,
    jc: str = "",
    keep: bool = False,
    default: bool = False,
    quick: bool = False,
) -> Any:
    made = element("w:style", type="paragraph", styleId=style_id)
    if default:
        made.set(qn("w:default"), "1")
    made.append(element("w:name", val=name))
    if not default:
        made.append(element("w:basedOn", val="Normal"))
    if quick:
        made.append(element("w:qFormat"))
    made.append(_paragraph(text, parts, jc=jc, keep=keep))
    made.append(_run(text))
    return made


# In the order in which the schema wants them.
_ORDER = ("keepNext", "keepLines", "numPr", "pBdr", "tabs", "snapToGrid", "spacing", "ind", "jc", "outlineLvl")


def _paragraph(text: Text, parts: tuple[Any, ...], *, jc: str, keep: bool) -> Any:
    properties = element("w:pPr")
    given = list(parts)
    if not any(part.tag == qn("w:spacing") for part in given) and (text.before or text.after):
        given.append(_spacing(text, 1.0))
    if keep:
        given.append(element("w:keepNext"))
    if jc:
        given.append(element("w:jc", val=jc))
    given.append(element("w:snapToGrid", val=0))
    for part in sorted(given, key=lambda each: _ORDER.index(each.tag.partition("}")[2])):
        properties.append(part)
    return properties


def _run(text: Text) -> Any:
    properties = element("w:rPr")
    fonts(properties, text.font, page.LATIN)
    if text.bold:
        properties.append(element("w:b"))
        properties.append(element("w:bCs"))
    properties.append(element("w:sz", val=int(text.size * 2)))
    properties.append(element("w:szCs", val=int(text.size * 2)))
    return properties


def _line(pitch: float) -> Any:
    return _spacing(Text("", 0), pitch)


_LARGEST_MULTIPLE = 5  # a pitch above this is in points


def _spacing(text: Text, pitch: float) -> Any:
    exact = pitch > _LARGEST_MULTIPLE
    return element(
        "w:spacing",
        before=int(text.before * 20),
        after=int(text.after * 20),
        line=int(pitch * 20 if exact else pitch * 240),
        lineRule="exact" if exact else "auto",
    )


def _indent(style: PageStyle) -> Any:
    """Indent the first line by two characters."""
    return element("w:ind", firstLineChars=200, firstLine=int(style.body.size * 40))


def _heading(level: int, text: Text, style: PageStyle) -> Any:
    number = element("w:numPr")
    number.append(element("w:ilvl", val=level))
    number.append(element("w:numId", val=NUMBER))
    parts = [number, _spacing(text, style.line), element("w:outlineLvl", val=level), element("w:keepLines")]
    if style.numbering == page.Numbering.OFFICIAL and style.page_number == "dashes":
        parts.append(element("w:ind", firstLineChars=200, firstLine=int(text.size * 40)))
    made = _style(f"heading {level + 1}", f"Heading{level + 1}", text, *parts, keep=True, quick=True)
    made.insert(2, element("w:next", val="BodyText"))
    return made


def _toc(level: int, style: PageStyle) -> Any:
    width = 210 - style.margins[2] - style.margins[3]
    tabs = element("w:tabs")
    tabs.append(element("w:tab", val="right", leader="dot", pos=int(width * 56.7)))
    text = Text(page.SONG, page.XIAO_SI)
    indent = element("w:ind", left=int((level - 1) * 420))
    return _style(f"toc {level}", f"TOC{level}", text, tabs, indent, _line(1.4))


def _ruled() -> Any:
    border = element("w:pBdr")
    border.append(element("w:bottom", val="single", sz=4, space=2, color="808080"))
    return border
