"""Amounts emitted, reference oxygen and total quantity."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.emissions import balance, by_factor, choose, monitored
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.oxygen import convert
from ecosteward.norms.total_quantity import balance as settle


def test_air_by_concentration_flow_and_hours_and_water_by_volume() -> None:
    air = monitored.run({"medium": "废气", "concentration": 50, "flow": 100000, "hours": 7200}).outcome
    assert air.mass == pytest.approx(36)
    water = monitored.run({"medium": "water", "concentration": 50, "flow": 100000}).outcome
    assert water.mass == pytest.approx(5)


def test_air_without_its_hours_is_refused_alone_and_in_a_row() -> None:
    with pytest.raises(RefusedError, match="废气须填排放时间"):
        monitored.run({"medium": "air", "concentration": 50, "flow": 1})
    with pytest.raises(RefusedError, match="第 2 行 hours"):
        monitored.run_rows({"medium": ["water", "air"], "concentration": [1, 1], "flow": [1, 1]})


@given(st.lists(st.tuples(st.sampled_from(["air", "water"]), st.floats(0, 1e4), st.floats(0, 1e6), st.floats(0, 8784))))
def test_many_measurements_are_as_each_alone(rows: list[Any]) -> None:
    names = ("medium", "concentration", "flow", "hours")
    columns = monitored.run_rows({name: [row[at] for row in rows] for at, name in enumerate(names)}).columns
    alone = [monitored.run(dict(zip(names, row, strict=True))).outcome.mass for row in rows]
    assert np.allclose(columns["mass"], alone)


def test_sulphur_in_coal_less_what_stayed_in_ash_and_gypsum_is_sulphur_dioxide() -> None:
    facts = {
        "inputs": [{"name": "煤", "amount": 10000, "content": 0.8}],
        "other": [{"name": "灰渣", "amount": 2000, "content": 0.5}, {"name": "石膏", "amount": 400, "content": 15}],
        "molar_ratio": 2,
    }
    assert balance.run(facts).outcome.mass == pytest.approx((80 - 10 - 60) * 2)


def test_a_balance_in_which_more_comes_out_than_went_in_is_refused() -> None:
    stream = [{"name": "料", "amount": 1, "content": 50}]
    with pytest.raises(RefusedError, match=r"去向合计比投入多 0\.5 t"):
        balance.run({"inputs": stream, "products": stream, "recovered": stream})


def test_a_factor_less_the_treatment_while_it_ran() -> None:
    facts = {"factor": 2, "activity": 1000, "efficiency": 90, "running": 0.5}
    assert by_factor.run(facts).outcome.mass == pytest.approx(2 * 0.55)


def estimate(method: str, mass: float, **change: Any) -> dict[str, Any]:
    return {"method": method, "mass": mass} | change


def test_the_first_valid_method_counts_and_the_others_stand_beside_it() -> None:
    given = [estimate("factor", 12), estimate("手工监测", 10), estimate("automatic", 9, valid=False, why="捕集率 70 %")]
    found = choose.run({"estimates": given})
    assert (found.outcome.method, found.outcome.mass) == ("manual", 10)
    assert {each.method: each.difference for each in found.outcome.others} == {
        "factor": pytest.approx(20),
        "automatic": pytest.approx(-10),
    }
    assert any(step.formula == "捕集率 70 %" for step in found.steps)


def test_no_valid_method_or_one_given_twice_is_refused() -> None:
    with pytest.raises(RefusedError, match="没有一个方法的数据有效"):
        choose.run({"estimates": [estimate("manual", 1, valid=False)]})
    with pytest.raises(RefusedError, match="只能填一个"):
        choose.run({"estimates": [estimate("manual", 1), estimate("manual", 2)]})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"oxygen": 9, "unit_kind": "燃煤锅炉"}, 50),
        ({"oxygen": 12, "unit_kind": "燃煤锅炉"}, 50 * 12 / 9),
        ({"oxygen": 3.5, "unit_kind": "燃油、燃气锅炉"}, 50),
        ({"oxygen": 6, "reference": 6}, 50),
        ({"oxygen": 11, "reference": 6}, 75),
    ],
)
def test_a_concentration_is_converted_to_the_reference_oxygen(facts: dict[str, Any], expected: float) -> None:
    result = convert.run({"concentration": 50} | facts)
    assert result.outcome.converted == pytest.approx(expected)
    assert not result.needs_check


def test_a_remembered_reference_is_to_be_checked_and_an_unknown_source_refused() -> None:
    assert convert.run({"concentration": 50, "oxygen": 6, "unit_kind": "火电燃煤锅炉"}).needs_check
    with pytest.raises(RefusedError, match="请填基准含氧量，或选燃烧设备类型"):
        convert.run({"concentration": 50, "oxygen": 6})
    with pytest.raises(RefusedError, match="实测含氧量）：应小于 21"):
        convert.run({"concentration": 50, "oxygen": 21, "reference": 6})


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1000),
            st.floats(0, 20),
            st.none() | st.floats(0, 20),
            st.sampled_from(["燃煤锅炉", "水泥窑"]),
        )
    )
)
def test_many_conversions_are_as_each_alone(rows: list[Any]) -> None:
    names = ("concentration", "oxygen", "reference", "unit_kind")
    columns = convert.run_rows({name: [row[at] for row in rows] for at, name in enumerate(names)}).columns
    alone = [convert.run(dict(zip(names, row, strict=True))) for row in rows]
    assert np.allclose(columns["converted"], [each.outcome.converted for each in alone])
    assert columns["needs_check"].tolist() == [each.needs_check for each in alone]


def demand(project: str, amount: float, **change: Any) -> dict[str, Any]:
    return {"project": project, "pollutant": "VOCs", "amount": amount} | change


def source(key: str, reduction: float, **change: Any) -> dict[str, Any]:
    return {"id": key, "name": f"{key} 厂关停", "pollutant": "VOCs", "reduction": reduction} | change


def test_demands_take_their_turn_and_the_shortfall_is_shown() -> None:
    found = settle.run(
        {
            "demands": [demand("甲", 3, area_fails=True), demand("乙", 2)],
            "sources": [source("A", 5, used_before=1), source("B", 3)],
        }
    ).outcome
    assert [(each.project, each.source, each.amount) for each in found.allocations] == [
        ("甲", "A", 4),
        ("甲", "B", 2),
        ("乙", "B", 1),
    ]
    assert [(each.needed, each.shortfall) for each in found.settled] == [(6, 0), (2, 1)]
    assert not found.balanced


def test_a_reduction_of_another_pollutant_covers_nothing() -> None:
    found = settle.run({"demands": [demand("甲", 1)], "sources": [source("A", 9, pollutant="NOx")]}).outcome
    assert (found.settled[0].shortfall, found.left) == (1, {"A": 9})


@pytest.mark.parametrize(
    ("sources", "told"),
    [([source("A", 1), source("A", 2)], "不得重复使用"), ([source("A", 1, used_before=2)], "已使用量大于可用减排量")],
)
def test_a_source_twice_or_overdrawn_is_refused(sources: list[Any], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        settle.run({"demands": [demand("甲", 1)], "sources": sources})


@given(
    st.lists(st.floats(0.1, 100), min_size=1, max_size=6),
    st.lists(st.floats(0, 100), max_size=6),
)
def test_no_source_gives_more_than_it_has_and_no_demand_gets_more_than_it_needs(
    amounts: list[float], reductions: list[float]
) -> None:
    demands = [demand(f"{at}", amount) for at, amount in enumerate(amounts)]
    sources = [source(f"{at}", reduction) for at, reduction in enumerate(reductions)]
    found = settle.run({"demands": demands, "sources": sources}).outcome
    assert all(left >= -1e-9 for left in found.left.values())
    assert all(each.covered <= each.needed * (1 + 1e-9) for each in found.settled)
    used = sum(each.amount for each in found.allocations)
    assert used + sum(found.left.values()) == pytest.approx(sum(reductions))
