"""Soil of land for construction."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.gb36600 import LANDS, VERDICTS, screen
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table

NAMES = [row["pollutant"] for row in table("gb36600_2018")]
contents = st.floats(0, 1e6)
samples = st.fixed_dictionaries(
    {
        "pollutant": st.sampled_from(NAMES),
        "content": contents,
        "land": st.sampled_from(list(LANDS)),
        "background": st.none() | contents,
    }
)


def test_the_norm_has_85_substances_in_two_tables() -> None:
    assert (len(table("gb36600_2018").where(table="1")), len(table("gb36600_2018").where(table="2"))) == (45, 40)


@pytest.mark.parametrize(
    ("content", "land", "verdict"),
    [
        (20, "class1", "negligible"),
        (20.01, "class1", "investigate"),
        (120, "class1", "investigate"),
        (120.01, "class1", "unacceptable"),
        (60, "class2", "negligible"),
        (60.01, "class2", "investigate"),
        (140.01, "class2", "unacceptable"),
    ],
)
def test_arsenic_is_judged_by_the_values_of_its_land_and_equal_is_not_over(
    content: float, land: str, verdict: str
) -> None:
    assert screen.run({"pollutant": "砷", "content": content, "land": land}).outcome.verdict == verdict


def test_an_unknown_use_is_judged_as_class_one() -> None:
    unknown = screen.run({"pollutant": "镉", "content": 50})
    assert unknown.outcome == screen.run({"pollutant": "镉", "content": 50, "land": "class1"}).outcome
    assert "规划用途不明确" in unknown.steps[0].what


@pytest.mark.parametrize(
    ("pollutant", "verdict"), [("砷", "background"), ("钴", "background"), ("钒", "background"), ("镉", "investigate")]
)
def test_only_arsenic_cobalt_and_vanadium_have_the_background_rule(pollutant: str, verdict: str) -> None:
    row = next(row for row in table("gb36600_2018") if row["pollutant"] == pollutant)
    content = row.figure("screening_class1") * 1.01
    facts = {"pollutant": pollutant, "content": content, "land": "class1", "background": content}
    assert screen.run(facts).outcome.verdict == verdict


def test_every_number_of_the_answer_is_traced_to_its_row() -> None:
    steps = screen.run({"pollutant": "71-43-2", "content": 5, "land": "class2"}).steps
    assert {(step.value, step.clause, step.verified) for step in steps if step.row.startswith("gb36600_2018:")} == {
        (4.0, "表1", True),
        (40.0, "表1", True),
    }


def test_a_substance_that_the_norm_has_not_is_refused_by_name() -> None:
    with pytest.raises(RefusedError, match="没有 甲醛"):
        screen.run({"pollutant": "甲醛", "content": 1})


@given(samples, st.floats(0, 1e5))
def test_more_never_makes_the_verdict_milder(facts: dict[str, Any], more: float) -> None:
    order = {verdict: place for place, verdict in enumerate(VERDICTS)}
    before, after = (screen.run(facts | {"content": facts["content"] + add}).outcome for add in (0, more))
    assert order[before.verdict] <= order[after.verdict]
    assert before.multiple <= after.multiple


@given(st.lists(samples, min_size=1, max_size=20), st.randoms())
def test_many_rows_are_judged_as_one_by_one_in_any_order(facts: list[dict[str, Any]], random: Any) -> None:
    random.shuffle(facts)
    columns = screen.run_rows({name: [each[name] for each in facts] for name in facts[0]}).columns
    alone = [screen.run(each) for each in facts]
    assert list(columns["verdict"]) == [each.outcome.verdict for each in alone]
    assert np.allclose(columns["multiple"], [each.outcome.multiple for each in alone])
    assert list(columns["needs_check"]) == [each.needs_check for each in alone]
