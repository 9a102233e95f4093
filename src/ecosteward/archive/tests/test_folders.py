import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecosteward.archive.rules.folders import LONGEST, Names, numbered, safe_name
from ecosteward.standard.queries import archive_slots

ANYTHING = st.text(max_size=300)


@given(ANYTHING)
@example("a" * 300 + ".pdf")
@example("长" * 300 + ".pdf")
@example("con.pdf")
@example("\ud800.pdf")
@example("名 . . .")
@example(".....")
@example('/\\:*?"<>|')
def test_any_text_becomes_a_name_that_every_system_can_hold(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name.encode("utf-8")) <= LONGEST
    assert not set(name) & set('\\/:*?"<>|\0\r\n\t')
    assert name == name.strip()
    assert not name.endswith(".")
    assert name.split(".")[0].strip().lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


@given(ANYTHING)
def test_a_safe_name_is_left_as_it_is(text: str) -> None:
    assert safe_name(safe_name(text)) == safe_name(text)


@given(st.text(alphabet=st.characters(categories=["Lo", "Nd", "Pd"]), min_size=1, max_size=40))
def test_an_ordinary_chinese_name_is_kept_as_printed(text: str) -> None:
    name = unicodedata.normalize("NFC", f"{text}.pdf")
    assert safe_name(name) == name or len(name.encode()) > LONGEST


@given(st.text(alphabet='\\/:*?"<>|文件', min_size=1, max_size=30))
def test_forbidden_characters_can_be_turned_back(text: str) -> None:
    back = str.maketrans("＼／：＊？＂＜＞｜", '\\/:*?"<>|')
    assert safe_name(text).translate(back) == text


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("年产二万吨树脂项目环境影响报告书" * 12 + ".pdf")
    assert name.endswith("….pdf")
    assert len(name.encode()) <= LONGEST


@given(st.lists(st.text(max_size=12), min_size=1, max_size=30))
@example(["A.pdf", "a.pdf", "a(2).pdf", "A.PDF"])
@example(["é.pdf", "e\u0301.pdf"])
@example(["长" * 100 + ".pdf"] * 12)
def test_every_file_has_a_path_of_its_own_also_where_case_does_not_count(texts: list[str]) -> None:
    names = Names()
    paths = [names.path("1 企业基本信息", text) for text in texts]
    assert len({path.casefold() for path in paths}) == len(texts)
    assert all(path.startswith("1 企业基本信息/") and path.count("/") == 1 for path in paths)
    assert all(len(path.split("/")[1].encode()) <= LONGEST for path in paths)


def test_a_second_file_of_one_name_is_numbered() -> None:
    names = Names()
    assert [names.path("夹", "执照.pdf") for _ in range(3)] == ["夹/执照.pdf", "夹/执照(2).pdf", "夹/执照(3).pdf"]
    assert names.path("别的夹", "执照.pdf") == "别的夹/执照.pdf"


@pytest.mark.parametrize("number", [2, 10, 1234])
def test_a_number_never_makes_a_name_too_long(number: int) -> None:
    assert len(numbered("长" * 60 + ".pdf", number).encode()) <= LONGEST


def test_every_name_of_appendix_e_is_a_folder_name_as_printed() -> None:
    for slot in archive_slots():
        assert safe_name(f"{slot.no} {slot.name}") == f"{slot.no} {slot.name}"
        assert safe_name(f"{slot.category_no} {slot.category}") == f"{slot.category_no} {slot.category}"
