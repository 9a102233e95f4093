"""A month as a grid: whose row, which day, what."""

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
_SATURDAY = 5


@dataclass(frozen=True)
class Day:
    """One column."""

    on: dt.date
    today: bool

    @property
    def rest(self) -> bool:
        """Tell whether it is a weekend."""
        return self.on.weekday() >= _SATURDAY


@dataclass(frozen=True)
class Row(Generic[T]):
    """One client's or person's month: for each day what is planned."""

    key: int | None
    label: str
    cells: tuple[tuple[T, ...], ...]


def days_of(month: dt.date, today: dt.date) -> list[Day]:
    """Return the days of a month."""
    last = calendar.monthrange(month.year, month.month)[1]
    return [Day(day, day == today) for day in (month.replace(day=number) for number in range(1, last + 1))]


def rows_of(
    days: Iterable[Day],
    whose: Iterable[tuple[int | None, str]],
    things: Iterable[T],
    place: Callable[[T], tuple[int | None, dt.date]],
) -> list[Row[T]]:
    """Put each thing into the row and day that `place` names."""
    placed: dict[tuple[int | None, dt.date], list[T]] = defaultdict(list)
    for thing in things:
        placed[place(thing)].append(thing)
    columns = [day.on for day in days]
    return [Row(key, label, tuple(tuple(placed[key, day]) for day in columns)) for key, label in whose]


def month_of(text: str, today: dt.date) -> dt.date:
    """Return the first day of the month that a text names ("2026-03"), or of today's where it names none."""
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
