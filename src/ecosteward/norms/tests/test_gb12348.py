"""Noise at the boundary of a plant."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.gb12348 import ZONES, judge
from ecosteward.norms.kernel.errors import RefusedError

DAY = {"zone": "3", "period": "day"}
NIGHT = {"zone": "3", "period": "night", "background": 30, "level": 50}


@pytest.mark.parametrize(
    ("zone", "day", "night"), [("0", 50, 40), ("1", 55, 45), ("2", 60, 50), ("3", 65, 55), ("4", 70, 55)]
)
def test_every_zone_has_its_limits_and_equal_is_not_over(zone: str, day: float, night: float) -> None:
    for period, limit in (("day", day), ("night", night)):
        facts = {"zone": zone, "period": period, "background": 10}
        assert judge.run(facts | {"level": limit}).outcome.verdict == "within"
        assert judge.run(facts | {"level": limit + 0.1}).outcome.verdict == "over"
        assert judge.run(facts | {"level": limit}).outcome.limit == limit


@pytest.mark.parametrize(
    ("background", "corrected"),
    [
        (57, 57),
        (56.6, 57),
        (56.4, 58),
        (56, 58),
        (55, 58),
        (54.6, 58),
        (54.4, 59),
        (54, 59),
        (50, 59),
        (49.9, 60),
        (20, 60),
    ],
)
def test_the_background_is_taken_off_by_table_4(background: float, corrected: float) -> None:
    assert judge.run(DAY | {"level": 60, "background": background}).outcome.corrected == corrected


def test_a_background_too_near_is_not_judged() -> None:
    outcome = judge.run(DAY | {"level": 70, "background": 67.1}).outcome
    assert (outcome.verdict, outcome.corrected) == ("remeasure", None)


def test_a_half_is_rounded_up_and_says_that_it_needs_a_check() -> None:
    found = judge.run(DAY | {"level": 60, "background": 56.5})
    assert (found.outcome.corrected, found.needs_check) == (58, True)
    assert not judge.run(DAY | {"level": 60, "background": 56}).needs_check
    assert judge.run(DAY | {"level": 60}).needs_check


def test_next_to_a_dwelling_the_limit_is_ten_lower() -> None:
    assert judge.run(DAY | {"level": 56, "background": 20, "near": True}).outcome.verdict == "over"
    assert judge.run(DAY | {"level": 55, "background": 20, "near": True}).outcome.limit == 55


@pytest.mark.parametrize(
    ("burst", "maximum", "over"),
    [("frequent", 65, False), ("frequent", 65.1, True), ("sporadic", 70, False), ("sporadic", 70.1, True)],
)
def test_bursts_at_night_may_pass_the_limit_by_so_much(burst: str, maximum: float, over: bool) -> None:
    outcome = judge.run(NIGHT | {"burst": burst, "maximum": maximum}).outcome
    assert (outcome.maximum_over, outcome.verdict) == (over, "over" if over else "within")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"burst": "frequent", "maximum": 60, "period": "day"}, "只在夜间"),
        ({"burst": "frequent"}, "须填"),
        ({"maximum": 60}, "请选频发或偶发"),
        ({"zone": "5"}, "4 类声环境功能区"),
    ],
)
def test_what_cannot_be_judged_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        judge.run(NIGHT | change)


points = st.fixed_dictionaries(
    {
        "zone": st.sampled_from(list(ZONES)),
        "period": st.just("night"),
        "level": st.floats(30, 90).map(lambda each: round(each, 1)),
        "background": st.none() | st.floats(20, 80).map(lambda each: round(each, 1)),
        "near": st.booleans(),
        "burst": st.just("frequent"),
        "maximum": st.floats(30, 100),
    }
)


@given(st.lists(points, min_size=1, max_size=20), st.randoms())
def test_many_points_are_judged_as_one_by_one_in_any_order(facts: list[dict[str, Any]], random: Any) -> None:
    random.shuffle(facts)
    columns = judge.run_rows({name: [each[name] for each in facts] for name in facts[0]}).columns
    alone = [judge.run(each) for each in facts]
    assert list(columns["verdict"]) == [each.outcome.verdict for each in alone]
    assert list(columns["needs_check"]) == [each.needs_check for each in alone]
    corrected = [np.nan if each.outcome.corrected is None else each.outcome.corrected for each in alone]
    assert np.allclose(columns["corrected"], corrected, equal_nan=True)


@given(points, st.integers(1, 20))
def test_louder_by_whole_decibels_is_never_milder(facts: dict[str, Any], more: int) -> None:
    facts = facts | {"background": None}
    before, after = (judge.run(facts | {"level": facts["level"] + add}).outcome for add in (0, more))
    assert before.verdict != "over" or after.verdict == "over"
