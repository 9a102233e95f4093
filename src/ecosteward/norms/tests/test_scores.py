"""Scores of the standard and of parks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.hj274 import gauge
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table
from ecosteward.norms.xuzhou_2025 import LEVELS, score_service, table_g

ADDS = {each["criterion"]: float(each["points"]) for each in table("xuzhou_2025_score") if each["kind"] == "add"}
DEDUCTS = {each["criterion"]: float(each["points"]) for each in table("xuzhou_2025_score") if each["kind"] == "deduct"}
FULL = [{"criterion": key, "points": points} for key, points in ADDS.items()]
BEST: dict[str, Any] = {"done": 20, "total": 20, "satisfaction": "非常满意", "judged": FULL}


def test_the_printed_maxima_of_the_rows_make_a_hundred() -> None:
    assert sum(row.cap for row in table_g() if row.cap is not None) == 100


def test_the_best_service_has_a_hundred() -> None:
    found = score_service.run(BEST).outcome
    assert (found.total, found.as_printed, found.lacking, found.readings) == (100, 100, (), ())


@pytest.mark.parametrize(
    ("change", "total", "readings"),
    [
        ({"done": 15}, 82.5, ()),
        ({"done": 25}, 100, ("S.06",)),
        ({"satisfaction": "不满意"}, 93, ()),
        ({"done": 0, "total": 0}, 30, ("S.05",)),
        ({"other": 3, "other_reason": "应急处置表现突出"}, 100, ("S.07",)),
        ({"other": -5, "other_reason": "两次逾期"}, 95, ()),
        ({"judged": [*FULL, {"criterion": "G.2.1.e", "points": -3}]}, 97, ()),
    ],
)
def test_the_readings_of_the_silent_places_are_used_and_named(
    change: dict[str, Any], total: float, readings: tuple[str, ...]
) -> None:
    found = score_service.run(BEST | change).outcome
    assert (found.total, found.readings) == (total, readings)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"other": 3}, "须写明理由"),
        ({"judged": [{"criterion": "G.9", "points": 1}]}, "没有评分项 G.9"),
        ({"judged": [{"criterion": "G.1.1.a", "points": 1}]}, "应在 0 至 0.5 分之间"),
        ({"judged": [{"criterion": "G.3.1.a", "points": 1}]}, "由记录计算"),
        ({"done": -1}, "应不小于 0"),
        ({"satisfaction": "还行"}, "应为 非常满意"),
    ],
)
def test_points_that_cannot_be_are_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        score_service.run(BEST | change)
    assert told in str(refused.value)


@given(
    st.integers(0, 50),
    st.integers(0, 50),
    st.sampled_from([None, *LEVELS]),
    st.dictionaries(st.sampled_from(list(ADDS | DEDUCTS)), st.just(1.0)),
    st.integers(-100, 100),
)
def test_a_score_lies_between_nothing_and_a_hundred(
    done: int, total: int, satisfaction: str | None, chosen: dict[str, float], other: int
) -> None:
    judged = [{"criterion": key, "points": (ADDS | DEDUCTS)[key]} for key in chosen]
    facts = {"done": done, "total": total, "satisfaction": satisfaction, "judged": judged}
    found = score_service.run(facts | {"other": other, "other_reason": "评价说明"}).outcome
    assert 0 <= found.total <= 100


def test_the_park_norm_has_32_indicators_in_five_groups() -> None:
    rows = table("hj274_2015").rows
    assert (len(rows), len({row["group"] for row in rows})) == (32, 5)


@pytest.mark.parametrize(
    ("value", "met"),
    [
        ({"indicator": "绿化覆盖率", "value": 15}, True),
        ({"indicator": "绿化覆盖率", "value": 14.9}, False),
        ({"indicator": "污水集中处理设施", "value": 1}, True),
        ({"indicator": "综合能耗弹性系数", "growth": 3, "value_added_growth": 5}, True),
        ({"indicator": "综合能耗弹性系数", "growth": 4, "value_added_growth": 5}, False),
        ({"indicator": "综合能耗弹性系数", "growth": -4, "value_added_growth": -5}, True),
        ({"indicator": "综合能耗弹性系数", "growth": 4, "value_added_growth": -5}, False),
    ],
)
def test_an_indicator_is_judged_by_its_target_which_is_to_be_checked(value: dict[str, Any], *, met: bool) -> None:
    found = gauge.run({"values": [value]})
    assert found.outcome.judged[0].met is met
    assert found.needs_check


def test_reuse_of_water_has_another_target_where_water_is_short() -> None:
    reuse = {"values": [{"indicator": "再生水(中水)回用率", "value": 15}]}
    met = [gauge.run(reuse | {"place": place}).outcome.met for place in ("other", "water_short", "jingjinji")]
    assert met == [1, 0, 0]


def test_missed_required_indicators_and_those_without_data_are_named() -> None:
    found = gauge.run({"values": [{"indicator": "绿化覆盖率", "value": 1, "required": True}]}).outcome
    assert found.required_missed == ("绿化覆盖率",)
    assert len(found.not_given) == 31
    assert found.by_group["环境保护"] == "0/1"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([{"indicator": "幸福指数", "value": 1}], "没有指标 幸福指数"),
        ([{"indicator": "绿化覆盖率"}], "未填指标值"),
        ([{"indicator": "综合能耗弹性系数", "growth": 1, "value_added_growth": 0}], "不能为 0"),
        ([{"indicator": "绿化覆盖率", "value": 1}] * 2, "填了两次"),
    ],
)
def test_an_indicator_that_cannot_be_judged_is_refused(values: list[Any], told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        gauge.run({"values": values})
    assert told in str(refused.value)
