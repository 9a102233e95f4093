"""Solid waste: what is one, and its sites."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table
from ecosteward.norms.solid_waste.identify import identify
from ecosteward.norms.solid_waste.site import SITES, admit, classify, layer1, layer2, monitoring

KEYS = [row["key"] for row in table("solid_waste_items")]


class TestIdentify:
    def test_the_norm_has_its_items(self) -> None:
        sections = {
            section: sum(1 for key in KEYS if key.startswith(f"{section} ") and key.count(" ") == 1)
            for section in ("4.1", "4.2", "4.3", "4.4", "5.1", "5.2", "6.1", "6.2")
        }
        assert sections == {"4.1": 9, "4.2": 13, "4.3": 14, "4.4": 2, "5.1": 5, "5.2": 3, "6.1": 4, "6.2": 2}
        assert {"6.3", "7.1", "7.2", "7.3"} <= set(KEYS)

    @pytest.mark.parametrize(
        ("facts", "verdict", "clause"),
        [
            ({"origin": "4.2 b"}, "waste", "4.2 b"),
            ({"origin": "4.3 e"}, "waste", "4.3 e"),
            ({"origin": "4.2 b 2"}, "waste", "4.2 b 2"),
            ({"origin": "4.2 a", "excluded": "6.1 b"}, "not_waste", "6.1 b"),
            ({"origin": "4.2 a", "excluded": "6.1 c", "way": "5.1 a"}, "person", "5.1、6.1"),
            ({"origin": "4.2 d", "excluded": "6.2 a", "way": "5.1 d"}, "not_waste", "6.2 a"),
            ({"excluded": "7.1"}, "not_waste", "7.1"),
            ({"origin": "4.3 a", "way": "5.1 a"}, "waste", "5.1 a"),
            ({"made_of_waste": True, "quality": True, "pollution": True, "market": True}, "product", "5.2"),
            ({"made_of_waste": True, "quality": True, "pollution": False}, "waste", "5.2 b"),
            ({"made_of_waste": True, "quality": True, "pollution": True}, "person", "5.2"),
            (
                {"made_of_waste": True, "quality": True, "pollution": True, "market": True, "way": "5.1 b"},
                "waste",
                "5.1 b",
            ),
            ({}, "person", "4"),
        ],
    )
    def test_the_items_named_decide_in_the_norms_order(self, facts: dict[str, Any], verdict: str, clause: str) -> None:
        result = identify.run(facts)
        assert (result.outcome.verdict, result.outcome.clause) == (verdict, clause)
        assert bool(result.outcome.open) == (verdict == "person")
        assert not result.needs_check

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"origin": "6.1 a"}, r"没有 6\.1 a 项；有：4\.1 a"),
            ({"origin": "4.2"}, r"没有 4\.2 项"),
            ({"way": "5.2 a"}, r"有：5\.1 a"),
            ({"excluded": "x"}, r"6\.3"),
        ],
    )
    def test_an_item_of_another_chapter_is_refused_with_those_there_are(self, facts: dict[str, Any], told: str) -> None:
        with pytest.raises(RefusedError, match=told):
            identify.run(facts)


def leachate(content: float, ph: float = 7, limit: float = 1) -> dict[str, Any]:
    return {"ph": ph, "results": [{"pollutant": "总铅", "content": content, "limit": limit}]}


class TestClass:
    @pytest.mark.parametrize(
        ("facts", "waste_class", "over"),
        [
            (leachate(1), "class1", ()),
            (leachate(1.001), "class2", ("总铅",)),
            (leachate(0, ph=6), "class1", ()),
            (leachate(0, ph=9), "class1", ()),
            (leachate(0, ph=5.99), "class2", ("pH",)),
            (leachate(2, ph=9.01), "class2", ("总铅", "pH")),
        ],
    )
    def test_the_class_goes_by_leachate_and_ph(
        self, facts: dict[str, Any], waste_class: str, over: tuple[str, ...]
    ) -> None:
        result = classify.run(facts)
        assert (result.outcome.waste_class, result.outcome.over) == (waste_class, over)
        assert not result.needs_check

    def test_a_leachate_without_results_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="至少要有一种"):
            classify.run({"ph": 7, "results": []})


wastes = st.fixed_dictionaries(
    {
        "waste_class": st.sampled_from(["class1", "class2"]),
        "organic": st.floats(0, 10),
        "salt": st.floats(0, 10),
        "gangue": st.booleans(),
        "domestic": st.booleans(),
        "treated": st.booleans(),
    }
)


class TestSite:
    @pytest.mark.parametrize(
        ("facts", "sites"),
        [
            ({"waste_class": "class1", "organic": 1.99, "salt": 1.99}, "both"),
            ({"waste_class": "class1", "organic": 2, "salt": 1}, "class2_only"),
            ({"waste_class": "class1", "organic": 1, "salt": 2}, "class2_only"),
            ({"waste_class": "class2", "organic": 1, "salt": 1}, "class2_only"),
            ({"waste_class": "class2", "organic": 5, "salt": 1}, "none"),
            ({"waste_class": "class1", "organic": 20, "salt": 1, "gangue": True}, "both"),
            ({"waste_class": "class1", "organic": 1, "salt": 5}, "none"),
            ({"waste_class": "class1", "organic": 1, "salt": 1, "domestic": True}, "none"),
            ({"waste_class": "class1", "organic": 1, "salt": 1, "domestic": True, "treated": True}, "class2_only"),
        ],
    )
    def test_a_waste_is_admitted_by_class_organic_matter_and_salt(self, facts: dict[str, Any], sites: str) -> None:
        assert admit.run(facts).outcome.sites == sites

    @given(st.lists(wastes, min_size=1, max_size=20))
    def test_many_wastes_are_admitted_as_one_by_one(self, given: list[dict[str, Any]]) -> None:
        columns = admit.run_rows({name: [each[name] for each in given] for name in given[0]}).columns
        alone = [admit.run(each) for each in given]
        assert list(columns["sites"]) == [each.outcome.sites for each in alone]
        assert list(columns["needs_check"]) == [each.needs_check for each in alone]

    @given(wastes, st.floats(0, 5))
    def test_more_organic_matter_never_opens_a_site(self, facts: dict[str, Any], more: float) -> None:
        order = list(SITES)
        before, after = (admit.run(facts | {"organic": facts["organic"] + add}).outcome.sites for add in (0, more))
        assert order.index(before) <= order.index(after)

    @pytest.mark.parametrize(
        ("thickness", "seepage", "enough", "natural", "needs_check"),
        [
            (0.75, 1e-5, True, True, False),
            (0.5, 1e-6, True, False, True),
            (0.5, 1e-5, False, False, True),
            (1.5, 2e-5, True, False, True),
            (5, 1e-4, False, False, True),
        ],
    )
    def test_a_layer_of_class_one_is_natural_or_equivalent_and_the_equivalent_is_unverified(
        self, thickness: float, seepage: float, enough: bool, natural: bool, needs_check: bool
    ) -> None:
        result = layer1.run({"thickness": thickness, "seepage": seepage})
        assert (result.outcome.enough, result.outcome.natural) == (enough, natural)
        assert result.needs_check is needs_check
        columns = layer1.run_rows({"thickness": [thickness], "seepage": [seepage]}).columns
        assert (columns["enough"][0], columns["needs_check"][0]) == (enough, needs_check)

    LINER = {"membrane": 1.5, "clay": 0.75, "seepage": 1e-7, "water_distance": 1.5}

    @pytest.mark.parametrize(
        ("facts", "problem"),
        [
            ({}, None),
            ({"membrane": 1.49}, "高密度聚乙烯膜"),
            ({"clay": 0.74}, "粘土衬层厚度"),
            ({"seepage": 1.1e-7}, "渗透系数"),
            ({"water_distance": 1.4}, "地下水年最高水位"),
            ({"water_distance": 1.4, "drained": True}, None),
        ],
    )
    def test_a_liner_of_class_two_meets_all_its_limits(self, facts: dict[str, Any], problem: str | None) -> None:
        outcome = layer2.run({**self.LINER, **facts}).outcome
        assert outcome.enough is (problem is None)
        assert len(outcome.problems) == (problem is not None)
        assert all((problem or "") in each for each in outcome.problems)

    @pytest.mark.parametrize(
        ("phase", "months"),
        [
            ("running", {"渗滤液及其处理后排放的废水": 1, "地下水": 3, "无组织气体": 3, "土壤": 36}),
            ("封场后", {"渗滤液及其处理后排放的废水": 1, "地下水": 6}),
        ],
    )
    def test_a_site_is_monitored_by_its_phase(self, phase: str, months: dict[str, int]) -> None:
        outcome = monitoring.run({"phase": phase}).outcome
        assert {each.subject: each.months for each in outcome.subjects} == months
