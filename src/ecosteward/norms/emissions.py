"""Amounts emitted: by monitoring, mass balance and factor, and which of them counts."""

from typing import Annotated, Literal

import numpy as np

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

GRAMS = 1e-9  # mg → t
WATER = 1e-6  # mg/L · m³ → t
KILOGRAMS = 1e-3  # kg → t
Medium = Literal["air", "water"]
Method = Literal["automatic", "manual", "balance", "factor"]
MEDIA = {"air": "废气", "water": "废水"}
METHODS = {"automatic": "自动监测", "manual": "手工监测", "balance": "物料衡算", "factor": "产排污系数"}


class Monitored(Facts):
    """One measurement that stands for a time: air by flow and hours, water by volume."""

    medium: Annotated[Medium, Label("介质", MEDIA)]
    concentration: Annotated[float, Quantity("浓度（气 mg/m3，水 mg/L）", "mg/m3 或 mg/L", ge=0)]
    flow: Annotated[float, Quantity("流量（气 m3/h 标干；水 m3 总量）", "m3/h 或 m3", ge=0)]
    hours: Annotated[float | None, Quantity("排放时间（仅气）", "h", ge=0, le=8784)] = None


class Mass(Outcome):
    """A mass emitted."""

    mass: Annotated[float, Quantity("排放量", "t")]


class Stream(Facts):
    """A material going in or coming out, with what it holds of the pollutant (or its element)."""

    name: Annotated[str, Label("物料")]
    amount: Annotated[float, Quantity("数量", "t", ge=0)]
    content: Annotated[float, Quantity("污染物（元素）含量", "%", ge=0, le=100)]


class Balance(Facts):
    """A mass balance of one pollutant."""

    inputs: Annotated[tuple[Stream, ...], Label("投入")]
    products: Annotated[tuple[Stream, ...], Label("进入产品")] = ()
    recovered: Annotated[tuple[Stream, ...], Label("回收")] = ()
    other: Annotated[tuple[Stream, ...], Label("其他去向（废渣、治理设施去除等）")] = ()
    molar_ratio: Annotated[float, Quantity("由元素换算为污染物的质量比（如 S→SO2 为 2）", "", gt=0)] = 1.0


class Factor(Facts):
    """A generation factor with the treatment behind it."""

    factor: Annotated[float, Quantity("产污系数", "kg/单位产品", ge=0)]
    activity: Annotated[float, Quantity("产品产量（或原料用量）", "单位产品", ge=0)]
    efficiency: Annotated[float, Quantity("治理设施去除效率 η", "%", ge=0, le=100)] = 0.0
    running: Annotated[float, Quantity("治理设施实际运行率 k", "", ge=0, le=1)] = 1.0


class Estimate(Facts):
    """What one method gave, and whether its data are valid."""

    method: Annotated[Method, Label("方法", METHODS)]
    mass: Annotated[float, Quantity("排放量", "t", ge=0)]
    valid: Annotated[bool, Label("数据有效、符合规范")] = True
    why: Annotated[str, Label("无效的原因")] = ""


class Estimates(Facts):
    """All that is known of one pollutant's amount."""

    estimates: Annotated[tuple[Estimate, ...], Label("各方法结果")]


class Compared(Outcome):
    """One method beside the one that counts."""

    method: Annotated[Method, Label("方法", METHODS)]
    mass: Annotated[float, Quantity("排放量", "t")]
    difference: Annotated[float | None, Quantity("与采用值的相对差", "%")]


class Chosen(Outcome):
    """The amount that counts."""

    method: Annotated[Method, Label("采用的方法", METHODS)]
    mass: Annotated[float, Quantity("排放量", "t")]
    others: Annotated[tuple[Compared, ...], Label("其他方法")]


def monitored_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return `mass` in t and `needs_check` for many measurements."""
    is_air = columns["medium"] == "air"
    if (is_air & np.isnan(columns["hours"])).any():
        row = int(np.flatnonzero(is_air & np.isnan(columns["hours"]))[0]) + 1
        raise refuse(f"第 {row} 行 hours", "废气须填排放时间", "排放时间")
    product = columns["concentration"] * columns["flow"]
    mass = np.where(is_air, product * np.nan_to_num(columns["hours"]) * GRAMS, product * WATER)
    return {"mass": mass, "needs_check": np.zeros(len(mass), bool)}


@calculation("emissions.monitored", "排放量（监测法）", ("通用",), rows=monitored_rows)
def monitored(facts: Monitored, trace: Trace) -> Mass:
    """Return the mass of one measurement."""
    product = facts.concentration * facts.flow
    if facts.medium == "water":
        return Mass(mass=trace.rest(rules("emissions")["water_mass"], "排放量", product * WATER, "t"))
    if facts.hours is None:
        raise refuse("hours", "废气须填排放时间", "排放时间")
    return Mass(mass=trace.rest(rules("emissions")["air_mass"], "排放量", product * facts.hours * GRAMS, "t"))


@calculation("emissions.balance", "排放量（物料衡算法）", ("通用",))
def balance(facts: Balance, trace: Trace) -> Mass:
    """Return what went in and did not come out elsewhere. Refused where more came out than went in."""
    went_in, *came_out = (_sum(streams) for streams in (facts.inputs, facts.products, facts.recovered, facts.other))
    trace.work("投入", went_in, "t", formula="Σ 数量·含量")
    trace.work("产品、回收及其他去向", sum(came_out), "t", formula="Σ 数量·含量")
    left = went_in - sum(came_out)
    if left < -1e-9 * max(went_in, 1.0):
        raise refuse("inputs", f"去向合计比投入多 {-left:g} t，衡算不闭合，请核对数量与含量", "投入")
    return Mass(mass=trace.rest(rules("emissions")["balance"], "排放量", max(left, 0.0) * facts.molar_ratio, "t"))


@calculation("emissions.factor", "排放量（产排污系数法）", ("通用",))
def by_factor(facts: Factor, trace: Trace) -> Mass:
    """Return factor by activity, less what the treatment took while it ran."""
    left = 1 - facts.efficiency / 100 * facts.running
    mass = facts.factor * facts.activity * left * KILOGRAMS
    return Mass(mass=trace.rest(rules("emissions")["factor"], "排放量", mass, "t"))


@calculation("emissions.choose", "排放量核算方法的取用", ("环境保护税法",))
def choose(facts: Estimates, trace: Trace) -> Chosen:
    """Return the valid estimate of the first method in order, and how far the others are from it."""
    methods = [each.method for each in facts.estimates]
    if len(set(methods)) < len(methods):
        raise refuse("estimates", "同一方法只能填一个结果", "各方法结果")
    order = list(METHODS)
    valid = sorted((each for each in facts.estimates if each.valid), key=lambda each: order.index(each.method))
    if not valid:
        raise refuse("estimates", "没有一个方法的数据有效，请补充监测或衡算", "各方法结果")
    chosen = valid[0]
    trace.rest(rules("emissions")["order"], "采用的方法", METHODS[chosen.method])
    for each in facts.estimates:
        if not each.valid:
            trace.work(f"{METHODS[each.method]}不采用", each.mass, "t", formula=each.why or "数据无效")
    others = tuple(
        Compared(method=each.method, mass=each.mass, difference=_difference(each.mass, chosen.mass))
        for each in facts.estimates
        if each is not chosen
    )
    return Chosen(method=chosen.method, mass=chosen.mass, others=others)


def _sum(streams: tuple[Stream, ...]) -> float:
    return sum(each.amount * each.content / 100 for each in streams)


def _difference(mass: float, chosen: float) -> float | None:
    return (mass - chosen) / chosen * 100 if chosen else None
