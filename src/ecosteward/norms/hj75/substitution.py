"""Amounts in place of those lost by invalid monitoring, with a ledger of each substitution (HJ 75-2017, 12.2)."""

from datetime import datetime
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.hj75.filling import KINDS, Entry, Filled, Kind, Series, Verdict, filled, series_of
from ecosteward.norms.hj75.marks import alphabet
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.moments import Hour
from ecosteward.norms.kernel.tables import rules, table
from ecosteward.norms.kernel.trace import Trace

CAUSES = {"control": "失控或超期未校准", "other": "故障、维修、维护、校准等"}
KIND_WORDS = {
    "measured": "实测",
    "substituted": "修约",
    "manual": "参比方法替代",
    "stopped": "停运",
    "none": "不能计算",
}
VERDICTS = {
    "substituted": "已修约",
    "manual": "以参比方法数据替代",
    "below_75": "捕集率低于 75 %，没有修约行",
    "no_calibration": "之前没有校准记录，不能修约",
    "no_history": "参照时刻之前没有有效小时，不能修约",
}
Pollutant = Annotated[str, Label("污染物", help="二氧化硫、氮氧化物、颗粒物，或其 HJ 212 编码")]


class HourAmount(Facts):
    """One hour of an outlet; a source that stands still has a row too, with its mark."""

    hour: Annotated[Hour, Label("小时（起始时刻）")]
    mark: Annotated[str, Label("平台小时标记（空为正常）")] = ""
    amount: Annotated[float | None, Quantity("小时排放量", "kg/h", ge=0)] = None
    out_of_control: Annotated[bool, Label("失控或超期未校准")] = False
    calibrated: Annotated[bool, Label("该小时完成校准")] = False
    manual: Annotated[float | None, Quantity("参比方法测得的排放量", "kg/h", ge=0)] = None


class HourAmountOf(HourAmount):
    """One hour of one of many series."""

    series: Annotated[str, Label("序列（排放口与因子）")] = "1"
    pollutant: Pollutant


class Hours(Facts):
    """Consecutive hours of one pollutant at one outlet, with enough of the time before the gaps: up to 2160 valid hours."""

    pollutant: Pollutant
    hours: Annotated[tuple[HourAmount, ...], Label("小时")]


class Quarter(Outcome):
    """One quarter's capture rate, of the hours given."""

    quarter: Annotated[str, Label("季度")]
    given: Annotated[int, Quantity("已给的小时数", "h")]
    whole: Annotated[bool, Label("已给全季的小时")]
    stopped: Annotated[int, Quantity("停运（含启停炉、闷炉）", "h")]
    invalid: Annotated[int, Quantity("无效", "h")]
    capture: Annotated[float | None, Quantity("有效数据捕集率", "%")]


class Substitution(Outcome):
    """One line of the ledger."""

    since: Annotated[datetime, Label("起（小时）")]
    until: Annotated[datetime, Label("止（小时，含）")]
    hours: Annotated[int, Quantity("本行小时数", "h")]
    gap_hours: Annotated[int, Quantity("所在无效段小时数", "h")]
    cause: Annotated[Literal["control", "other"], Label("原因", CAUSES)]
    capture: Annotated[float, Quantity("季度有效数据捕集率", "%")]
    verdict: Annotated[Verdict, Label("处理", VERDICTS)]
    window: Annotated[int | None, Quantity("取最大值的有效小时数", "h")]
    found: Annotated[int, Quantity("实有的有效小时数", "h")]
    value: Annotated[float | None, Quantity("修约值", "kg/h")]
    source_hour: Annotated[datetime | None, Label("最大值所在小时")]


class AmountOf(Outcome):
    """The amount that counts for an hour that has no valid one of its own."""

    hour: Annotated[datetime, Label("小时")]
    kind: Annotated[Kind, Label("来源", KIND_WORDS)]
    amount: Annotated[float | None, Quantity("排放量", "kg/h")]


class Substituted(Outcome):
    """Amounts of the whole time given."""

    quarters: Annotated[tuple[Quarter, ...], Label("季度")]
    ledger: Annotated[tuple[Substitution, ...], Label("修约台账")]
    hours: Annotated[tuple[AmountOf, ...], Label("非实测的小时")]
    measured: Annotated[float, Quantity("实测排放量", "kg")]
    substituted: Annotated[float, Quantity("修约与替代的排放量", "kg")]
    unknown_hours: Annotated[int, Quantity("不能计算的小时", "h")]


def substitute_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return for each row `amount_used`, `kind`, `source_hour`, `window`, `capture` and `needs_check`."""
    for name in set(columns["pollutant"].tolist()):
        check_pollutant(name)
    length = len(columns["hour"])
    found: dict[str, NDArray[Any]] = {
        "amount_used": np.full(length, np.nan),
        "kind": np.full(length, "", dtype=object),
        "source_hour": np.full(length, "NaT", dtype="datetime64[h]"),
        "window": np.full(length, np.nan),
        "capture": np.full(length, np.nan),
        "needs_check": np.ones(length, bool),
    }
    names, places = coded(columns["series"])
    for at in range(len(names)):
        here = np.flatnonzero(places == at)
        series, order = series_of({key: each[here] for key, each in columns.items()}, alphabet("platform"))
        _lay(found, here[order], series, filled(series))
    return found


@calculation("hj75.substitute", "烟气无效时段排放量修约", ("HJ 75-2017",), rows=substitute_rows, row=HourAmountOf)
def substitute(facts: Hours, trace: Trace) -> Substituted:
    """Substitute the amounts of one series. Source: HJ 75-2017, 12.2, tables 5 and 6; amounts alone, never concentrations."""
    check_pollutant(facts.pollutant)
    if not facts.hours:
        raise refuse("hours", "至少要有一个小时", "小时")
    columns = {
        name: np.array([getattr(each, name) for each in facts.hours]) for name in ("out_of_control", "calibrated")
    }
    columns |= {name: np.array([getattr(each, name) for each in facts.hours], float) for name in ("amount", "manual")}
    columns["hour"] = np.array([each.hour for each in facts.hours], dtype="datetime64[h]")
    columns["mark"] = np.array([each.mark for each in facts.hours], dtype=object)
    series, _ = series_of(columns, alphabet("platform"))
    done = filled(series)
    _tell(series, done, trace)
    by = {kind: float(done.amount[done.kind == KINDS.index(kind)].sum()) for kind in KINDS[:3]}
    return Substituted(
        quarters=_quarters(done, trace),
        ledger=tuple(_line(series, entry, trace) for entry in done.entries),
        hours=tuple(_hour(series, done, at) for at in np.flatnonzero(done.kind).tolist()),
        measured=trace.work("实测排放量", by["measured"], "kg", formula="Σ 实测小时排放量"),
        substituted=trace.work("修约与替代的排放量", by["substituted"] + by["manual"], "kg", formula="Σ 修约与替代"),
        unknown_hours=int((done.kind == KINDS.index("none")).sum()),
    )


def check_pollutant(name: str) -> None:
    """Raise RefusedError for a pollutant whose amounts the norm does not substitute."""
    for row in table("hj75_pollutants"):
        if name in {row["pollutant"], row["what"], *row["codes"].split("、")}:
            if row["substituted"] == "true":
                return
            raise refuse("pollutant", row["says"], "污染物")
    known = "、".join(row["what"] for row in table("hj75_pollutants").where(substituted="true"))
    raise refuse("pollutant", f"HJ 75 只修约 {known} 的排放量，没有 {name}", "污染物")


def _tell(series: Series, done: Filled, trace: Trace) -> None:
    rule = rules("hj75")
    keys = ["amount_only"]
    keys += ["stopped"] if series.stopped.any() else []
    keys += ["transition"] if series.transition.any() else []
    keys += ["gap", "quarter_of_hour"] if done.entries else []
    verdicts = {entry.verdict for entry in done.entries}
    keys += ["manual", "manual_mean"] if "manual" in verdicts else []
    keys += ["below_75"] if "below_75" in verdicts else []
    for key in keys:
        trace.rest(rule[key], rule[key]["what"], rule[key]["value"], rule[key]["unit"])


def _quarters(done: Filled, trace: Trace) -> tuple[Quarter, ...]:
    found = []
    for each in done.captures:
        name = f"{1970 + each.quarter // 4} 年第 {each.quarter % 4 + 1} 季度"
        trace.rest(rules("hj75")["capture"], f"{name}有效数据捕集率", each.rate, "%")
        whole = each.given == each.length
        if not whole:
            trace.work(
                f"{name}只给了部分小时", each.given, "h", formula=f"全季 {each.length} h；捕集率按已给的小时计算"
            )
        counts = {"given": each.given, "stopped": each.idle, "invalid": each.invalid}
        found.append(Quarter(quarter=name, whole=whole, capture=each.rate, **counts))
    return tuple(found)


def _line(series: Series, entry: Entry, trace: Trace) -> Substitution:
    since, until = (_moment(series.hours[at]) for at in (entry.places[0], entry.places[-1]))
    source = None if entry.source is None else _moment(series.hours[entry.source])
    if entry.row is not None:
        words = f"{since:%Y-%m-%d %H} 时起 {len(entry.places)} 个无效小时"
        trace.take(entry.row, "window", f"{words}：取最大值的有效小时数", "h")
        if source is not None:
            trace.rest(rules("hj75")["maximum"], f"{words}：最大值（{source:%Y-%m-%d %H} 时）", entry.value, "kg/h")
    return Substitution(
        since=since,
        until=until,
        hours=len(entry.places),
        gap_hours=entry.length,
        cause=entry.cause,
        capture=entry.rate,
        verdict=entry.verdict,
        window=int(entry.row.figure("window")) if entry.row else None,
        found=entry.searched,
        value=entry.value,
        source_hour=source,
    )


def _hour(series: Series, done: Filled, at: int) -> AmountOf:
    amount = float(done.amount[at])
    return AmountOf(
        hour=_moment(series.hours[at]), kind=KINDS[done.kind[at]], amount=None if np.isnan(amount) else amount
    )


def _lay(found: dict[str, NDArray[Any]], rows: NDArray[np.intp], series: Series, done: Filled) -> None:
    found["amount_used"][rows] = done.amount
    found["kind"][rows] = np.array(KINDS, dtype=object)[done.kind]
    has = done.source >= 0
    found["source_hour"][rows[has]] = series.hours[done.source[has]]
    rates = {each.quarter: np.nan if each.rate is None else each.rate for each in done.captures}
    found["capture"][rows] = [rates[each] for each in series.quarters.tolist()]
    for entry in done.entries:
        if entry.row is not None:
            found["window"][rows[entry.places]] = entry.row.figure("window")


def _moment(hour: np.datetime64) -> datetime:
    moment: datetime = hour.astype("datetime64[s]").item()
    return moment
