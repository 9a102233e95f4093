"""Hours, days, months and quarters as addresses and people write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.rules.calendar import midnight
from ecosteward.monitoring.rules.periods import KEYS, Period, holding, read
from ecosteward.monitoring.rules.spans import Span

moments = st.datetimes(dt.datetime(2001, 1, 1), dt.datetime(2098, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
spans = st.sampled_from(list(KEYS.values()))


@given(spans, moments)
def test_what_an_address_says_of_a_period_is_read_as_that_period(span: Span, moment: dt.datetime) -> None:
    period = holding(span, moment)
    assert read(period.key, period.text) == period


@given(spans, moments)
def test_a_moment_lies_in_the_period_that_holds_it(span: Span, moment: dt.datetime) -> None:
    period = holding(span, moment)
    assert period.begin <= moment < period.end


@given(spans, moments)
def test_the_one_after_the_one_before_is_the_period_itself(span: Span, moment: dt.datetime) -> None:
    period = holding(span, moment)
    assert period.before.following == period == period.following.before


@given(spans, moments)
def test_a_period_lies_whole_in_the_longer_one_around_it(span: Span, moment: dt.datetime) -> None:
    period = holding(span, moment)
    around = period.around
    assert (around is None) == (span == Span.QUARTER)
    assert around is None or around.begin <= period.begin < period.end <= around.end


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("hour", "2026-06-10T23", "2026-06-10 23:00 至 00:00"),
        ("day", "2026-06-10", "2026-06-10"),
        ("month", "2026-12", "2026 年 12 月"),
        ("quarter", "2026-Q4", "2026 年第 4 季度"),
    ],
)
def test_people_read_periods_in_words(key: str, text: str, words: str) -> None:
    period = read(key, text)
    assert period is not None
    assert period.words == words


def test_hours_and_days_are_those_of_china() -> None:
    moment = dt.datetime(2026, 6, 9, 16, 30, tzinfo=dt.UTC)
    assert holding(Span.HOUR, moment).text == "2026-06-10T00"
    assert holding(Span.DAY, moment) == Period(Span.DAY, midnight(dt.date(2026, 6, 10)))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("hour", "2026-06-10T24"),
        ("hour", "2026-06-10"),
        ("day", "2026-02-30"),
        ("day", "2026-06-10T08"),
        ("month", "2026-13"),
        ("quarter", "2026-Q5"),
        ("quarter", "2026-06"),
        ("minute", "2026-06-10T08"),
        ("day", "1026-06-10"),
        ("day", "２０２６-06-10"),
        ("day", ""),
    ],
)
def test_what_is_no_period_is_none(key: str, text: str) -> None:
    assert read(key, text) is None
