"""The empty workbook to fill in."""

import io

import xlsxwriter

from ecosteward.clients.imports.columns import COLUMNS

_PREPARED_ROWS = 2_000


def template() -> bytes:
    """Return a workbook with our headings, every column set to text, and a second sheet that explains them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    head = book.add_format({"bold": True, "bg_color": "#E6F2F0", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "border": 1})
    sheet = book.add_worksheet("企业名单")
    sheet.freeze_panes(1, 1)
    management = next(index for index, column in enumerate(COLUMNS) if column.key == "management")
    choices = {"validate": "list", "source": ["重点管理", "简化管理", "登记管理"]}
    sheet.data_validation(1, management, _PREPARED_ROWS, management, choices)
    notes = book.add_worksheet("填写说明")
    notes.set_column(0, 0, 22)
    notes.set_column(1, 1, 52)
    notes.set_column(2, 2, 30)
    for index, title in enumerate(("列", "怎样填", "示例（请勿写进名单）")):
        notes.write_string(0, index, title, head)
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width, text)
        sheet.write_string(0, index, column.title, head)
        for place, words in enumerate((column.title, column.hint, column.example)):
            notes.write_string(index + 1, place, words, wrapped)
    book.close()
    return out.getvalue()
