"""What a cell says: pure functions. Excel keeps 15 digits of a number, so a longer one is lost and never guessed."""

import datetime as dt
import re

from openpyxl.utils.datetime import from_excel

from ecosteward.clients.imports.sheet import Value
from ecosteward.clients.rules.dates import partial_date
from ecosteward.clients.rules.text import tidy, tight

_DIGITS_KEPT = 15
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}
_SERIAL_DAYS = range(18_264, 62_093)  # 1950 to 2069
_PHONE = re.compile(r"\+?\d[\d()-]{5,20}(转\d{1,6})?")
_LOST = "被 Excel 变成了科学计数法，原来的号码已经丢失；请把这一列设为“文本”格式后重新填写"


def words(value: Value) -> str:
    """Return a cell as half-width text. Raises ValueError for the remains of a formula that failed."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case str() if value.strip() in _ERRORS:
            raise ValueError(f"是公式错误 {value.strip()}，请改成实际内容")
        case _:
            return tidy(str(value))


def code(value: Value) -> str:
    """Return a code or a number that is no quantity, without blanks. Raises ValueError where Excel has lost digits."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= 10**_DIGITS_KEPT:
        raise ValueError(_LOST)
    text = tight(words(value)).lstrip("'‘’`")
    if _SCIENTIFIC.fullmatch(text):
        raise ValueError(_LOST)
    return text


def date(value: Value) -> str:
    """Return a date as exact as it was written. Raises ValueError in words that say how to write one."""
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int | float) and not isinstance(value, bool) and int(value) in _SERIAL_DAYS:
        day = from_excel(int(value))
        assert isinstance(day, dt.datetime)
        return f"{day:%Y-%m-%d}"
    return partial_date(code(value))


def phone_fault(text: str) -> str:
    """Return what is odd about a telephone number; empty if nothing is. Several may stand beside each other."""
    parts = [part for part in re.split(r"[、,，;；/\s]+", text) if part]
    if parts and all(_PHONE.fullmatch(part) for part in parts):
        return ""
    return f"电话「{text}」不像号码，请核对（手机 11 位，固定电话带区号）"
