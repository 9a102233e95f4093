"""When calibrations and checks fall due, and for how long they were overdue."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.hj75.intervals import SORTS, Every, due_after, every_of, overdue, overdue_at, rows_of, times
from ecosteward.norms.kernel.errors import RefusedError

FIRST = datetime.fromisoformat("2026-03-31T09:00")  # moments of the norms have no zone
HOUR = timedelta(hours=1)
EVERY = st.builds(Every, st.integers(1, 40), st.sampled_from(["h", "d", "month"]))
PASSED = st.lists(st.integers(0, 3000), max_size=8, unique=True).map(
    lambda hours: [FIRST + hour * HOUR for hour in sorted(hours)]
)


def found(**more: Any) -> Any:
    facts = {"sort": "extractive", "check": "zero", "passed": [FIRST], "until": FIRST + timedelta(days=30)}
    return overdue.run(facts | more)


@pytest.mark.parametrize(("later", "expected"), [(0, 0), (1, 1)])
def test_it_is_overdue_from_the_moment_due_on_and_not_before(later: int, expected: int) -> None:
    until = FIRST + timedelta(days=7, microseconds=later)
    assert found(until=until).outcome.number == expected
    moments = np.array([FIRST + timedelta(days=7) - HOUR, FIRST + timedelta(days=7)], "M8[us]")
    assert overdue_at(moments, [FIRST], Every(7, "d")).tolist() == [False, True]


@pytest.mark.parametrize(("days", "expected"), [(7, 0), (7 + 1 / 24, 1)])
def test_a_calibration_in_time_leaves_nothing_overdue_and_a_late_one_ends_it(days: float, expected: int) -> None:
    again = FIRST + timedelta(days=days)
    outcome = found(passed=[again, FIRST], until=again + HOUR).outcome
    assert [(each.since, each.before) for each in outcome.times] == [(FIRST + timedelta(days=7), again)] * expected
    assert outcome.due == again + timedelta(days=7)


def test_before_the_first_that_was_recorded_nothing_is_told() -> None:
    assert found(passed=[]).outcome.times == ()
    assert not overdue_at(np.array([FIRST - 999 * HOUR], "M8[us]"), [FIRST], Every(1, "h")).any()


def test_the_interval_is_to_be_checked_and_says_where_it_comes_from() -> None:
    result = found()
    assert result.needs_check
    assert any("7" in str(step.value) for step in result.steps)


def test_a_flow_meter_has_no_span_to_calibrate() -> None:
    with pytest.raises(RefusedError, match="量程校准"):
        found(sort="flow", check="span")


def test_months_are_those_of_the_calendar_and_end_with_their_last_day() -> None:
    last_of_november = datetime.fromisoformat("2026-11-30T09:00")
    assert due_after(last_of_november, Every(3, "month")).isoformat() == "2027-02-28T09:00:00"
    assert due_after(FIRST, Every(6, "month")).isoformat() == "2026-09-30T09:00:00"


def test_every_sort_has_rows_whose_intervals_can_be_read_and_none_is_verified_without_a_text() -> None:
    for sort in SORTS:
        assert {row["check"] for row in rows_of(sort)} >= {"zero", "comparison"}
        assert all(every_of(row).number > 0 and not row.verified() for row in rows_of(sort))


@given(PASSED, EVERY, st.lists(st.integers(-50, 4000), min_size=1, max_size=40))
def test_moments_and_times_say_the_same(passed: list[datetime], every: Every, hours: list[int]) -> None:
    moments = [FIRST + hour * HOUR for hour in hours]
    until = FIRST + 5000 * HOUR
    spans = times(passed, every, until)
    expected = [any(since <= each < (before or until) for since, before in spans) for each in moments]
    assert overdue_at(np.array(moments, "M8[us]"), passed, every).tolist() == expected


@given(PASSED.filter(bool), EVERY, st.integers(0, 3000))
def test_one_more_calibration_never_makes_more_overdue_after_it(
    passed: list[datetime], every: Every, hour: int
) -> None:
    moments = np.array([FIRST + each * HOUR for each in range(0, 3000, 7)], "M8[us]")
    before = overdue_at(moments, passed, every)
    more = sorted({*passed, FIRST + hour * HOUR})
    here = moments >= np.datetime64(min(passed), "us")
    assert not (overdue_at(moments, more, every) & ~before)[here].any()
