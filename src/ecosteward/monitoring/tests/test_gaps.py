"""Which periods are asked for again."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.rules.gaps import TRIES, missing

BEGIN = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def at(hour: int) -> dt.datetime:
    return BEGIN + hour * HOUR


def test_runs_of_missing_hours_are_found() -> None:
    there = [at(0), at(1), at(4), at(6)]
    assert missing(there, at(0), at(7), HOUR) == [(at(2), at(3)), (at(5), at(5)), (at(7), at(7))]


def test_what_was_asked_for_often_enough_is_not_asked_for_again() -> None:
    asked = [(at(2), at(4))] * TRIES + [(at(5), at(5))]
    assert missing([at(0), at(1)], at(0), at(5), HOUR, asked) == [(at(5), at(5))]


def test_a_long_run_is_asked_for_in_pieces() -> None:
    assert missing([at(0)], at(0), at(5), HOUR, longest=2) == [(at(1), at(2)), (at(3), at(4)), (at(5), at(5))]


@given(st.sets(st.integers(0, 60)), st.integers(1, 30))
def test_every_missing_hour_is_in_exactly_one_run(there: set[int], longest: int) -> None:
    runs = missing([at(each) for each in there], at(0), at(60), HOUR, longest=longest)
    hours = [hour for first, last in runs for hour in range(61) if first <= at(hour) <= last]
    assert hours == sorted(set(range(61)) - there)


@pytest.mark.parametrize("end", [-1, -5])
def test_nothing_is_missing_of_no_time(end: int) -> None:
    assert missing([], at(0), at(end), HOUR) == []
