"""Dates as people write them. A day nobody wrote is never made up: `2015-06` stays a month."""

import datetime as dt
import re

from ecosteward.clients.rules.text import tight

_PARTS = re.compile(r"(\d{4})(?:[年./-](?:(\d{1,2})(?:[月./-](?:(\d{1,2})[日号.]?)?)?)?)?")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_CLOCK = re.compile(r"(?<=\d)[T ]?\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$")
FAULT = "日期写成 2015、2015-06 或 2015-06-18，请改正"


def partial_date(text: str) -> str:
    """Return a date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as exact as it was written.

    Raises:
        ValueError: the text is no date; the message says how to write one.

    """
    plain = _CLOCK.sub("", " ".join(text.split())) if ":" in text else text
    plain = tight(plain).replace("。", ".").replace("、", ".").replace("--", "-")
    found = _RUN.fullmatch(plain) or _PARTS.fullmatch(plain)
    if not found:
        raise ValueError(FAULT)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        checked = dt.date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise ValueError(f"没有「{text.strip()}」这一天，请改正") from error
    return f"{checked:%Y-%m-%d}"[: 10 if day else 7 if month else 4]


def full_date(text: str) -> dt.date:
    """Return a day. Raises ValueError where the text is no date or not exact to the day."""
    written = partial_date(text)
    if len(written) < len("2015-06-18"):
        raise ValueError(f"日期要写到日，如 2015-06-18，现为「{written}」")
    return dt.date.fromisoformat(written)
