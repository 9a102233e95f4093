"""Formulas of HJ 212-2017, annex D."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.hj212_amounts import concentration, flow, gas, nox, water
from ecosteward.norms.kernel.errors import RefusedError

AT_STANDARD = {"temperature": 0, "atmosphere": 101325}


def test_gas_at_standard_state_is_as_it_is() -> None:
    facts = {"value": 100, "state": "actual", **AT_STANDARD}
    assert concentration.run(facts).outcome.concentration == pytest.approx(100)


def test_hot_gas_under_suction_holds_more_at_standard_state() -> None:
    facts = {"value": 100, "state": "actual", "temperature": 136.5, "atmosphere": 101325, "static": -1325}
    assert concentration.run(facts).outcome.concentration == pytest.approx(100 * 1.5 * 101325 / 100000)


def test_wet_gas_holds_more_when_dried() -> None:
    assert concentration.run({"value": 90, "humidity": 10}).outcome.concentration == pytest.approx(100)


@pytest.mark.parametrize(("substance", "factor"), [("SO2", 2.857), ("NO", 1.339), ("NO2", 2.054), ("二氧化硫", 2.857)])
def test_ppm_become_mg_by_the_molar_mass(substance: str, factor: float) -> None:
    found = concentration.run({"value": 1, "kind": "ppm", "substance": substance})
    assert found.outcome.concentration == pytest.approx(factor, abs=5e-4)
    assert found.needs_check


def test_a_molar_mass_of_ones_own_rests_on_official_formulas_alone() -> None:
    found = concentration.run({"value": 22.4, "kind": "ppm", "molar_mass": 44.01})
    assert found.outcome.concentration == pytest.approx(44.01)
    assert not found.needs_check


def test_no_counts_as_no2() -> None:
    assert nox.run({"no": 30, "no2": 10}).outcome.nox == pytest.approx(56)
    assert nox.run({"no": 10, "no2": 12.4, "kind": "ppm"}).outcome.nox == pytest.approx(46)


def test_both_ways_to_nox_agree() -> None:
    by_volume = nox.run({"no": 100, "no2": 20, "kind": "ppm"}).outcome.nox
    by_mass = nox.run({"no": 100 * 30 / 22.4, "no2": 20 * 46 / 22.4}).outcome.nox
    assert by_volume == pytest.approx(by_mass)


def test_velocity_becomes_dry_flow_at_standard_state() -> None:
    duct = {"velocity": 10, "field": 0.9, "area": 2, "temperature": 136.5, "atmosphere": 101325, "humidity": 10}
    found = flow.run(duct)
    assert (found.outcome.velocity, found.outcome.actual) == (9, 64800)
    assert found.outcome.standard == pytest.approx(64800 / 1.5 * 0.9)
    assert not found.needs_check


def test_an_amount_is_concentration_by_flow_and_the_day_is_their_sum_without_the_misprinted_factor() -> None:
    outcome = gas.run({"hours": [{"concentration": 50, "flow": 20000}] * 24})
    assert outcome.outcome.hours[0] == pytest.approx(1)
    assert outcome.outcome.day == pytest.approx(24)
    assert outcome.outcome.flow == 480000
    assert any("误印" in step.what for step in outcome.steps)


def test_water_is_summed_by_slices_and_its_mean_weighted_by_volume() -> None:
    slices = [
        {"flow": 10, "seconds": 100, "concentration": 50},
        {"flow": 30, "seconds": 100, "concentration": 10},
    ]
    found = water.run({"slices": slices})
    assert found.outcome.volume == pytest.approx(4)
    assert found.outcome.amount == pytest.approx(0.08)
    assert found.outcome.weighted == pytest.approx(20)
    assert found.outcome.plain == 30
    assert not found.needs_check


def test_without_water_there_is_no_weighted_mean() -> None:
    outcome = water.run({"slices": [{"flow": 0, "seconds": 60, "concentration": 5}]}).outcome
    assert (outcome.weighted, outcome.plain, outcome.amount) == (None, 5, 0)


@pytest.mark.parametrize(
    ("run", "facts", "told"),
    [
        (concentration, {"value": 1, "state": "actual"}, "须填烟气温度"),
        (concentration, {"value": 1, "state": "actual", "temperature": 1}, "环境大气压"),
        (concentration, {"value": 1, "kind": "ppm", "substance": "铅"}, "请填摩尔质量"),
        (concentration, {"value": 1, "humidity": 100}, "应小于 100"),
        (flow, {"velocity": 1, "area": 1, "temperature": 1, "atmosphere": 100, "static": -101}, "请核对单位"),
        (flow, {"velocity": 1, "area": 1, "temperature": -273, "atmosphere": 100}, "应大于 -273"),
        (water, {"slices": []}, "至少要有一个时间片"),
    ],
)
def test_what_cannot_be_worked_out_is_refused(run: Any, facts: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        run.run(facts)


@pytest.mark.parametrize(
    ("change", "told"),
    [({"temperature": None}, "第 2 行 temperature"), ({"atmosphere": 100, "static": -100}, "第 2 行 static")],
)
def test_a_duct_without_its_state_is_named_by_its_row(change: dict[str, Any], told: str) -> None:
    good = {"velocity": 1, "area": 1, "temperature": 1, "atmosphere": 100000, "static": 0}
    rows = [good, good | change]
    with pytest.raises(RefusedError, match=told):
        flow.run_rows({name: [row[name] for row in rows] for name in good})


ducts = st.fixed_dictionaries(
    {
        "velocity": st.floats(0, 40),
        "field": st.floats(0.5, 1.5),
        "area": st.floats(0.1, 50),
        "temperature": st.floats(-20, 400),
        "atmosphere": st.floats(80000, 105000),
        "static": st.floats(-5000, 5000),
        "humidity": st.floats(0, 40),
    }
)


@given(st.lists(ducts, min_size=1, max_size=10))
def test_many_ducts_come_out_as_one_by_one(facts: list[dict[str, Any]]) -> None:
    columns = flow.run_rows({name: [each[name] for each in facts] for name in facts[0]}).columns
    for name in ("velocity", "actual", "standard"):
        assert np.allclose(columns[name], [getattr(flow.run(each).outcome, name) for each in facts])


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e6)), min_size=1, max_size=24))
def test_many_hours_come_out_as_their_day(hours: list[tuple[float, float]]) -> None:
    columns = gas.run_rows({"concentration": [c for c, _ in hours], "flow": [q for _, q in hours]}).columns
    outcome = gas.run({"hours": [{"concentration": c, "flow": q} for c, q in hours]}).outcome
    assert np.allclose(columns["amount"], outcome.hours)
    assert outcome.day == pytest.approx(float(columns["amount"].sum()))


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(1, 600), st.floats(0, 500)), min_size=1, max_size=24))
def test_many_slices_come_out_as_their_sum(slices: list[tuple[float, float, float]]) -> None:
    names = ("flow", "seconds", "concentration")
    columns = water.run_rows({name: [each[at] for each in slices] for at, name in enumerate(names)}).columns
    outcome = water.run({"slices": [dict(zip(names, each, strict=True)) for each in slices]}).outcome
    assert float(columns["amount"].sum()) == pytest.approx(outcome.amount)
    assert float(columns["volume"].sum()) == pytest.approx(outcome.volume)
