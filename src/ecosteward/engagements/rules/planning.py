"""How tasks are spread over a contract's term, and what planning again would change."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from ecosteward.engagements.rules.periods import MONTHS, Window, windows
from ecosteward.norms.kernel.months import months_later

_SATURDAY = 5


@dataclass(frozen=True)
class LineFacts:
    """What planning reads of a line."""

    pk: int
    name: str
    period: str
    quantity: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Slot:
    """One place in the plan: the task that belongs there is found by `key`."""

    line: int
    period_no: int
    ordinal: int
    title: str
    planned_on: dt.date
    due_on: dt.date

    @property
    def key(self) -> tuple[int, int, int]:
        """Line, period and place in the period, both counted from 1."""
        return self.line, self.period_no, self.ordinal


@dataclass(frozen=True)
class Placed:
    """A task that already stands in the plan."""

    pk: int
    key: tuple[int, int, int]
    state: str


@dataclass(frozen=True)
class Proposal:
    """What planning would do: add tasks, withdraw those no longer contracted and not begun, leave the rest alone."""

    add: tuple[Slot, ...]
    withdraw: tuple[Placed, ...]
    kept: int
    cancelled: int


def slots(line: LineFacts) -> list[Slot]:
    """Return every place of a line, one for each contracted unit, each within its own period."""
    periods = windows(line.period, line.first, line.last)
    return [
        _slot(line, number, window, ordinal, whole=len(periods))
        for number, window in enumerate(periods, start=1)
        for ordinal in range(1, line.quantity + 1)
    ]


def propose(lines: Iterable[LineFacts], placed: Iterable[Placed]) -> Proposal:
    """Compare the contract with the tasks there are. Doing what it says and asking again proposes nothing."""
    wanted = {slot.key: slot for line in lines for slot in slots(line)}
    there = {task.key: task for task in placed}
    return Proposal(
        add=tuple(slot for key, slot in wanted.items() if key not in there),
        withdraw=tuple(task for key, task in there.items() if key not in wanted and task.state == "planned"),
        kept=sum(key in wanted and task.state != "cancelled" for key, task in there.items()),
        cancelled=sum(key in wanted and task.state == "cancelled" for key, task in there.items()),
    )


def share(window: Window, ordinal: int, quantity: int) -> Window:
    """Return the part of a period that belongs to one of its units."""
    before = window.days * (ordinal - 1) // quantity
    after = max(before, window.days * ordinal // quantity - 1)
    return Window(window.first + dt.timedelta(days=before), window.first + dt.timedelta(days=after))


def working_day(day: dt.date, within: Window) -> dt.date:
    """Move a weekend to the Friday before or the Monday after, where that stays within the period."""
    if day.weekday() < _SATURDAY:
        return day
    friday = day - dt.timedelta(days=day.weekday() - 4)
    monday = day + dt.timedelta(days=7 - day.weekday())
    return friday if friday >= within.first else monday if monday <= within.last else day


def _slot(line: LineFacts, number: int, window: Window, ordinal: int, *, whole: int) -> Slot:
    part = share(window, ordinal, line.quantity)
    middle = part.first + (part.last - part.first) // 2
    return Slot(
        line=line.pk,
        period_no=number,
        ordinal=ordinal,
        title=_title(line, number, window, ordinal, whole),
        planned_on=working_day(middle, part),
        due_on=part.last,
    )


def _title(line: LineFacts, number: int, window: Window, ordinal: int, whole: int) -> str:
    words = [_period_title(line.period, window, number)] if whole > 1 else []
    if line.quantity > 1:
        words.append(f"{ordinal}/{line.quantity}")
    return f"{line.name}（{' '.join(words)}）" if words else line.name


def _period_title(period: str, window: Window, number: int) -> str:
    if window.first.day != 1:
        return f"第{number}期"
    first, last = window.first, months_later(window.first, MONTHS[period] - 1)
    match period:
        case "month":
            return f"{first.year}年{first.month}月"
        case "quarter" if first.month % 3 == 1:
            return f"{first.year}年第{first.month // 3 + 1}季度"
        case "year" if first.month == 1:
            return f"{first.year}年"
    until = f"{last.month}月" if last.year == first.year else f"{last.year}年{last.month}月"
    since = f"{first.year}年{first.month}" if last.year == first.year else f"{first.year}年{first.month}月"
    return f"{since}—{until}"
