"""Days of hours, of one series after the other and of a block at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from ecosteward.norms.hj75.means import HOURS, day_rows, days_of_hours
from ecosteward.norms.kernel.trace import Trace

BLOCKS = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda shape: arrays(
        np.float64,
        (shape[0], shape[1] * HOURS),
        elements=st.one_of(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.just(np.nan)),
    )
)


@given(BLOCKS)
def test_the_days_of_a_block_are_to_the_last_digit_those_of_its_rows(values: NDArray[np.float64]) -> None:
    found = days_of_hours(values)
    moments = np.datetime64("2026-06-01T00", "h") + np.arange(values.shape[1])
    for line, own in zip(values, found, strict=True):
        columns = {"series": np.full(len(line), "1", object), "hour": moments, "mean": line}
        np.testing.assert_array_equal(own, day_rows(columns, Trace())["mean"])


def test_a_day_needs_twenty_hours() -> None:
    values = np.full((2, HOURS), 5.0)
    values[0, 20:] = values[1, 19:] = np.nan
    found = days_of_hours(values)
    assert found[0].tolist() == [5.0]
    assert np.isnan(found[1]).all()
