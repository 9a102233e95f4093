"""What is due when."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.simulator import agenda
from ecosteward.monitoring.simulator.agenda import UPLOADS, Due, Upload
from ecosteward.monitoring.simulator.tests.cases import when

MOMENTS = st.datetimes(when("2020-01-01"), when("2035-12-31"))
ALL: tuple[Upload, ...] = ("realtime", "minute", "hour", "day", "state", "running")


def test_at_midnight_everything_is_due_and_the_day_tells_of_yesterday() -> None:
    due = agenda.after(when("2026-03-01T23:59:40"), ALL, 30, 10)
    assert {each.at for each in due} == {when("2026-03-02")}
    begins = {each.upload: str(each.begin) for each in due}
    assert begins == {
        "realtime": "2026-03-02 00:00:00",
        "state": "2026-03-02 00:00:00",
        "minute": "2026-03-01 23:50:00",
        "hour": "2026-03-01 23:00:00",
        "day": "2026-03-01 00:00:00",
        "running": "2026-03-01 00:00:00",
    }


@given(MOMENTS, st.integers(1, 3600), st.sampled_from([1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30]))
def test_what_is_next_lies_ahead_and_no_further_than_its_interval(moment: datetime, realtime: int, minute: int) -> None:
    due = agenda.after(moment, ["realtime", "minute"], realtime, minute)
    assert due
    assert all(moment < each.at <= moment + timedelta(seconds=realtime) for each in due)


@given(st.dates(when("2020-01-01").date(), when("2035-12-31").date()), st.sampled_from([1, 5, 10, 15]))
def test_a_day_gone_through_has_every_period_once(day: datetime, minute: int) -> None:
    reached, seen = when(day.isoformat()), list[Due]()
    end = reached + timedelta(days=1)
    while reached < end:
        due = agenda.after(reached, ["minute", "hour", "day"], 30, minute)
        reached = due[0].at
        seen += due
    begins = [each.begin for each in seen if each.upload == "minute"]
    assert begins == [end - timedelta(days=1) + number * timedelta(minutes=minute) for number in range(1440 // minute)]
    assert [sum(each.upload == kind for each in seen) for kind in ("hour", "day")] == [24, 1]
    asked = agenda.within(end - timedelta(days=1), end - timedelta(minutes=minute), "minute", timedelta(minutes=minute))
    assert [each.begin for each in asked] == begins


def test_nothing_is_due_of_what_is_not_sent() -> None:
    assert agenda.after(when("2026-03-01"), ["boot"], 30, 10) == []
    assert set(ALL) < set(UPLOADS)
