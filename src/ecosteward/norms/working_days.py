"""Working days of China: weekends, public holidays and make-up days; a year not announced yet is said to be so."""

from datetime import date, timedelta
from functools import cache
from typing import Annotated

import chinese_calendar

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

_DAY = timedelta(days=1)
_SATURDAY = 5


class Span(Facts):
    """So many working days after (or, negative, before) a day."""

    start: Annotated[date, Label("起算日（当日不计）")]
    days: Annotated[int, Quantity("工作日数", "工作日", ge=-1000, le=1000)]


class Due(Outcome):
    """The last day of the span."""

    due: Annotated[date, Label("届满日")]
    announced: Annotated[bool, Label("所涉各年节假日安排均已公布")]


@calculation("working_days.count", "工作日期限", ("国务院办公厅节假日安排",))
def count(facts: Span, trace: Trace) -> Due:
    """Return the day that is so many working days away; the first day is not counted."""
    trace.rest(rules("working_days")["from_next_day"], "起算", facts.start)
    due = later(facts.start, facts.days, trace)
    return Due(due=due, announced=_all_announced(facts.start, due))


def later(start: date, days: int, trace: Trace) -> date:
    """Return the day `days` working days after the start (before it where negative), and tell what it rests on."""
    step, left, day = (_DAY if days > 0 else -_DAY), abs(days), start
    while left:
        day += step
        left -= is_working_day(day)
    rule = "announced" if _all_announced(start, day) else "not_announced"
    return trace.rest(rules("working_days")[rule], f"{start.isoformat()} 起 {days} 个工作日", day)


def is_working_day(day: date) -> bool:
    """Tell whether people work on a day; in a year not announced yet, Monday to Friday."""
    if announced(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < _SATURDAY


@cache
def announced(year: int) -> bool:
    """Tell whether the holidays of a year are known to the calendar."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _all_announced(one: date, other: date) -> bool:
    low, high = sorted((one.year, other.year))
    return all(map(announced, range(low, high + 1)))
