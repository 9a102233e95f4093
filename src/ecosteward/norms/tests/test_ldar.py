"""Leaks of volatile organics."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table
from ecosteward.norms.ldar import COMPONENTS, INDUSTRIES, SERVICES, mass, rate
from ecosteward.norms.ldar_clocks import check, leak

MEASURED = [each for each in COMPONENTS if each != "sampling"]
points = st.fixed_dictionaries(
    {
        "industry": st.sampled_from(list(INDUSTRIES)),
        "component": st.sampled_from(MEASURED),
        "service": st.sampled_from(list(SERVICES)),
        "reading": st.floats(0, 100000),
    }
)


@pytest.mark.parametrize(
    ("point", "expected", "method"),
    [
        (("chemical", "valve", "gas", 0.99), 6.6e-7, "zero"),
        (("chemical", "valve", "gas", 1), 1.87e-6, "correlation"),
        (("chemical", "valve", "gas", 1000), 1.87e-6 * 1000**0.873, "correlation"),
        (("chemical", "valve", "gas", 49999), 1.87e-6 * 49999**0.873, "correlation"),
        (("chemical", "valve", "gas", 50000), 0.11, "limit"),
        (("chemical", "valve", "light_liquid", 500), 6.41e-6 * 500**0.797, "correlation"),
        (("chemical", "compressor", "gas", 500), 1.9e-5 * 500**0.824, "correlation"),
        (("chemical", "flange", "gas", 500), 3.05e-6 * 500**0.885, "correlation"),
        (("chemical", "open_line", "gas", 500), 2.2e-6 * 500**0.704, "correlation"),
        (("refinery", "flange", "gas", 500), 4.61e-6 * 500**0.703, "correlation"),
        (("refinery", "agitator", "gas", 500), 1.36e-5 * 500**0.589, "correlation"),
        (("chemical", "pump", "light_liquid", None), 0.0199, "average"),
        (("refinery", "pump", "light_liquid", None), 0.114, "average"),
        (("chemical", "sampling", "gas", 500), 0.015, "average"),
        (("refinery", "compressor", "gas", None), 0.636, "average"),
    ],
)
def test_a_rate_is_by_zero_curve_limit_or_average_factor(point: tuple[Any, ...], expected: float, method: str) -> None:
    facts = dict(zip(("industry", "component", "service", "reading"), point, strict=True))
    found = rate.run(facts).outcome
    assert found.rate == pytest.approx(expected)
    assert found.method == method


def test_the_pump_factor_that_circulates_wrongly_is_not_used() -> None:
    pump = table("ldar_average_factors").one(component="pump", service="light_liquid")
    assert pump.figure("chemical") == 0.0199
    compressor = table("ldar_average_factors").one(component="compressor", service="gas")
    assert compressor.figure("refinery") == 0.636


def test_where_the_sources_differ_one_row_is_used_and_the_result_is_to_be_checked() -> None:
    rows = table("ldar_assignment").where(industry="chemical", component="valve", service="heavy_liquid")
    assert sorted(row["used"] for row in rows) == ["false", "true"]
    found = rate.run({"industry": "chemical", "component": "valve", "service": "heavy_liquid", "reading": 100})
    assert found.needs_check


@pytest.mark.parametrize("component", ["pump", "flange", "open_line"])
def test_where_two_sources_print_other_limit_rates_both_are_kept_and_the_used_one_is_to_be_checked(
    component: str,
) -> None:
    rows = table("ldar_equations").where(set="refinery", component=component)
    assert len({row["limit_rate"] for row in rows}) == 2
    found = rate.run({"industry": "refinery", "component": component, "service": "light_liquid", "reading": 60000})
    assert found.outcome.method == "limit"
    assert found.needs_check


def test_a_point_out_of_reach_without_a_factor_is_refused() -> None:
    with pytest.raises(RefusedError, match="没有平均排放系数"):
        rate.run({"industry": "chemical", "component": "agitator", "service": "gas"})
    with pytest.raises(RefusedError, match="第 1 行"):
        rate.run_rows({"industry": ["chemical"], "component": ["agitator"], "service": ["gas"], "reading": [None]})


@given(points, st.floats(0, 1e5))
def test_from_one_upward_a_higher_reading_never_gives_a_lower_rate(facts: dict[str, Any], more: float) -> None:
    base = max(facts["reading"], 1.0)
    low, high = (rate.run(facts | {"reading": base + add}).outcome.rate for add in (0, more))
    assert low <= high * (1 + 1e-12)


@given(st.lists(points, min_size=1, max_size=20))
def test_many_points_are_as_each_alone(facts: list[dict[str, Any]]) -> None:
    columns = rate.run_rows({name: [each[name] for each in facts] for name in facts[0]}).columns
    alone = [rate.run(each) for each in facts]
    assert np.allclose(columns["rate"], [each.outcome.rate for each in alone], rtol=1e-12)
    assert list(columns["method"]) == [each.outcome.method for each in alone]
    assert list(columns["needs_check"]) == [each.needs_check for each in alone]


KIND = {"industry": "chemical", "component": "valve", "service": "gas", "since": "2025-01-01", "until": "2025-12-31"}


def test_each_check_speaks_up_to_half_way_to_its_neighbours() -> None:
    checks = [{"on": "2025-03-01", "reading": 0}, {"on": "2025-09-01", "reading": 50000}]
    found = mass.run(KIND | {"checks": checks}).outcome
    assert [each.days for each in found.stretches] == [151.0, 214.0]
    assert found.mass == pytest.approx((6.6e-7 * 151 + 0.11 * 214) * 24)
    half = mass.run(KIND | {"checks": checks, "operating_share": 0.5}).outcome
    assert half.mass == pytest.approx(found.mass / 2)


def test_checks_outside_the_period_speak_only_for_its_days() -> None:
    found = mass.run(
        KIND | {"checks": [{"on": "2024-06-01", "reading": 0}, {"on": "2026-06-01", "reading": 0}]}
    ).outcome
    assert sum(each.days for each in found.stretches) == 365


@given(st.lists(st.dates(date(2024, 1, 1), date(2026, 12, 31)), min_size=1, max_size=6), st.randoms())
def test_the_stretches_fill_the_period_in_whatever_order_the_checks_come(days: list[date], random: Any) -> None:
    checks = [{"on": day, "reading": 10 * at} for at, day in enumerate(sorted(set(days)))]
    before = mass.run(KIND | {"checks": checks}).outcome
    random.shuffle(checks)
    assert mass.run(KIND | {"checks": checks}).outcome == before
    assert sum(each.days for each in before.stretches) == pytest.approx(365)


def test_a_history_without_checks_or_with_its_end_before_its_start_is_refused() -> None:
    with pytest.raises(RefusedError, match="至少要有一次检测"):
        mass.run(KIND | {"checks": []})
    with pytest.raises(RefusedError, match="不能早于首日"):
        mass.run(KIND | {"until": "2024-01-01", "checks": [{"on": "2024-06-01", "reading": 0}]})


SEEN = {"component": "valve", "material": "gas", "on": "2025-08-31", "reading": 5000}


@pytest.mark.parametrize(
    ("change", "limit", "leaks"),
    [
        ({}, 5000, False),
        ({"reading": 5000.1}, 5000, True),
        ({"reading": 5000, "key_region": True}, 2000, True),
        ({"reading": 2001, "material": "other_liquid"}, 2000, True),
        ({"reading": 501, "material": "other_liquid", "key_region": True}, 500, True),
        ({"reading": 0, "visible": True}, 5000, True),
    ],
)
def test_a_point_leaks_above_the_limit_of_its_material_and_region_or_visibly(
    change: dict[str, Any], limit: float, *, leaks: bool
) -> None:
    found = leak.run(SEEN | change)
    assert (found.outcome.threshold, found.outcome.leaks, found.needs_check) == (limit, leaks, False)


def test_a_leak_is_first_repaired_in_five_days_and_done_in_fifteen() -> None:
    found = leak.run(SEEN | {"reading": 9000}).outcome
    assert (found.first_repair_by, found.repair_by) == (date(2025, 9, 5), date(2025, 9, 15))
    tight = leak.run(SEEN).outcome
    assert (tight.first_repair_by, tight.repair_by) == (None, None)


def test_the_clocks_of_hj_1230_are_remembered_and_to_be_checked() -> None:
    found = leak.run(SEEN | {"reading": 9000, "clock": "HJ 1230-2021"})
    assert (found.outcome.first_repair_by, found.outcome.repair_by) == (date(2025, 9, 5), date(2025, 9, 15))
    assert found.needs_check


def test_a_filed_delay_ends_with_the_next_shutdown() -> None:
    delayed = SEEN | {"reading": 9000, "delay_filed": True}
    assert leak.run(delayed).outcome.repair_by is None
    known = leak.run(delayed | {"next_shutdown_until": "2026-03-10"}).outcome
    assert known.repair_by == date(2026, 3, 10)


@pytest.mark.parametrize(("component", "by"), [("valve", date(2026, 2, 28)), ("flange", date(2026, 8, 31))])
def test_moving_parts_are_checked_every_six_months_and_still_ones_every_twelve(component: str, by: date) -> None:
    assert leak.run(SEEN | {"component": component}).outcome.next_check_by == by


def test_a_relief_valve_is_checked_within_five_working_days_and_a_new_point_within_ninety_days() -> None:
    assert check.run({"kind": "relief", "on": "2025-09-30"}).outcome.check_by == date(2025, 10, 14)
    assert check.run({"kind": "first_use", "on": "2025-01-01"}).outcome.check_by == date(2025, 4, 1)
