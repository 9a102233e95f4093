"""Day amounts in place of those lost by invalid waste-water monitoring, with their ledger (HJ 356-2019, 8)."""

from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.hj356.indicators import weighed
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, checked, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

Kind = Literal["measured", "idle", "manual", "substituted", "no_check", "no_history"]
KINDS = {
    "measured": "实测",
    "idle": "不排放",
    "manual": "手工监测",
    "substituted": "替代",
    "no_check": "之前没有合格的校验，不能替代",
    "no_history": "校验之前没有有效日，不能替代",
}
_KINDS = list(KINDS)
_MEASURED, _IDLE, _MANUAL, _SUBSTITUTED, _NO_CHECK, _NO_HISTORY = range(6)


class DayAmount(Facts):
    """One day of an outlet."""

    on: Annotated[date, Label("日期")]
    effective: Annotated[bool, Label("有效日")]
    amount: Annotated[float | None, Quantity("日排放量", "kg/d", ge=0)] = None
    idle: Annotated[bool, Label("不排放（流量为零）")] = False
    check_passed: Annotated[bool, Label("当天校验合格")] = False
    manual_results: Annotated[float, Quantity("手工监测次数", "次", ge=0)] = 0.0
    manual_amount: Annotated[float | None, Quantity("按手工监测计算的日排放量", "kg/d", ge=0)] = None


class DayAmountOf(DayAmount):
    """One day of one of many series."""

    series: Annotated[str, Label("序列（排放口与指标）")] = "1"
    indicator: Annotated[str, Label("监测指标")]


class Days(Facts):
    """Days in a row of one indicator at one outlet, with enough of the time before: 30 effective days before a check."""

    indicator: Annotated[str, Label("监测指标")]
    days: Annotated[tuple[DayAmount, ...], Label("日")]


class Line(Outcome):
    """One day that has no effective amount of its own."""

    on: Annotated[date, Label("日期")]
    kind: Annotated[Kind, Label("处理", KINDS)]
    amount: Annotated[float | None, Quantity("采用的日排放量", "kg/d")]
    check_on: Annotated[date | None, Label("最近一次合格校验")]
    found: Annotated[int, Quantity("校验前实有的有效日", "d")]
    source_day: Annotated[date | None, Label("最大值所在日")]


class Substituted(Outcome):
    """Amounts of the whole time given."""

    ledger: Annotated[tuple[Line, ...], Label("替代台账")]
    measured: Annotated[float, Quantity("实测排放量", "kg")]
    substituted: Annotated[float, Quantity("手工与替代的排放量", "kg")]
    unknown_days: Annotated[int, Quantity("不能计算的天数", "d")]


class _Filled(NamedTuple):
    """For the days in order: the amount that counts, place in KINDS, places of check and source (-1), days found."""

    amount: NDArray[np.float64]
    kind: NDArray[np.int_]
    check: NDArray[np.intp]
    source: NDArray[np.intp]
    found: NDArray[np.int_]


def substitute_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return for each row `amount_used`, `kind`, `source_day` and `needs_check`."""
    for name in set(columns["indicator"].tolist()):
        weighed(name)
    names, places = coded(columns["series"])
    length = len(places)
    amount, kind = np.full(length, np.nan), np.full(length, "", dtype=object)
    source = np.full(length, "NaT", dtype="datetime64[D]")
    for at in range(len(names)):
        here = np.flatnonzero(places == at)
        part, order = _ordered({key: each[here] for key, each in columns.items()})
        done, rows = _filled(part), here[order]
        amount[rows], kind[rows] = done.amount, np.array(_KINDS, dtype=object)[done.kind]
        has = done.source >= 0
        source[rows[has]] = part["on"][done.source[has]]
    return {"amount_used": amount, "kind": kind, "source_day": source, "needs_check": np.ones(length, bool)}


@calculation("hj356.substitute", "废水无效时段排放量替代", ("HJ 356-2019",), rows=substitute_rows, row=DayAmountOf)
def substitute(facts: Days, trace: Trace) -> Substituted:
    """Substitute day amounts, never concentrations or flows. Source: HJ 356-2019, 8."""
    weighed(facts.indicator)
    if not facts.days:
        raise refuse("days", "至少要有一天", "日")
    given = {name: [getattr(each, name) for each in facts.days] for name in DayAmount.model_fields}
    part, _ = _ordered(checked(DayAmount, given))
    done, rule = _filled(part), rules("hj356")
    trace.rest(rule["amount_only"], rule["amount_only"]["what"], len(facts.days), "d")
    if (done.kind == _MANUAL).any():
        trace.take(rule["manual"])
    if (done.kind == _SUBSTITUTED).any():
        trace.take(rule["window"])
    ledger = tuple(_line(part, done, at) for at in np.flatnonzero(done.kind > _IDLE).tolist())
    for line in ledger:
        if line.source_day is not None:
            trace.work(f"{line.on} 替代值（{line.source_day}）", line.amount, "kg/d", formula="有效日排放量的最大值")
    return Substituted(
        ledger=ledger,
        measured=float(done.amount[done.kind == _MEASURED].sum()),
        substituted=float(done.amount[np.isin(done.kind, (_MANUAL, _SUBSTITUTED))].sum()),
        unknown_days=int((done.kind >= _NO_CHECK).sum()),
    )


def _ordered(columns: Columns) -> tuple[Columns, NDArray[np.intp]]:
    order = np.argsort(columns["on"], kind="stable")
    part = {key: each[order] for key, each in columns.items()}
    steps = np.diff(part["on"]).astype(int)
    if (steps != 1).any():
        at = int(np.flatnonzero(steps != 1)[0])
        words = "有两行" if steps[at] == 0 else "之后缺行；没有数据的日子也要有一行"
        raise refuse("on", f"{part['on'][at]} {words}", "日期")
    wrong = part["effective"] & ~part["idle"] & np.isnan(part["amount"])
    if wrong.any():
        raise refuse("amount", f"{part['on'][int(np.flatnonzero(wrong)[0])]}：有效日须填日排放量", "日排放量")
    return part, order


def _filled(days: Columns) -> _Filled:
    rule, length = rules("hj356"), len(days["on"])
    counts = days["effective"] & ~days["idle"]
    by_hand = (days["manual_results"] >= rule["manual"].figure()) & ~np.isnan(days["manual_amount"])
    kind = np.select([days["idle"], counts, by_hand], [_IDLE, _MEASURED, _MANUAL], _NO_CHECK)
    amount = np.select(
        [days["idle"], counts, by_hand], [np.zeros(length), days["amount"], days["manual_amount"]], np.nan
    )
    check, source = (np.full(length, -1, dtype=np.intp) for _ in range(2))
    found = np.zeros(length, int)
    for gap in _gaps(counts, days["idle"]):
        before = np.flatnonzero(days["check_passed"][: gap[0]])
        wanted = gap[kind[gap] == _NO_CHECK]
        if not len(before):
            continue
        check[wanted] = before[-1]
        history = np.flatnonzero(counts[: before[-1]])[-int(rule["window"].figure()) :]
        found[wanted] = len(history)
        kind[wanted] = _SUBSTITUTED if len(history) else _NO_HISTORY
        if len(history):
            best = history[days["amount"][history].argmax()]
            amount[wanted], source[wanted] = days["amount"][best], best
    return _Filled(amount, kind, check, source, found)


def _gaps(counts: NDArray[np.bool_], idle: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Return the places of each run of days without an effective amount; idle days neither count nor end a run."""
    active = np.flatnonzero(~idle)
    runs = np.split(active, np.flatnonzero(np.diff(counts[active].astype(int))) + 1)
    return [run for run in runs if len(run) and not counts[run[0]]]


def _line(days: Columns, done: _Filled, at: int) -> Line:
    amount = float(done.amount[at])
    check_on, source_day = (_day(days, place) for place in (done.check[at], done.source[at]))
    kind: Any = _KINDS[done.kind[at]]
    return Line(
        on=days["on"][at].item(),
        kind=kind,
        amount=None if np.isnan(amount) else amount,
        check_on=check_on,
        found=int(done.found[at]),
        source_day=source_day,
    )


def _day(days: Columns, place: Any) -> date | None:
    if place < 0:
        return None
    day: date = days["on"][place].item()
    return day
