"""Hours of a series against their limit: how many are over, in a row, and on each day."""

from datetime import date, datetime
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.exceedance import BELOW, CODES, NOT_JUDGED, OVER, Compared, Found, Limit, judged
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, checked, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.moments import Hour
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

_HOURLY = ("value", "oxygen", "valid")


class HourValue(Facts):
    """One hour."""

    hour: Annotated[Hour, Label("小时（起始时刻）")]
    value: Annotated[float | None, Quantity("小时均值（实测）", "")] = None
    oxygen: Annotated[float | None, Quantity("实测含氧量", "%", ge=0, lt=21)] = None
    valid: Annotated[bool, Label("数据有效")] = True


class HourOf(Compared):
    """One hour of one of many series, with its limit."""

    series: Annotated[str, Label("序列（排放口与因子）")] = "1"
    hour: Annotated[Hour, Label("小时（起始时刻）")]


class Hours(Limit):
    """Hours of one series under one limit by the hour."""

    unit: Annotated[str, Label("监测值的单位")]
    hours: Annotated[tuple[HourValue, ...], Label("小时")]


class DayOver(Outcome):
    """One day."""

    day: Annotated[date, Label("日期")]
    judged: Annotated[int, Quantity("判定的小时数", "h")]
    over: Annotated[int, Quantity("超标小时数", "h")]


class Episode(Outcome):
    """Hours over the limit in a row."""

    since: Annotated[datetime, Label("起（小时）")]
    until: Annotated[datetime, Label("止（小时，含）")]
    hours: Annotated[int, Quantity("连续小时数", "h")]
    worst: Annotated[float, Quantity("最大（低于下限的取最小）比较值", "")]
    multiple: Annotated[float | None, Quantity("最大超标倍数", "倍")]


class Exceedances(Outcome):
    """What a time of hours amounts to."""

    judged: Annotated[int, Quantity("判定的小时数", "h")]
    not_judged: Annotated[int, Quantity("不判定的小时数", "h")]
    over: Annotated[int, Quantity("超标小时数", "h")]
    longest: Annotated[int, Quantity("最长连续超标", "h")]
    days: Annotated[tuple[DayOver, ...], Label("有超标的日期")]
    episodes: Annotated[tuple[Episode, ...], Label("各次连续超标")]


class Runs(NamedTuple):
    """The order of the rows by series and hour, and in that order the how-manieth hour over in a row each is."""

    order: NDArray[np.intp]
    position: NDArray[np.intp]


def runs(series: NDArray[np.intp], hours: NDArray[Any], out: NDArray[np.bool_]) -> Runs:
    """Count hours over in a row. Raises RefusedError for an hour that stands twice in its series."""
    number = hours.astype("datetime64[h]").astype(np.int64)
    order = np.lexsort((number, series))
    series, number, out = series[order], number[order], out[order]
    same = series[1:] == series[:-1]
    if (same & (number[1:] == number[:-1])).any():
        raise refuse("hour", "同一小时有两行，请只留一行", "小时")
    linked = np.zeros(len(out), bool)
    linked[1:] = out[1:] & out[:-1] & same & (number[1:] - number[:-1] == 1)
    place = np.arange(len(out))
    start = np.maximum.accumulate(np.where(linked, 0, place)) if len(out) else place
    return Runs(order, np.where(out, place - start + 1, 0))


def series_rows(columns: Columns, trace: Trace) -> Columns:
    """Return `verdict`, `compared`, `multiple`, `consecutive` (hours over in a row up to this one) and `needs_check`."""
    found = judged(columns, trace)
    order, position = runs(coded(columns["series"])[1], columns["hour"], _out(found))
    consecutive = np.zeros(len(position), dtype=int)
    consecutive[order] = position
    return {
        "verdict": np.array(CODES, dtype=object)[found.code],
        "compared": found.compared,
        "multiple": found.multiple,
        "consecutive": consecutive,
        "needs_check": found.needs_check | (consecutive > 1),
    }


@calculation("exceedance.series", "小时均值超标统计（连续、逐日）", ("通用",), rows=series_rows, row=HourOf)
def series(facts: Hours, trace: Trace) -> Exceedances:
    """Judge the hours of one series and count. Source of the verdict: GB 37824-2019, 8.3."""
    if not facts.hours:
        raise refuse("hours", "至少要有一个小时", "小时")
    if facts.basis != "hour":
        raise refuse("basis", "这里只统计小时限值；日、月限值请先求均值再判定", "限值的时段")
    columns = _columns(facts)
    hours, found = columns["hour"].astype("datetime64[h]"), judged(columns, trace)
    out = _out(found)
    position = runs(np.zeros(len(hours), np.intp), hours, out).position
    _tell(facts, found, trace)
    longest = int(position.max())
    if longest > 1:
        trace.rest(rules("exceedance")["consecutive"], "最长连续超标", longest, "h")
    return Exceedances(
        judged=int((found.code != NOT_JUDGED).sum()),
        not_judged=int((found.code == NOT_JUDGED).sum()),
        over=trace.work("超标小时数", int(out.sum()), "h", formula="超标的有效小时之和"),
        longest=longest,
        days=_days(hours, found),
        episodes=tuple(_episodes(hours, found, position)),
    )


def _columns(facts: Hours) -> Columns:
    hours = sorted(facts.hours, key=lambda each: each.hour)
    given = {name: [getattr(each, name) for each in hours] for name in ("hour", *_HOURLY)}
    limit = facts.model_dump(exclude={"hours"})
    return checked(HourOf, {**given, **{name: [value] * len(facts.hours) for name, value in limit.items()}})


def _tell(facts: Hours, found: Found, trace: Trace) -> None:
    rule = rules("exceedance")
    key = "inclusive" if facts.inclusive else "over" if facts.lower is None else "range"
    trace.rest(rule["hour"], rule["hour"]["what"], len(found.code), "h")
    trace.rest(rule[key], rule[key]["what"], int((found.code != NOT_JUDGED).sum()), "h")
    if facts.converted:
        trace.rest(rules("emissions")["oxygen"], "按基准含氧量折算", int((found.code != NOT_JUDGED).sum()), "h")
    if (found.code == NOT_JUDGED).any():
        trace.rest(rule["not_valid"], rule["not_valid"]["what"], int((found.code == NOT_JUDGED).sum()), "h")


def _out(found: Found) -> NDArray[np.bool_]:
    return np.isin(found.code, (OVER, BELOW))


def _days(hours: NDArray[Any], found: Found) -> tuple[DayOver, ...]:
    days, at = np.unique(hours.astype("datetime64[D]"), return_inverse=True)
    over = np.bincount(at, _out(found)).astype(int)
    known = np.bincount(at, found.code != NOT_JUDGED).astype(int)
    return tuple(
        DayOver(day=days[place].item(), judged=int(known[place]), over=int(over[place]))
        for place in np.flatnonzero(over).tolist()
    )


def _episodes(hours: NDArray[Any], found: Found, position: NDArray[np.intp]) -> list[Episode]:
    ends = np.flatnonzero((position > 0) & np.append(position[1:] <= 1, True))
    episodes = []
    for end in ends.tolist():
        first = end - int(position[end]) + 1
        part = slice(first, end + 1)
        values, multiples = found.compared[part], found.multiple[part]
        below = found.code[first] == BELOW
        episodes.append(
            Episode(
                since=hours[first].astype("datetime64[s]").item(),
                until=hours[end].astype("datetime64[s]").item(),
                hours=int(position[end]),
                worst=float(values.min() if below else values.max()),
                multiple=None if np.isnan(multiples).all() else float(np.nanmax(multiples)),
            )
        )
    return episodes
