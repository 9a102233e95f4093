"""Leaks of volatile organics at sealing points: rate of a point, mass over a period (环办〔2015〕104号, annex 3)."""

from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple

import numpy as np

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

Industry = Literal["chemical", "refinery"]
Component = Literal[
    "valve", "pump", "compressor", "agitator", "relief", "connector", "flange", "open_line", "sampling", "other"
]
Service = Literal["gas", "light_liquid", "heavy_liquid"]
INDUSTRIES = {"chemical": "石油化工（化工）", "refinery": "石油炼制"}
COMPONENTS = {
    "valve": "阀门",
    "pump": "泵",
    "compressor": "压缩机",
    "agitator": "搅拌器",
    "relief": "泄压设备",
    "connector": "连接件",
    "flange": "法兰",
    "open_line": "开口阀或开口管线",
    "sampling": "取样连接系统",
    "other": "其他",
}
SERVICES = {"gas": "气体", "light_liquid": "轻液", "heavy_liquid": "重液"}
HOURS_A_DAY = 24


class Point(Facts):
    """One sealing point at one check; without a reading it is taken as out of reach: average factor."""

    industry: Annotated[Industry, Label("行业", INDUSTRIES)]
    component: Annotated[Component, Label("组件类型", COMPONENTS)]
    service: Annotated[Service, Label("介质状态", SERVICES)]
    reading: Annotated[float | None, Quantity("净检测值（已扣环境本底；不可达则不填）", "μmol/mol", ge=0)] = None


class Rate(Outcome):
    """The rate of a point."""

    rate: Annotated[float, Quantity("排放速率", "kg/h")]
    method: Annotated[
        Literal["average", "zero", "correlation", "limit"],
        Label("方法", {"average": "平均排放系数", "zero": "默认零值", "correlation": "相关方程", "limit": "限值"}),
    ]


class Check(Facts):
    """One check of the point."""

    on: Annotated[date, Label("检测日期")]
    reading: Annotated[float | None, Quantity("净检测值（不可达则不填）", "μmol/mol", ge=0)] = None


class History(Facts):
    """A point and its checks; the period judged runs from `since` to `until`, both days included."""

    industry: Annotated[Industry, Label("行业", INDUSTRIES)]
    component: Annotated[Component, Label("组件类型", COMPONENTS)]
    service: Annotated[Service, Label("介质状态", SERVICES)]
    since: Annotated[date, Label("核算期首日")]
    until: Annotated[date, Label("核算期末日")]
    checks: Annotated[tuple[Check, ...], Label("各次检测（修复后的复测也是一次）")]
    operating_share: Annotated[float, Quantity("运行时间占比", "", ge=0, le=1)] = 1.0


class Stretch(Outcome):
    """The days to which one check speaks."""

    checked_on: Annotated[date, Label("检测日期")]
    days: Annotated[float, Quantity("代表时长", "d")]
    rate: Annotated[float, Quantity("排放速率", "kg/h")]
    mass: Annotated[float, Quantity("排放量", "kg")]


class Mass(Outcome):
    """What the point gave off."""

    mass: Annotated[float, Quantity("排放量", "kg")]
    stretches: Annotated[tuple[Stretch, ...], Label("分段")]


class _Equation(NamedTuple):
    """What a kind of point is worked out with; NaN rates where it has an average factor alone."""

    assignment: Row | None
    curve: Row | None
    average: Row | None


def rate_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return `rate` in kg/h, `method` and `needs_check` for many points."""
    industry, component, service = (coded(columns[name]) for name in ("industry", "component", "service"))
    names = sorted(set(zip(industry[1].tolist(), component[1].tolist(), service[1].tolist(), strict=True)))
    kinds = [_equation(industry[0][i], component[0][c], service[0][s]) for i, c, s in names]
    place = {name: at for at, name in enumerate(names)}
    at = np.fromiter(
        (place[key] for key in zip(industry[1], component[1], service[1], strict=True)), int, len(industry[1])
    )
    sides = [industry[0][i] for i, _, _ in names]
    a, b, zero, limit = (
        np.array([_of(kind.curve, key) for kind in kinds])[at] for key in ("a", "b", "default_zero", "limit_rate")
    )
    average = np.array([_of(kind.average, side) for kind, side in zip(kinds, sides, strict=True)])[at]
    reading, rule = columns["reading"], rules("ldar")
    by_average = np.isnan(reading) | np.isnan(a)
    chosen = np.select(
        [by_average, reading < rule["zero_below"].figure(), reading >= rule["limit_from"].figure()], [0, 1, 3], 2
    )
    with np.errstate(invalid="ignore"):
        rates = np.choose(chosen, [average, zero, a * np.power(np.nan_to_num(reading), b), limit])
    if np.isnan(rates).any():
        row = int(np.flatnonzero(np.isnan(rates))[0])
        raise refuse(f"第 {row + 1} 行 reading", "该组件没有平均排放系数，须有检测值", "净检测值")
    sure = np.array([_sure(kind, side) for kind, side in zip(kinds, sides, strict=True)])[at, chosen]
    methods = np.array(["average", "zero", "correlation", "limit"], dtype=object)
    return {"rate": rates, "method": methods[chosen], "needs_check": ~sure}


@calculation("ldar.rate", "密封点 VOCs 排放速率", ("环办〔2015〕104号",), rows=rate_rows)
def rate(facts: Point, trace: Trace) -> Rate:
    """Return the rate of one point. Source: 环办〔2015〕104号, annex 3."""
    kind, rule = _equation(facts.industry, facts.component, facts.service), rules("ldar")
    if facts.reading is None or kind.curve is None:
        return Rate(rate=_average(kind, facts.industry, trace), method="average")
    if kind.assignment is not None:
        trace.rest(kind.assignment, "采用的方程", f"{kind.assignment['set']}:{kind.assignment['equation']}")
    if facts.reading < trace.take(rule["zero_below"]):
        return Rate(rate=trace.take(kind.curve, "default_zero", "默认零值排放速率"), method="zero")
    if facts.reading >= trace.take(rule["limit_from"]):
        return Rate(rate=trace.take(kind.curve, "limit_rate", "限值排放速率"), method="limit")
    a, b = trace.take(kind.curve, "a", "系数 a"), trace.take(kind.curve, "b", "指数 b", "无量纲")
    found = trace.rest(rule["correlation"], "排放速率", a * facts.reading**b, "kg/h")
    return Rate(rate=found, method="correlation")


@calculation("ldar.mass", "密封点 VOCs 排放量（多轮检测）", ("环办〔2015〕104号",))
def mass(facts: History, trace: Trace) -> Mass:
    """Sum a point's rates over a period, each check speaking up to the midpoint to its neighbours."""
    if facts.until < facts.since:
        raise refuse("until", "核算期末日不能早于首日", "核算期末日")
    checks = sorted(facts.checks, key=lambda check: check.on)
    if not checks:
        raise refuse("checks", "至少要有一次检测；不可达的密封点填一次不带检测值的检测", "各次检测")
    trace.rest(rules("ldar")["midpoint"], "分段", len(checks), "段")
    kind = {"industry": facts.industry, "component": facts.component, "service": facts.service}
    stretches = []
    for check, days in zip(checks, _days(facts, [check.on for check in checks]), strict=True):
        found = rate.run({**kind, "reading": check.reading})
        trace.join(found.steps)
        share = found.outcome.rate * days * HOURS_A_DAY * facts.operating_share
        stretches.append(Stretch(checked_on=check.on, days=days, rate=found.outcome.rate, mass=share))
    total = trace.work("排放量", sum(each.mass for each in stretches), "kg", formula="Σ e·24·d·运行时间占比")
    return Mass(mass=total, stretches=tuple(stretches))


def _days(facts: History, days: list[date]) -> list[float]:
    """Return the days of the period that fall to each check: up to half way to its neighbours."""
    end = facts.until + timedelta(days=1)
    middles = [(after - before).days / 2 + (before - facts.since).days for before, after in pairwise(days)]
    edges = np.clip([0.0, *middles, float((end - facts.since).days)], 0, (end - facts.since).days)
    return [float(each) for each in np.diff(edges)]


def _average(kind: _Equation, industry: str, trace: Trace) -> float:
    if kind.average is None:
        raise refuse("reading", "该组件没有平均排放系数，须有检测值", "净检测值")
    trace.rest(rules("ldar")["average"], "方法", "平均排放系数法")
    return trace.take(kind.average, industry, "平均排放系数", "kg/h")


def _sure(kind: _Equation, industry: str) -> list[bool]:
    """Tell for each method (average, zero, correlation, limit) whether all it rests on was verified."""
    curve, rule = kind.curve, rules("ldar")
    by_average = kind.average is not None and kind.average.verified(industry)
    assigned = kind.assignment is not None and kind.assignment.verified()
    zero = assigned and rule["zero_below"].verified()
    above = zero and rule["limit_from"].verified()
    columns = [("default_zero",), ("a", "b"), ("limit_rate",)]
    held = [curve is not None and all(map(curve.verified, names)) for names in columns]
    return [by_average, zero and held[0], above and held[1], above and held[2]]


def _of(row: Row | None, column: str) -> float:
    return row.figure(column) if row else np.nan


def _curve(assignment: Row) -> Row:
    return table("ldar_equations").one(set=assignment["set"], component=assignment["equation"], used="true")


@cache
def _equation(industry: str, component: str, service: str) -> _Equation:
    used = table("ldar_assignment").where(industry=industry, component=component, service=service, used="true")
    assignment = used[0] if used else None
    curve = _curve(assignment) if assignment else None
    factor = "connector" if component == "flange" else component
    rows = [row for row in table("ldar_average_factors") if row["component"] == factor]
    average = next((row for row in rows if row["service"] in {service, "all"}), None)
    return _Equation(assignment, curve, average)
