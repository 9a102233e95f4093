"""Lists as people really keep them: the header found, each row understood."""

import datetime as dt
from typing import Any

import pytest

from ecosteward.accounts.models import User
from ecosteward.clients.imports.columns import COLUMNS, find_header, recognise
from ecosteward.clients.imports.plan import Fate
from ecosteward.clients.imports.rows import WRONG_CODE_REASON, Manner
from ecosteward.clients.tests.lists import HEAD, planned, sheet_of, words
from ecosteward.clients.tests.messy import code


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("企业名称", "name"),
        ("单位名称（盖章）", "name"),
        ("公司名称*", "name"),
        ("企业\n名称", "name"),
        ("统一社会\n信用代码", "credit_code"),
        ("税号", "credit_code"),
        ("企业统一社会信用代码（18位）", "credit_code"),
        ("厂 址", "site"),
        ("详细地址", "site"),
        ("行业类别及代码", "industry"),
        ("行业代码", "industry_code"),
        ("环保联系人", "contact"),
        ("联系人电话", "phone"),
        ("手机号码", "phone"),
        ("经度（°）", "longitude"),
        ("序号", ""),
        ("是否达标", ""),
        (None, ""),
        (2026, ""),
    ],
)
def test_headings_go_by_many_names(title: Any, key: str) -> None:
    assert recognise(title) == key


def test_every_heading_of_ours_is_recognised_as_itself() -> None:
    assert {column.key: recognise(title) for column in COLUMNS for title in column.titles} == {
        column.key: column.key for column in COLUMNS
    }


def test_the_header_stands_under_title_rows() -> None:
    rows = sheet_of(["附件 1"], [], ["某市企业名单"], ["填报单位：某局"], ["序号", *HEAD, "地址"], [1, "甲公司"]).rows
    header = find_header(rows)
    assert header is not None
    assert (header.line, header.columns) == (5, {"name": 1, "credit_code": 2, "site": 3})


def test_a_heading_divided_into_two_below_is_read_with_them() -> None:
    rows = sheet_of(["企业名称", "联系方式", None], [None, "联系人", "电话"], ["甲公司", "张三", "13800000000"]).rows
    header = find_header(rows)
    assert header is not None
    assert (header.line, header.columns) == (2, {"name": 0, "contact": 1, "phone": 2})


def test_a_list_without_a_name_column_has_no_header() -> None:
    assert find_header(sheet_of(["地址", "电话"], ["某路", "138"]).rows) is None


def _one(user: User, titles: list[str], values: list[Any], manner: Manner | None = None) -> Any:
    made = planned(user, ["企业名称", *titles], ["云山电子有限公司", *values], manner=manner)
    assert len(made.rows) == 1
    return made.rows[0]


@pytest.mark.parametrize("given", [code(1), f" {code(1)[:9]} {code(1)[9:]}　", f"'{code(1)}", code(1).lower()])
def test_a_code_is_read_however_it_was_typed(director: User, given: str) -> None:
    assert _one(director, ["税号"], [given]).read.credit_code == code(1)


@pytest.mark.parametrize("given", ["９１３５０１００Ｍ０００１００Ｙ４３"])
def test_full_width_codes_become_half_width(director: User, given: str) -> None:
    assert _one(director, ["信用代码"], [given]).read.credit_code == "91350100M000100Y43"


@pytest.mark.parametrize("given", [9.13501e17, 913501000001000143, "9.1350E+17", "9.135e17"])
def test_a_code_in_scientific_notation_is_refused_because_its_digits_are_lost(director: User, given: Any) -> None:
    row = _one(director, ["信用代码"], [given])
    assert row.fate == Fate.ERROR
    assert "科学计数法" in row.problems[0].words


@pytest.mark.parametrize("given", ["无", "/", "—", "", "   ", None])
def test_a_row_without_a_code_is_taken_with_a_reason(director: User, given: Any) -> None:
    row = _one(director, ["信用代码"], [given], Manner(reason="筹建中"))
    assert (row.fate, row.read.credit_code, row.read.code_reason) == (Fate.NEW, "", "筹建中")


def test_a_wrong_code_is_an_error_unless_the_person_chose_to_leave_it_empty(director: User) -> None:
    wrong = code(1)[:17] + ("0" if code(1)[17] != "0" else "1")
    assert _one(director, ["信用代码"], [wrong]).fate == Fate.ERROR
    row = _one(director, ["信用代码"], [wrong], Manner(blank_wrong_codes=True))
    assert (row.fate, row.read.code_reason) == (Fate.NEW, WRONG_CODE_REASON)
    assert wrong in row.read.facts["note"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (13800001111, "13800001111"),
        (13800001111.0, "13800001111"),
        ("１３８００００１１１１", "13800001111"),
        ("0516-80000001", "0516-80000001"),
        ("13800001111、0516-80000001", "13800001111、0516-80000001"),
    ],
)
def test_telephone_numbers_stay_text(director: User, given: Any, kept: str) -> None:
    row = _one(director, ["联系人", "电话"], ["张　三", given])
    assert row.read.contacts == [("张三", "联系人", kept)]
    assert row.problems == []


def test_an_odd_telephone_number_is_kept_and_told(director: User) -> None:
    row = _one(director, ["电话"], ["见通讯录"])
    assert row.read.contacts == [("联系人", "联系人", "见通讯录")]
    assert "不像号码" in row.problems[0].words


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (dt.datetime(2015, 6, 18), "2015-06-18"),  # noqa: DTZ001  # as a workbook gives it
        ("2015年6月", "2015-06"),
        (2015, "2015"),
        (42173, "2015-06-18"),
        (20150618, "2015-06-18"),
        ("二〇一五年", ""),
    ],
)
def test_dates_as_text_number_or_date_are_read(director: User, given: Any, kept: str) -> None:
    row = _one(director, ["投产日期"], [given])
    assert row.read.facts.get("started_on", "") == kept


def test_what_its_field_cannot_hold_is_told_and_kept_in_the_note(director: User) -> None:
    row = _one(
        director,
        ["行业代码", "经度", "纬度", "投产日期", "排污许可证编号", "备注"],
        ["化工类", "34.2", "117.2", "上世纪", "苏A-001", "原有备注"],
    )
    assert row.fate == Fate.NEW
    assert len(row.problems) == 4
    for text in ("原有备注", "化工类", "34.2", "上世纪", "苏A-001"):
        assert text in row.read.facts["note"]


def test_a_permit_is_read_with_its_validity(director: User) -> None:
    row = _one(
        director,
        ["信用代码", "排污许可证编号", "管理类别", "有效期至"],
        [code(1), f"{code(1)}001p", "简化", "2027年12月31日"],
    )
    assert row.read.permit == {
        "number": f"{code(1)}001P",
        "management": "simple",
        "valid_to": dt.date(2027, 12, 31),
    }


def test_an_overlong_text_and_a_failed_formula_are_errors_with_what_to_do(director: User) -> None:
    made = planned(director, HEAD, ["很长的名字" * 30, None], ["#REF!", None])
    assert "最多 120 个" in words(made, 2)
    assert "公式错误" in words(made, 3)
    assert len(made.errors) == 2


def test_totals_notes_groups_blank_lines_and_repeated_headers_are_left_out(director: User) -> None:
    made = planned(
        director,
        ["序号", *HEAD],
        [None, "一、化工行业", None],
        [1, "云山电子有限公司", code(1)],
        [],
        ["序号", *HEAD],
        [2, None, None],
        ["合计", "共1家", None],
        ["注：信用代码以营业执照为准", None, None],
        ["填表人：王某", None, None],
    )
    assert [row.line for row in made.rows] == [3]
    assert dict(made.left_out) == {
        2: "分组标题",
        5: "重复的表头",
        6: "没有可导入的内容",
        7: "合计行",
        8: "表后说明",
        9: "表后说明",
    }


def test_a_company_whose_name_begins_like_a_note_is_not_left_out(director: User) -> None:
    made = planned(director, ["序号", *HEAD, "地址"], [1, "统计科技有限公司", code(1), "某路 1 号"])
    assert [row.read.name for row in made.new] == ["统计科技有限公司"]
