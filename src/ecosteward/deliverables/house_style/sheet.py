"""A built-in template while it is being made: pages, headings, text. Tables are in `tables`."""

from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Mm

from ecosteward.deliverables.house_style import numbering, package, styles
from ecosteward.deliverables.house_style.fields import element, field
from ecosteward.deliverables.house_style.page import PageStyle
from ecosteward.deliverables.house_style.tables import Tables

_WIDE, _HIGH = 210.0, 297.0


class Sheet(Tables):
    """A template. Its methods add from top to bottom; expressions are what `{{ }}` holds, without the braces."""

    def __init__(self, style: PageStyle, *, landscape: bool = False) -> None:
        self.style = style
        self.document: Any = Document()
        package.strip(self.document)
        numbering.define(self.document, style.numbering)
        styles.define(self.document, style)
        self._lay_out(self.document.sections[0], landscape=landscape)

    @property
    def width(self) -> float:
        """Return the width of the text, in mm."""
        section = self.document.sections[-1]
        return float((section.page_width - section.left_margin - section.right_margin) / Mm(1))

    # Pages

    def section(self, *, landscape: bool = False, restart: str = "") -> None:
        """Begin a new section on a new page; `restart` is the format of page numbers that begin at 1 there."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self._lay_out(section, landscape=landscape)
        old = section._sectPr.find(qn("w:pgNumType"))  # noqa: SLF001
        if old is not None:
            section._sectPr.remove(old)  # noqa: SLF001
        if restart:
            number = element("w:pgNumType", fmt=restart, start=1)
            section._sectPr.find(qn("w:pgMar")).addnext(number)  # noqa: SLF001

    def page_numbers(self) -> None:
        """Number the pages of this section and those after it, as the page style does."""
        section = self.document.sections[-1]
        section.footer.is_linked_to_previous = False
        match self.style.page_number:
            case "dashes":
                self._dashes(section)
            case "form":
                self._form(section.footer.paragraphs[0])
            case _:
                self._centred(section.footer.paragraphs[0])

    def header(self, left: str, right: str) -> None:
        """Put a ruled header over this section and those after it: two texts, left and right."""
        section = self.document.sections[-1]
        section.header.is_linked_to_previous = False
        paragraph = section.header.paragraphs[0]
        paragraph.style = "Header"
        tabs = element("w:tabs")
        tabs.append(element("w:tab", val="right", pos=int(self.width * 56.7)))
        paragraph._p.get_or_add_pPr().append(tabs)  # noqa: SLF001
        paragraph.add_run(f"{left}\t{right}")

    def _lay_out(self, section: Any, *, landscape: bool) -> None:
        top, bottom, left, right = self.style.margins
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(_HIGH), Mm(_WIDE)) if landscape else (Mm(_WIDE), Mm(_HIGH))
        section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.header_distance = Mm(min(15.0, top * 0.55))
        section.footer_distance = Mm(24.0 if self.style.page_number == "dashes" else min(10.0, bottom * 0.55))
        section.gutter = 0

    def _dashes(self, section: Any) -> None:
        settings = self.document.settings.element
        if settings.find(qn("w:evenAndOddHeaders")) is None:
            self.document.settings.odd_and_even_pages_header_footer = True
        section.even_page_footer.is_linked_to_previous = False
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            paragraph = footer.paragraphs[0]
            paragraph.style = "Footer"
            paragraph._p.get_or_add_pPr().append(element("w:jc", val=side))  # noqa: SLF001
            paragraph.add_run("— ")
            field(paragraph, "PAGE")
            paragraph.add_run(" —")

    def _centred(self, paragraph: Any) -> None:
        paragraph.style = "Footer"
        paragraph._p.get_or_add_pPr().append(element("w:jc", val="center"))  # noqa: SLF001
        field(paragraph, "PAGE")

    def _form(self, paragraph: Any) -> None:
        paragraph.style = "Footer"
        paragraph._p.get_or_add_pPr().append(element("w:jc", val="center"))  # noqa: SLF001
        paragraph.add_run("第 ")
        field(paragraph, "PAGE")
        paragraph.add_run(" 页　共 ")
        field(paragraph, "NUMPAGES")
        paragraph.add_run(" 页")

    # Text

    def line(self, text: str, style: str = "Body Text") -> None:
        """Add a paragraph. Line breaks in what an expression yields begin new paragraphs of the same style."""
        self.document.add_paragraph(text, style=style)

    def title(self, text: str) -> None:
        """Add the document's title."""
        self.line(text, "Title")

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading of level 1 to 4; its number comes by itself."""
        self.document.add_paragraph(text, style=f"heading {level}")

    def when(self, condition: str) -> None:
        """Keep what follows only if a condition holds; ends with `end_when`."""
        self.line(f"{{%p if {condition} %}}")

    def otherwise(self) -> None:
        """Begin what stands instead."""
        self.line("{%p else %}")

    def end_when(self) -> None:
        """End what `when` began."""
        self.line("{%p endif %}")

    def each(self, loop: str) -> None:
        """Repeat what follows: `topic in data.topics`; ends with `end_each`."""
        self.line(f"{{%p for {loop} %}}")

    def end_each(self) -> None:
        """End what `each` began."""
        self.line("{%p endfor %}")

    def gap(self, height: float) -> None:
        """Leave a blank of so many points."""
        paragraph = self.document.add_paragraph(style="Normal")
        paragraph.paragraph_format.space_before = Mm(height * 0.3528)

    def contents(self) -> None:
        """Add a table of contents of two levels. It is filled when a document is made."""
        self.line("目　录", "TOC Heading")
        field(self.document.add_paragraph(style="toc 1"), 'TOC \\o "1-2" \\h \\z \\u', "更新域以生成目录")
        self.document.settings.element.append(element("w:updateFields", val="true"))

    def caption(self, text: str) -> None:
        """Add a table's caption, numbered through the document."""
        paragraph = self.document.add_paragraph("表", style="Caption")
        field(paragraph, "SEQ 表 \\* ARABIC")
        paragraph.add_run(f"　{text}")

    def packed(self) -> bytes:
        """Return the finished template."""
        package.name_fonts(self.document)
        return package.packed(self.document)
