"""Air quality of a year: means, percentiles, whether each pollutant met its limits, composite index (HJ 663)."""

from datetime import date
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.gb3095 import row_of
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

POLLUTANTS = ("SO2", "NO2", "PM10", "PM2.5", "CO", "O3")
_PERCENTILE_ONLY = {"CO", "O3"}


class Series(Facts):
    """Valid daily values of one pollutant in the year (ozone: daily maxima of eight hours)."""

    pollutant: Annotated[str, Label("污染物", {name: name for name in POLLUTANTS})]
    daily: Annotated[tuple[float, ...], Label("有效日值（CO 为 mg/m3，其余 μg/m3）")]


class Year(Facts):
    """One place's year."""

    year: Annotated[int, Quantity("年份", "", ge=2013, le=2100)]
    series: Annotated[tuple[Series, ...], Label("各项日值")]


class Judged(Outcome):
    """One pollutant's year."""

    pollutant: Annotated[str, Label("污染物")]
    days: Annotated[int, Quantity("有效日数", "d")]
    mean: Annotated[float | None, Quantity("年均值（CO、O3 不评）", "μg/m3")]
    percentile: Annotated[float, Quantity("百分位数浓度", "CO mg/m3，其余 μg/m3")]
    met: Annotated[bool | None, Label("年达标（空：有效日数不足）")]
    daily_share: Annotated[float, Quantity("日达标率", "%")]
    index: Annotated[float, Quantity("单项指数", "")]


class Evaluated(Outcome):
    """The year of a place."""

    pollutants: Annotated[tuple[Judged, ...], Label("各项评价")]
    met: Annotated[bool | None, Label("六项均达标（空：缺项或有效日数不足）")]
    composite: Annotated[float | None, Quantity("综合指数（六项齐全才算）", "")]


@calculation("hj663.year", "环境空气质量年评价", ("HJ 663-2013", "HJ 663-2026"))
def year(facts: Year, trace: Trace) -> Evaluated:
    """Evaluate a year against class II. Source: HJ 663, table 1, annex A; GB 3095, table 1."""
    last = date(facts.year, 12, 31)
    trace.edition("HJ 663", last)
    names = [each.pollutant for each in facts.series]
    if len(set(names)) < len(names):
        raise refuse("series", "同一污染物只能填一组日值", "各项日值")
    judged = tuple(_judge(each, last, trace) for each in facts.series)
    whole = set(names) == set(POLLUTANTS)
    met = None if not whole or any(each.met is None for each in judged) else all(each.met for each in judged)
    return Evaluated(pollutants=judged, met=met, composite=_composite(judged, trace) if whole else None)


def percentile(values: NDArray[np.float64], share: float) -> float:
    """Return a percentile by linear interpolation between ranks: k = 1 + (n − 1)·p. Source: HJ 663, annex A."""
    return float(np.percentile(values, share, method="linear"))


def _judge(series: Series, last: date, trace: Trace) -> Judged:
    name, rule = series.pollutant, rules("hj663")
    values = np.array(series.daily, float)
    if not len(values) or not np.isfinite(values).all() or (values < 0).any():
        raise refuse("series", f"{name} 的日值应为不小于 0 的数，且至少一个", "各项日值")
    digits = int(trace.take(rule["digits_co" if name == "CO" else "digits"]))
    share = trace.take(rule[name])
    high = trace.rest(rule["percentile"], f"{name} 第 {share:g} 百分位数", round(percentile(values, share), digits))
    daily = row_of(name, "day", last, trace)
    ratios = [high / trace.take(daily, "grade2", f"{name} 日平均二级限值", daily["unit"])]
    mean = None
    if name not in _PERCENTILE_ONLY:
        mean = trace.work(f"{name} 年均值", round(float(values.mean()), digits), formula="Σ 日值 / 日数")
        yearly = row_of(name, "year", last, trace)
        ratios.append(mean / trace.take(yearly, "grade2", f"{name} 年平均二级限值", yearly["unit"]))
    enough = len(values) >= trace.take(rule["year_days"])
    met = trace.rest(rule["met"], f"{name} 年达标", max(ratios) <= 1) if enough else None
    index = trace.rest(rule["index"], f"{name} 单项指数", ratios[-1])
    within = float((values <= daily.figure("grade2")).mean() * 100)
    return Judged(
        pollutant=name, days=len(values), mean=mean, percentile=high, met=met, daily_share=within, index=index
    )


def _composite(judged: tuple[Judged, ...], trace: Trace) -> float:
    rule = rules("hj663")
    weighted = sum(trace.take(rule[f"weight_{each.pollutant}"]) * each.index for each in judged)
    return trace.rest(rule["composite"], "综合指数", weighted)
