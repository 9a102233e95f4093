"""Small lists, as a person would bring them."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from ecosteward.accounts.models import User
from ecosteward.clients.imports.columns import find_header
from ecosteward.clients.imports.plan import Plan, plan
from ecosteward.clients.imports.rows import Manner
from ecosteward.clients.imports.sheet import Sheet, read

HEAD = ["企业名称", "统一社会信用代码"]


def book(*rows: Sequence[Any], sheets: Sequence[str] = ("名单",)) -> io.BytesIO:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return out


def sheet_of(*rows: Sequence[Any]) -> Sheet:
    return read("名单.xlsx", book(*rows))[0]


def planned(user: User, *rows: Sequence[Any], manner: Manner | None = None) -> Plan:
    sheet = sheet_of(*rows)
    header = find_header(sheet.rows)
    assert header is not None
    return plan(user, sheet, header, manner or Manner())


def words(made: Plan, line: int) -> str:
    return " ".join(problem.words for row in made.rows if row.line == line for problem in row.problems)
