"""The substitution ledger of a quarter: amounts of SO2, NOx and PM by HJ 75, of COD, NH3-N, TP and TN by HJ 356; no others."""

import datetime as dt
from typing import Any, NamedTuple

from ecosteward.monitoring.rules.places import Place
from ecosteward.norms.hj75.substitution import check_pollutant
from ecosteward.norms.hj356.indicators import weighed
from ecosteward.norms.kernel.errors import RefusedError

HISTORY = 200  # days before the quarter that are looked through for the largest amount: 2160 valid hours and some


class Entered(NamedTuple):
    """One line of the ledger; times are China's, without a zone; `amount` is for each hour or day, None where none can be told."""

    begin: dt.datetime
    end: dt.datetime
    periods: int
    cause: str
    rate: float | None
    amount: float | None
    rule: str
    inputs: dict[str, Any]


def by_hours(code: str) -> bool:
    """Tell whether a factor's amounts are substituted by HJ 75."""
    return _allowed(check_pollutant, code)


def by_days(code: str) -> bool:
    """Tell whether a factor's amounts are substituted by HJ 356."""
    return _allowed(weighed, code)


def substituted(place: Place) -> list[int]:
    """Return which of a place's factors have a ledger."""
    judge = {"gas": by_hours, "water": by_days}.get(place.kind)
    return [] if judge is None else [at for at in place.having("pollutant") if judge(place.factors[at].code)]


def _allowed(asked: Any, code: str) -> bool:
    try:
        asked(code)
    except RefusedError:
        return False
    return True
