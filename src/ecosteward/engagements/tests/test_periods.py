"""Terms cut into periods: contiguous, complete, and counted as contracts are."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.engagements.rules.periods import calendar_periods, period_words, units, windows
from ecosteward.norms.kernel.months import months_later

PERIODS = st.sampled_from(["once", "month", "quarter", "year"])
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
LENGTHS = st.integers(0, 1500)


@given(PERIODS, DAYS, LENGTHS)
def test_the_periods_of_a_term_follow_each_other_without_gap_from_its_first_day_to_its_last(
    period: str, first: dt.date, length: int
) -> None:
    last = first + dt.timedelta(days=length)
    found = windows(period, first, last)
    assert found[0].first == first
    assert found[-1].last == last
    for one, following in pairwise(found):
        assert following.first == one.last + dt.timedelta(days=1)
    assert sum(window.days for window in found) == length + 1


@given(DAYS, st.integers(1, 5))
def test_whole_years_have_twelve_months_and_four_quarters_on_whatever_day_they_begin(
    first: dt.date, years: int
) -> None:
    last = months_later(first, 12 * years) - dt.timedelta(days=1)
    assert len(windows("month", first, last)) == 12 * years
    assert len(windows("quarter", first, last)) == 4 * years
    assert len(windows("year", first, last)) == years


@given(PERIODS, DAYS, LENGTHS, st.integers(1, 100))
def test_the_units_promised_are_so_many_for_each_period(period: str, first: dt.date, length: int, each: int) -> None:
    last = first + dt.timedelta(days=length)
    assert units(period, each, first, last) == each * len(windows(period, first, last))


def test_a_month_added_to_the_last_of_january_is_the_last_of_february() -> None:
    assert months_later(dt.date(2027, 1, 31), 1) == dt.date(2027, 2, 28)
    assert months_later(dt.date(2028, 1, 31), 1) == dt.date(2028, 2, 29)
    assert months_later(dt.date(2026, 3, 15), -3) == dt.date(2025, 12, 15)


def test_goals_are_set_for_each_year_quarter_and_month_that_the_term_touches() -> None:
    found = calendar_periods(dt.date(2026, 11, 20), dt.date(2027, 2, 3))
    assert found == ["2026", "2027", "2026Q4", "2027Q1", "2026-11", "2026-12", "2027-01", "2027-02"]


@pytest.mark.parametrize(
    ("period", "words"), [("2026", "2026年"), ("2026Q3", "2026年第3季度"), ("2026-03", "2026年3月")]
)
def test_a_period_is_said_as_people_say_it(period: str, words: str) -> None:
    assert period_words(period) == words
