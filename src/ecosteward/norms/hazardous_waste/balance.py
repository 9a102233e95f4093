"""Mass balance of hazardous waste: what was there and came in against what went out and is there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from math import fsum
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.trace import Trace

Verdict = Literal["balanced", "short", "over", "overdrawn", "uncounted"]
Kind = Literal["produced", "received", "used", "disposed", "transferred"]
VERDICTS = {
    "balanced": "账实相符",
    "short": "实存少于账面",
    "over": "实存多于账面",
    "overdrawn": "账面为负，出多于入",
    "uncounted": "未盘点",
}
KINDS = {"produced": "产生", "received": "接收", "used": "自行利用", "disposed": "自行处置", "transferred": "委外转移"}
_IN = ("produced", "received")
_CODES = np.array(list(VERDICTS), dtype=object)
_GRAM = 6  # places of a tonne kept: one gram
_FORMULA = "期初 + 产生 + 接收 − 自行利用 − 自行处置 − 委外转移"


class Sheet(Facts):
    """One waste over a period, in tonnes."""

    opening: Annotated[float, Quantity("期初贮存量", "t", ge=0)]
    produced: Annotated[float, Quantity("产生量", "t", ge=0)] = 0
    received: Annotated[float, Quantity("接收量", "t", ge=0)] = 0
    used: Annotated[float, Quantity("自行利用量", "t", ge=0)] = 0
    disposed: Annotated[float, Quantity("自行处置量", "t", ge=0)] = 0
    transferred: Annotated[float, Quantity("委外转移量", "t", ge=0)] = 0
    counted: Annotated[float | None, Quantity("期末实存量", "t", ge=0)] = None
    tolerance: Annotated[float, Quantity("允许的称量误差", "t", ge=0, help="标准未规定，由单位自定")] = 0


class Balance(Outcome):
    """The stock by the books, the difference of the count, and what it means."""

    closing: Annotated[float, Quantity("期末账面量", "t")]
    difference: Annotated[float | None, Quantity("实存减账面", "t")]
    verdict: Annotated[Verdict, Label("结论", VERDICTS)]


def balance_rows(columns: Columns, _trace: Trace) -> Columns:
    """Balance many sheets: closing by the books, difference, verdict, `needs_check`."""
    closing, difference, codes = _balance(columns)
    nothing = np.zeros(len(closing), dtype=bool)
    return {"closing": closing, "difference": difference, "verdict": _CODES[codes], "needs_check": nothing}


@calculation("hazardous_waste.balance", "危险废物物料平衡", ("HJ 1259-2022",), rows=balance_rows)
def balance(facts: Sheet, trace: Trace) -> Balance:
    """Balance one waste. Source: the columns of HJ 1259-2022, tables C.1 to C.3; plain arithmetic."""
    given = {name: np.array([np.nan if value is None else value]) for name, value in facts.model_dump().items()}
    closing, difference, codes = (each[0] for each in _balance(given))
    trace.work("期末账面量", float(closing), "t", formula=_FORMULA)
    told = None if np.isnan(difference) else trace.work("实存减账面", float(difference), "t", formula="实存 − 账面")
    return Balance(closing=float(closing), difference=told, verdict=_CODES[codes])


def _balance(columns: Columns) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int_]]:
    came = columns["opening"] + columns["produced"] + columns["received"]
    went = columns["used"] + columns["disposed"] + columns["transferred"]
    closing = np.round(came - went, _GRAM) + 0.0
    difference = np.round(columns["counted"] - closing, _GRAM) + 0.0
    tolerance = columns["tolerance"]
    tests = [closing < 0, np.isnan(difference), difference < -tolerance, difference > tolerance]
    return closing, difference, np.select(tests, [3, 4, 1, 2], 0)


class Stock(Facts):
    """An amount of one waste lying there."""

    code: Annotated[str, Label("废物代码")]
    amount: Annotated[float, Quantity("数量", "t", ge=0)]


class Movement(Facts):
    """One entry of the ledger."""

    on: Annotated[date, Label("日期")]
    code: Annotated[str, Label("废物代码")]
    kind: Annotated[Kind, Label("环节", KINDS)]
    amount: Annotated[float, Quantity("数量", "t", gt=0)]


class Ledger(Facts):
    """A period's ledger with the stock before it and, where it was counted, after it."""

    start: Annotated[date, Label("期初日")]
    end: Annotated[date, Label("期末日")]
    opening: Annotated[tuple[Stock, ...], Label("期初贮存")] = ()
    movements: Annotated[tuple[Movement, ...], Label("台账记录")]
    counted: Annotated[tuple[Stock, ...], Label("期末盘点", help="盘点为零的也要写；不写为未盘点")] = ()
    tolerance: Annotated[float, Quantity("允许的称量误差", "t", ge=0)] = 0


class Line(Outcome):
    """One waste of the ledger, summed and balanced."""

    code: Annotated[str, Label("废物代码")]
    opening: Annotated[float, Quantity("期初贮存量", "t")]
    produced: Annotated[float, Quantity("产生量", "t")]
    received: Annotated[float, Quantity("接收量", "t")]
    used: Annotated[float, Quantity("自行利用量", "t")]
    disposed: Annotated[float, Quantity("自行处置量", "t")]
    transferred: Annotated[float, Quantity("委外转移量", "t")]
    closing: Annotated[float, Quantity("期末账面量", "t")]
    difference: Annotated[float | None, Quantity("实存减账面", "t")]
    verdict: Annotated[Verdict, Label("结论", VERDICTS)]
    overdrawn_on: Annotated[date | None, Label("账面首次为负之日")]


class Balanced(Outcome):
    """The ledger's wastes, each balanced."""

    lines: Annotated[tuple[Line, ...], Label("各种废物")]
    total: Annotated[float, Quantity("期末账面总量", "t")]


@calculation("hazardous_waste.ledger", "危险废物台账平衡", ("HJ 1259-2022",))
def ledger(facts: Ledger, trace: Trace) -> Balanced:
    """Sum a ledger by waste and link, balance each waste, and name the day its stock first fell below zero."""
    _in_period(facts)
    opening, counted = _stocks(facts.opening, "opening"), _stocks(facts.counted, "counted")
    codes = sorted({*opening, *counted, *(each.code for each in facts.movements)})
    lines = tuple(_line(code, facts, opening.get(code, 0.0), counted.get(code), trace) for code in codes)
    total = trace.work("期末账面总量", round(fsum(line.closing for line in lines), _GRAM), "t", formula="各种之和")
    return Balanced(lines=lines, total=total)


def _line(code: str, facts: Ledger, opening: float, counted: float | None, trace: Trace) -> Line:
    own = [each for each in facts.movements if each.code == code]
    sums = {kind: round(fsum(each.amount for each in own if each.kind == kind), _GRAM) for kind in KINDS}
    sheet = Sheet(opening=opening, counted=counted, tolerance=facts.tolerance, **sums)
    result = balance.run(sheet)
    trace.join(step.model_copy(update={"what": f"{code} {step.what}"}) for step in result.steps)
    told = {"code": code, "opening": opening, **sums, "overdrawn_on": _overdrawn_on(opening, own)}
    return Line.model_validate(told | result.outcome.model_dump())


def _overdrawn_on(opening: float, movements: Iterable[Movement]) -> date | None:
    """Return the first day whose end leaves less than nothing; the order within a day does not matter."""
    days: dict[date, list[float]] = defaultdict(list)
    for each in movements:
        days[each.on].append(each.amount if each.kind in _IN else -each.amount)
    stock = opening
    for day in sorted(days):
        stock = round(fsum([stock, *days[day]]), _GRAM)
        if stock < 0:
            return day
    return None


def _stocks(stocks: Iterable[Stock], field: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for number, each in enumerate(stocks):
        if each.code in found:
            raise refuse(f"{field}[{number}].code", f"{each.code} 写了两次，请合并", "废物代码")
        found[each.code] = each.amount
    return found


def _in_period(facts: Ledger) -> None:
    if facts.end < facts.start:
        raise refuse("end", "期末日不能早于期初日", "期末日")
    for number in _outside(facts):
        raise refuse(f"movements[{number}].on", "日期不在期初日和期末日之间，请核对", "日期")


def _outside(facts: Ledger) -> Iterator[int]:
    yield from (at for at, each in enumerate(facts.movements) if not facts.start <= each.on <= facts.end)
