"""The catalogue that decides report, form or registration."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.catalogue.parts import parts_of
from ecosteward.norms.eia_catalogue import CELLS, classify, look_up
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table

ENTRIES = {row["entry"]: row for row in table("eia_catalogue_entries")}
PARTS = {part.key: part for parts in parts_of("eia_catalogue").values() for part in parts}
SOLVENT, LOW_VOC = "溶剂型涂料（含稀释剂）年用量", "非溶剂型低VOCs含量涂料年用量"
ORDER = ["exempt", "registration", "form", "report"]


def amount(quantity: str, value: float, unit: str = "t/a") -> dict[str, Any]:
    return {"quantity": quantity, "value": value, "unit": unit}


def verdict(**facts: Any) -> str:
    return classify.run(facts).outcome.verdict


def flat(text: str) -> str:
    return re.sub(r"[\s的]", "", text)


def test_the_catalogue_has_173_entries_in_55_groups() -> None:
    assert list(ENTRIES) == [str(number) for number in range(1, 174)]
    groups = Counter(row["group"] for row in ENTRIES.values())
    assert len(groups) == 55
    assert groups["十、农副食品加工业 13"] == 6
    assert groups["五十二、交通运输业、管道运输业"] == 19
    assert groups["五十四、海洋工程"] == 11
    assert groups["五十五、核与辐射"] == 13


@pytest.mark.parametrize("key", PARTS)
def test_every_condition_stands_in_the_cell_it_was_taken_from(key: str) -> None:
    part = PARTS[key]
    if "!star" in part.flags:
        assert "*" in ENTRIES[part.row["entry"]]["codes"]
        return
    column = "category" if part.row["cell"] == "scope" else part.row["cell"]
    assert flat(part.text) in flat(ENTRIES[part.row["entry"]][column])


def test_every_printed_cell_has_its_conditions_and_an_empty_cell_has_none() -> None:
    told = {(part.row["entry"], part.row["cell"]) for part in PARTS.values()}
    for number, row in ENTRIES.items():
        for cell in CELLS:
            assert ((number, cell) in told) == (row[cell] != "/"), f"{number} {cell}"


def test_every_limit_is_printed_in_its_condition() -> None:
    for part in PARTS.values():
        printed = {float(each) for each in re.findall(r"\d+(?:\.\d+)?", part.text)} | (
            {0.25} if "1/4" in part.text else set()
        )
        for rows in part.bounds.values():
            limits = [row.figure(name) for row in rows for name in ("at_least", "above", "at_most", "below")
                      if row.has(name)]  # fmt: skip
            assert limits
            for limit in limits:
                assert {limit, limit * 1e4, limit / 1e4} & printed, part.key


@pytest.mark.parametrize(
    ("facts", "expected", "key"),
    [
        ({"code": "2021", "amounts": [amount("人造板年产量", 20, "万立方米/年")]}, "report", "34.report.1"),
        ({"code": "2021", "amounts": [amount("人造板年产量", 19.9, "万立方米/年")]}, "form", "34.form.1"),
        ({"code": "C3130", "amounts": [amount("冷轧年产量", 50, "万吨/年")]}, "report", "63.report.1"),
        ({"code": "3130", "amounts": [amount("冷轧年产量", 49, "万吨/年")]}, "form", "63.form.1"),
        ({"code": "3110"}, "report", "61.report.1"),
        ({"code": "3061"}, "form", "58.form.1"),
        ({"entries": [166]}, "registration", "166.registration.1"),
        ({"entries": [105], "amounts": [amount("日转运能力", 150, "t/d")]}, "form", "105.form.1"),
        ({"entries": [105], "amounts": [amount("日转运能力", 149, "t/d")]}, "exempt", None),
        ({"code": "2110", "amounts": [amount(SOLVENT, 10)]}, "report", "36.report.2"),
        ({"entries": [124], "sensitive_area": True}, "report", "124.report.2"),
        ({"entries": [124], "sensitive_area": False, "amounts": [amount("库容", 999, "万立方米")]},
         "form", "124.form.1"),
        ({"entries": [161], "sensitive_area": True, "amounts": [amount("电压等级", 330, "kV")]},
         "report", "161.report.2"),
        ({"entries": [161], "sensitive_area": False, "amounts": [amount("电压等级", 330, "kV")]},
         "form", "161.form.1"),
        ({"entries": [161], "amounts": [amount("电压等级", 35, "kV")]}, "exempt", None),
        ({"entries": [108], "others_fail": True, "amounts": [amount("住院床位", 19, "张")]},
         "registration", "108.registration.1"),
        ({"entries": [108], "others_fail": True, "amounts": [amount("住院床位", 20, "张")]}, "form", "108.form.1"),
        ({"entries": [91], "fails": ["91.form.3"], "amounts": [
            amount("燃煤、燃油锅炉总容量", 46, "MW"), amount("天然气锅炉总容量", 0, "MW")]}, "report", "91.report.1"),
        ({"entries": [110], "amounts": [amount("建筑面积", 4999, "m2")], "sensitive_area": True}, "exempt", None),
    ],
)  # fmt: skip
def test_the_condition_that_decided_is_named(facts: dict[str, Any], expected: str, key: str | None) -> None:
    outcome = classify.run(facts).outcome
    assert outcome.verdict == expected
    assert (key in {each.key for each in outcome.deciding}) if key else outcome.deciding == ()


def test_words_that_no_number_decides_are_left_to_a_person_with_their_text() -> None:
    outcome = classify.run({"code": "2110", "amounts": [amount(SOLVENT, 3), amount(LOW_VOC, 12)]}).outcome
    assert (outcome.verdict, outcome.at_most, outcome.otherwise) == ("person", "report", "form")
    assert [(each.key, each.text) for each in outcome.candidates] == [
        ("36.report.1", "有电镀工艺的"),
        ("36.form.2", "仅分割、组装的"),
    ]


def test_a_person_answers_the_open_conditions_and_what_is_assumed_is_listed() -> None:
    facts = {"code": "2110", "amounts": [amount(SOLVENT, 3), amount(LOW_VOC, 12)]}
    assert verdict(**facts, holds=["36.report.1"]) == "report"
    assert verdict(**facts, fails=["36.report.1"], holds=["36.form.2"]) == "exempt"
    outcome = classify.run({**facts, "others_fail": True}).outcome
    assert outcome.verdict == "form"
    assert [each.key for each in outcome.assumed] == ["36.report.1", "36.form.2"]


def test_a_quantity_not_given_is_asked_for_with_its_unit() -> None:
    outcome = classify.run({"code": "2021"}).outcome
    assert (outcome.verdict, outcome.at_least, outcome.at_most) == ("person", "form", "report")
    assert outcome.candidates[0].missing == "人造板年产量（万立方米/年）"


def test_words_printed_twice_in_an_entry_are_answered_once() -> None:
    answered = classify.run({"entries": [127], "others_fail": True, "holds": ["127.registration.1"]}).outcome
    assert answered.verdict == "registration"
    assert classify.run({"entries": [127], "others_fail": True, "holds": ["127.form.3"]}).outcome == answered


def test_what_a_milder_cell_names_is_not_what_the_stricter_one_leaves_out() -> None:
    facts = {"code": "2222", "others_fail": True}
    assert verdict(**facts) == "report"
    assert verdict(**facts, holds=["37.form.1"]) == "form"


def test_the_catalogues_own_notes_on_an_entry_are_told() -> None:
    notes = classify.run({"code": "2110"}).outcome.notes
    assert [note.split("：")[0] for note in notes] == ["第四条", "第四条", "说明 2", "说明 4", "说明 6"]
    assert any("第五条" in note for note in classify.run({"code": "1530", "others_fail": True}).outcome.notes)


def test_of_several_entries_the_strictest_counts() -> None:
    both = {"entries": [166, 61]}
    result = classify.run(both)
    assert result.outcome.verdict == "report"
    assert result.steps[-1].clause == "第四条"


def test_what_the_catalogue_does_not_list_needs_no_eia_by_article_five_once_a_person_looked_through_it() -> None:
    asked = classify.run({"code": "1530"})
    assert (asked.outcome.verdict, asked.outcome.at_most, asked.outcome.otherwise) == ("person", "report", "exempt")
    assert any("须由人查看" in note for note in asked.outcome.notes)
    result = classify.run({"code": "1530", "others_fail": True})
    assert result.outcome.verdict == "exempt"
    assert result.steps[-1].clause == "第五条"


def test_nuclear_power_is_not_exempt_for_its_entry_having_no_code() -> None:
    assert verdict(code="4414") == "person"
    assert verdict(entries=[167], holds=["167.report.1"]) == "report"


def test_a_starred_industry_outside_an_industrial_building_is_not_listed() -> None:
    assert verdict(code="2110", amounts=[amount(SOLVENT, 12)], industrial_building=False) == "exempt"
    facts = {"amounts": [amount(SOLVENT, 12)], "industrial_building": False}
    assert verdict(code="4030", **facts) == "exempt"
    assert verdict(code="4040", **facts) == "report"


def test_using_none_of_a_material_is_not_using_little_of_it_and_says_it_is_unverified() -> None:
    facts = {"code": "4110", "others_fail": True}
    little = classify.run({**facts, "amounts": [amount(SOLVENT, 1), amount(LOW_VOC, 0)]})
    none = classify.run({**facts, "amounts": [amount(SOLVENT, 0), amount(LOW_VOC, 0)]})
    assert (little.outcome.verdict, little.needs_check) == ("form", False)
    assert (none.outcome.verdict, none.needs_check) == ("exempt", True)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, "至少一项"),
        ({"code": "家具"}, "不是行业代码"),
        ({"code": "6510"}, "没有按行业代码 6510"),
        ({"code": "843"}, "对应多个条目.*108.*109"),
        ({"words": "木材"}, "对应多个条目.*33 木材加工"),
        ({"words": "火星探测"}, "最接近的"),
        ({"entries": [174]}, "没有第 174 项"),
        ({"entries": [36], "holds": ["37.report.1"]}, "没有编号为 37.report.1"),
        ({"entries": [36], "holds": ["36.report.1"], "fails": ["36.report.1"]}, "同时写成了符合和不符合"),
        ({"entries": [36], "holds": ["36.report.2"], "amounts": [amount(SOLVENT, 1)]}, "应为不符合"),
        ({"entries": [36], "fails": ["36.report.2"], "amounts": [amount(SOLVENT, 11)]}, "应为符合"),
        ({"entries": [36], "amounts": [amount("库容", 1)]}, "不看“库容”；可填：溶剂型涂料"),
        ({"entries": [36], "amounts": [amount(SOLVENT, 1, "kg/a")]}, "单位应为 t/a，不是 kg/a"),
        ({"entries": [36], "amounts": [amount(SOLVENT, 1), amount(SOLVENT, 2)]}, "写了两次"),
        ({"entries": [36], "amounts": [amount(SOLVENT, -1)]}, "应不小于 0"),
        ({"entries": [36], "on": date(2020, 12, 31)}, "没有已收录的现行版本"),
    ],
)
def test_what_cannot_be_classified_is_refused_with_what_to_do(facts: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        classify.run(facts)


def test_words_find_one_entry_by_its_conditions_too() -> None:
    assert [each.entry for each in classify.run({"words": "胶片洗印"}).outcome.entries] == [117]
    assert [each.entry for each in classify.run({"words": "抽水蓄能"}).outcome.entries] == [88]


@given(st.sampled_from(sorted(ENTRIES, key=int)), st.data())
def test_any_entry_with_any_answers_gives_a_verdict_between_its_bounds(number: str, data: Any) -> None:
    asked = sorted({part.key for part in parts_of("eia_catalogue")[number] if part.words})
    holds = data.draw(st.sets(st.sampled_from(asked))) if asked else set()
    outcome = classify.run({"entries": [int(number)], "holds": sorted(holds)}).outcome
    assert ORDER.index(outcome.at_least) <= ORDER.index(outcome.at_most)
    assert (outcome.verdict == "person") == (outcome.at_least != outcome.at_most)
    assert bool(outcome.candidates) == (outcome.verdict == "person")
    assert bool(outcome.deciding) == (outcome.verdict not in {"person", "exempt"})


@given(st.floats(0.01, 1e6), st.floats(0, 1e6))
def test_more_solvent_never_makes_the_class_milder(value: float, more: float) -> None:
    before, after = (
        verdict(code="3311", others_fail=True, amounts=[amount(SOLVENT, each), amount(LOW_VOC, 20)])
        for each in (value, value + more)
    )
    assert ORDER.index(before) <= ORDER.index(after)


def test_many_codes_are_looked_up_as_one_by_one() -> None:
    codes = ["2110", "C3130", "1530", "2110"]
    columns = look_up.run_rows({"code": codes}).columns
    alone = [look_up.run({"code": code}) for code in codes]
    assert list(columns["numbers"]) == [each.outcome.numbers for each in alone] == ["36", "63", "", "36"]
    assert list(columns["needs_check"]) == [each.needs_check for each in alone]
    assert columns["report"][1] == "年产50万吨及以上的冷轧"


def test_codes_not_found_are_told_with_their_rows() -> None:
    with pytest.raises(RefusedError, match=r"第 2 行 code.*6510"):
        look_up.run_rows({"code": ["2110", "6510"]})
