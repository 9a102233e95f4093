"""Tables as a workbook (the audit sheet, the substitution ledger), written row by row and given out piece by piece."""

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import xlsxwriter

from ecosteward.monitoring.models import Point
from ecosteward.monitoring.queries.audit import Cell, Sheet, audit, local

MOST = 1_000_000  # rows of a worksheet; Excel ends at 1,048,576
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PIECE = 1024 * 1024
_WIDTH = 18


def workbook(point: Point, begin: dt.datetime, end: dt.datetime) -> Iterator[bytes]:
    """Yield the bytes of the workbook of a point's audit."""
    about = (
        ("点位", f"{point.client} {point}"),
        ("时段", f"{local(begin):%Y-%m-%d %H:%M} 至 {local(end):%Y-%m-%d %H:%M}（不含）"),
        ("时间", "北京时间，为时段的起始时刻"),
        ("待核", "所依据的限值或条文尚未与官方文本逐字核对"),
        ("报文编号", "数采仪报文在报文库中的编号；0 为人工录入"),
    )
    return book(about, audit(point, begin, end))


def book(about: Sequence[tuple[str, str]], sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """Yield the bytes of a workbook: what it is about, then the tables. It is whole on the disk before the first piece is given."""
    with tempfile.TemporaryFile() as file:
        _write(file, about, sheets)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _write(file: IO[bytes], about: Sequence[tuple[str, str]], sheets: Iterable[Sheet]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    made = xlsxwriter.Workbook(file, options)
    formats = {
        "head": made.add_format({"bold": True, "bg_color": "#E6F2F0"}),
        "time": made.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    first = made.add_worksheet("说明")
    first.set_column(0, 1, 60)
    for line, cells in enumerate(about):
        first.write_row(line, 0, cells)
    for sheet in sheets:
        _lay(made, formats, sheet)
    made.close()


def _lay(made: Any, formats: dict[str, Any], sheet: Sheet) -> None:
    """Write a table, on as many worksheets as it needs."""
    line, part, page = MOST + 1, 0, None
    for row in sheet.rows:
        if line > MOST:
            part += 1
            page, line = _page(made, formats, sheet, part), 1
        _row(page, formats, line, row)
        line += 1
    if page is None:
        _page(made, formats, sheet, 1)


def _page(made: Any, formats: dict[str, Any], sheet: Sheet, part: int) -> Any:
    page = made.add_worksheet(sheet.name if part == 1 else f"{sheet.name}（{part}）")
    page.set_column(0, len(sheet.head) - 1, _WIDTH)
    page.freeze_panes(1, 0)
    page.write_row(0, 0, sheet.head, formats["head"])
    return page


def _row(page: Any, formats: dict[str, Any], line: int, row: tuple[Cell, ...]) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, dt.datetime):
            page.write_datetime(line, column, local(cell), formats["time"])
        elif isinstance(cell, str):
            page.write_string(line, column, cell)
        elif cell is not None:
            page.write_number(line, column, cell)
