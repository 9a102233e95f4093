"""Codes printed in permits, ledgers and registers. Only their form is checked: no list of values is kept here."""

import re

from ecosteward.accounts.rules import credit_code_fault
from ecosteward.clients.rules.text import tight

_PERMIT_LENGTH = 22
_LAST_WASTE_CATEGORY = 50


def industry_code(text: str) -> str:
    """Return an industry code as it is kept: `C2614` or `2614`."""
    return tight(text).upper()


def industry_code_fault(code: str) -> str:
    """Compare a code with the form of GB/T 4754: an optional letter A to T and 2 to 4 digits; empty if it fits."""
    if re.fullmatch(r"[A-T]?\d{2,4}", code):
        return ""
    return "行业代码应为 GB/T 4754 的 2～4 位数字，前面可带门类字母，如 C2614 或 2614"


def permit_number(text: str) -> str:
    """Return the number of a discharge permit or registration as it is kept."""
    return tight(text).upper()


def permit_number_fault(number: str) -> str:
    """Compare a number with the form credit code + 3 digits + letter; empty if it fits."""
    if len(number) != _PERMIT_LENGTH:
        return f"编号应为 22 位（18 位信用代码 + 3 位数字 + 1 位字母），现为 {len(number)} 位，请核对证书"
    if not re.fullmatch(r"\d{3}[A-Z]", number[18:]):
        return f"编号末 4 位应为 3 位数字加 1 位字母（如 001P），现为「{number[18:]}」，请核对证书"
    return f"编号前 18 位不是有效的信用代码：{fault}" if (fault := credit_code_fault(number[:18])) else ""


def waste_code(text: str) -> str:
    """Return a hazardous-waste code as it is kept, `900-041-49`, also out of `HW49 900-041-49`."""
    plain = re.sub(r"[－—–‐]", "-", tight(text).upper())
    found = re.search(r"\d{3}-?\d{3}-?\d{2}(?!\d)", plain)
    if not found:
        return plain
    digits = found[0].replace("-", "")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def waste_code_fault(code: str) -> str:
    """Compare a code with the form of the national list: 3-3-2 digits, the last two a category up to 50."""
    if not re.fullmatch(r"\d{3}-\d{3}-\d{2}", code):
        return "废物代码应为 3-3-2 位数字，如 900-041-49，请按《国家危险废物名录》填写"
    if not 1 <= int(code[-2:]) <= _LAST_WASTE_CATEGORY:
        return f"废物代码末两位是类别（HW01～HW50），现为 {code[-2:]}，请核对"
    return ""


def waste_category(code: str) -> str:
    """Return the category of a code: `HW49` for `900-041-49`."""
    return f"HW{code[-2:]}"


def outlet_code(text: str) -> str:
    """Return the code of an outlet or facility as it is kept: `DA001`."""
    return tight(text).upper()


def outlet_code_fault(code: str) -> str:
    """Compare a code with the form two letters and at least three digits; empty if it fits."""
    if re.fullmatch(r"[A-Z]{2}\d{3,5}", code):
        return ""
    return "编号应为两位字母加三位数字，与排污许可证一致，如 DA001、DW001、TA001"
