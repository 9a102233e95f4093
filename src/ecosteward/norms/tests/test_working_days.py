"""Working days of China."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.working_days import announced, count, is_working_day, later

days = st.dates(date(2020, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 1, 26), True),  # a Sunday made up for the Spring Festival
        (date(2025, 1, 29), False),
        (date(2025, 10, 1), False),
        (date(2025, 10, 11), True),  # a Saturday made up for the National Day
        (date(2025, 11, 22), False),
        (date(2025, 11, 24), True),
    ],
)
def test_holidays_are_off_and_make_up_days_are_worked(day: date, *, works: bool) -> None:
    assert is_working_day(day) is works


def test_five_working_days_over_the_national_holiday() -> None:
    result = count.run({"start": "2025-09-30", "days": 5})
    assert result.outcome.due == date(2025, 10, 14)
    assert result.outcome.announced


def test_a_year_not_announced_yet_is_said_to_be_so() -> None:
    assert not announced(2090)
    result = count.run({"start": "2090-03-01", "days": 5})
    assert not result.outcome.announced
    assert result.needs_check
    assert any(
        "尚未公布" in step.what or "尚未公布" in step.source or "无官方安排" in step.source for step in result.steps
    )


@given(days, st.integers(1, 30))
def test_the_last_day_is_worked_and_so_many_days_lie_between(start: date, number: int) -> None:
    due = later(start, number, Trace())
    between = [start + timedelta(days=each) for each in range(1, (due - start).days + 1)]
    assert is_working_day(due)
    assert sum(map(is_working_day, between)) == number


@given(days, st.integers(1, 30))
def test_counting_back_from_a_working_day_is_the_way_forth(start: date, number: int) -> None:
    due = later(start, number, Trace())
    assert later(later(due, -number, Trace()), number, Trace()) == due
