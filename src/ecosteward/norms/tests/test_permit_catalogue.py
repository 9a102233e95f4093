"""The catalogue that decides key, simplified or registered management of permits."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.catalogue.parts import parts_of
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table
from ecosteward.norms.permit_catalogue import CELLS, classify, look_up

ENTRIES = {row["entry"]: row for row in table("permit_catalogue_entries")}
PARTS = {part.key: part for parts in parts_of("permit_catalogue").values() for part in parts}
BOILER, GLUE = "锅炉（不含电热锅炉）合计出力", "溶剂型涂料或者胶粘剂（含稀释剂、固化剂）年使用量"
ORDER = ["none", "registration", "simplified", "key"]


def amount(quantity: str, value: float, unit: str = "t/a") -> dict[str, Any]:
    return {"quantity": quantity, "value": value, "unit": unit}


def flat(text: str) -> str:
    return re.sub(r"[\s的，、；﹡（）()]", "", text)


def test_the_catalogue_has_112_entries_in_51_groups_the_last_four_general_processes() -> None:
    assert list(ENTRIES) == [str(number) for number in range(1, 113)]
    groups = Counter(row["group"] for row in ENTRIES.values())
    assert len(groups) == 51
    assert [row["category"] for row in list(ENTRIES.values())[-4:]] == ["锅炉", "工业炉窑", "表面处理", "水处理"]
    assert groups["八、农副食品加工业 13"] == 8
    assert groups["二十一、化学原料和化学制品制造业 26"] == 8
    assert groups["二十五、非金属矿物制品业 30"] == 8


@pytest.mark.parametrize("key", [key for key, part in PARTS.items() if part.row.clause != "第七条"])
def test_every_condition_stands_in_the_cell_it_was_taken_from(key: str) -> None:
    part = PARTS[key]
    column = "category" if part.row["cell"] == "scope" else part.row["cell"]
    assert flat(part.text) in flat(ENTRIES[part.row["entry"]][column])
    assert ("star" in part.flags) <= ("﹡" in ENTRIES[part.row["entry"]][column])


def test_every_code_of_a_condition_falls_under_its_entry() -> None:
    for part in PARTS.values():
        own = ENTRIES[part.row["entry"]]["codes"].split()
        assert all(any(code.startswith(each) for each in own) for code in part.codes), part.key


def test_every_printed_cell_has_its_conditions_and_an_empty_cell_has_none() -> None:
    told = {(part.row["entry"], part.row["cell"]) for part in PARTS.values()}
    for number, row in ENTRIES.items():
        for cell in CELLS:
            assert ((number, cell) in told) == (row[cell] != "/"), f"{number} {cell}"


def test_article_seven_has_its_nine_thresholds() -> None:
    found = [part for part in PARTS.values() if part.row.clause == "第七条"]
    limits = [rows[0].figure("above") for part in found for rows in part.bounds.values()]
    assert limits == [250, 250, 500, 30, 10, 0.5, 30, 3000]
    assert len(found) == 9


@pytest.mark.parametrize(
    ("facts", "expected", "covers", "key"),
    [
        ({"code": "2110", "key_list": True}, "key", "whole", "35.key.1"),
        ({"code": "C2110", "key_list": False, "amounts": [amount(GLUE, 10)]}, "simplified", "whole", "35.simplified.1"),
        ({"code": "3130", "amounts": [amount("冷轧年产量", 50, "万吨/年")]}, "key", "whole", "73.key.1"),
        ({"code": "2211"}, "key", "whole", "36.key.1"),
        ({"code": "2221"}, "key", "whole", "37.key.1"),
        ({"code": "2223", "fails": ["37.simplified.1"]}, "registration", "whole", "37.registration.1"),
        ({"code": "2614", "fails": ["45.key.3"]}, "key", "whole", "45.key.1"),
        ({"code": "2614", "holds": ["45.key.3"]}, "simplified", "whole", "45.simplified.1"),
        ({"code": "3843"}, "key", "whole", "88.key.1"),
        ({"code": "3841"}, "simplified", "whole", "88.simplified.1"),
        ({"code": "3391", "fails": ["82.key.1"]}, "simplified", "whole", "82.simplified.1"),
        ({"code": "3399", "processes": []}, "registration", "whole", "80.registration.1"),
        ({"code": "4430", "amounts": [amount(BOILER, 20, "t/h")]}, "key", "whole", "96.key.1"),
        ({"code": "4430", "amounts": [amount(BOILER, 14, "MW")]}, "key", "whole", "96.key.1"),
        ({"code": "4430", "amounts": [amount(BOILER, 13.9, "MW")]}, "simplified", "whole", "96.simplified.1"),
        ({"code": "4430", "amounts": [amount(BOILER, 1, "t/h")], "holds": ["96.registration.1"]},
         "registration", "whole", "96.registration.1"),
        ({"code": "8411", "amounts": [amount("床位", 500, "张")]}, "key", "whole", "107.key.1"),
        ({"code": "8411", "amounts": [amount("床位", 499, "张")]}, "simplified", "whole", "107.simplified.3"),
        ({"code": "8416", "amounts": [amount("床位", 600, "张")]}, "simplified", "whole", "107.simplified.2"),
        ({"code": "8411", "amounts": [amount("床位", 99, "张")]}, "registration", "whole", "107.registration.2"),
        ({"code": "3411", "processes": []}, "registration", "whole", "83.registration.1"),
        ({"code": "3411", "processes": ["boiler"], "key_list": True}, "key", "processes", "109.key.1"),
        ({"code": "3411", "processes": ["锅炉"], "key_list": False, "amounts": [amount(BOILER, 20, "t/h")]},
         "simplified", "processes", "109.simplified.1"),
        ({"code": "6510", "key_list": False, "processes": ["water"], "others_fail": True,
          "amounts": [amount("水处理设施日处理能力", 500, "t/d")]}, "registration", "processes", "112.registration.1"),
        ({"code": "6510", "key_list": False, "processes": ["water"], "others_fail": True,
          "amounts": [amount("水处理设施日处理能力", 499, "t/d")]}, "none", "none", None),
        ({"code": "6510", "processes": [], "amounts": [amount("总磷年排放量", 0.51)]}, "key", "whole", "108.key.8"),
        ({"code": "6510", "processes": [], "others_fail": True, "amounts": [amount("总磷年排放量", 0.5)]},
         "none", "none", None),
        ({"entries": [105], "fails": ["105.simplified.1"]}, "none", "none", None),
    ],
)  # fmt: skip
def test_the_condition_that_decided_is_named(facts: dict[str, Any], expected: str, covers: str, key: str) -> None:
    outcome = classify.run(facts).outcome
    assert (outcome.verdict, outcome.covers) == (expected, covers)
    assert (key in {each.key for each in outcome.deciding}) if key else outcome.deciding == ()


def test_general_processes_not_told_are_asked_for() -> None:
    outcome = classify.run({"code": "3411"}).outcome
    assert (outcome.verdict, outcome.at_least, outcome.at_most) == ("person", "registration", "key")
    assert "通用工序" in outcome.candidates[0].missing


def test_what_a_general_process_lacks_is_asked_for_too() -> None:
    outcome = classify.run({"code": "3411", "processes": ["boiler"], "key_list": False}).outcome
    assert outcome.verdict == "person"
    assert any(f"{BOILER}（t/h 或 MW）" in each.missing for each in outcome.candidates)


def test_a_code_of_three_places_asks_for_the_fourth_where_the_cell_names_it() -> None:
    outcome = classify.run({"code": "384"}).outcome
    assert {each.missing for each in outcome.candidates} == {"四位行业代码"}


@pytest.mark.parametrize(("ink", "thinner"), [(80, 0), (0, 10)])
def test_one_of_two_limits_in_one_sentence_is_enough_and_its_words_are_answered_once(ink: int, thinner: int) -> None:
    amounts = [amount("溶剂型油墨、涂料年使用量", ink), amount("溶剂型稀释剂年使用量", thinner)]
    facts = {"code": "2319", "key_list": False, "amounts": amounts}
    asked = classify.run(facts).outcome
    assert asked.verdict == "person"
    answered = classify.run({**facts, "holds": [each.key for each in asked.candidates]}).outcome
    assert (answered.verdict, len(answered.deciding)) == ("simplified", 1)


def test_a_unit_of_several_industries_gets_one_permit_by_the_strictest() -> None:
    result = classify.run({"entries": [36, 35], "key_list": False})
    assert result.outcome.verdict == "key"
    assert any(step.clause == "第五条" for step in result.steps)
    assert any("一张排污许可证" in note for note in result.outcome.notes)


def test_only_processes_are_permitted_where_a_process_brought_the_unit_in() -> None:
    result = classify.run({"code": "3411", "processes": ["boiler"], "key_list": True})
    assert any(step.clause == "第六条" for step in result.steps)


def test_a_doubtful_reading_of_the_rubber_limit_says_so() -> None:
    facts = {"key_list": False, "amounts": [amount("年耗胶量", 2000)]}
    assert not classify.run({"code": "2912", **facts}).needs_check
    assert classify.run({"code": "2913", **facts}).needs_check


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, "至少一项"),
        ({"code": "26"}, "对应多个条目.*45 基础化学原料制造"),
        ({"words": "制造"}, "对应多个条目"),
        ({"words": "星际航行"}, "最接近的"),
        ({"entries": [113]}, "没有第 113 项"),
        ({"code": "2110", "processes": ["蒸馏"]}, "应为 锅炉、工业炉窑、表面处理、水处理"),
        ({"code": "2110", "amounts": [amount("冷轧年产量", 1)]}, "可填：溶剂型涂料或者胶粘剂"),
        ({"code": "4430", "amounts": [amount(BOILER, 1, "kW")]}, "单位应为 t/h 或 MW，不是 kW"),
        ({"code": "2110", "key_list": True, "fails": ["35.key.1"]}, "应为符合"),
    ],
)
def test_what_cannot_be_classified_is_refused_with_what_to_do(facts: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        classify.run(facts)


def test_the_day_of_issue_is_not_printed_and_a_verdict_on_a_day_says_so() -> None:
    assert classify.run({"code": "2211", "on": date(2026, 1, 1)}).needs_check
    assert not classify.run({"code": "2211"}).needs_check


@given(
    st.sampled_from(sorted(ENTRIES, key=int)),
    st.none() | st.booleans(),
    st.none() | st.lists(st.sampled_from(["boiler", "kiln", "surface", "water"]), unique=True),
    st.booleans(),
)
def test_any_entry_gives_a_verdict_between_its_bounds(
    number: str, key_list: bool | None, processes: list[str] | None, others_fail: bool
) -> None:
    facts = {"entries": [int(number)], "key_list": key_list, "processes": processes, "others_fail": others_fail}
    outcome = classify.run(facts).outcome
    assert ORDER.index(outcome.at_least) <= ORDER.index(outcome.at_most)
    assert (outcome.verdict == "person") == bool(outcome.candidates)
    assert bool(outcome.deciding) == (outcome.verdict not in {"person", "none"})
    assert not (others_fail and outcome.candidates)


@given(st.floats(0.1, 1e3), st.floats(0, 1e3), st.booleans())
def test_a_larger_boiler_never_makes_the_management_milder(value: float, more: float, key_list: bool) -> None:
    facts = {"code": "3411", "processes": ["boiler"], "key_list": key_list}
    before, after = (
        classify.run({**facts, "amounts": [amount(BOILER, each, "t/h")]}).outcome.verdict
        for each in (value, value + more)
    )
    assert ORDER.index(before) <= ORDER.index(after)


def test_many_codes_are_looked_up_as_one_by_one_and_the_unlisted_are_entry_108() -> None:
    codes = ["2110", "C3130", "6510", "3391"]
    columns = look_up.run_rows({"code": codes}).columns
    alone = [look_up.run({"code": code}) for code in codes]
    assert list(columns["numbers"]) == [each.outcome.numbers for each in alone] == ["35", "73", "108", "80、82"]
    assert list(columns["needs_check"]) == [each.needs_check for each in alone]
