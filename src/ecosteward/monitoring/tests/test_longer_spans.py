"""Days, months and quarters out of the hours they hold."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.rules import days, months
from ecosteward.monitoring.rules.places import Place
from ecosteward.monitoring.rules.sheets import Sheet, blank
from ecosteward.monitoring.rules.verdicts import Exceedance, Validity
from ecosteward.monitoring.tests.sample import NAN, bound, factor, place

MIDNIGHT = np.datetime64("2026-06-09T16:00", "us")  # of 10 June in China
JUNE = np.datetime64("2026-05-31T16:00", "us")
GAS = place(factor(1), factor(2, "a00000"))
WATER = place(factor(1, "w01018"), factor(2, "w00000"), kind="water")
STATES = st.lists(st.sampled_from(list(Validity)), min_size=24, max_size=24)


def _hours(here: Place, means: list[list[float]], validity: list[list[Validity]] | None = None) -> Sheet:
    sheet = blank((len(here.factors), len(means[0])))
    sheet.mean = sheet.low = sheet.high = np.array(means)
    sheet.validity = np.zeros(sheet.mean.shape, np.int64) if validity is None else np.array(validity, np.int64)
    sheet.due[:] = 60
    return sheet


@pytest.mark.parametrize(("valid", "expected"), [(19, Validity.INVALID), (20, Validity.VALID)])
def test_a_day_of_gas_counts_from_20_valid_hours_on(valid: int, expected: Validity) -> None:
    states = [[Validity.VALID] * valid + [Validity.INVALID] * (24 - valid)] * 2
    sheet = days.judge(GAS, MIDNIGHT, _hours(GAS, [[10.0] * valid + [99.0] * (24 - valid)] * 2, states))
    assert (sheet.validity[0, 0], sheet.counted[0, 0], sheet.due[0, 0]) == (expected, valid, 24)
    assert sheet.mean[0, 0] == pytest.approx(10.0) or expected == Validity.INVALID


@pytest.mark.parametrize(("valid", "expected"), [(17, Validity.INVALID), (18, Validity.VALID)])
def test_a_day_of_waste_water_counts_from_three_quarters_of_the_due_data_on(valid: int, expected: Validity) -> None:
    states = [[Validity.VALID] * valid + [Validity.INVALID] * (24 - valid), [Validity.VALID] * 24]
    sheet = days.judge(WATER, MIDNIGHT, _hours(WATER, [[10.0] * 24, [5.0] * 24], states))
    assert sheet.validity[0, 0] == expected


def test_waste_water_is_weighed_by_its_flow_and_hours_without_flow_are_not_due() -> None:
    states = [[Validity.VALID] * 12 + [Validity.STOPPED] * 12] * 2
    concentrations, flows = [10.0] * 6 + [40.0] * 6 + [NAN] * 12, [1.0] * 6 + [3.0] * 6 + [0.0] * 12
    sheet = days.judge(WATER, MIDNIGHT, _hours(WATER, [concentrations, flows], states))
    assert sheet.mean[0, 0] == pytest.approx((10 * 1 + 40 * 3) / 4)
    assert sheet.amount[0, 0] == pytest.approx((10 * 1 + 40 * 3) * 6 * 3.6 * 1e-3)
    assert (sheet.due[0, 0], sheet.validity[0, 0]) == (12, Validity.VALID)


def test_a_day_on_which_the_source_stood_is_neither_valid_nor_invalid() -> None:
    sheet = days.judge(GAS, MIDNIGHT, _hours(GAS, [[NAN] * 24] * 2, [[Validity.STOPPED] * 24] * 2))
    assert (sheet.validity[0, 0], sheet.due[0, 0]) == (Validity.STOPPED, 0)


def test_a_day_nothing_was_heard_of_is_missing() -> None:
    sheet = days.judge(GAS, MIDNIGHT, _hours(GAS, [[NAN] * 24] * 2, [[Validity.MISSING] * 24] * 2))
    assert (sheet.validity[0, 0], sheet.due[0, 0]) == (Validity.MISSING, 24)


@given(STATES, st.lists(st.floats(0, 100), min_size=24, max_size=24), st.randoms(), st.sampled_from(["gas", "water"]))
def test_the_order_of_the_hours_does_not_matter_to_the_day(
    states: list[Validity], values: list[float], chance: Any, kind: str
) -> None:
    here, order = {"gas": GAS, "water": WATER}[kind], list(range(24))
    chance.shuffle(order)
    flows = [float(at) for at in range(24)]
    one = days.judge(here, MIDNIGHT, _hours(here, [values, flows], [states, states]))
    mixed = [[each[at] for at in order] for each in (values, flows)]
    other = days.judge(here, MIDNIGHT, _hours(here, mixed, [[states[at] for at in order]] * 2))
    for name in ("mean", "amount", "validity", "counted", "due"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9, err_msg=name)


@given(STATES, st.floats(0.1, 100))
def test_a_day_that_does_not_count_is_never_over(states: list[Validity], upper: float) -> None:
    here = place(factor(1, bounds=(bound(upper, basis="day"),)), factor(2, "a00000"))
    sheet = days.judge(here, MIDNIGHT, _hours(here, [[50.0] * 24] * 2, [states] * 2))
    if sheet.validity[0, 0] != Validity.VALID:
        assert sheet.exceedance[0, 0] == Exceedance.NOT_JUDGED
    elif upper < 50:  # what every hour is
        assert sheet.exceedance[0, 0] == Exceedance.OVER


@pytest.mark.parametrize(("valid", "expected"), [(24, Validity.INVALID), (25, Validity.VALID)])
def test_a_month_of_gas_counts_from_25_valid_days_on(valid: int, expected: Validity) -> None:
    states = [[Validity.VALID] * valid + [Validity.INVALID] * (30 - valid)] * 2
    sheet = months.judge(GAS, JUNE, _hours(GAS, [[10.0] * 30] * 2, states))
    assert sheet.validity[0, 0] == expected


def test_days_without_discharge_are_not_due_in_a_month_of_waste_water() -> None:
    states = [[Validity.VALID] * 12 + [Validity.STOPPED] * 15 + [Validity.INVALID] * 3] * 2
    sheet = months.judge(WATER, JUNE, _hours(WATER, [[30.0] * 30, [5.0] * 30], states))
    assert (sheet.mean[0, 0], sheet.validity[0, 0], sheet.due[0, 0]) == (30.0, Validity.VALID, 15)


@pytest.mark.parametrize(("valid", "expected"), [(17, Validity.INVALID), (18, Validity.VALID)])
def test_a_quarter_wants_three_quarters_of_its_due_hours_valid(valid: int, expected: Validity) -> None:
    given_days = _hours(GAS, [[10.0] * 91] * 2)
    given_days.counted[:], given_days.due[:] = valid, 24
    sheet = months.quarter(given_days)
    assert (sheet.validity[0, 0], sheet.due[0, 0]) == (expected, 24 * 91)
