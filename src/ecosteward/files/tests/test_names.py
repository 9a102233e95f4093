import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.files.rules import ending, name_fault, tidy_name


@pytest.mark.parametrize(
    "name",
    [
        "营业执照.pdf",
        "2026年第三季度 排污许可执行报告（盖章版）.PDF",
        "危废转移联单-20260708-№12.xlsx",
        "报告..最终版.docx",
        "IMG_20260708.JPG",
        "关于“三同时”情况的说明.wps",
        "䶮源公司.pdf",
        "console.pdf",
        "common.pdf",
    ],
)
def test_a_name_from_the_office_is_taken(name: str) -> None:
    assert name_fault(name) == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "没有名称"),
        ("   ", "没有名称"),
        ("..", "没有名称"),
        ("报告\u202efdp.exe", "控制字符"),
        ("报告\u200b.pdf", "控制字符"),
        ("报告\x00.pdf", "控制字符"),
        ("报告\n.pdf", "控制字符"),
        ("报告\u2028.pdf", "控制字符"),
        ("../../etc/passwd.pdf", "不能含"),
        ("C:\\资料\\执照.pdf", "不能含"),
        ("执照?.pdf", "不能含"),
        ("con.pdf", "保留名"),
        ("COM1.pdf", "保留名"),
        ("nul .tar.pdf", "保留名"),
        ("长" * 150 + ".pdf", "不能超过"),
        ("木马.exe", "不收 .exe"),
        ("没有后缀", "文件没有后缀"),
        (".jpg", "文件没有后缀"),
        ("网页.html", "不收 .html"),
        ("图.svg", "不收 .svg"),
    ],
)
def test_a_name_that_would_harm_is_refused_and_told_why(name: str, words: str) -> None:
    assert words in name_fault(name)
    assert "重新上传" in name_fault(name) or "请上传" in name_fault(name)


@given(st.text(max_size=200))
def test_a_name_that_is_taken_is_safe_on_every_system(text: str) -> None:
    name = tidy_name(f"{text}.pdf")
    if name_fault(name):
        return
    assert len(name) <= 150
    assert not set(name) & set('\\/:*?"<>|')
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in name)
    assert ending(name) == "pdf"


@given(st.text(max_size=60))
def test_a_tidy_name_stays_as_it_is(text: str) -> None:
    assert tidy_name(tidy_name(text)) == tidy_name(text)


def test_the_same_name_typed_on_a_mac_is_the_same_name() -> None:
    assert tidy_name(unicodedata.normalize("NFD", "é表.pdf")) == tidy_name("é表.pdf")
