"""Results against limits."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.exceedance import BASES, judge, water_base
from ecosteward.norms.exceedance_series import series
from ecosteward.norms.kernel.errors import RefusedError

MG = {"unit": "mg/m3", "limit_unit": "mg/m³"}
PH = {"unit": "无量纲", "limit_unit": "无量纲", "lower": 6, "upper": 9}
START = datetime.fromisoformat("2026-03-01T00:00")


def judged(**facts: Any) -> Any:
    return judge.run(MG | facts).outcome


@pytest.mark.parametrize(
    ("value", "inclusive", "verdict", "multiple"),
    [
        (49.9, False, "within", 0),
        (50, False, "within", 0),
        (50, True, "over", 0),
        (50.1, False, "over", 0.002),
        (100, False, "over", 1),
        (0, False, "within", 0),
    ],
)
def test_equal_to_the_limit_is_not_over_unless_the_limit_says_so(
    value: float, inclusive: bool, verdict: str, multiple: float
) -> None:
    outcome = judged(value=value, upper=50, inclusive=inclusive)
    assert (outcome.verdict, outcome.multiple) == (verdict, pytest.approx(multiple))


@pytest.mark.parametrize(
    ("value", "verdict"), [(5.99, "below"), (6, "within"), (9, "within"), (9.01, "over"), (7, "within")]
)
def test_ph_has_a_range_and_no_multiple(value: float, verdict: str) -> None:
    outcome = judge.run(PH | {"value": value}).outcome
    assert (outcome.verdict, outcome.multiple) == (verdict, None)


def test_a_lower_limit_alone_is_judged() -> None:
    assert judged(value=1, lower=2).verdict == "below"
    assert judged(value=2, lower=2).verdict == "within"


def test_what_must_not_be_found_has_no_multiple() -> None:
    outcome = judged(value=0.1, upper=0)
    assert (outcome.verdict, outcome.multiple) == ("over", None)
    assert judged(value=0, upper=0).verdict == "within"


def test_a_limit_for_converted_values_is_compared_with_the_converted() -> None:
    outcome = judged(value=40, upper=50, converted=True, oxygen=12, unit_kind="燃煤锅炉")
    assert (outcome.verdict, outcome.compared) == ("over", pytest.approx(40 * 12 / 9))
    assert judged(value=40, upper=50).verdict == "within"


@pytest.mark.parametrize("oxygen", [3.1, 6.7, 9.3, 11.1, 13.7])
def test_a_conversion_that_comes_out_at_the_limit_is_not_over(oxygen: float) -> None:
    value = 50 * (21 - oxygen) / (21 - 9)
    assert judged(value=value, upper=50, converted=True, oxygen=oxygen, reference=9).verdict == "within"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"value": 99, "valid": False}, "invalid"),
        ({"value": None}, "no_value"),
        ({"value": 99, "converted": True, "reference": 9}, "no_oxygen"),
    ],
)
def test_what_is_not_valid_is_not_judged(facts: dict[str, Any], why: str) -> None:
    outcome = judged(upper=50, **facts)
    assert (outcome.verdict, outcome.why, outcome.multiple) == ("not_judged", why, None)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"value": 1}, "至少填一个"),
        ({"value": 1, "upper": 1, "lower": 2}, "不高于上限"),
        ({"value": 1, "upper": 1, "basis": "day"}, "时段不同"),
        ({"value": 1, "upper": 1, "unit": "μg/m3"}, "单位不同"),
        ({"value": 1, "upper": 1, "converted": True, "oxygen": 5}, "燃煤锅炉"),
        ({"value": 1, "upper": 1, "converted": True, "oxygen": 21}, "应小于 21"),
    ],
)
def test_limits_that_cannot_be_compared_with_are_refused(facts: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        judged(**facts)
    with pytest.raises(RefusedError, match=told):
        judge.run_rows({name: [value] for name, value in (MG | facts).items()})


def test_a_refused_row_is_named_by_its_number() -> None:
    with pytest.raises(RefusedError, match="第 2 行 upper"):
        judge.run_rows({"unit": ["mg/L"] * 2, "limit_unit": ["mg/L"] * 2, "value": [1, 2], "upper": [1, None]})


def test_a_verdict_by_official_text_needs_no_check_and_one_by_recall_does() -> None:
    assert not judge.run(MG | {"value": 60, "upper": 50}).needs_check
    assert judge.run(MG | {"value": 60, "upper": 50, "inclusive": True}).needs_check
    assert judge.run(MG | {"value": 60, "upper": 50, "valid": False}).needs_check
    facts = {"value": 60, "upper": 50, "converted": True, "oxygen": 9, "unit_kind": "火电燃煤锅炉"}
    assert judge.run(MG | facts).needs_check
    assert not judge.run(MG | facts | {"unit_kind": "燃煤锅炉"}).needs_check


maybe = st.none() | st.floats(0, 200)
results = st.fixed_dictionaries(
    {
        "value": maybe,
        "upper": st.floats(0.1, 100),
        "lower": st.none() | st.floats(0, 0.1),
        "inclusive": st.booleans(),
        "converted": st.booleans(),
        "oxygen": st.none() | st.floats(0, 20),
        "reference": st.none() | st.floats(0, 20),
        "unit_kind": st.sampled_from(["燃煤锅炉", "火电燃煤锅炉"]),
        "valid": st.booleans(),
        "basis": st.sampled_from(list(BASES)),
        "unit": st.just("mg/L"),
        "limit_unit": st.just("mg/L"),
    }
)


@given(st.lists(results, min_size=1, max_size=20), st.randoms())
def test_many_results_are_judged_as_one_by_one_in_any_order(facts: list[dict[str, Any]], random: Any) -> None:
    random.shuffle(facts)
    facts = [each | {"value_basis": each["basis"]} for each in facts]
    columns = judge.run_rows({name: [each[name] for each in facts] for name in facts[0]}).columns
    alone = [judge.run(each) for each in facts]
    assert list(columns["verdict"]) == [each.outcome.verdict for each in alone]
    assert list(columns["why"]) == [each.outcome.why for each in alone]
    assert list(columns["needs_check"]) == [each.needs_check for each in alone]
    for name in ("compared", "multiple"):
        one_by_one = [getattr(each.outcome, name) for each in alone]
        assert np.allclose(columns[name], [np.nan if each is None else each for each in one_by_one], equal_nan=True)


@given(results, st.floats(0, 100))
def test_more_is_never_milder_above_a_limit(facts: dict[str, Any], more: float) -> None:
    facts = facts | {"value_basis": facts["basis"], "value": facts["value"] or 0.0, "lower": None}
    before, after = (judge.run(facts | {"value": facts["value"] + add}).outcome for add in (0, more))
    assert before.verdict != "over" or after.verdict == "over"


def hours(values: list[float | None], **limit: Any) -> dict[str, Any]:
    each = [
        {"hour": (START + timedelta(hours=at)).isoformat(), "value": value, "valid": value is not None}
        for at, value in enumerate(values)
    ]
    return MG | {"upper": 50, "hours": each} | limit


def test_hours_over_in_a_row_and_on_each_day_are_counted() -> None:
    values = [60.0] * 3 + [50.0] + [60.0] * 2 + [10.0] * 16 + [70.0] * 4 + [20.0] * 3
    outcome = series.run(hours([*values])).outcome
    assert (outcome.over, outcome.longest, outcome.judged) == (9, 4, 29)
    assert [(each.day.day, each.over, each.judged) for each in outcome.days] == [(1, 7, 24), (2, 2, 5)]
    assert [each.hours for each in outcome.episodes] == [3, 2, 4]
    last = outcome.episodes[-1]
    assert (last.since.hour, last.until.hour, last.worst) == (22, 1, 70)
    assert last.multiple == pytest.approx(0.4)


def test_an_invalid_or_absent_hour_ends_a_run() -> None:
    outcome = series.run(hours([60, None, 60, 60])).outcome
    assert (outcome.longest, outcome.over, outcome.not_judged) == (2, 3, 1)
    facts = hours([60, 60, 60])
    del facts["hours"][1]
    assert series.run(facts).outcome.longest == 1


def test_the_first_hour_may_be_over() -> None:
    assert series.run(hours([60])).outcome.longest == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [({"basis": "day"}, "只统计小时限值"), ({"hours": []}, "至少要有一个小时"), ({"upper": None}, "至少填一个")],
)
def test_a_series_that_cannot_be_counted_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        series.run(hours([1.0]) | change)


def test_the_same_hour_twice_is_refused() -> None:
    facts = hours([1.0, 2.0])
    facts["hours"][1]["hour"] = facts["hours"][0]["hour"]
    with pytest.raises(RefusedError, match="两行"):
        series.run(facts)


@given(
    st.lists(st.none() | st.sampled_from([10.0, 50.0, 60.0]), min_size=1, max_size=60),
    st.randoms(),
)
def test_rows_of_many_series_agree_with_one_in_any_order(values: list[float | None], random: Any) -> None:
    facts = hours(values)
    rows = [{"series": name, **each, **MG, "upper": 50} for name in "ab" for each in facts["hours"]]
    random.shuffle(rows)
    columns = series.run_rows({name: [row[name] for row in rows] for name in rows[0]}).columns
    outcome = series.run(facts).outcome
    assert int((columns["verdict"] == "over").sum()) == 2 * outcome.over
    assert int(columns["consecutive"].max()) == outcome.longest
    assert int((columns["consecutive"] == 1).sum()) == 2 * len(outcome.episodes)


def test_diluted_waste_water_is_converted_to_the_base_volume() -> None:
    facts = {"concentration": 50, "volume": 300, "products": [{"name": "甲", "output": 50, "base": 4}]}
    outcome = water_base.run(facts).outcome
    assert (outcome.concentration, outcome.by_volume) == (75, True)
    assert not water_base.run(facts).needs_check
    assert water_base.run(facts | {"volume": 199}).outcome.concentration == 50
    assert not water_base.run(facts | {"volume": 199}).outcome.by_volume
    with pytest.raises(RefusedError, match="合计为零"):
        water_base.run(facts | {"products": []})
