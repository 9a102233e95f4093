"""Numbers, states, periods and digests of documents: pure functions."""

import calendar
import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

from ecosteward.journal.rules import plain

# Which step leads where. A step from a state that is not named here is refused.
STEPS: dict[str, dict[str, str]] = {
    "change": {"draft": "draft", "returned": "returned"},
    "submit": {"draft": "review", "returned": "review"},
    "send_back": {"review": "returned"},
    "sign": {"review": "signed"},
    "deliver": {"signed": "delivered"},
    "acknowledge": {"delivered": "received"},
    "revise": {"signed": "signed", "delivered": "delivered", "received": "received"},
    "supersede": {"signed": "superseded", "delivered": "superseded", "received": "superseded"},
    "withdraw": {
        "draft": "withdrawn",
        "returned": "withdrawn",
        "review": "withdrawn",
        "signed": "withdrawn",
        "delivered": "withdrawn",
        "received": "withdrawn",
    },
}
# The step of the flow at which results go to the client (提交服务成果).
DELIVERY = "A.08"
# Kinds of paper that stay within the agency: they tell of its own review.
INTERNAL = frozenset({"review_form"})
FROZEN = frozenset({"signed", "delivered", "received", "superseded"})
# Control characters and what XML has no place for.
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PERIOD = re.compile(r"(?P<year>20\d\d)(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4]))?")


def readable(text: str) -> str:
    """Return text without the characters that a paper cannot hold; tabs and line breaks stay, as one kind."""
    return _UNREADABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def after(step: str, state: str) -> str | None:
    """Return the state that a step leads to; None where it cannot be taken."""
    return STEPS[step].get(state)


def number(agency: str, kind: str, year: int, serial: int, revision: int) -> str:
    """Return a document's number: agency, kind, year, serial and version, such as XX-TJ-2026-0012-V2."""
    return f"{agency}-{kind}-{year}-{serial:04d}-V{revision}"


def next_number(current: str, revision: int) -> str:
    """Return the number of a new version: everything but the version stays."""
    return f"{current.rpartition('-V')[0]}-V{revision}"


# What a file's name cannot hold, and what stands for it.
_UNNAMEABLE = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")
_LONGEST_NAME = 140


def named(title: str, number: str, longest: int = _LONGEST_NAME) -> str:
    """Return what a document's file is called, without its ending: a title too long for a name is cut, never its number."""
    tidy = "".join(char for char in title.translate(_UNNAMEABLE) if char.isprintable())
    return f"{tidy[: longest - len(number) - 2]}（{number}）"


@dataclass(frozen=True)
class Span:
    """A month, a quarter or a year: its first and last day and its name."""

    code: str
    since: dt.date
    until: dt.date
    name: str
    length: str

    @property
    def months(self) -> tuple["Span", ...]:
        """Return the months in it."""
        first, last = self.since.month, self.until.month
        return tuple(span(f"{self.since.year}-{month:02d}") for month in range(first, last + 1))

    @property
    def quarters(self) -> tuple["Span", ...]:
        """Return the quarters it lies in or covers."""
        first, last = (self.since.month - 1) // 3 + 1, (self.until.month - 1) // 3 + 1
        return tuple(span(f"{self.since.year}Q{quarter}") for quarter in range(first, last + 1))

    @property
    def year(self) -> "Span":
        """Return the year it lies in."""
        return span(str(self.since.year))

    @property
    def next(self) -> "Span":
        """Return the span of the same length that follows."""
        return {"month": month_of, "quarter": quarter_of, "year": year_of}[self.length](
            self.until + dt.timedelta(days=1)
        )


def span(code: str) -> Span:
    """Return the period of a code: "2026-03", "2026Q1" or "2026". Raises ValueError for any other text."""
    found = _PERIOD.fullmatch(code)
    if found is None:
        raise ValueError(f"期间「{code[:20]}」应写作 2026-03（月）、2026Q1（季）或 2026（年）")
    year = int(found["year"])
    if found["month"]:
        return _span(code, year, int(found["month"]), int(found["month"]), f"{year}年{int(found['month'])}月", "month")
    if found["quarter"]:
        last = int(found["quarter"]) * 3
        return _span(code, year, last - 2, last, f"{year}年第{'一二三四'[last // 3 - 1]}季度", "quarter")
    return _span(code, year, 1, 12, f"{year}年", "year")


def month_of(day: dt.date) -> Span:
    """Return the month of a day."""
    return span(f"{day:%Y-%m}")


def quarter_of(day: dt.date) -> Span:
    """Return the quarter of a day."""
    return span(f"{day.year}Q{(day.month - 1) // 3 + 1}")


def year_of(day: dt.date) -> Span:
    """Return the year of a day."""
    return span(str(day.year))


def _span(code: str, year: int, first: int, last: int, name: str, length: str) -> Span:
    end = dt.date(year, last, calendar.monthrange(year, last)[1])
    return Span(code, dt.date(year, first, 1), end, name, length)


def facts(data: Any) -> Any:
    """Return a document's data as plain JSON values: dataclasses as objects, dates and decimals as text."""
    if is_dataclass(data) and not isinstance(data, type):
        return {field.name: facts(getattr(data, field.name)) for field in fields(data)}
    if isinstance(data, Enum):
        return facts(data.value)
    if isinstance(data, (list, tuple)):
        return [facts(item) for item in data]
    if isinstance(data, dict):
        return {str(key): facts(value) for key, value in data.items()}
    return plain(data)


def digest(plain_facts: Any) -> str:
    """Return the SHA-256 of plain facts in one canonical form: sorted keys, no blanks, UTF-8."""
    text = json.dumps(plain_facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Change:
    """One fact that is not what it was when the document was signed."""

    path: str
    before: str
    after: str


_ABSENT = object()  # a value on one side only; None is a value


def differences(before: Any, now: Any, path: str = "") -> list[Change]:
    """Return where two plain facts differ, deepest first in reading order; one entry per changed value."""
    if isinstance(before, dict) and isinstance(now, dict):
        names = [*before, *(name for name in now if name not in before)]
        pairs = [
            (f"{path}.{name}" if path else name, before.get(name, _ABSENT), now.get(name, _ABSENT)) for name in names
        ]
    elif isinstance(before, list) and isinstance(now, list):
        longest = max(len(before), len(now))
        pairs = [(f"{path}[{index + 1}]", _at(before, index), _at(now, index)) for index in range(longest)]
    else:
        same = type(before) is type(now) and before == now
        return [] if same else [Change(path, _words(before), _words(now))]
    return [change for where, old, new in pairs for change in differences(old, new, where)]


def _at(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else _ABSENT


def _words(value: Any) -> str:
    if value is _ABSENT or value in (None, "", [], {}):
        return "—"
    if isinstance(value, (dict, list)):
        return "；".join(_words(each) for each in (value.values() if isinstance(value, dict) else value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
