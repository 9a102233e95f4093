"""Unified social credit code of GB 32100-2015: pure functions."""

import unicodedata

from django.core.exceptions import ValidationError

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_LENGTH = 18


def normal_credit_code(text: str) -> str:
    """Return a code as it is stored: half-width, upper case, without blanks and separators."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()


def check_digit(body: str) -> str:
    """Return the 18th character for the first 17. Raises ValueError for a character the code does not use."""
    total = sum(weight * _ALPHABET.index(char) for weight, char in zip(_WEIGHTS, body, strict=True))
    return _ALPHABET[-total % 31]


def credit_code_fault(code: str) -> str:
    """Return what is wrong with a code, in words that say what to do; empty if nothing is."""
    if len(code) != _LENGTH:
        return f"统一社会信用代码应为 18 位，现为 {len(code)} 位，请核对营业执照"
    if strange := sorted(set(code) - set(_ALPHABET)):
        return f"统一社会信用代码中不会出现 {'、'.join(strange)}，请核对（数字 0、1 常被错写成字母 O、I）"
    if check_digit(code[:-1]) != code[-1]:
        return f"统一社会信用代码校验位不符（末位应为 {check_digit(code[:-1])}），请核对有没有抄错"
    return ""


def validate_credit_code(code: str) -> None:
    """Field validator. Raises ValidationError."""
    if fault := credit_code_fault(code):
        raise ValidationError(fault, code="credit_code")
