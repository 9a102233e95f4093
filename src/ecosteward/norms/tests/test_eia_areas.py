"""Areas that count as sensitive in an entry of the EIA catalogue."""

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.eia_areas import counts
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table

AREAS = {row["area"]: row for row in table("eia_catalogue_areas")}
ENTRIES = {row["entry"]: row for row in table("eia_catalogue_entries")}
ASKED = sorted({row["entry"] for row in table("eia_catalogue_sensitive")}, key=int)


def test_article_three_has_28_areas_in_three_parts() -> None:
    assert Counter(row["section"] for row in AREAS.values()) == {"一": 6, "二": 20, "三": 2}


def test_exactly_the_entries_with_a_sensitive_condition_say_what_is_sensitive() -> None:
    asking = {row["entry"] for row in table("eia_catalogue_parts") if "sensitive" in row["flags"]}
    assert asking == set(ASKED) == {number for number, row in ENTRIES.items() if row.has("sensitive")}


@pytest.mark.parametrize("number", ASKED)
def test_an_area_that_is_named_counts_and_all_of_a_part_count_where_it_says_so(number: str) -> None:
    meaning = ENTRIES[number]["sensitive"]
    own = {row["area"] for row in table("eia_catalogue_sensitive").where(entry=number)}
    whole = set(re.findall("第三条（(.)）中的全部区域", meaning))
    for area, row in AREAS.items():
        if row["section"] in whole:
            assert area in own
        elif area in own and area not in {"farmland", "spawning", "feeding", "wintering", "migration"}:
            name = row["name"].removeprefix("除（一）外的").removesuffix("为主要功能的区域")
            printed = {"soil_treatment": "重点治理区", "people": "以居住、医疗卫生、文化教育、科研、行政办公"}
            assert printed.get(area, name) in meaning


@pytest.mark.parametrize(
    ("entry", "area", "sensitive"),
    [
        (14, "国家公园", True),
        (14, "永久基本农田", False),
        (4, "自然保护区", True),
        (4, "国家公园", False),
        (4, "重要水生生物的索饵场", True),
        (4, "重要水生生物的越冬场", False),
        (19, "其他自然公园", True),
        (116, "永久基本农田", False),
        (137, "文物保护单位", False),
        (161, "以居住、医疗卫生、文化教育、科研、行政办公为主要功能的区域", True),
        (97, "文物保护单位", True),
        (97, "以居住、医疗卫生、文化教育、科研、行政办公为主要功能的区域", False),
    ],
)
def test_each_entry_has_its_own_meaning(entry: int, area: str, sensitive: bool) -> None:
    result = counts.run({"entry": entry, "area": area})
    assert result.outcome.sensitive is sensitive
    assert not result.needs_check
    assert result.outcome.meaning == ENTRIES[str(entry)]["sensitive"]


def test_dwellings_count_for_standard_workshops_of_entry_97_only() -> None:
    facts = {"area": "以居住、医疗卫生、文化教育、科研、行政办公为主要功能的区域", "standard_workshop": True}
    assert counts.run({"entry": 97, **facts}).outcome.sensitive
    assert not counts.run({"entry": 14, **facts}).outcome.sensitive


def test_an_old_name_of_farmland_is_read_as_the_new_one_and_says_so() -> None:
    assert counts.run({"entry": 122, "area": "永久基本农田"}).needs_check


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"entry": 14, "area": "基本农田"}, "最接近的：永久基本农田"),
        ({"entry": 61, "area": "国家公园"}, "第 61 项不看环境敏感区"),
        ({"entry": 0, "area": "国家公园"}, "应不小于 1"),
    ],
)
def test_what_cannot_be_judged_is_refused(facts: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        counts.run(facts)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(ASKED).map(int), st.sampled_from([row["name"] for row in AREAS.values()]), st.booleans()
        ),
        min_size=1,
    )
)
def test_many_pairs_are_judged_as_one_by_one(pairs: list[tuple[int, str, bool]]) -> None:
    names = ("entry", "area", "standard_workshop")
    columns = counts.run_rows({name: [row[at] for row in pairs] for at, name in enumerate(names)}).columns
    alone = [counts.run(dict(zip(names, row, strict=True))) for row in pairs]
    assert list(columns["sensitive"]) == [each.outcome.sensitive for each in alone]
    assert list(columns["meaning"]) == [each.outcome.meaning for each in alone]
    assert list(columns["needs_check"]) == [each.needs_check for each in alone]


def test_rows_that_cannot_be_judged_are_named() -> None:
    with pytest.raises(RefusedError, match="第 2 行 area"):
        counts.run_rows({"entry": [14, 14], "area": ["国家公园", "月亮"]})
