"""Soil of farmland."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.gb15618 import LANDS, VERDICTS, screen
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table

NAMES = sorted({row["pollutant"] for row in table("gb15618_2018")})
samples = st.fixed_dictionaries(
    {
        "pollutant": st.sampled_from(NAMES),
        "content": st.floats(0, 1e5),
        "ph": st.floats(0, 14),
        "land": st.sampled_from(list(LANDS)),
    }
)


def test_the_norm_has_79_values() -> None:
    assert [len(table("gb15618_2018").where(table=name)) for name in ("表1", "表2", "表3")] == [56, 3, 20]


@pytest.mark.parametrize(
    ("pollutant", "land", "ph", "screening", "intervention"),
    [
        ("镉", "paddy", 5.5, 0.3, 1.5),
        ("镉", "paddy", 5.51, 0.4, 2.0),
        ("镉", "other", 7.5, 0.3, 3.0),
        ("Cd", "other", 7.51, 0.6, 4.0),
        ("砷", "paddy", 6.0, 30, 150),
        ("铜", "orchard", 7.0, 200, None),
        ("铜", "paddy", 7.0, 100, None),
        ("锌", "paddy", 8.0, 300, None),
        ("镍", "orchard", 5.0, 60, None),
        ("铅", "orchard", 5.0, 70, 400),
        ("六六六总量", "other", 7.0, 0.10, None),
        ("滴滴涕总量", "other", 7.0, 0.10, None),
    ],
)
def test_the_values_are_those_of_the_use_and_the_ph(
    pollutant: str, land: str, ph: float, screening: float, intervention: float | None
) -> None:
    found = screen.run({"pollutant": pollutant, "content": 0, "land": land, "ph": ph}).outcome
    assert (found.screening, found.intervention) == (screening, intervention)


def test_copper_has_a_row_for_orchards_and_none_for_paddies() -> None:
    assert {row["land"] for row in table("gb15618_2018").where(pollutant="铜")} == {"orchard", "other"}


def test_land_in_rotation_has_the_stricter_value_and_the_result_is_to_be_checked() -> None:
    result = screen.run({"pollutant": "镉", "content": 0.35, "ph": 6.0, "land": "水旱轮作"})
    assert result.outcome.screening == 0.3
    assert result.needs_check
    assert any("轮作" in step.what for step in result.steps)


@pytest.mark.parametrize(("content", "verdict"), [(0.3, "low"), (0.31, "watch"), (1.5, "watch"), (1.51, "strict")])
def test_equal_to_a_value_is_not_over_it(content: float, verdict: str) -> None:
    assert screen.run({"pollutant": "镉", "content": content, "ph": 5}).outcome.verdict == verdict


def test_an_element_without_an_intervention_value_is_never_strictly_controlled() -> None:
    assert screen.run({"pollutant": "锌", "content": 1e5, "ph": 7}).outcome.verdict == "watch"


@pytest.mark.parametrize(
    ("change", "told"),
    [({"pollutant": "锡"}, "没有 锡；有"), ({"ph": 15}, "ph（土壤 pH）：应不大于 14"), ({"land": "林地"}, "应为 水田")],
)
def test_what_the_norm_has_not_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        screen.run({"pollutant": "镉", "content": 1, "ph": 7} | change)
    assert told in str(refused.value)


@given(samples, st.floats(0, 1e4))
def test_more_never_makes_the_verdict_milder(facts: dict[str, Any], more: float) -> None:
    order = {verdict: place for place, verdict in enumerate(VERDICTS)}
    before, after = (screen.run(facts | {"content": facts["content"] + add}).outcome for add in (0, more))
    assert order[before.verdict] <= order[after.verdict]


@given(st.lists(samples, min_size=1, max_size=20))
def test_many_rows_are_judged_as_one_by_one(facts: list[dict[str, Any]]) -> None:
    columns = screen.run_rows({name: [each[name] for each in facts] for name in facts[0]}).columns
    alone = [screen.run(each).outcome for each in facts]
    assert list(columns["verdict"]) == [each.verdict for each in alone]
    assert list(columns["screening"]) == [each.screening for each in alone]
    upper = [np.nan if each.intervention is None else each.intervention for each in alone]
    assert np.array_equal(columns["intervention"], upper, equal_nan=True)
