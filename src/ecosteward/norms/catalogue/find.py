"""Finding the entries of a catalogue by industry code or words."""

import difflib
import re
from collections.abc import Callable, Iterable

from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.tables import Row, table

_CODE = re.compile(r"[A-T]?(\d{2,4})")
MOST = 12


def bare_code(code: str, field: str = "code") -> str:
    """Return an industry code without its letter: "C2110" → "2110". Raises RefusedError for what is none."""
    found = _CODE.fullmatch(code.strip().upper())
    if found is None:
        raise refuse(field, f"{code} 不是行业代码，应为 GB/T 4754 的 2 至 4 位数字，如 2110", "行业代码")
    return found[1]


def codes_of(entry: Row) -> tuple[str, ...]:
    """Return the industry codes of an entry without the catalogue's star."""
    return tuple(code.rstrip("*") for code in f"{entry['codes']} {entry.cells.get('also', '')}".split())


def by_code(catalogue: str, code: str) -> tuple[Row, ...]:
    """Return the entries whose code a code is or falls under, or that fall under the code where there is none."""
    rows = tuple(table(f"{catalogue}_entries"))
    exact = tuple(row for row in rows if any(code.startswith(each) for each in codes_of(row)))
    return exact or tuple(row for row in rows if any(each.startswith(code) for each in codes_of(row)))


def by_words(catalogue: str, words: str, cells: Iterable[str]) -> tuple[Row, ...]:
    """Return the entries whose category has the words, or else those whose conditions have them.

    Raises RefusedError naming the nearest categories where none has.
    """
    rows = tuple(table(f"{catalogue}_entries"))
    wanted = "".join(words.split())
    for columns in (("category",), tuple(cells)):
        found = tuple(row for row in rows if any(wanted in "".join(row[each].split()) for each in columns))
        if found:
            return found
    raise refuse("words", f"名录中没有“{words}”；最接近的：{nearest(wanted, rows, _category)}", "项目名称")


def by_number(catalogue: str, number: int) -> Row:
    """Return an entry by its printed number. Raises RefusedError where there is none."""
    rows = table(f"{catalogue}_entries").where(entry=str(number))
    if not rows:
        raise refuse("entries", f"名录没有第 {number} 项，共 {len(table(f'{catalogue}_entries').rows)} 项", "名录序号")
    return rows[0]


def nearest(wanted: str, rows: Iterable[Row], name: Callable[[Row], str], count: int = 3) -> str:
    """Return the rows whose names are most like what was wanted, written for a message."""
    by_likeness = sorted(rows, key=lambda row: -difflib.SequenceMatcher(None, wanted, name(row)).ratio())
    return "；".join(f"{row.cells.get('entry', '')} {name(row)}".strip() for row in by_likeness[:count])


def nearest_code(catalogue: str, code: str) -> str:
    """Return the entries with the codes most like a code, written for a message."""
    rows = [row for row in table(f"{catalogue}_entries") if codes_of(row)]
    ranked = sorted(rows, key=lambda row: min(_apart(code, each) for each in codes_of(row)))
    return "；".join(f"{row['entry']} {_category(row)}" for row in ranked[:3])


def one(found: tuple[Row, ...], field: str, told: str, label: str) -> tuple[Row, ...]:
    """Return what was found if it is one entry. Raises RefusedError listing them where a person must choose."""
    if len(found) == 1:
        return found
    listed = "；".join(f"{row['entry']} {_category(row)}" for row in found[:MOST])
    more = f"等 {len(found)} 项" if len(found) > MOST else ""
    raise refuse(field, f"{told} 对应多个条目，请在 entries 中写明序号：{listed}{more}", label)


def _category(row: Row) -> str:
    return row["category"].replace("\n", "")


def _apart(one: str, other: str) -> int:
    return abs(int(one.ljust(4, "0")) - int(other.ljust(4, "0")))
