"""The monitoring report as an Excel file: a sheet for each of its tables."""

import io
import re
from typing import Any

import xlsxwriter

from ecosteward.deliverables.kinds.base import Mark
from ecosteward.deliverables.rendering.sandbox import printable

# Of each sheet: its name, the field of the report, and its columns as heading, width in characters, field of a row.
_SHEETS: tuple[tuple[str, str, tuple[tuple[str, int, str], ...]], ...] = (
    (
        "有效性与浓度",
        "factors",
        (
            ("点位", 24, "point"),
            ("因子", 14, "factor"),
            ("单位", 10, "unit"),
            ("应有小时", 10, "due"),
            ("有效小时", 10, "valid"),
            ("有效率 %", 10, "rate"),
            ("日均值最低", 12, "lowest"),
            ("均值", 12, "mean"),
            ("日均值最高", 12, "highest"),
            ("限值", 28, "limit"),
            ("超标小时", 10, "over_hours"),
            ("超标日", 10, "over_days"),
            ("排放量 kg", 12, "kilograms"),
        ),
    ),
    (
        "超标时段",
        "episodes",
        (
            ("点位", 24, "point"),
            ("因子", 14, "factor"),
            ("开始", 18, "begin"),
            ("连续小时", 10, "hours"),
            ("最高值", 12, "highest"),
            ("限值", 28, "limit"),
        ),
    ),
    (
        "排放总量",
        "totals",
        (
            ("污染物", 18, "name"),
            ("许可排放量 t/a", 16, "permitted"),
            ("本年累计 t", 14, "emitted"),
            ("占许可量 %", 12, "share"),
            ("依据", 40, "basis"),
        ),
    ),
    (
        "替代台账",
        "substitutions",
        (
            ("点位", 24, "point"),
            ("因子", 14, "factor"),
            ("时段", 34, "time"),
            ("时段数", 10, "periods"),
            ("每时段替代量 kg", 18, "amount"),
            ("原因与依据", 44, "basis"),
        ),
    ),
    (
        "报警",
        "alarms",
        (
            ("开始", 14, "since"),
            ("点位", 24, "point"),
            ("原因", 16, "cause"),
            ("内容", 50, "text"),
            ("状态", 12, "state"),
            ("问题编号", 18, "finding"),
        ),
    ),
)
_FIGURE = re.compile(r"-?[0-9]+([.][0-9]+)?(e[+-]?[0-9]+)?")


def workbook(mark: Mark, report: Any) -> bytes:
    """Return the report's tables. What is a number stays one; texts never become formulas."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": mark.title, "company": report.agency.name, "comments": mark.number})
    title = book.add_format({"bold": True, "font_size": 14, "font_name": "黑体"})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "bg_color": "#F0F3F2"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    for name, field, columns in _SHEETS:
        sheet = book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, f"{report.client.name} {report.period}在线监测：{name}", title)
        _table(sheet, columns, getattr(report, field), head, cell)
    book.close()
    return out.getvalue()


def _table(sheet: Any, columns: tuple[tuple[str, int, str], ...], rows: Any, head: Any, cell: Any) -> None:
    for at, (words, width, _field) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, words, head)
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    for line, row in enumerate(rows, start=3):
        for at, (_words, _width, field) in enumerate(columns):
            _write(sheet, line, at, getattr(row, field), cell)


def _write(sheet: Any, line: int, at: int, value: object, cell: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(line, at, value, cell)
        return
    text = printable(str(value))
    if _FIGURE.fullmatch(text):
        sheet.write_number(line, at, float(text), cell)
    else:
        sheet.write_string(line, at, text, cell)
