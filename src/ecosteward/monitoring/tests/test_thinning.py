"""Long curves are drawn with few points."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ecosteward.monitoring.rules.thinning import missing, thinned

CURVES = arrays(
    np.float64, st.integers(0, 400), elements=st.one_of(st.just(np.nan), st.floats(-1e6, 1e6, allow_subnormal=False))
)


@given(CURVES, st.integers(2, 60))
def test_the_lowest_and_the_highest_of_all_stay(
    values: "np.ndarray[tuple[int], np.dtype[np.float64]]", most: int
) -> None:
    places = thinned(values, most)
    assert (np.diff(places) > 0).all()
    if np.isfinite(values).any():
        assert np.nanmin(values[places]) == np.nanmin(values)
        assert np.nanmax(values[places]) == np.nanmax(values)


@given(CURVES, st.integers(2, 60))
def test_there_are_no_more_points_than_asked_for(
    values: "np.ndarray[tuple[int], np.dtype[np.float64]]", most: int
) -> None:
    assert len(thinned(values, most)) <= max(most, 2)


@given(CURVES, st.integers(2, 60), st.data())
def test_what_is_to_be_kept_stays(
    values: "np.ndarray[tuple[int], np.dtype[np.float64]]", most: int, data: st.DataObject
) -> None:
    keep = data.draw(arrays(np.bool_, len(values)))
    assert set(np.flatnonzero(keep)) <= set(thinned(values, most, keep))


def test_a_gap_stays_a_gap() -> None:
    values = np.full(1000, 5.0)
    values[400:600] = np.nan
    assert np.isnan(values[thinned(values, 50)]).any()


def test_a_short_curve_is_drawn_whole() -> None:
    assert thinned(np.array([1.0, 2.0, np.nan]), 3).tolist() == [0, 1, 2]


@given(st.lists(st.integers(1, 4), min_size=3, max_size=60))
def test_a_step_longer_than_usual_is_a_gap_and_no_other_is(steps: list[int]) -> None:
    at = np.datetime64("2026-06-10", "us") + np.concatenate([[0], np.cumsum(steps)]) * np.timedelta64(10, "m")
    usual, places = missing(at, 1.5)
    assert [
        place for place, step in enumerate(steps) if step * np.timedelta64(10, "m") > usual * 1.5
    ] == places.tolist()


def test_fewer_than_two_moments_have_no_gap() -> None:
    for number in (0, 1):
        _, places = missing(np.full(number, np.datetime64("2026-06-10", "us")), 1.5)
        assert not len(places)
