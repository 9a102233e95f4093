"""What lies on top of the zip: the list of Appendix E. Higher floors add their own forms of it."""

import io
from collections.abc import Callable
from typing import Any

import xlsxwriter

from ecosteward.accounts.models import Kind, User
from ecosteward.archive.exports.pack import Extra
from ecosteward.archive.queries import Group, Sheet, sheet
from ecosteward.clients.models import Client

CoverMaker = Callable[[Client, User], Extra]
_HEADINGS = ("资料类别", "编号", "资料名称", "电子档\n（如填否应说明原因）", "纸质档\n（如填否应说明原因）")
_WIDTHS = (20, 7, 40, 22, 22)
_makers: list[CoverMaker] = []


def add_cover(maker: CoverMaker) -> None:
    """Register a maker of one more cover, such as the Word document that the quality lead signs off."""
    if maker not in _makers:
        _makers.append(maker)


def covers(client: Client, user: User) -> list[Extra]:
    """Return all covers of an enterprise's archive; the list is not made for other clients."""
    return [maker(client, user) for maker in _makers] if client.kind == Kind.ENTERPRISE else []


def cover(client: Client, _user: User) -> Extra:
    """Return the list as an Excel file."""
    return Extra("一企一档资料存档表.xlsx", cover_workbook(sheet(client)))


def cover_workbook(shown: Sheet) -> bytes:
    """Return the list as printed in Table E.1: A4, one page wide."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("一企一档资料存档表")
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    for index, width in enumerate(_WIDTHS):
        page.set_column(index, index, width)
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    page.merge_range(0, 0, 0, 4, "一企一档资料存档表", title)
    page.write_string(1, 0, f"企业名称：{shown.client.name}")
    middle = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    page.write_row(2, 0, _HEADINGS, book.add_format({**middle, "bold": True}))
    line = 3
    formats = book.add_format(middle), book.add_format({**middle, "align": "left"})
    for group in shown.groups:
        line = _write_group(page, line, group, formats)
    page.write_string(line, 0, "注：已归档内容打“√”，未归档填“否”，并说明原因。")
    book.close()
    return out.getvalue()


def _write_group(page: Any, line: int, group: Group, formats: tuple[Any, Any]) -> int:
    centred, left = formats
    last = line + len(group.rows) - 1
    if last > line:
        page.merge_range(line, 0, last, 0, group.name, centred)
    else:
        page.write_string(line, 0, group.name, centred)
    for row in group.rows:
        page.write_string(line, 1, row.slot.no, centred)
        page.write_string(line, 2, row.slot.name, left)
        page.write_string(line, 3, row.electronic.words, centred)
        page.write_string(line, 4, row.on_paper.words, centred)
        line += 1
    return line


add_cover(cover)
