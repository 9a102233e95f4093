"""Hours wait to be judged: put down once, and again whenever they may have been judged meanwhile."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.rules.sent import Data
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store.arrivals import Arrival
from ecosteward.monitoring.store.dues import GRACE, HOUR, SECOND, SETTLING, Due, Dues

NOW = 490_000 * HOUR + 1800 * SECOND


def arrival(at: int, span: Span = Span.REALTIME, point: int = 1) -> Arrival:
    data = Data(("a21026",), (1.0,) * 6)
    return Arrival(1, point, dt.date(2026, 6, 1), b"", at, "31", "2011", at, "valid", (), b"", span, data)


def put(dues: Dues, now: int, *arrivals: Arrival) -> list[Due]:
    found = dues.of(arrivals, now)
    dues.remember(found)
    return found


def test_the_hour_that_runs_is_due_once_after_its_end_and_its_grace() -> None:
    dues, hour = Dues(), NOW // HOUR * HOUR
    assert put(dues, NOW, arrival(NOW), arrival(NOW - SECOND)) == [(1, hour, hour + HOUR + GRACE, False)]
    assert put(dues, NOW + 60 * SECOND, arrival(NOW + 60 * SECOND)) == []


def test_data_that_come_late_in_a_row_make_one_due_and_those_after_it_another() -> None:
    dues, old = Dues(), NOW - 10 * HOUR
    (first,) = put(dues, NOW, arrival(old))
    assert first[2:] == (NOW + SETTLING, True)
    assert put(dues, NOW + 5 * SECOND, arrival(old)) == []
    assert put(dues, NOW + SETTLING, arrival(old))[0][2:] == (NOW + 2 * SETTLING, True)


def test_what_could_not_be_written_is_put_down_again() -> None:
    dues = Dues()
    assert dues.of([arrival(NOW)], NOW) == dues.of([arrival(NOW)], NOW) != []


def test_an_hour_put_down_for_its_day_is_put_down_sooner_for_itself() -> None:
    dues, hour = Dues(), NOW // HOUR * HOUR
    put(dues, NOW, arrival(hour, Span.DAY))
    assert put(dues, NOW, arrival(hour))[0][2] == hour + HOUR + GRACE


@given(
    st.lists(st.tuples(st.integers(0, 40 * 3600), st.integers(0, 120), st.sampled_from(list(Span)[:4])), max_size=40)
)
def test_after_every_datum_a_due_lies_ahead_that_no_judge_can_have_taken(steps: list[tuple[int, int, Span]]) -> None:
    dues, now, standing = Dues(), NOW, dict[tuple[int, int], int]()
    for ago, passed, span in steps:
        now += passed * SECOND
        at = now - ago * SECOND
        standing |= {(point, hour): due for point, hour, due, _ in put(dues, now, arrival(at, span))}
        assert standing[1, at // HOUR * HOUR] > now
