"""Batch numbers of a ledger: HW, the first letters of the link, the day, a serial number (HJ 1259-2022, annex B)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np

from ecosteward.norms.catalogue.look import found_each
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome
from ecosteward.norms.kernel.tables import Row, table
from ecosteward.norms.kernel.trace import Trace

_CODE = re.compile(r"(HW[A-Z]+)(\d{8})(\d+)")


class Batch(Facts):
    """A batch number."""

    code: Annotated[str, Label("批次编码", help="如 HWCS20211031001")]


class Read(Outcome):
    """What a batch number says."""

    link: Annotated[str, Label("环节")]
    table: Annotated[str, Label("所在的表")]
    on: Annotated[date, Label("日期")]
    serial: Annotated[str, Label("编号")]


@dataclass(frozen=True)
class Parsed:
    """A batch number taken apart."""

    row: Row
    day: date
    serial: str


def parsed(code: str) -> Parsed:
    """Take a batch number apart. Raises RefusedError saying what it should be."""
    match = _CODE.fullmatch(code.strip())
    rows = table("hj1259_batches").where(prefix=match[1]) if match else ()
    if match is None or not rows:
        words = "、".join(f"{row['prefix']}（{row['word']}）" for row in table("hj1259_batches"))
        raise refuse("code", f"{code} 应为首字母加年月日再加编号；首字母：{words}", "批次编码")
    try:
        day = date.fromisoformat(f"{match[2][:4]}-{match[2][4:6]}-{match[2][6:]}")
    except ValueError:
        raise refuse("code", f"{code} 中的 {match[2]} 不是日期", "批次编码") from None
    return Parsed(rows[0], day, match[3])


def read_rows(columns: Columns, _trace: Trace) -> Columns:
    """Read many batch numbers. Raises RefusedError naming the first row of each that does not read."""
    found, places = found_each(columns["code"], parsed)
    told = {"link": [each.row["word"] for each in found], "table": [each.row["table"] for each in found],
            "on": [each.day for each in found], "serial": [each.serial for each in found]}  # fmt: skip
    columns_out = {name: np.array(column, dtype=object)[places] for name, column in told.items()}
    return columns_out | {"needs_check": np.array([not each.row.verified() for each in found], dtype=bool)[places]}


@calculation("hj1259.batch", "危险废物台账批次编码", ("HJ 1259-2022",), rows=read_rows)
def read(facts: Batch, trace: Trace) -> Read:
    """Read a batch number. Source: HJ 1259-2022, notes of tables B.1 to B.5."""
    found = parsed(facts.code)
    trace.rest(found.row, found.row["word"], facts.code)
    return Read(link=found.row["word"], table=found.row["table"], on=found.day, serial=found.serial)
