"""Environmental risk: HJ 941, HJ 169, accident pool and first flush."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms import hj169, hj941
from ecosteward.norms.accident_pool import first_flush, volume
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table

AIR = {"monitored": True, "distance_kept": True, "people_5km": 0, "people_500m": 0}
WATER = {
    "interception": True,
    "collection": True,
    "clean_water": True,
    "rain": True,
    "waste_water": True,
    "discharge": "none",
    "hazardous_waste": True,
}


def site(amount: float = 0, **change: Any) -> dict[str, Any]:
    """A site with so many tonnes of ammonia, threshold 5 t."""
    return {"substances": [{"name": "氨气", "amount": amount}], "air": AIR, "water": WATER} | change


def test_the_list_has_385_substances_and_one_more_of_hj_941() -> None:
    rows = table("risk_substances").rows
    assert sum(row["norm"] == "HJ 169-2018" for row in rows) == 385
    assert len(rows) == 386


@pytest.mark.parametrize(
    ("amount", "level"), [(4.99, "Q0"), (5, "Q1"), (49.9, "Q1"), (50, "Q2"), (499.9, "Q2"), (500, "Q3")]
)
def test_the_bands_of_q_take_their_lower_end(amount: float, level: str) -> None:
    assert hj941.grade.run(site(amount)).outcome.air.q_level == level


def test_below_one_the_risk_is_general_and_nothing_else_is_judged() -> None:
    found = hj941.grade.run(site(1)).outcome
    assert (found.grade, found.air.m, found.air.e_level) == ("一般", None, "")
    assert found.label == "一般[一般-大气(Q0)+一般-水(Q0)]"


@pytest.mark.parametrize(
    ("units", "points"), [({"listed": 2}, 20), ({"listed": 4}, 30), ({"hot": 1, "obsolete": 1}, 10)]
)
def test_each_unit_of_each_line_counts_up_to_thirty(units: dict[str, int], points: float) -> None:
    assert hj941.grade.run(site(5, processes=units)).outcome.air.m == points


@pytest.mark.parametrize(
    ("points", "level"),
    [
        ({"processes": {"hot": 4}}, "M1"),
        ({"air": AIR | {"monitored": False}}, "M2"),
        ({"air": AIR | {"monitored": False, "incident": "major"}}, "M3"),
        ({"air": AIR | {"monitored": False, "distance_kept": False, "incident": "general"}}, "M3"),
        ({"air": AIR | {"monitored": False, "distance_kept": False, "incident": "large"}}, "M4"),
    ],
)
def test_the_bands_of_m_are_those_of_hj_941_with_65_not_60(points: dict[str, Any], level: str) -> None:
    assert hj941.grade.run(site(5, **points)).outcome.air.m_level == level


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({}, "E3"),
        ({"people_5km": 10000}, "E2"),
        ({"people_500m": 500}, "E2"),
        ({"people_5km": 50000}, "E1"),
        ({"people_500m": 1000}, "E1"),
        ({"military": True}, "E1"),
    ],
)
def test_the_sensitivity_of_air_is_by_people_and_restricted_areas(change: dict[str, Any], level: str) -> None:
    assert hj941.grade.run(site(5, air=AIR | change)).outcome.air.e_level == level


@pytest.mark.parametrize(
    ("change", "level"), [({}, "E3"), ({"sensitive": True}, "E2"), ({"drinking_source": True}, "E1")]
)
def test_the_sensitivity_of_water_is_by_what_lies_downstream(change: dict[str, Any], level: str) -> None:
    assert hj941.grade.run(site(5, water=WATER | change)).outcome.water.e_level == level


def test_the_grade_is_the_higher_side_and_its_label_is_as_printed() -> None:
    bad = WATER | {
        "interception": False,
        "collection": False,
        "rain": False,
        "discharge": "direct",
        "drinking_source": True,
    }
    found = hj941.grade.run(site(600, water=bad)).outcome
    assert found.water.m == 36
    assert found.label == "重大[较大-大气(Q3-M1-E3)+重大-水(Q3-M2-E1)]"


def test_a_penalty_raises_the_grade_by_one_and_never_beyond_the_highest() -> None:
    raised = hj941.grade.run(site(1, penalised=True)).outcome
    assert (raised.grade, raised.upgraded) == ("较大", True)
    top = hj941.grade.run(site(600, penalised=True, air=AIR | {"people_5km": 50000})).outcome
    assert (top.grade, top.upgraded) == ("重大", False)


def test_a_substance_outside_the_list_needs_its_class() -> None:
    with pytest.raises(RefusedError, match="名录以外的请填类别"):
        hj941.grade.run({**site(), "substances": [{"name": "某新物质", "amount": 1}]})
    named = {"name": "某新物质", "amount": 10, "of_class": "acute1"}
    assert hj941.grade.run({**site(), "substances": [named]}).outcome.air.q == 2


def test_whether_a_substance_counts_for_air_can_be_told_and_is_to_be_checked_where_the_list_is_silent() -> None:
    quiet = {"name": "1,3-二甲苯", "amount": 20}
    both = hj941.grade.run({**site(), "substances": [quiet]})
    assert (both.outcome.air.q, both.outcome.water.q) == (2, 2)
    assert any("从严" in step.what or step.row.startswith("hj941_rules") for step in both.steps if not step.verified)
    told = hj941.grade.run({**site(), "substances": [quiet | {"in_air": False}]}).outcome
    assert (told.air.q, told.water.q) == (0, 2)


@given(st.floats(0, 1e4), st.floats(0, 1e4), st.integers(0, 5), st.booleans(), st.booleans())
def test_more_of_a_substance_or_a_missing_measure_never_lowers_the_grade(
    amount: float, more: float, units: int, monitored: bool, clean: bool
) -> None:
    rank = ("一般", "较大", "重大").index
    facts = site(amount, processes={"listed": units}, air=AIR | {"monitored": monitored})
    before = hj941.grade.run(facts).outcome
    fuller = facts | {"substances": [{"name": "氨气", "amount": amount + more}]}
    assert rank(before.grade) <= rank(hj941.grade.run(fuller).outcome.grade)
    worse = facts | {"air": AIR | {"monitored": False}, "penalised": clean}
    assert rank(before.grade) <= rank(hj941.grade.run(worse).outcome.grade)


PROJECT: dict[str, Any] = {"substances": [{"name": "氯气", "amount": 1}], "people_5km": 0, "people_500m": 0}


@pytest.mark.parametrize(
    ("change", "m_level"),
    [
        ({}, "M4"),
        ({"listed": 1}, "M3"),
        ({"listed": 2}, "M2"),
        ({"listed": 2, "hot": 1}, "M1"),
        ({"pipeline": True}, "M3"),
    ],
)
def test_in_hj_169_the_first_m_is_the_most_dangerous(change: dict[str, Any], m_level: str) -> None:
    assert hj169.grade.run(PROJECT | change).outcome.m_level == m_level


@pytest.mark.parametrize(
    ("change", "p_level", "potential", "level"),
    [
        ({"substances": [{"name": "氯气", "amount": 0.5}]}, "", "Ⅰ", "简单分析"),
        ({}, "P4", "Ⅰ", "简单分析"),
        ({"listed": 3}, "P2", "Ⅲ", "二级"),
        ({"listed": 3, "substances": [{"name": "氯气", "amount": 100}], "people_5km": 50001}, "P1", "Ⅳ+", "一级"),
        ({"people_5km": 10001}, "P4", "Ⅱ", "三级"),
    ],
)
def test_the_potential_and_the_grade_of_a_project(
    change: dict[str, Any], p_level: str, potential: str, level: str
) -> None:
    found = hj169.grade.run(PROJECT | change).outcome
    assert (found.p_level, found.potential, found.level) == (p_level, potential, level)


def test_exactly_so_many_people_is_not_more_in_hj_169() -> None:
    assert hj169.grade.run(PROJECT | {"people_5km": 50000}).outcome.elements[0].e_level == "E2"


POOL: dict[str, Any] = {
    "groups": [
        {"name": "罐区", "v1": 500, "hoses": [{"flow": 108, "hours": 3}], "v3": 100},
        {"name": "装置", "v1": 50, "hoses": [{"flow": 360, "hours": 2}, {"flow": 54, "hours": 1}]},
    ],
    "v4": 20,
    "yearly_rain": 840,
    "rain_days": 84,
    "catchment": 2,
}


def test_the_pool_holds_the_largest_spill_the_process_water_and_the_rain() -> None:
    found = volume.run(POOL | {"existing": 900}).outcome
    assert (found.largest, found.rain, found.needed) == ("装置", 200, 824 + 20 + 200)
    assert found.shortfall == 144


def test_a_site_without_a_group_or_without_days_of_rain_is_refused() -> None:
    with pytest.raises(RefusedError, match="至少填一个"):
        volume.run(POOL | {"groups": []})
    with pytest.raises(RefusedError, match="年平均降雨日数）：应大于 0"):
        volume.run(POOL | {"rain_days": 0})


@pytest.mark.parametrize(("depth", "expected", "usual"), [(15, 30, True), (30, 60, True), (10, 20, False)])
def test_the_first_flush_is_area_by_depth(depth: float, expected: float, *, usual: bool) -> None:
    found = first_flush.run({"area": 2000, "depth": depth}).outcome
    assert (found.volume, found.depth_usual) == (expected, usual)
