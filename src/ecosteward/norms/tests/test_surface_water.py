"""State of rivers and lakes, and trends."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.surface_water import compare, section, whole
from ecosteward.norms.trend import mann_kendall
from ecosteward.norms.trophic import tli

GRADES = st.integers(1, 6)


def test_a_section_is_as_its_worst_item_without_nitrogen_temperature_and_coliforms() -> None:
    readings = [
        {"item": "氨氮", "value": 1.2},
        {"item": "总氮", "value": 20},
        {"item": "粪大肠菌群", "value": 90000},
        {"item": "水温", "value": 30},
        {"item": "化学需氧量", "value": 25},
    ]
    found = section.run({"readings": readings}).outcome
    assert (found.grade_name, found.state) == ("Ⅳ类", "轻度污染")
    assert found.main == ("化学需氧量(COD)", "氨氮(NH3-N)")
    assert found.not_rated == ("总氮", "粪大肠菌群", "水温")


def test_a_section_with_nothing_to_rate_is_refused() -> None:
    with pytest.raises(RefusedError, match="没有参加评价的项目"):
        section.run({"readings": [{"item": "水温", "value": 20}]})


@pytest.mark.parametrize(
    ("grades", "state"),
    [
        ([3] * 9 + [4], "优"),
        ([3] * 8 + [4, 4], "良好"),
        ([3] * 7 + [4, 4, 6], "轻度污染"),
        ([3] * 7 + [4, 6, 6], "中度污染"),
        ([3] * 6 + [6] * 4, "重度污染"),
    ],
)
def test_a_river_is_judged_by_the_shares_of_its_sections(grades: list[int], state: str) -> None:
    assert whole.run({"grades": grades}).outcome.state == state


def test_below_five_sections_the_means_come_first() -> None:
    with pytest.raises(RefusedError, match="先求各项浓度的算术平均"):
        whole.run({"grades": [1, 2, 3, 4]})


@pytest.mark.parametrize(
    ("before", "after", "change", "sections"),
    [
        ([4, 4, 4, 4], [4, 4, 4, 4], "无明显变化", ("无明显变化",) * 4),
        ([4, 4, 4, 4], [3, 4, 4, 4], "明显好转", ("有所好转", *["无明显变化"] * 3)),
        ([3, 3, 3, 3], [3, 3, 3, 6], "明显变差", (*["无明显变化"] * 3, "明显变差")),
        ([4] * 10, [3] + [4] * 9, "无明显变化", ("有所好转", *["无明显变化"] * 9)),
        ([4] * 10, [3, 3] + [4] * 8, "有所好转", ("有所好转", "有所好转", *["无明显变化"] * 8)),
    ],
)
def test_two_periods_are_compared(before: list[int], after: list[int], change: str, sections: tuple[str, ...]) -> None:
    found = compare.run({"before": before, "after": after}).outcome
    assert (found.change, found.sections) == (change, sections)


def test_two_periods_of_other_sections_are_refused() -> None:
    with pytest.raises(RefusedError, match="相同的断面"):
        compare.run({"before": [1], "after": [1, 2]})


@given(st.lists(GRADES, min_size=5, max_size=40), st.randoms())
def test_the_order_of_the_sections_does_not_matter(grades: list[int], random: Any) -> None:
    before = whole.run({"grades": grades}).outcome
    random.shuffle(grades)
    assert whole.run({"grades": grades}).outcome == before


@given(st.lists(GRADES, min_size=5, max_size=40))
def test_the_same_period_twice_is_no_change(grades: list[int]) -> None:
    assert compare.run({"before": grades, "after": grades}).outcome.change == "无明显变化"


LAKE = {"chla": 10.0, "tp": 0.05, "tn": 1.0, "sd": 1.0, "codmn": 4.0}


def test_the_trophic_index_weights_each_factor_by_its_correlation() -> None:
    found = tli.run(LAKE).outcome
    assert found.parts["chla"] == pytest.approx(50.006, abs=1e-3)
    assert found.parts["sd"] == pytest.approx(51.18)
    weights = {"chla": 0.26626, "tp": 0.18788, "tn": 0.17904, "sd": 0.18343, "codmn": 0.18343}
    assert found.tli == pytest.approx(sum(weights[name] * found.parts[name] for name in weights), abs=0.01)
    assert found.state == "中营养"


def test_a_lake_without_water_to_see_through_is_refused() -> None:
    with pytest.raises(RefusedError, match="透明度）：应大于 0"):
        tli.run(LAKE | {"sd": 0})


@given(st.sampled_from(["chla", "tp", "tn", "codmn"]), st.floats(1, 10))
def test_more_of_a_nutrient_never_lowers_the_index(name: str, times: float) -> None:
    assert tli.run(LAKE | {name: LAKE[name] * times}).outcome.tli >= tli.run(LAKE).outcome.tli - 1e-9


def series(values: list[float]) -> dict[str, Any]:
    return {"points": [{"time": 2000 + at, "value": value} for at, value in enumerate(values)]}


def test_a_rising_series_rises_by_its_slope() -> None:
    found = mann_kendall.run(series([1.0 + 0.5 * each for each in range(12)])).outcome
    assert (found.direction, found.s, found.tau) == ("显著上升", 66, 1.0)
    assert found.slope == pytest.approx(0.5)
    # Var = 12·11·29/18 = 212.667; Z = 65/√Var
    assert found.z == pytest.approx(4.4572, abs=1e-3)


def test_ties_are_corrected() -> None:
    found = mann_kendall.run(series([1, 1, 2, 2, 3, 3, 4, 4, 5, 5])).outcome
    # S = 40; Var = (10·9·25 − 5·2·1·9)/18 = 120
    assert found.s == 40
    assert found.z == pytest.approx(39 / 120**0.5)


@pytest.mark.parametrize("values", [[3.0] * 12, [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0]])
def test_a_series_without_a_trend_has_none(values: list[float]) -> None:
    assert mann_kendall.run(series(values)).outcome.direction == "无显著趋势"


def test_a_short_series_is_to_be_checked_and_a_doubled_time_refused() -> None:
    assert mann_kendall.run(series([1, 2, 3, 4])).needs_check
    with pytest.raises(RefusedError, match="同一时间有两个数"):
        mann_kendall.run({"points": [{"time": 1, "value": 1}] * 3})


@given(st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=30), st.randoms())
def test_a_series_turned_round_has_the_opposite_trend(values: list[float], random: Any) -> None:
    facts = series(values)
    random.shuffle(facts["points"])
    forth = mann_kendall.run(facts).outcome
    back = mann_kendall.run(series(values[::-1])).outcome
    assert forth.s == -back.s
    assert forth.slope == pytest.approx(-back.slope, abs=1e-6)
