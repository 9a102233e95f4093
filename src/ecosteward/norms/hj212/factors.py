"""Codes of what is measured, with names and units: HJ 212-2017, annex B, and the codes of 2005 beside them.

Process codes (e…, g…) and some of the site's (i333…) end in the number of the equipment, printed as x. Two codes are
printed twice with different meanings (e701xx, g119xx): both meanings come back.
"""

from dataclasses import dataclass
from functools import cache

from ecosteward.norms.kernel.tables import Row, table

KINDS = {"B.1": "water", "B.2": "gas", "B.3": "noise", "B.5": "sewage_process", "B.7": "gas_process", "B.10": "site"}

AMOUNT = "Cou"
MEASURED = frozenset(
    ("Rtd", "Min", "Avg", "Max", "ZsRtd", "ZsMin", "ZsAvg", "ZsMax", "Data", "DayData", "NightData", "Info")
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means. Units as printed and as symbols; concentration or quantity first, then emitted amount."""

    code: str
    name: str
    old_code: str
    unit: str
    symbol: str
    amount_unit: str
    amount_symbol: str
    type: str
    kind: str
    note: str
    row: Row


def meanings_of(code: str) -> tuple[Meaning, ...]:
    """Return what a code of 2017 or 2005 means: nothing, one or more meanings."""
    exact = _by_code().get(code) or _by_old_code().get(code)
    return exact or _by_code().get(code[:-2] + "xx") or _by_code().get(code[:-1] + "x") or ()


def unit_of(meaning: Meaning, field: str) -> str:
    """Return the default unit of a field as a symbol; nothing for marks, times and what has none. Source: table 4."""
    if field == AMOUNT:
        return meaning.amount_symbol
    return meaning.symbol if field in MEASURED else ""


def old_of(code: str) -> str | None:
    """Return the 2005 code for one of 2017; None where the table has none."""
    return next((each.old_code for each in _by_code().get(code, ()) if each.old_code), None)


def new_of(old_code: str) -> str | None:
    """Return the 2017 code for one of 2005; None where the table has none."""
    return next((each.code for each in _by_old_code().get(old_code, ())), None)


def similar(text: str) -> tuple[Meaning, ...]:
    """Return the meanings whose name holds a text."""
    return tuple(each for each in _all() if text in each.name)


@cache
def _all() -> tuple[Meaning, ...]:
    columns = ("code", "name", "old_code", "unit", "symbol", "amount_unit", "amount_symbol", "type", "note")
    return tuple(
        Meaning(**{name: row[name] for name in columns}, kind=KINDS[row.clause.removeprefix("表 ")], row=row)
        for row in table("hj212_factors")
    )


@cache
def _by_code() -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, tuple[Meaning, ...]] = {}
    for each in _all():
        found[each.code] = (*found.get(each.code, ()), each)
    return found


@cache
def _by_old_code() -> dict[str, tuple[Meaning, ...]]:
    return {each.old_code: (each,) for each in _all() if each.old_code}
