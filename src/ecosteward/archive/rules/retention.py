"""How long papers are kept (clause 8): pure functions."""

import datetime as dt

SHORTEST = 5  # years, clause 8: 档案保存时间原则上不低于5年


def later(day: dt.date, years: int) -> dt.date:
    """Return the same day some years later; 29 February becomes 1 March, never a day sooner."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def keep_until(filed_on: dt.date, years: int | None) -> dt.date | None:
    """Return the last day a paper on a slot must be kept; None for good."""
    return None if years is None else later(filed_on, max(years, SHORTEST))


def keep_contract_until(filed_on: dt.date, ends_on: dt.date | None, years: int | None) -> dt.date | None:
    """Return the last day a contract's paper must be kept: counted from the contract's end, or from filing if later.

    None for good, and while the end is not known.
    """
    return None if ends_on is None else keep_until(max(filed_on, ends_on), years)


def longer(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    """Return the later of two last days; None, for good, outlasts every day."""
    return None if one is None or other is None else max(one, other)
