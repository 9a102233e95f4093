"""Reading a workbook that somebody brought, however it was made. Nothing in it is trusted."""

import datetime as dt
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import openpyxl
from django.core.exceptions import ValidationError

MOST_ROWS = 20_000
MOST_COLUMNS = 100
_MOST_BYTES = 300 * 1024**2  # unpacked; a list of 20,000 enterprises takes some 30 MB
_MOST_SHEETS = 20
_BLANK_END = 1_000  # so many blank rows in a row are the end, whatever the workbook says about its size
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,  # what both XML parsers raise
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    NotImplementedError,
)
Value = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None


@dataclass(frozen=True)
class Row:
    """One row that is not blank: `line` is its number in the sheet, from 1."""

    line: int
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Sheet:
    """One worksheet without its blank rows."""

    name: str
    rows: tuple[Row, ...]


def read(name: str, content: IO[bytes]) -> list[Sheet]:
    """Read the visible worksheets that hold anything.

    Args:
        name: the file's name.
        content: its bytes, from the start.

    Raises:
        ValidationError: not a workbook we can read, or one too large; the words say what to do.

    """
    _refuse_by_look(name, content)
    try:
        _refuse_bombs(content)
        sheets = [sheet for sheet in _sheets(content) if sheet.rows]
    except _BROKEN as error:
        raise ValidationError("这个工作簿打不开，可能已损坏；请用 Excel 或 WPS 打开后另存为 .xlsx 再上传") from error
    if not sheets:
        raise ValidationError("工作簿里没有内容，请确认数据在可见的工作表里")
    return sheets


def _refuse_by_look(name: str, content: IO[bytes]) -> None:
    head = content.read(8)
    content.seek(0)
    if not head:
        raise ValidationError("文件是空的（0 字节），请确认原文件能打开后重新上传")
    ending = name.rpartition(".")[2].lower()
    if ending in {"xls", "et"}:
        raise ValidationError("这是旧版 Excel（.xls）或 WPS（.et）格式，请打开后另存为 .xlsx 再上传")
    if ending == "csv":
        raise ValidationError("请用 Excel 或 WPS 打开这个 .csv，另存为 .xlsx 再上传（信用代码、电话列先设为文本）")
    if head.startswith(_OLE):
        raise ValidationError("工作簿设了打开密码，或是改了后缀的旧版 .xls；请去掉密码并另存为 .xlsx 再上传")
    if ending != "xlsx" or not head.startswith(b"PK\x03\x04"):
        raise ValidationError("只能导入 .xlsx 工作簿；请用 Excel 或 WPS 另存为 .xlsx 再上传")


def _refuse_bombs(content: IO[bytes]) -> None:
    with zipfile.ZipFile(content) as parts:
        if sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
            raise ValidationError("工作簿展开后过大，请只保留名单所在的工作表，删去图片和多余的格式后再上传")
        if any(part.flag_bits & 1 for part in parts.infolist()):
            raise ValidationError("工作簿设了打开密码，请去掉密码后再上传")
    content.seek(0)


def _sheets(content: IO[bytes]) -> Iterator[Sheet]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles it does not know
        book = openpyxl.load_workbook(content, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets[:_MOST_SHEETS]:
            if sheet.sheet_state == "visible":
                yield Sheet(sheet.title, tuple(_rows(sheet)))


def _rows(sheet: Any) -> Iterator[Row]:
    count = blank = 0
    for line, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), start=1):
        given = tuple(_value(value) for value in values)
        if all(value is None for value in given):
            blank += 1
            if blank >= _BLANK_END:
                return
            continue
        count, blank = count + 1, 0
        if count > MOST_ROWS:
            raise ValidationError(f"工作表「{sheet.title}」超过 {MOST_ROWS:,} 行，请拆成几个文件分别导入")
        if len(given) > MOST_COLUMNS and given[MOST_COLUMNS] is not None:
            raise ValidationError(f"工作表「{sheet.title}」超过 {MOST_COLUMNS} 列，请删去与名单无关的列")
        yield Row(line, given[:MOST_COLUMNS])


def _value(value: Any) -> Value:
    """Return a cell's value; None where it only looks empty."""
    if isinstance(value, str) and not value.strip("\u3000\u200b\ufeff \t\r\n\xa0"):
        return None
    return value  # type: ignore[no-any-return]  # openpyxl's cells hold these kinds
