"""How a line's term is cut into periods, and how many units are contracted."""

import datetime as dt
from typing import NamedTuple

from ecosteward.norms.kernel.months import months_later

MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Window(NamedTuple):
    """One period of a line: its first and last day."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """Number of days in it."""
        return (self.last - self.first).days + 1


def windows(period: str, first: dt.date, last: dt.date) -> list[Window]:
    """Cut a term into its periods, counted from its first day; the last one may be short.

    A year from 15 March on has twelve months, not the thirteen the calendar touches.
    """
    if period not in MONTHS:
        return [Window(first, last)]
    found: list[Window] = []
    while (start := months_later(first, len(found) * MONTHS[period])) <= last:
        following = months_later(first, (len(found) + 1) * MONTHS[period])
        found.append(Window(start, min(last, following - dt.timedelta(days=1))))
    return found


def units(period: str, quantity: int, first: dt.date, last: dt.date) -> int:
    """Return how many units a line promises: so many per period."""
    return quantity * len(windows(period, first, last))


def calendar_periods(first: dt.date, last: dt.date) -> list[str]:
    """Return the years, quarters and months that a term touches: 2026, 2026Q1, 2026-03; for goals and summaries."""
    months = [
        months_later(first.replace(day=1), n)
        for n in range((last.year - first.year) * 12 + last.month - first.month + 1)
    ]
    years = dict.fromkeys(f"{month.year}" for month in months)
    quarters = dict.fromkeys(f"{month.year}Q{(month.month + 2) // 3}" for month in months)
    return [*years, *quarters, *(f"{month:%Y-%m}" for month in months)]


def period_words(period: str) -> str:
    """Say a calendar period: 2026年, 2026年第1季度, 2026年3月."""
    if "Q" in period:
        year, quarter = period.split("Q")
        return f"{year}年第{quarter}季度"
    year, _, month = period.partition("-")
    return f"{year}年{int(month)}月" if month else f"{year}年"
