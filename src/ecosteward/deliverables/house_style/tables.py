"""Full-grid tables: headings that repeat on every page, rows that do not split, widths that hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm

from ecosteward.deliverables.house_style.fields import element
from ecosteward.deliverables.house_style.page import PageStyle


@dataclass(frozen=True)
class Column:
    """One column of a table of rows.

    Attributes:
        title: its heading.
        width: share of the table's width; any unit, they are scaled to fit.
        cell: what a row shows, such as `{{ row.name }}`.
        left: text runs from the left; figures, dates and short words are centred.

    """

    title: str
    width: float
    cell: str
    left: bool = False


class Tables:
    """The tables of a template. A part of `Sheet`."""

    document: Any
    style: PageStyle

    @property
    def width(self) -> float:
        """Return the width of the text, in mm."""
        raise NotImplementedError

    def rows(
        self, loop: str, columns: Sequence[Column], *, merge: str = "", empty: str = "无", small: bool = False
    ) -> Any:
        """Add a table with one row for each item of a loop such as `row in data.rows`.

        Args:
            loop: variable and what it runs over.
            columns: from left to right.
            merge: numbers of the columns in which equal cells that follow each other become one, such as "1 2".
            empty: what one row says where there are no items.
            small: in smaller type, for many columns.

        """
        table = self._table(4 if not empty else 6, [column.width for column in columns])
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            _write(cell, column.title, "Table Head", shaded=True)
        _repeat(table.rows[0])
        self._tag(table.rows[1], f"{{%tr for {loop} %}}")
        for cell, column in zip(table.rows[2].cells, columns, strict=True):
            _write(cell, column.cell, "Table Small" if small else "Table Centre", left=column.left)
        if empty:
            self._tag(table.rows[3], "{%tr else %}")
            _write(table.rows[4].cells[0].merge(table.rows[4].cells[-1]), empty, "Table Centre")
        self._tag(table.rows[-1], "{%tr endfor %}")
        if merge:
            table._tbl.tblPr.append(element("w:tblDescription", val=f"合并 {merge}"))  # noqa: SLF001
        return table

    def facts(self, pairs: Sequence[tuple[str, str]], *, across: int = 2, label: float = 26) -> Any:
        """Add a table of names and values, `across` pairs to a row; a name alone on its row spans it."""
        lines = _lines(pairs, across)
        value = (self.width - label * across) / across
        table = self._table(len(lines), [label, value] * across)
        for row, line in zip(table.rows, lines, strict=True):
            for index, (name, text) in enumerate(line):
                cells = row.cells
                _write(cells[index * 2], name, "Table Head", shaded=True)
                last = cells[index * 2 + 1] if len(line) > 1 else cells[1].merge(cells[-1])
                _write(last, text, "Table Text")
        return table

    def grid(self, widths: Sequence[float], lines: Sequence[Sequence[str]], *, head: bool = True) -> Any:
        """Add a table of fixed cells; the first line is its heading, an empty cell joins the one at its left."""
        table = self._table(len(lines), widths)
        for number, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
            start = 0
            for index, text in enumerate(line):
                if index and not text:
                    row.cells[start].merge(row.cells[index])
                    continue
                start = index
                style = "Table Head" if head and number == 0 else "Table Text"
                _write(row.cells[index], text, style, shaded=head and number == 0)
        if head:
            _repeat(table.rows[0])
        return table

    def pictures(self, loop: str, *, width: float = 72) -> None:
        """Add photographs two to a row with their captions; the loop runs over pairs: `pair in data.photos`."""
        table = self._table(4, [1, 1], bordered=False)
        self._tag(table.rows[0], f"{{%tr for {loop} %}}")
        for cell, side in zip(table.rows[1].cells, ("left", "right"), strict=True):
            shown = f"{{{{ pair.{side}|picture({width:g}) }}}}"
            _write(cell, shown if side == "left" else f"{{% if pair.right %}}{shown}{{% endif %}}", "Picture")
        for cell, side in zip(table.rows[2].cells, ("left", "right"), strict=True):
            text = f"{{{{ pair.{side}.caption }}}}"
            _write(cell, text if side == "left" else f"{{% if pair.right %}}{text}{{% endif %}}", "Table Centre")
        self._tag(table.rows[3], "{%tr endfor %}")

    def signatures(self, names: Sequence[tuple[str, str]], *, across: int = 2, height: float = 11) -> None:
        """Add a block to be signed: names and what is already known of each, without a grid; lines `height` mm apart."""
        lines = _lines(names, across)
        table = self._table(len(lines), [1] * across, bordered=False)
        for row, line in zip(table.rows, lines, strict=True):
            row.height = Mm(height)
            for cell, (name, text) in zip(row.cells, line, strict=False):
                _write(cell, f"{name}：{text}", "Table Text")
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM

    def _table(self, rows: int, widths: Sequence[float], *, bordered: bool = True) -> Any:
        table = self.document.add_table(rows, len(widths))
        if bordered:
            table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        scale = self.width / sum(widths)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width * scale)
        for row in table.rows:
            _whole(row)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width * scale)
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        margins = element("w:tblCellMar")
        for side, width in (("top", self.style.cell), ("left", 70), ("bottom", self.style.cell), ("right", 70)):
            margins.append(element(f"w:{side}", w=width, type="dxa"))
        look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001
        look.addprevious(margins)
        return table

    def _tag(self, row: Any, tag: str) -> None:
        """Make a row stand for a tag; the row itself vanishes when a document is made."""
        _write(row.cells[0], tag, "Table Text")


def _lines(pairs: Sequence[tuple[str, str]], across: int) -> list[list[tuple[str, str]]]:
    """Put pairs on lines; one whose name ends in `*` gets a line of its own."""
    lines: list[list[tuple[str, str]]] = []
    for name, text in pairs:
        alone = name.endswith("*")
        if alone or not lines or len(lines[-1]) == across:
            lines.append([])
        lines[-1].append((name.removesuffix("*"), text))
        if alone:
            lines.append([])
    return [line for line in lines if line]


def _write(cell: Any, text: str, style: str, *, shaded: bool = False, left: bool = False) -> None:
    cell.paragraphs[0].style = style
    if left:
        cell.paragraphs[0].alignment = WD_PARAGRAPH_ALIGNMENT.LEFT
    cell.paragraphs[0].add_run(text)
    if shaded:
        cell._tc.tcPr.find(qn("w:vAlign")).addprevious(  # noqa: SLF001
            element("w:shd", val="clear", color="auto", fill="F0F3F2")
        )


def _whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))  # noqa: SLF001
