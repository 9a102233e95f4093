"""The rectification ledger as an Excel file, ready to print and to go on with."""

import io
from collections.abc import Callable
from typing import Any

import xlsxwriter

from ecosteward.deliverables.kinds.base import Mark
from ecosteward.deliverables.rendering.sandbox import printable

# Heading, width in characters, what a row shows. Everything is text: numbers of findings are not to become figures.
_COLUMNS: tuple[tuple[str, int, Callable[[Any], object]], ...] = (
    ("序号", 6, lambda _row: None),
    ("问题编号", 18, lambda row: row.number),
    ("企业", 20, lambda row: row.client),
    ("调查类别", 18, lambda row: row.topic),
    ("问题", 40, lambda row: row.text),
    ("等级", 8, lambda row: row.severity),
    ("整改措施", 36, lambda row: row.measure),
    ("整改期限", 12, lambda row: row.due_on),
    ("完成日期", 12, lambda row: row.completed_on),
    ("企业自查意见", 26, lambda row: row.own_check),
    ("第三方现场复核（日期、复核人、结论）", 30, lambda row: row.recheck),
    ("甲方确认", 14, lambda row: row.confirmed),
    ("销号日期", 12, lambda row: row.closed_on),
    ("回头看日期", 12, lambda row: row.looked_back_on),
    ("是否反弹", 10, lambda row: row.relapsed),
    ("状态", 14, lambda row: row.state),
)
_STATES = ["待整改", "整改中", "申请销号", "已销号", "已作废", "待整改（超期）", "整改中（超期）", "待整改（反复）"]
_HEAD = 3


def workbook(mark: Mark, ledger: Any) -> bytes:
    """Return the ledger: A4 landscape, repeated heading, codes as text, drop-down lists where a word is chosen."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": mark.title, "company": ledger.agency.name, "comments": mark.number})
    sheet = book.add_worksheet("整改销号台账")
    _page(sheet)
    last = len(_COLUMNS) - 1
    title = book.add_format(
        {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter", "font_name": "黑体"}
    )
    line = book.add_format({"font_size": 10, "font_name": "宋体"})
    sheet.merge_range(0, 0, 0, last, f"{ledger.client.name}环保问题整改销号台账", title)
    sheet.set_row(0, 30)
    dated = f"{mark.dated_on:%Y-%m-%d}"
    sheet.merge_range(
        1,
        0,
        1,
        last,
        f"填报单位（盖章）：{ledger.agency.name}　　填报日期：{dated}　　编号：{mark.number}　　范围：{ledger.scope}",
        line,
    )
    _rows(book, sheet, ledger.rows)
    foot = _HEAD + len(ledger.rows)
    sheet.write_string(foot, 0, f"注：{ledger.tally}", line)
    sheet.write_string(foot + 1, 0, f"填表人：{mark.author}　　　审核人：{mark.signer}　　　负责人：", line)
    book.close()
    return out.getvalue()


def _page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.repeat_rows(_HEAD - 1)
    sheet.freeze_panes(_HEAD, 2)
    sheet.set_footer("&C第 &P 页　共 &N 页")


def _rows(book: Any, sheet: Any, rows: tuple[Any, ...]) -> None:
    head = book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#F0F3F2"}
    )
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    for index, (name, width, _) in enumerate(_COLUMNS):
        sheet.set_column(index, index, width)
        sheet.write_string(_HEAD - 1, index, name, head)
    for number, row in enumerate(rows):
        for index, (_, _, value) in enumerate(_COLUMNS):
            shown = value(row) if index else number + 1
            sheet.write_string(_HEAD + number, index, _text(shown), cell)
    if rows:
        last = _HEAD + len(rows) - 1
        state = len(_COLUMNS) - 1
        sheet.data_validation(
            _HEAD, state, last, state, {"validate": "list", "source": _STATES, "error_type": "warning"}
        )
        sheet.autofilter(_HEAD - 1, 0, last, len(_COLUMNS) - 1)


def _text(value: object) -> str:
    if value is None or value == "":
        return "—"
    return printable(str(value)).replace("\a", "\n")
