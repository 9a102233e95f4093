"""Effective means of days and months (HJ 356-2019, 7)."""

from calendar import monthrange
from datetime import date
from typing import Annotated

import numpy as np

from ecosteward.norms.hj356.indicators import averaged
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

_KILOGRAMS = 1e-3  # mg/L · m3 → kg


class Sample(Facts):
    """One result and the water of its time."""

    concentration: Annotated[float | None, Quantity("浓度（参与统计的值）", "mg/L", ge=0)] = None
    volume: Annotated[float, Quantity("该时段的流量", "m3", ge=0)]
    valid: Annotated[bool, Label("有效")] = True


class SampleOf(Sample):
    """One result of one of many series."""

    series: Annotated[str, Label("序列（排放口）")] = "1"
    indicator: Annotated[str, Label("监测指标")]
    on: Annotated[date, Label("日期")]
    due: Annotated[float, Quantity("当天应得数据个数", "个", ge=1)]


class Day(Facts):
    """The results of one day."""

    indicator: Annotated[str, Label("监测指标")]
    due: Annotated[int, Quantity("应得数据个数", "个", ge=1)]
    samples: Annotated[tuple[Sample, ...], Label("数据")]


class DayMean(Outcome):
    """The day; without a mean where too few data are valid or no water flowed."""

    share: Annotated[float, Quantity("有效数据比例", "%")]
    effective: Annotated[bool, Label("有效日")]
    mean: Annotated[float | None, Quantity("有效日均值", "mg/L")]
    amount: Annotated[float | None, Quantity("日排放量", "kg/d")]


class Month(Facts):
    """The effective means of a month; days without discharge are not due."""

    year: Annotated[int, Quantity("年", "", ge=1900, le=2200)]
    month: Annotated[int, Quantity("月", "", ge=1, le=12)]
    indicator: Annotated[str, Label("监测指标")]
    means: Annotated[tuple[float, ...], Quantity("有效日均值", "mg/L")]
    idle_days: Annotated[int, Quantity("不排放的天数", "d", ge=0, le=31)] = 0


class MonthMean(Outcome):
    """The month."""

    share: Annotated[float, Quantity("有效日比例", "%")]
    effective: Annotated[bool, Label("有效月")]
    mean: Annotated[float | None, Quantity("有效月均值", "mg/L")]


def day_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return for each series and day: `series`, `day`, `share`, `effective`, `mean`, `amount`, `needs_check`."""
    for name in set(columns["indicator"].tolist()):
        averaged(name)
    keys = np.empty(len(columns["on"]), dtype=object)
    keys[:] = list(zip(columns["series"].tolist(), columns["indicator"].tolist(), columns["on"].tolist(), strict=True))
    found, places = coded(keys)
    counts = columns["valid"] & ~np.isnan(columns["concentration"])
    due = np.zeros(len(found))
    due[places] = columns["due"]
    if (due[places] != columns["due"]).any():
        raise refuse("due", "同一天各行的应得数据个数不同", "应得数据个数")
    mass = np.bincount(places, np.where(counts, columns["concentration"] * columns["volume"], 0.0), len(found))
    volume = np.bincount(places, np.where(counts, columns["volume"], 0.0), len(found))
    share = np.bincount(places, counts, len(found)) / due * 100
    effective = (share >= rules("hj356")["day_share"].figure()) & (volume > 0)
    return {
        "series": np.array([each[0] for each in found], dtype=object),
        "indicator": np.array([each[1] for each in found], dtype=object),
        "day": np.array([each[2] for each in found], dtype="datetime64[D]"),
        "share": share,
        "effective": effective,
        "mean": np.divide(mass, volume, out=np.full(len(found), np.nan), where=effective),
        "amount": np.where(effective, mass * _KILOGRAMS, np.nan),
        "needs_check": np.ones(len(found), bool),
    }


@calculation("hj356.day", "废水有效日均值与日排放量", ("HJ 356-2019",), rows=day_rows, row=SampleOf)
def day(facts: Day, trace: Trace) -> DayMean:
    """Return a day's mean weighted by flow. Source: HJ 356-2019, 7."""
    averaged(facts.indicator)
    if len(facts.samples) > facts.due:
        raise refuse("due", f"数据有 {len(facts.samples)} 个，多于应得个数，请核对", "应得数据个数")
    rule = rules("hj356")
    known = [
        (each.concentration, each.volume) for each in facts.samples if each.valid and each.concentration is not None
    ]
    share = trace.work("有效数据比例", len(known) / facts.due * 100, "%", formula="有效数据个数 / 应得个数")
    volume, mass = sum(of for _, of in known), sum(value * of for value, of in known)
    effective = share >= trace.take(rule["day_share"]) and volume > 0
    if not effective:
        return DayMean(share=share, effective=False, mean=None, amount=None)
    mean = trace.rest(rule["day_mean"], "有效日均值", mass / volume, "mg/L")
    amount = trace.rest(rule["day_amount"], "日排放量", mass * _KILOGRAMS, "kg/d")
    return DayMean(share=share, effective=True, mean=mean, amount=amount)


@calculation("hj356.month", "废水有效月均值", ("HJ 356-2019",))
def month(facts: Month, trace: Trace) -> MonthMean:
    """Return a month's mean of its effective days. Source: HJ 356-2019, 7."""
    averaged(facts.indicator)
    due = monthrange(facts.year, facts.month)[1] - facts.idle_days
    if due <= 0 or len(facts.means) > due:
        raise refuse("means", f"当月应有 {max(due, 0)} 天，有效日均值有 {len(facts.means)} 个，请核对", "有效日均值")
    share = trace.work("有效日比例", len(facts.means) / due * 100, "%", formula="有效日数 / 应有天数")
    effective = share >= trace.take(rules("hj356")["month_share"])
    if not effective:
        return MonthMean(share=share, effective=False, mean=None)
    mean = sum(facts.means) / len(facts.means)
    return MonthMean(
        share=share, effective=True, mean=trace.rest(rules("hj356")["month_mean"], "有效月均值", mean, "mg/L")
    )
