"""Files that are no list, or a hostile or broken one, refused in words."""

import io
import time
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from ecosteward.clients.imports.sheet import read
from ecosteward.clients.tests.lists import HEAD, book
from ecosteward.clients.tests.messy import code


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("名单.xlsx", b"", "空的"),
        ("名单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "另存为 .xlsx"),
        ("名单.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "密码"),
        ("名单.csv", "企业名称\n甲".encode(), "另存为 .xlsx"),
        ("名单.xlsx", b"%PDF-1.4 disguised", "只能导入 .xlsx"),
        ("名单.docx", b"PK\x03\x04 whatever", "只能导入 .xlsx"),
        ("名单.xlsx", b"PK\x03\x04 cut off", "打不开"),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(name: str, content: bytes, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        read(name, io.BytesIO(content))


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("readme.txt", "hello")
    out.seek(0)
    with pytest.raises(ValidationError, match="打不开"):
        read("名单.xlsx", out)


def test_a_workbook_cut_off_anywhere_is_refused_in_words() -> None:
    whole = book(HEAD, *[["云山电子有限公司", code(n)] for n in range(50)]).getvalue()
    for size in range(10, len(whole) - 1, len(whole) // 40):
        with pytest.raises(ValidationError, match=r"打不开|只能导入"):
            read("名单.xlsx", io.BytesIO(whole[:size]))


def test_a_workbook_with_damaged_parts_is_refused_in_words() -> None:
    whole = zipfile.ZipFile(book(HEAD, ["云山电子有限公司", code(1)]))
    for broken in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as parts:
            for name in whole.namelist():
                parts.writestr(name, b"<broken" if name == broken else whole.read(name))
        out.seek(0)
        with pytest.raises(ValidationError, match="打不开"):
            read("名单.xlsx", out)


def test_a_workbook_that_unpacks_to_far_more_than_it_is_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (301 * 1024**2))
    assert len(out.getvalue()) < 1024**2
    out.seek(0)
    with pytest.raises(ValidationError, match="展开后过大"):
        read("名单.xlsx", out)


def test_too_many_rows_or_columns_are_refused() -> None:
    with pytest.raises(ValidationError, match="超过 100 列"):
        read("名单.xlsx", book(["列"] * 101))
    out = openpyxl.Workbook(write_only=True)
    sheet = out.create_sheet("名单")
    for _ in range(20_001):
        sheet.append(["甲"])
    content = io.BytesIO()
    out.save(content)
    content.seek(0)
    with pytest.raises(ValidationError, match="超过 20,000 行"):
        read("名单.xlsx", content)


def test_a_sheet_formatted_to_its_last_row_is_read_to_its_last_content() -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(HEAD)
    sheet.append(["云山电子有限公司", code(1)])
    sheet.cell(1_048_576, 1).value = " "
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    started = time.perf_counter()
    assert len(read("名单.xlsx", out)[0].rows) == 2
    assert time.perf_counter() - started < 5


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(ValidationError, match="没有内容"):
        read("名单.xlsx", book())


def test_hidden_sheets_are_not_read() -> None:
    content = openpyxl.load_workbook(book(HEAD, ["云山电子有限公司", code(1)], sheets=("名单", "旧名单")))
    content["旧名单"].sheet_state = "hidden"
    out = io.BytesIO()
    content.save(out)
    out.seek(0)
    assert [sheet.name for sheet in read("名单.xlsx", out)] == ["名单"]
