"""The audit sheet as a workbook, written row by row and given out piece by piece."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from typing import IO, Any

import xlsxwriter

from ecosteward.monitoring.models import Point
from ecosteward.monitoring.queries.audit import Cell, Sheet, audit, local

MOST = 1_000_000  # rows of a worksheet; Excel ends at 1,048,576
_PIECE = 1024 * 1024
_WIDTH = 18


def workbook(point: Point, begin: dt.datetime, end: dt.datetime) -> Iterator[bytes]:
    """Yield the bytes of the workbook of a point's audit. It is whole on the disk before the first piece is given."""
    with tempfile.TemporaryFile() as file:
        _write(file, point, begin, end)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _write(file: IO[bytes], point: Point, begin: dt.datetime, end: dt.datetime) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#E6F2F0"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    about = book.add_worksheet("说明")
    about.set_column(0, 1, 60)
    lines = (
        ("点位", f"{point.client} {point}"),
        ("时段", f"{local(begin):%Y-%m-%d %H:%M} 至 {local(end):%Y-%m-%d %H:%M}（不含）"),
        ("时间", "北京时间，为时段的起始时刻"),
        ("待核", "所依据的限值或条文尚未与官方文本逐字核对"),
        ("报文编号", "数采仪报文在报文库中的编号；0 为人工录入"),
    )
    for line, cells in enumerate(lines):
        about.write_row(line, 0, cells)
    for sheet in audit(point, begin, end):
        _lay(book, formats, sheet)
    book.close()


def _lay(book: Any, formats: dict[str, Any], sheet: Sheet) -> None:
    """Write a table, on as many worksheets as it needs."""
    line, part, page = MOST + 1, 0, None
    for row in sheet.rows:
        if line > MOST:
            part += 1
            page, line = _page(book, formats, sheet, part), 1
        _row(page, formats, line, row)
        line += 1
    if page is None:
        _page(book, formats, sheet, 1)


def _page(book: Any, formats: dict[str, Any], sheet: Sheet, part: int) -> Any:
    page = book.add_worksheet(sheet.name if part == 1 else f"{sheet.name}（{part}）")
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
