"""Monotonic trend of a series: Mann-Kendall test and Sen's slope."""

from math import erfc, sqrt
from typing import Annotated

import numpy as np

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

LEAST, MOST = 3, 5000


class Point(Facts):
    """One value of the series."""

    time: Annotated[float, Quantity("时间（年，可带小数）", "a")]
    value: Annotated[float, Quantity("数值", "任意")]


class Series(Facts):
    """A series over time, in any order."""

    points: Annotated[tuple[Point, ...], Label("时间序列")]
    alpha: Annotated[float, Quantity("显著性水平", "", gt=0, lt=1)] = 0.05


class Trend(Outcome):
    """The trend."""

    direction: Annotated[str, Label("趋势")]
    s: Annotated[int, Quantity("统计量 S", "")]
    z: Annotated[float, Quantity("标准化统计量 Z", "")]
    p: Annotated[float, Quantity("双侧 p 值", "")]
    tau: Annotated[float, Quantity("Kendall τ", "")]
    slope: Annotated[float, Quantity("Sen 斜率", "数值单位/a")]


@calculation("trend.mann_kendall", "趋势检验（Mann-Kendall、Sen 斜率）", ("统计方法",))
def mann_kendall(facts: Series, trace: Trace) -> Trend:
    """Test a series for a trend, two-sided, ties corrected, normal approximation."""
    times, values = _ordered(facts)
    number = len(values)
    rule = rules("trend")
    if number < rule["least"].figure():
        trace.rest(rule["least"], "数据个数少于正态近似所需", number, "个")
    up = np.triu_indices(number, 1)
    steps = values[up[1]] - values[up[0]]
    s = trace.rest(rule["statistic"], "S", int(np.sign(steps).sum()))
    variance = trace.rest(rule["variance"], "Var(S)", _variance(values))
    z = trace.rest(rule["z"], "Z", _z(s, variance))
    p = erfc(abs(z) / sqrt(2))
    slope = trace.rest(rule["sen"], "Sen 斜率", float(np.median(steps / (times[up[1]] - times[up[0]]))))
    word = "无显著趋势" if p > facts.alpha or s == 0 else ("显著上升" if s > 0 else "显著下降")
    return Trend(direction=word, s=s, z=z, p=p, tau=s / (number * (number - 1) / 2), slope=slope)


def _ordered(facts: Series) -> tuple[np.ndarray, np.ndarray]:
    points = sorted(facts.points, key=lambda point: point.time)
    if not LEAST <= len(points) <= MOST:
        raise refuse("points", f"应有 {LEAST} 至 {MOST} 个数", "时间序列")
    times = np.array([point.time for point in points])
    if (np.diff(times) == 0).any():
        raise refuse("points", "同一时间有两个数，请先取平均", "时间序列")
    return times, np.array([point.value for point in points])


def _variance(values: np.ndarray) -> float:
    number = len(values)
    ties = np.unique(values, return_counts=True)[1]
    whole = number * (number - 1) * (2 * number + 5)
    return float(whole - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18


def _z(s: int, variance: float) -> float:
    return 0.0 if variance <= 0 or s == 0 else (s - np.sign(s)) / sqrt(variance)
