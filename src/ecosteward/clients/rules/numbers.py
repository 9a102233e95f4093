"""Numbers as they are printed, and ends of a span."""

import datetime as dt
from decimal import Decimal
from typing import TypeVar

V = TypeVar("V", Decimal, dt.date)


def amount(value: Decimal | None) -> str:
    """Return a number without needless zeros; empty for none."""
    return "" if value is None else f"{value.normalize():f}"


def range_words(lower: Decimal | None, upper: Decimal) -> str:
    """Return a limit: `60`, or `6～9` where it has a lower end too."""
    return amount(upper) if lower is None else f"{amount(lower)}～{amount(upper)}"


def backwards(first: V | None, last: V | None) -> bool:
    """Tell whether a span ends before it begins; not where an end is missing."""
    return first is not None and last is not None and last < first
