"""Texts of a packet as numbers and times, never guessed."""

import math
import re
from datetime import datetime
from functools import lru_cache

TIME = "%Y%m%d%H%M%S"
SECONDS = 14  # digits of a time to the second; 17 with milliseconds
_LENGTHS = {SECONDS, SECONDS + 3}
_NUMERAL = re.compile(r"[-+0-9.eE,]*")


def number(text: str | None) -> float | None:
    """Return a number as the norm writes it; None for anything else, "nan", "1_0" and blanks included."""
    return float(text) if text and numerals([text]) else None


def numerals(texts: list[str]) -> bool:
    """Tell whether all texts are finite numbers as the norm writes them."""
    if not _NUMERAL.fullmatch(",".join(texts)):
        return False
    try:
        return all(map(math.isfinite, map(float, texts)))
    except ValueError:
        return False


def time_of(text: str) -> datetime | None:
    """Return a time of 14 digits (or 17, with milliseconds) in the sender's local time; None where it is none."""
    return _time(text) if len(text) in _LENGTHS else None


@lru_cache(4096)  # many devices send data of the same time
def _time(text: str) -> datetime | None:
    if not text.isascii() or not text.isdigit():
        return None
    try:
        return datetime.fromisoformat(f"{text[:8]}T{text[8:SECONDS]}.{text[SECONDS:] or 0}")
    except ValueError:
        return None


def written(time: datetime) -> str:
    """Write a time to the second."""
    return time.strftime(TIME)


def stamp(time: datetime) -> str:
    """Write a time to the millisecond, as QN."""
    return f"{time:{TIME}}{time.microsecond // 1000:03d}"
