"""The 移交清单 as an Excel file."""

import io

import xlsxwriter

from ecosteward.archive.models import Handover
from ecosteward.archive.queries.handover import Line

NOTHING = "—"  # what nobody has said; no cell of a list stays empty
_COLUMNS = (
    ("序号", 6),
    ("类别", 22),
    ("文件名称", 40),
    ("文号", 22),
    ("份数", 7),
    ("页数", 7),
    ("原件/复印件", 12),
    ("载体", 8),
    ("电子路径", 46),
    ("SHA-256", 34),
    ("密级", 8),
    ("备注", 12),
)


def handover_workbook(record: Handover, lines: list[Line]) -> bytes:
    """Return the list with its digests and places to sign: A4 landscape, one page wide."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("移交清单")
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(3)
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    head = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter", "bold": True, "align": "center"})
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    page.merge_range(0, 0, 0, len(_COLUMNS) - 1, "移交清单", title)
    page.write_string(1, 0, f"移交单位：{record.agency}    接收单位：{record.client}    项目：{record.project}")
    page.write_string(2, 0, f"清单校验值：{record.digest or '（未移交）'}")
    for index, (words, width) in enumerate(_COLUMNS):
        page.set_column(index, index, width)
        page.write_string(3, index, words, head)
    for row, line in enumerate(lines, start=4):
        page.write_number(row, 0, line.item.number, cell)
        for index, text in enumerate(_texts(line), start=1):
            page.write_string(row, index, text or NOTHING, cell)
    end = 4 + len(lines)
    page.write_string(end, 0, f"合计：{len(lines)} 份")
    page.write_string(end + 1, 0, f"移交人：{record.giver}    日期：{record.given_on or ''}    （盖章）")
    page.write_string(end + 2, 0, f"接收人：{record.receiver}    日期：{record.received_on or ''}    （盖章）")
    page.write_string(end + 3, 0, f"监交人：{record.supervisor}")
    book.close()
    return out.getvalue()


def _texts(line: Line) -> tuple[str, ...]:
    item = line.item
    named = line.category, line.name, item.reference, str(item.copies or ""), str(item.pages or "")
    return *named, item.get_original_display(), "电子", item.path, item.sha256, item.secrecy, ""
