"""Codes, dates, coordinates, names: pure rules."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.rules import check_digit
from ecosteward.clients.rules import codes, dates, names, numbers, places
from ecosteward.clients.rules.validity import validity

CODE = "91350100M000100Y43"
chinese = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=5, max_size=12)


@pytest.mark.parametrize("code", ["C2614", "2614", "26", "261", "c2614", "Ｃ２６１４", " C 2614 "])
def test_an_industry_code_has_the_form_of_gb_t_4754(code: str) -> None:
    assert codes.industry_code_fault(codes.industry_code(code)) == ""


@pytest.mark.parametrize("code", ["", "Z2614", "C26145", "2", "化工", "C-2614", "CC26"])
def test_another_industry_code_is_refused_with_an_example(code: str) -> None:
    assert "C2614" in codes.industry_code_fault(codes.industry_code(code))


@pytest.mark.parametrize("tail", ["001P", "002Q", "001W"])
def test_a_permit_number_is_a_credit_code_three_digits_and_a_letter(tail: str) -> None:
    assert codes.permit_number_fault(codes.permit_number(f" {CODE.lower()}{tail.lower()} ")) == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (CODE, "应为 22 位"),
        (CODE + "0012", "3 位数字加 1 位字母"),
        (CODE + "00AP", "3 位数字加 1 位字母"),
        (CODE[:17] + "4001P", "不是有效的信用代码"),
    ],
)
def test_another_permit_number_is_refused_with_what_is_wrong(number: str, words: str) -> None:
    assert words in codes.permit_number_fault(number)


@pytest.mark.parametrize("text", ["900-041-49", "HW49 900-041-49", "HW49（900－041－49）", "90004149", "900—041—49"])
def test_a_waste_code_is_kept_as_printed_in_the_list(text: str) -> None:
    assert codes.waste_code(text) == "900-041-49"
    assert codes.waste_code_fault("900-041-49") == ""
    assert codes.waste_category("900-041-49") == "HW49"


@pytest.mark.parametrize("text", ["", "HW49", "900-041", "900-041-51", "900-041-00", "900041490"])
def test_another_waste_code_is_refused(text: str) -> None:
    assert codes.waste_code_fault(codes.waste_code(text))


@pytest.mark.parametrize("code", ["DA001", "DW001", "TA0012", "da001", "ＤＡ００１"])
def test_an_outlet_code_is_two_letters_and_digits(code: str) -> None:
    assert codes.outlet_code_fault(codes.outlet_code(code)) == ""


@pytest.mark.parametrize("code", ["", "1#", "DA1", "排气筒", "DA-001"])
def test_another_outlet_code_is_refused(code: str) -> None:
    assert "DA001" in codes.outlet_code_fault(codes.outlet_code(code))


@given(st.text())
def test_no_text_makes_a_code_rule_fall_over(text: str) -> None:
    assert isinstance(codes.industry_code_fault(codes.industry_code(text)), str)
    assert isinstance(codes.permit_number_fault(codes.permit_number(text)), str)
    assert isinstance(codes.waste_code_fault(codes.waste_code(text)), str)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_every_valid_credit_code_makes_a_valid_permit_number(body: str) -> None:
    assert codes.permit_number_fault(f"{body}{check_digit(body)}001P") == ""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2015", "2015"),
        ("2015年", "2015"),
        ("2015-6", "2015-06"),
        ("2015.6", "2015-06"),
        ("2015年6月", "2015-06"),
        ("201506", "2015-06"),
        ("2015/6/18", "2015-06-18"),
        ("2015年6月18日", "2015-06-18"),
        ("２０１５年０６月１８日", "2015-06-18"),
        ("20150618", "2015-06-18"),
        (" 2015 年 6 月 18 日 ", "2015-06-18"),
        ("2015-06-18 00:00:00", "2015-06-18"),
        ("2015.06.18.", "2015-06-18"),
    ],
)
def test_a_date_is_kept_as_exact_as_it_was_written(text: str, kept: str) -> None:
    assert dates.partial_date(text) == kept


@pytest.mark.parametrize("text", ["", "去年", "15年6月", "2015-13", "2015-02-30", "2015-6-18-1", "20151345", "0000"])
def test_what_is_no_date_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="改正"):
        dates.partial_date(text)


def test_a_whole_date_is_never_made_up_out_of_a_month() -> None:
    assert dates.full_date("2015.6.18") == dt.date(2015, 6, 18)
    with pytest.raises(ValueError, match="要写到日"):
        dates.full_date("2015-06")


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)))
def test_every_day_comes_back_from_every_way_of_writing_it(day: dt.date) -> None:
    for text in (f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}"):
        assert dates.full_date(text) == day


@given(st.text())
def test_no_text_makes_the_date_rule_fall_over(text: str) -> None:
    with suppress(ValueError):
        assert dates.partial_date(text)[:4].isdigit()


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("117.2856", 117.2856),
        ("117.2856°", 117.2856),
        ("E117.2856", 117.2856),
        ("东经117.2856", 117.2856),
        ("117°17′08″", 117.285556),
        ("117°17'8\"", 117.285556),
        ("117度17分8秒", 117.285556),
        ("117°17′", 117.283333),
    ],
)
def test_coordinates_are_read_in_either_way_of_writing_them(text: str, degrees: float) -> None:
    assert places.degrees(text) == pytest.approx(degrees, abs=1e-6)


@pytest.mark.parametrize("text", ["", "东", "117,28", "117°61′", "1.2.3", "117°17′99″"])
def test_what_is_no_coordinate_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="坐标写成"):
        places.degrees(text)


def test_coordinates_must_lie_in_the_country_and_in_their_order() -> None:
    assert places.place_fault(117.2, 34.2) == ""
    assert places.place_fault(None, None) == ""
    assert "填反" in places.place_fault(34.2, 117.2)
    assert "不在国内" in places.place_fault(-73.9, 40.7)
    assert "都填" in places.place_fault(117.2, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("彭城精细化工有限公司", "彭城精细化工有限责任公司"),
        ("彭城精细化工（徐州）有限公司", "彭城精细化工(徐州)有限公司"),
        ("徐州市彭城精细化工有限公司", "彭城精细化工有限公司"),
        ("江苏省徐州市铜山区彭城精细化工厂", "彭城精细化工有限公司"),
        ("彭城精细化工有限公司", " 彭城 精细化工　有限公司"),
        ("ＡＢ电子科技有限公司", "AB电子科技有限公司"),
    ],
)
def test_names_that_differ_only_in_form_are_the_same(one: str, other: str) -> None:
    assert names.similarity(one, other) == 100


@pytest.mark.parametrize(
    ("one", "other"),
    [("彭城精细化工有限公司", "彭成精细化工有限公司"), ("徐州彭诚精细化工有限公司", "彭城精细化工有限公司")],
)
def test_names_with_one_wrong_character_are_near(one: str, other: str) -> None:
    assert names.similarity(one, other) >= names.NEAR


@pytest.mark.parametrize(("one", "other"), [("永安纺织有限公司", "永安食品有限公司"), ("华美化工厂", "远景电子厂")])
def test_different_names_are_not_near(one: str, other: str) -> None:
    assert names.similarity(one, other) < names.NEAR


@given(chinese, chinese)
def test_likeness_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert names.similarity(one, other) == names.similarity(other, one)


@given(st.lists(chinese, unique=True, max_size=30), chinese)
def test_the_index_finds_a_name_it_holds_among_others(others: list[str], name: str) -> None:
    held = names.Names([(0, name + "有限公司"), *enumerate(others, start=1)])
    assert 0 in {like.number for like in held.like(name)}


@given(st.lists(chinese, unique=True, max_size=30), chinese, st.data())
def test_the_index_finds_a_name_with_one_wrong_character(others: list[str], name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    wrong = name[:at] + "〇" + name[at + 1 :]
    if names.similarity(name, wrong) < names.NEAR:
        return
    held = names.Names([(0, name), *enumerate(others, start=1)])
    assert 0 in {like.number for like in held.like(wrong)}


def test_a_name_of_nothing_but_marks_is_like_nothing() -> None:
    assert names.Names([(1, "彭城精细化工有限公司")]).like("（）") == []


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (-1, ("已过期 1 天", "red")),
        (0, ("0 天后到期", "amber")),
        (90, ("90 天后到期", "amber")),
        (91, ("有效", "green")),
    ],
)
def test_what_ends_soon_or_has_ended_says_so(days: int, state: tuple[str, str]) -> None:
    today = dt.date(2026, 11, 23)
    assert validity(today + dt.timedelta(days), today) == state
    assert validity(None, today)[0] == ""


def test_numbers_are_printed_without_needless_zeros() -> None:
    assert numbers.amount(Decimal("60.0000")) == "60"
    assert numbers.amount(Decimal(100)) == "100"
    assert numbers.amount(Decimal("0.0500")) == "0.05"
    assert numbers.range_words(Decimal(6), Decimal(9)) == "6～9"
    assert numbers.range_words(None, Decimal("60.00")) == "60"
