"""The templates that come with the product: what a reader of Word documents expects of every one."""

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from ecosteward.deliverables.kinds import kinds
from ecosteward.deliverables.kinds.base import Kind
from ecosteward.deliverables.rendering.render import render
from ecosteward.deliverables.rendering.sample import sample, sample_mark, sample_words
from ecosteward.deliverables.tests.conftest import text_of, word

KINDS = list(kinds().values())
every_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.id for kind in KINDS])


def made(kind: Kind) -> bytes:
    """Return a document of the kind of made-up data."""
    return render(kind.template.read_bytes(), sample_mark(kind), sample(kind), sample_words(kind), lambda _: None)


@every_kind
def test_the_committed_template_is_what_its_layout_makes(kind: Kind) -> None:
    def parts(content: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return {name: package.read(name) for name in package.namelist()}

    assert parts(kind.template.read_bytes()) == parts(kind.layout().packed()), "run document_templates"


@every_kind
def test_nothing_of_the_template_language_is_left(kind: Kind) -> None:
    text = text_of(word(made(kind)))
    assert "{{" not in text
    assert "{%" not in text


@every_kind
def test_every_style_names_a_chinese_font_and_the_font_table_what_stands_in_for_it(kind: Kind) -> None:
    paper = word(made(kind))
    styles = [style for style in paper.styles.element.findall(qn("w:style")) if style.get(qn("w:type")) == "paragraph"]
    assert len(styles) > 20
    named = {style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia")) for style in styles}
    assert None not in named
    table = zipfile.ZipFile(io.BytesIO(made(kind))).read("word/fontTable.xml").decode()
    for font in named:
        assert f'<w:font w:name="{font}"><w:altName w:val="' in table


@every_kind
def test_headings_of_tables_repeat_and_rows_do_not_split(kind: Kind) -> None:
    paper = word(made(kind))
    gridded = [table for table in paper.tables if table.style is not None and table.style.name == "Table Grid"]
    assert gridded
    for table in gridded:
        for row in table.rows:
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    assert (
        any(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in gridded)
        or kind.id == "notice_sheet"
    )


@every_kind
def test_pages_are_numbered_by_a_field(kind: Kind) -> None:
    codes = [code for section in word(made(kind)).sections for code in _codes(section.footer._element)]
    assert any(code.startswith("PAGE") for code in codes)


def _codes(element: Any) -> list[str]:
    return [(node.text or "").strip() for node in element.iter(qn("w:instrText"))]


@every_kind
def test_headings_are_word_headings_of_one_list_and_in_the_order_of_levels(kind: Kind) -> None:
    paper = word(made(kind))
    numbers = {
        style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}").get(qn("w:val"))
        for style in paper.styles.element.findall(qn("w:style"))
        if style.get(qn("w:styleId")).startswith("Heading")
    }
    assert numbers == {"1"}
    level = 0
    for paragraph in paper.paragraphs:
        if paragraph.style.style_id.startswith("Heading"):
            now = int(paragraph.style.style_id[-1])
            assert now <= level + 1, paragraph.text
            level = now


@every_kind
def test_the_properties_say_what_it_is(kind: Kind) -> None:
    properties = word(made(kind)).core_properties
    assert (properties.title, properties.version) == (kind.title, "V1")
    assert properties.subject.startswith(f"SL-{kind.code}-")


@every_kind
def test_no_part_of_another_house_is_in_the_file(kind: Kind) -> None:
    names = zipfile.ZipFile(io.BytesIO(made(kind))).namelist()
    assert not any(word in name for name in names for word in ("customXml", "thumbnail", "stylesWithEffects"))


def test_a_letter_numbers_its_pages_with_dashes_odd_right_and_even_left() -> None:
    paper = word(made(kinds()["rectification_notice"]))
    assert paper.settings.odd_and_even_pages_header_footer
    section = paper.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side


def test_a_letter_has_the_margins_of_an_official_paper() -> None:
    section = word(made(kinds()["rectification_notice"])).sections[0]
    assert [round(edge.mm) for edge in (section.top_margin, section.bottom_margin)] == [37, 35]
    assert [round(edge.mm) for edge in (section.left_margin, section.right_margin)] == [28, 26]


def test_a_form_says_which_page_of_how_many() -> None:
    footer = word(made(kinds()["problem_list"])).sections[0].footer
    assert footer.paragraphs[0].text == "第 1 页　共 1 页"
    assert _codes(footer._element) == ["PAGE", "NUMPAGES"]


def test_a_report_has_a_cover_without_number_roman_front_pages_and_a_body_from_1() -> None:
    paper = word(made(kinds()["survey_report"]))
    formats = [
        number.get(qn("w:fmt")) if (number := section._sectPr.find(qn("w:pgNumType"))) is not None else None
        for section in paper.sections
    ]
    assert formats[:4] == [None, None, "upperRoman", "decimal"]
    assert not _codes(paper.sections[0].footer._element)
    assert paper.sections[4].orientation == WD_ORIENT.LANDSCAPE


def test_a_reports_contents_lists_every_heading_with_a_link_to_its_page() -> None:
    paper = word(made(kinds()["survey_report"]))
    entries = [paragraph.text.split("\t")[0] for paragraph in paper.paragraphs if paragraph.style.style_id in _TOC]
    wanted = [paragraph.text for paragraph in paper.paragraphs if paragraph.style.style_id in _LISTED]
    assert [entry.partition("　")[2] if entry[0].isdigit() else entry for entry in entries] == wanted
    anchors = {mark.get(qn("w:name")) for mark in paper.element.body.iter(qn("w:bookmarkStart"))}
    linked = {code.split()[1] for code in _codes(paper.element.body) if code.startswith("PAGEREF")}
    assert linked <= anchors
    assert len(linked) == len(entries)
    assert paper.settings.element.find(qn("w:updateFields")) is not None


_TOC = {"TOC1", "TOC2"}
_LISTED = {"Heading1", "Heading2", "AnnexHeading"}


def test_captions_are_numbered_through_the_document() -> None:
    paper = word(made(kinds()["summary"]))
    captions = [paragraph.text for paragraph in paper.paragraphs if paragraph.style.style_id == "Caption"]
    assert [caption.split("　")[0] for caption in captions] == [f"表{n}" for n in range(1, len(captions) + 1)]


def test_an_empty_value_is_a_dash_and_an_empty_table_says_so() -> None:
    kind = kinds()["problem_list"]
    listed = sample(kind)
    bare = replace(listed, findings=(replace(listed.findings[0], responsible="", photos=()),))
    rows = [[cell.text for cell in row.cells] for row in word(_with(kind, bare)).tables[1].rows]
    assert rows[1].count("—") == 2
    none = word(_with(kind, replace(listed, findings=())))
    assert "没有符合范围的问题" in text_of(none)


def _with(kind: Kind, data: Any) -> bytes:
    return render(kind.template.read_bytes(), sample_mark(kind), data, sample_words(kind), lambda _: None)


def test_a_long_table_keeps_its_columns_and_its_one_heading() -> None:
    kind = kinds()["problem_list"]
    listed = sample(kind)
    table = word(_with(kind, replace(listed, findings=listed.findings * 300))).tables[1]
    assert len(table.rows) == 601
    assert sum(row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows) == 1
