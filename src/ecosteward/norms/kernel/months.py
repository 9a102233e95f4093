"""Months on the calendar."""

from calendar import monthrange
from datetime import date


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later (earlier where negative), or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
