import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.archive.rules.suggestion import KEYWORDS, period, plain, suggest
from ecosteward.standard.queries import archive_slots


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("营业执照副本（最新）.pdf", "E.1"),
        ("年产2万吨树脂项目环境影响报告书（报批稿）.pdf", "E.2-1"),
        ("关于××项目环评批复.pdf", "E.2-1"),
        ("一期竣工环境保护验收监测报告.pdf", "E.2-2"),
        ("验收意见及公示截图.docx", "E.2-3"),
        ("排污许可证副本.pdf", "E.3-1"),
        ("2026年第三季度排污许可执行报告.pdf", "E.3-2"),
        ("突发环境事件应急预案（2026版）.pdf", "E.4-1"),
        ("突发环境事件应急预案备案表.pdf", "E.4-2"),
        ("清洁生产审核报告.pdf", "E.5"),
        ("2026年危险废物管理计划.xls", "E.6-1"),
        ("危废处置合同-某环保公司.pdf", "E.6-2"),
        ("某公司危险废物经营许可证.pdf", "E.6-3"),
        ("危险废物转移联单202607.pdf", "E.6-4"),
        ("危废台账 7月.xlsx", "E.6-5"),
        ("2025年度环境信息依法披露年度报告.pdf", "E.7"),
        ("环境管理制度汇编.docx", "E.8-1"),
        ("2026年7月自行监测报告.pdf", "E.8-2"),
        ("LDAR检测报告.pdf", "E.8-2"),
        ("行政处罚决定书.pdf", "E.8-4"),
        ("废气治理设施台账.xlsx", "E.8-5"),
        ("厂区平面布置图.dwg", "E.9-3"),
        ("雨污管网图.pdf", "E.9-5"),
        ("ＬＤＡＲ 检测报告.pdf", "E.8-2"),
    ],
)
def test_a_name_from_practice_speaks_for_its_slot(name: str, slot: str) -> None:
    assert suggest(name)[0] == slot


@pytest.mark.parametrize("name", ["扫描件0001.pdf", "IMG_2026.jpg", "新建文件夹.zip", ""])
def test_a_name_that_says_nothing_suggests_nothing(name: str) -> None:
    assert suggest(name) == []


def test_every_slot_has_its_words() -> None:
    assert set(KEYWORDS) == {slot.id for slot in archive_slots()}


@pytest.mark.parametrize("slot", archive_slots(), ids=lambda slot: slot.id)
def test_the_first_word_of_a_slot_leads_to_it(slot: object) -> None:
    number = slot.id  # type: ignore[attr-defined]  # a slot
    assert number in suggest(KEYWORDS[number][0])


@given(st.text(max_size=80))
def test_a_suggestion_is_never_more_than_two_known_slots(name: str) -> None:
    found = suggest(name)
    assert len(found) <= 2
    assert set(found) <= set(KEYWORDS)
    assert found == suggest(plain(name))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026年第三季度排污许可执行报告.pdf", "2026Q3"),
        ("执行报告2026Q3.pdf", "2026Q3"),
        ("２０２６年第 1 季度", "2026Q1"),
        ("2026年7月监测报告", "2026-07"),
        ("2026-07", "2026-07"),
        ("2026.12 台账", "2026-12"),
        ("2025年度披露报告", "2025"),
        ("2026", "2026"),
        ("2026年", "2026"),
        ("GB 13271-2014 锅炉", ""),
        ("2026-07-08 采样", ""),
        ("2026年12月25日来文", ""),
        ("20260708", ""),
        ("2026年13月", ""),
        ("营业执照", ""),
    ],
)
def test_a_period_is_read_from_a_name(text: str, wanted: str) -> None:
    assert period(text) == wanted


@given(st.integers(2000, 2099), st.sampled_from("一二三四1234"))
def test_a_period_in_its_own_form_stays_as_it_is(year: int, quarter: str) -> None:
    found = period(f"{year}年第{quarter}季度")
    assert period(found) == found
