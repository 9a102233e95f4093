"""Days and months of valid hours, and the capture rate of a quarter (HJ 212-2017, D2.2; HJ 75-2017, 12.1; HJ 76-2017)."""

from datetime import date
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.moments import Hour
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

FEBRUARY = 2
HOURS = 24  # of a day


class HourMean(Facts):
    """One valid hour's mean; hours that are not valid are left out, or have no mean."""

    hour: Annotated[Hour, Label("小时（起始时刻）")]
    mean: Annotated[float | None, Quantity("小时均值", "")] = None


class HourMeanOf(HourMean):
    """One hour of one of many series."""

    series: Annotated[str, Label("序列（站点与因子）")] = "1"


class HourMeans(Facts):
    """Hours of one series."""

    hours: Annotated[tuple[HourMean, ...], Label("小时均值")]


class Day(Outcome):
    """One day."""

    day: Annotated[date, Label("日期")]
    valid_hours: Annotated[int, Quantity("有效小时数", "h")]
    valid: Annotated[bool, Label("有效")]
    mean: Annotated[float | None, Quantity("日均值", "")]


class Month(Outcome):
    """One month."""

    month: Annotated[str, Label("月份")]
    valid_days: Annotated[int, Quantity("有效日数", "d")]
    valid: Annotated[bool, Label("有效")]
    mean: Annotated[float | None, Quantity("月均值", "")]


class Means(Outcome):
    """The days and months that have at least one hour."""

    days: Annotated[tuple[Day, ...], Label("日")]
    months: Annotated[tuple[Month, ...], Label("月")]


class QuarterHours(Facts):
    """The hours of one quarter."""

    hours: Annotated[int, Quantity("季度小时数", "h", ge=2160, le=2208)]
    invalid: Annotated[int, Quantity("无效小时数", "h", ge=0)]
    stopped: Annotated[int, Quantity("停运小时数", "h", ge=0)]


class Capture(Outcome):
    """How much of the due data was valid."""

    capture: Annotated[float | None, Quantity("有效数据捕集率 α（全季停运时为空）", "%")]
    enough: Annotated[bool, Label("达到要求")]


def day_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return the days of many series: `series`, `day`, `valid_hours`, `valid`, `mean`, `needs_check`."""
    names, places = coded(columns["series"])
    days, at, number, means = _grouped(columns["hour"], columns["mean"], places, "D")
    valid = number >= rules("hj75")["day_hours"].figure()
    return {
        "series": np.array(names, dtype=object)[at],
        "day": days,
        "valid_hours": number,
        "valid": valid,
        "mean": np.where(valid, means, np.nan),
        "needs_check": np.zeros(len(days), bool),
    }


def days_of_hours(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the means of days of a block, series by hours from the beginning of a day on; NaN for none.

    What `day_rows` finds for each series, to the last digit: hours are added in their order.
    """
    laid = values.reshape(*values.shape[:-1], -1, HOURS)
    known = ~np.isnan(laid)
    number, sums = known.sum(axis=-1), np.zeros(laid.shape[:-1])
    for hour in range(HOURS):
        sums += np.where(known[..., hour], laid[..., hour], 0.0)
    valid = number >= rules("hj75")["day_hours"].figure()
    means: NDArray[np.float64] = np.divide(sums, number, out=np.full(sums.shape, np.nan), where=valid)
    return means


@calculation("hj75.means", "烟气日均值、月均值", ("HJ 212-2017", "HJ 76-2017"), rows=day_rows, row=HourMeanOf)
def means(facts: HourMeans, trace: Trace) -> Means:
    """Return the days and months of one series. Source: HJ 212-2017, D2.2, formula (25); months by HJ 76-2017, B."""
    if not facts.hours:
        raise refuse("hours", "至少要有一个小时均值", "小时均值")
    rule = rules("hj75")
    hours = np.array([each.hour for each in facts.hours], dtype="datetime64[h]")
    values = np.array([np.nan if each.mean is None else each.mean for each in facts.hours])
    days, _, number, mean = _grouped(hours, values, np.zeros(len(hours), np.intp), "D")
    valid = number >= trace.take(rule["day_hours"])
    trace.rest(rule["day_mean"], "有效日数", int(valid.sum()), "d")
    found = tuple(
        Day(day=day, valid_hours=int(count), valid=bool(ok), mean=float(one) if ok else None)
        for day, count, ok, one in zip(days.tolist(), number, valid, mean, strict=True)
    )
    months = np.unique(days.astype("datetime64[M]"))
    return Means(days=found, months=tuple(_month(each, found, trace) for each in months))


@calculation("hj75.capture", "季度有效数据捕集率", ("HJ 75-2017",))
def capture(facts: QuarterHours, trace: Trace) -> Capture:
    """Return the capture rate of a quarter. Source: HJ 75-2017, 12.1."""
    due = facts.hours - facts.stopped
    if facts.invalid > due:
        raise refuse("invalid", f"无效与停运小时合计超过季度的 {facts.hours} h，请核对", "无效小时数")
    rule = rules("hj75")
    rate = trace.rest(rule["capture"], rule["capture"]["what"], 100 * (due - facts.invalid) / due if due else None, "%")
    return Capture(capture=rate, enough=rate is None or rate >= trace.take(rule["capture_least"]))


def _month(month: Any, days: tuple[Day, ...], trace: Trace) -> Month:
    rule, name = rules("hj75"), str(month)
    values = [each.mean for each in days if each.mean is not None and f"{each.day:%Y-%m}" == name]
    key = "month_days_february" if month.item().month == FEBRUARY else "month_days"
    valid = len(values) >= trace.take(rule[key])
    mean = trace.rest(rule["month_mean"], f"{name} 月均值", sum(values) / len(values)) if valid else None
    return Month(month=name, valid_days=len(values), valid=valid, mean=mean)


def _grouped(
    hours: NDArray[Any], values: NDArray[np.float64], places: NDArray[np.intp], unit: str
) -> tuple[NDArray[Any], NDArray[np.intp], NDArray[np.int64], NDArray[np.float64]]:
    """Return for each series and day: the day, the series, how many hours have a mean, and the mean of these."""
    keys = np.stack([places, hours.astype("datetime64[h]").astype(np.int64)], axis=1)
    if len(np.unique(keys, axis=0)) < len(keys):
        raise refuse("hour", "同一小时有两行，请只留一行", "小时")
    days = hours.astype(f"datetime64[{unit}]")
    found, at = np.unique(np.stack([places, days.astype(np.int64)], axis=1), axis=0, return_inverse=True)
    known = ~np.isnan(values)
    number = np.bincount(at.reshape(-1), known, len(found)).astype(np.int64)
    sums = np.bincount(at.reshape(-1), np.where(known, values, 0.0), len(found))
    mean = np.divide(sums, number, out=np.full(len(found), np.nan), where=number > 0)
    return found[:, 1].astype(f"datetime64[{unit}]"), found[:, 0], number, mean
