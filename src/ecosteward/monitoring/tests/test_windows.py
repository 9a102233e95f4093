"""What an address asks to be shown."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.windows import LONGEST, USUAL, window

NOW = dt.datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = dt.timedelta(hours=1)


def test_without_a_word_the_last_week_of_hours_is_shown() -> None:
    found = window("", "", "", "", NOW)
    assert (found.span, found.begin, found.end) == (Span.HOUR, NOW - dt.timedelta(days=7), NOW)


def test_a_last_day_is_shown_to_its_end() -> None:
    found = window("day", "2026-06-01", "2026-06-30", "", NOW)
    assert (found.begin.day, found.end.month, found.end.day) == (1, 7, 1)


def test_a_moment_stands_in_the_middle() -> None:
    found = window("minute", "", "", "2026-11-20T08:00", NOW)
    assert (found.begin + USUAL[Span.MINUTE] / 2).hour == 8


@pytest.mark.parametrize("begin", ["0001-01-01", "2027-01-01", "2026-12-31", "x", "9999-12-31", ""])
def test_what_cannot_be_is_shown_as_usual(begin: str) -> None:
    found = window("hour", begin, "", "", NOW)
    assert found.end - found.begin == USUAL[Span.HOUR]


@given(
    st.sampled_from(["realtime", "minute", "hour", "day", "month", "?"]),
    st.text(max_size=12),
    st.text(max_size=12),
    st.text(max_size=12),
)
def test_any_address_gives_a_window_of_a_bearable_length(span: str, begin: str, end: str, at: str) -> None:
    found = window(span, begin, end, at, NOW)
    assert dt.timedelta(0) < found.end - found.begin <= LONGEST[found.span]


@given(st.datetimes(), st.datetimes())
def test_any_two_moments_give_a_window_of_a_bearable_length(first: dt.datetime, second: dt.datetime) -> None:
    found = window("minute", first.isoformat(), second.isoformat(), "", NOW)
    assert dt.timedelta(0) < found.end - found.begin <= LONGEST[Span.MINUTE]
