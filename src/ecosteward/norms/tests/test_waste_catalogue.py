"""The national list of hazardous wastes."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import table
from ecosteward.norms.waste_catalogue import LINKS, exempt, find, find_rows, hazards

OLD, NEW = date(2024, 12, 31), date(2025, 1, 1)
WASTES = tuple(table("waste_catalogue_wastes"))
CODES = [row["code"] for row in WASTES]


def test_the_2021_list_has_467_wastes_in_46_categories() -> None:
    assert len(set(CODES)) == 467
    counts = Counter(row["category"] for row in WASTES)
    assert len(counts) == 46
    assert (counts["HW01"], counts["HW08"], counts["HW11"], counts["HW49"], counts["HW50"]) == (5, 32, 85, 11, 44)


def test_the_list_of_exemptions_has_32_numbers_in_57_rows() -> None:
    rows = tuple(table("waste_catalogue_exemptions"))
    assert (len(rows), len({row["number"] for row in rows})) == (57, 32)
    assert {row["link"] for row in rows} == {"全部环节", "收集", "运输", "利用", "处置", "利用、处置"}


@pytest.mark.parametrize("row", WASTES, ids=lambda row: row["code"])
def test_a_code_ends_in_its_category_and_its_hazards_are_known(row: Any) -> None:
    assert re.fullmatch(r"\d{3}-\d{3}-\d{2}", row["code"])
    assert row["category"] == f"HW{row['code'][-2:]}"
    assert set(re.split("[，/]", row["characteristics"])) <= {"T", "C", "I", "R", "In"}


def test_an_industry_has_one_name_for_its_three_digits_except_as_printed() -> None:
    names: dict[str, set[str]] = {}
    for row in WASTES:
        names.setdefault(row["code"][:3], set()).add(row["industry"])
    assert {prefix for prefix, each in names.items() if len(each) > 1} == {"398", "772"}


def test_every_exempted_code_is_in_the_list() -> None:
    for row in table("waste_catalogue_exemptions"):
        assert {code for code in row["codes"].split() if not code.startswith("HW")} <= set(CODES)


@pytest.mark.parametrize(
    ("code", "category", "industry", "waste", "characteristics"),
    [
        ("841-001-01", "HW01", "卫生", "感染性废物", "In"),
        ("251-017-50", "HW50", "精炼石油产品制造", "石油炼制中采用钝镍剂进行催化裂化产生的废催化剂", "T"),
        ("261-045-25", "HW25", "基础化学原料制造",
         "硒及其化合物生产过程中产生的熔渣、集（除）尘装置收集的粉尘和废水处理污泥", "T"),
        ("091-003-29", "HW29", "常用有色金属矿采选", "汞矿采选过程中产生的尾砂和集（除）尘装置收集的粉尘", "T"),
        ("265-003-29", "HW29", "合成材料制造", "电石乙炔法生产氯乙烯单体过程中产生的废酸", "T，C"),
        ("384-003-29", "HW29", "电池制造",
         "含汞电池生产过程中产生的含汞废浆层纸、含汞废锌膏、含汞废活性炭和废水处理污泥", "T"),
        ("772-002-18", "HW18", "环境治理业", "生活垃圾焚烧飞灰", "T"),
    ],
)  # fmt: skip
def test_a_code_gives_what_is_printed(
    code: str, category: str, industry: str, waste: str, characteristics: str
) -> None:
    result = find.run({"code": code, "on": OLD})
    found = result.outcome.wastes[0]
    assert (found.category, found.industry, found.waste) == (category, industry, waste)
    assert found.characteristics == characteristics
    assert not result.needs_check


def test_commas_mean_possible_hazards_and_strokes_one_or_more() -> None:
    assert hazards("T") == "毒性"
    assert hazards("T，I，R") == "毒性，可能还有易燃性、反应性"
    assert hazards("T/In") == "毒性、感染性中的一种或多种"


def test_from_2025_the_old_table_is_used_and_says_so() -> None:
    result = find.run({"code": "900-249-08", "on": NEW})
    assert result.needs_check
    assert result.outcome.edition == "国家危险废物名录（2025年版）"
    assert any("470 种" in note for note in result.outcome.notes)
    assert find.run({"code": "900-249-08", "on": OLD}).outcome.edition == "国家危险废物名录（2021年版）"


def test_an_identified_waste_gets_the_category_and_the_rule_of_article_six() -> None:
    found = find.run({"code": "900-000-17", "on": OLD}).outcome
    assert (found.wastes[0].category, found.wastes[0].hazards) == ("HW17", "按鉴别结论")
    assert found.notes == (
        "第六条：经鉴别具有危险特性的，按主要有害成分和危险特性确定类别，代码为 900-000-××（××为类别代码）",
    )
    later = find.run({"code": "900-000-17", "on": NEW}).outcome
    assert any("先按主要有害成分" in note for note in later.notes)


def test_words_and_categories_find_wastes() -> None:
    found = find.run({"words": "飞灰 焚烧", "on": OLD}).outcome.wastes
    assert "772-002-18" in {each.code for each in found}
    assert len(find.run({"code": "HW49", "on": OLD}).outcome.wastes) == 11
    both = find.run({"code": "HW49", "words": "电路板", "on": OLD}).outcome.wastes
    assert [each.code for each in both] == ["900-045-49"]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, "废物代码、类别或用词"),
        ({"code": "900-249-8"}, "应为 8 位"),
        ({"code": "900-999-08"}, "最接近的：900-249-08|最接近的"),
        ({"code": "900-000-99"}, "最接近的"),
        ({"code": "HW43"}, "没有类别 HW43"),
        ({"words": "月球土壤"}, "没有“月球土壤”"),
        ({"words": "废"}, "请多写几个词"),
        ({"code": "900-249-08", "on": date(2020, 1, 1)}, "没有已收录的现行版本"),
    ],
)
def test_what_is_not_in_the_list_is_refused_with_the_nearest(facts: dict[str, Any], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        find.run({"on": OLD, **facts})


def test_an_exemption_holds_only_at_its_link_and_when_its_condition_is_met() -> None:
    ash = {"code": "772-002-18", "on": OLD}
    asked = exempt.run({**ash, "link": "处置"}).outcome
    assert asked.verdict == "person"
    assert {"12.2", "12.3"} <= {each.key for each in asked.candidates}
    done = exempt.run({**ash, "link": "dispose", "met": ["12.2"]}).outcome
    assert (done.verdict, done.deciding[0].content) == ("exempt", "填埋处置过程不按危险废物管理。")
    assert exempt.run({**ash, "link": "dispose", "others_not_met": True}).outcome.verdict == "not_exempt"
    with pytest.raises(RefusedError, match=r"没有编号为 12\.1 的豁免"):
        exempt.run({**ash, "link": "dispose", "met": ["12.1"]})


def test_storage_is_exempt_only_where_every_link_is() -> None:
    asked = exempt.run({"code": "900-041-49", "link": "store", "on": OLD}).outcome
    assert [each.key for each in asked.candidates] == ["24.1", "1.1"]
    rag = exempt.run({"code": "900-041-49", "link": "store", "met": ["24.1"], "on": OLD}).outcome
    assert (rag.verdict, rag.deciding[0].condition) == ("exempt", "未分类收集。")


def test_a_whole_category_is_exempted_by_its_number() -> None:
    keys = {each.key for each in find.run({"code": "313-001-34", "on": OLD}).outcome.exemptions}
    assert keys == {"20.1", "20.2"}


def test_an_exemption_of_2025_says_that_the_changes_are_not_known() -> None:
    facts = {"code": "900-041-49", "link": "store", "met": ["24.1"]}
    assert exempt.run({**facts, "on": NEW}).needs_check
    assert not exempt.run({**facts, "on": OLD}).needs_check


@given(st.sampled_from(CODES), st.sampled_from(list(LINKS)))
def test_a_waste_is_never_exempt_without_a_person_saying_so(code: str, link: str) -> None:
    assert exempt.run({"code": code, "link": link, "on": OLD}).outcome.verdict in {"person", "not_exempt"}


@given(st.lists(st.tuples(st.sampled_from([*CODES, "900-000-08"]), st.sampled_from([OLD, NEW])), min_size=1))
def test_many_codes_are_looked_up_as_one_by_one(pairs: list[tuple[str, date]]) -> None:
    columns = find.run_rows({"code": [code for code, _on in pairs], "on": [on for _code, on in pairs]}).columns
    alone = [find.run({"code": code, "on": on}) for code, on in pairs]
    assert list(columns["waste"]) == [each.outcome.wastes[0].waste for each in alone]
    assert list(columns["hazards"]) == [each.outcome.wastes[0].hazards for each in alone]
    assert list(columns["needs_check"]) == [each.needs_check for each in alone]


def test_rows_name_the_row_of_an_unknown_code_and_refuse_days_before_the_list() -> None:
    assert find.rows is find_rows
    with pytest.raises(RefusedError, match=r"第 2 行 code"):
        find.run_rows({"code": ["900-249-08", "1"], "on": [OLD, OLD]})
    with pytest.raises(RefusedError, match="最早版本"):
        find.run_rows({"code": ["900-249-08"], "on": [date(2020, 1, 1)]})
