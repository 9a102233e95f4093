"""The lists that go with the zip: 清单.csv for people and Excel, SHA256SUMS for `sha256sum -c`."""

import csv
import io
from collections.abc import Iterable, Mapping

from ecosteward.archive.exports.plan import Member
from ecosteward.files.queries import Condition

LIST, SUMS = "清单.csv", "SHA256SUMS"
_HEADINGS = "序号 路径 资料类别 资料名称 题名 原文件名 文件日期 所属期间 有效期至 归档日期 保存至 归档状态 字节数 SHA-256 原件状态"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def manifest(members: Iterable[Member], found: Mapping[str, Condition]) -> bytes:
    """Return the list of all papers, with how their bytes were found; by path. Opens in Excel."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(_HEADINGS.split())
    for number, member in enumerate(members, start=1):
        rows.writerow([number, *map(_cell, _row(member)), found[member.path].value])
    return out.getvalue().encode("utf-8-sig")


def sums(digests: Mapping[str, str]) -> bytes:
    """Return the digests of everything packed, in the form that `sha256sum -c` reads."""
    return "".join(f"{digest}  {path}\n" for path, digest in digests.items()).encode()


def _row(member: Member) -> list[object]:
    paper, file = member.paper, member.file
    dates = [paper.dated_on, paper.period, paper.valid_until, paper.filed_on, paper.keep_until or paper.kept]
    words = [member.path, member.category, member.document, paper.title, file.name]
    return [*words, *dates, paper.get_state_display(), file.size, file.sha256]


def _cell(value: object) -> str:
    """Return a cell as text; one that a spreadsheet would run as a formula is marked as text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
