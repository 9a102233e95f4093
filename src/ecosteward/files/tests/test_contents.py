import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ecosteward.demo import scans
from ecosteward.files.rules import HEAD, TAIL, content_fault, size_fault

PDF = b"%PDF-1.4\n" + b"x" * 5000 + b"\nstartxref\n9\n%%EOF\n"


def fault(name: str, content: bytes) -> str:
    return content_fault(name, len(content), content[:HEAD], content[-TAIL:])


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "x" * 500)
    return out.getvalue()


def ole(sectors: int, tables: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(30, b"\0") + struct.pack("<H", 9)
    return (head.ljust(44, b"\0") + struct.pack("<I", tables)).ljust(512, b"\0") + b"x" * 512 * sectors


def seven_zip(length: int) -> bytes:
    return b"7z\xbc\xaf'\x1c\x00\x04" + struct.pack("<IQQI", 0, length, 10, 0) + b"x" * (length + 10)


WHOLE = {
    "报告.pdf": PDF,
    "表.docx": zipped(),
    "表.xlsx": zipped(),
    "包.zip": zipped(),
    "旧表.xls": ole(200, 2),
    "包.7z": seven_zip(500),
    "说明.txt": "说明".encode("gb18030"),
    "说明.csv": "\ufeff编号,名称".encode("utf-16"),
    "视频.mp4": b"\x00\x00\x00\x18ftypmp42" + b"\0" * 100,
    "照片.heic": b"\x00\x00\x00\x18ftypheic" + b"\0" * 100,
    "图.webp": b"RIFF\x10\0\0\0WEBPVP8 ",
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_is_taken(name: str) -> None:
    assert fault(name, WHOLE[name]) == ""


@pytest.mark.parametrize("name", WHOLE)
def test_a_program_under_any_name_is_refused(name: str) -> None:
    assert "内容不是" in fault(name, b"MZ\x90\x00" + b"\0" * 4000)
    assert "内容不是" in fault(name, b"\x7fELF" + b"\0" * 4000)


@pytest.mark.parametrize("name", ["报告.pdf", "表.docx", "旧表.xls", "图.png", "包.7z", "视频.mp4", "照片.heic"])
def test_text_under_another_kind_s_name_is_refused(name: str) -> None:
    assert "内容不是" in fault(name, "这是一段文字".encode() * 100)


@pytest.mark.parametrize("name", ["报告.pdf", "表.docx", "旧表.xls", "包.7z"])
def test_a_file_cut_off_half_way_is_refused(name: str) -> None:
    assert "不完整" in fault(name, WHOLE[name][: len(WHOLE[name]) // 2])


def test_a_pdf_may_have_bytes_after_its_end() -> None:
    assert fault("报告.pdf", PDF + b"\r\n" + b"\0" * 800) == ""


def test_a_pdf_may_begin_after_some_other_bytes() -> None:
    assert fault("报告.pdf", b"\xef\xbb\xbf\r\n" + PDF) == ""


def test_a_linearised_pdf_cut_after_its_first_page_is_refused() -> None:
    first = b"%PDF-1.5\n1 0 obj\n<</Linearized 1/L 90000/O 3>>\nendobj\nstartxref\n0\n%%EOF\n" + b"y" * 3000
    assert "不完整" in fault("报告.pdf", first)
    assert fault("报告.pdf", first.ljust(90000 - 6, b"z") + b"%%EOF\n") == ""


def test_a_linearised_pdf_that_grew_by_a_signature_is_taken() -> None:
    grown = b"%PDF-1.5\n1 0 obj\n<</Linearized 1/L 2000/O 3>>\nendobj\n".ljust(2000, b"z") + b"%%EOF\n"
    assert fault("报告.pdf", grown) == ""


def test_a_size_is_refused_with_the_limit_in_the_words() -> None:
    assert "0 字节" in size_fault(0, 100)
    assert size_fault(100, 100) == ""
    assert "上限 200 MB" in size_fault(201 * 1024**2, 200 * 1024**2)


@given(st.sampled_from(sorted(WHOLE)), st.binary(max_size=400))
def test_whatever_the_bytes_the_answer_is_words_and_never_a_crash(name: str, content: bytes) -> None:
    assert isinstance(fault(name, content), str)


def written() -> bytes:
    """Return a PDF of text."""
    return scans.pdf("监测报告", ["氨氮 12 mg/L", "第 1 页"])


def scanned() -> bytes:
    """Return a PDF that holds a picture and no text, as a scanner makes it."""
    out = BytesIO()
    Image.effect_noise((800, 1100), 60).save(out, "PDF")
    return out.getvalue()


def printed() -> bytes:
    """Return a PDF of many pages that a third program wrote."""
    out, document = BytesIO(), pypdfium2.PdfDocument.new()
    for _ in range(200):
        document.new_page(595, 842)
    document.save(out)
    document.close()
    return out.getvalue()


@pytest.mark.parametrize("made", [written, scanned, printed])
def test_no_programs_pdf_is_refused_and_no_half_of_one_is_taken(made: Callable[[], bytes]) -> None:
    content = made()
    assert fault("报告.pdf", content) == ""
    assert fault("报告.pdf", content[: len(content) // 2]) != ""
