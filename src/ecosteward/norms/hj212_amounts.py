"""Concentrations, flows and amounts of outlets by the formulas of HJ 212-2017, annex D."""

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import RefusedError, refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules, table
from ecosteward.norms.kernel.trace import Trace

State = Literal["standard", "actual"]
Kind = Literal["mg", "ppm"]
STATES = {"standard": "标准状态", "actual": "工况"}
KINDS = {"mg": "质量浓度 mg/m3", "ppm": "体积浓度 μmol/mol（ppm）"}
_KILOGRAMS = 1e-6  # mg → kg
_CUBIC = 1e-3  # L → m3, and mg/L · m3 → kg
Numbers = NDArray[np.float64]


class Conditions(Facts):
    """The state of the gas where it is measured."""

    temperature: Annotated[float | None, Quantity("烟气温度 ts", "℃", gt=-273)] = None
    atmosphere: Annotated[float | None, Quantity("环境大气压 Ba", "Pa", gt=0)] = None
    static: Annotated[float, Quantity("烟气静压 Ps", "Pa")] = 0.0
    humidity: Annotated[float, Quantity("烟气绝对湿度 Xsw（干基浓度为 0）", "%", ge=0, lt=100)] = 0.0


class Concentration(Conditions):
    """A concentration as measured: by mass at standard or actual state, or by volume; on wet gas where humidity is given."""

    value: Annotated[float, Quantity("浓度（质量浓度 mg/m3 或体积浓度 μmol/mol）", "", ge=0)]
    kind: Annotated[Kind, Label("浓度的种类", KINDS)] = "mg"
    state: Annotated[State, Label("质量浓度的状态", STATES)] = "standard"
    substance: Annotated[str, Label("物质（体积浓度换算用）")] = ""
    molar_mass: Annotated[float | None, Quantity("摩尔质量（不填按物质取）", "g/mol", gt=0)] = None


class Standard(Outcome):
    """The concentration that amounts and conversions start from."""

    concentration: Annotated[float, Quantity("标准状态干基质量浓度", "mg/m3")]


class Nitrogen(Facts):
    """NO and NO2 measured apart."""

    kind: Annotated[Kind, Label("浓度的种类", KINDS)] = "mg"
    no: Annotated[float, Quantity("NO 浓度", "", ge=0)]
    no2: Annotated[float, Quantity("NO2 浓度", "", ge=0)]


class Oxides(Outcome):
    """Both as NO2."""

    nox: Annotated[float, Quantity("氮氧化物质量浓度（以 NO2 计）", "mg/m3")]


class Duct(Conditions):
    """A duct and the mean velocity of an hour in it."""

    velocity: Annotated[float, Quantity("测得的烟气流速 Vp（小时均值）", "m/s", ge=0)]
    field: Annotated[float, Quantity("速度场系数 Kv", "", gt=0)] = 1.0
    area: Annotated[float, Quantity("断面面积 F", "m2", gt=0)]


class Flow(Outcome):
    """The gas of one hour."""

    velocity: Annotated[float, Quantity("断面烟气流速", "m/s")]
    actual: Annotated[float, Quantity("小时工况流量（湿基）", "m3/h")]
    standard: Annotated[float, Quantity("标准状态干烟气小时流量", "m3/h")]


class Hour(Facts):
    """One hour's valid means."""

    concentration: Annotated[float, Quantity("标准状态干基质量浓度（实测，不折算）", "mg/m3", ge=0)]
    flow: Annotated[float, Quantity("标准状态干烟气小时流量", "m3/h", ge=0)]


class Day(Facts):
    """The valid hours of a day."""

    hours: Annotated[tuple[Hour, ...], Label("有效小时")]


class GasAmounts(Outcome):
    """What was emitted."""

    hours: Annotated[tuple[float, ...], Quantity("小时排放量", "kg/h")]
    day: Annotated[float, Quantity("日排放量", "kg/d")]
    flow: Annotated[float, Quantity("标准状态干烟气日流量", "m3/d")]


class Slice(Facts):
    """One slice of time of a waste-water outlet."""

    flow: Annotated[float, Quantity("污水瞬时流量 Q", "L/s", ge=0)]
    seconds: Annotated[float, Quantity("时间片长度 T", "s", gt=0)]
    concentration: Annotated[float, Quantity("污染物浓度 C", "mg/L", ge=0)]


class Slices(Facts):
    """The valid slices of a time."""

    slices: Annotated[tuple[Slice, ...], Label("时间片")]


class WaterAmounts(Outcome):
    """What flowed out."""

    volume: Annotated[float, Quantity("污水排放量", "m3")]
    amount: Annotated[float, Quantity("水污染物排放量", "kg")]
    weighted: Annotated[float | None, Quantity("浓度均值（加权）", "mg/L")]
    plain: Annotated[float, Quantity("浓度均值（算术）", "mg/L")]


@calculation("hj212_amounts.concentration", "标准状态干基浓度", ("HJ 212-2017",))
def concentration(facts: Concentration, trace: Trace) -> Standard:
    """Bring a concentration to dry gas at standard state. Source: HJ 212-2017, D2.1, formulas (18) to (20)."""
    rule, value = rules("hj212_amounts"), facts.value
    if facts.kind == "ppm":
        mass = facts.molar_mass if facts.molar_mass is not None else _molar_mass(facts.substance, trace)
        value = trace.rest(rule["mass"], "标准状态质量浓度", value * mass / trace.take(rule["molar_volume"]), "mg/m3")
    elif facts.state == "actual":
        value = trace.rest(rule["standard_state"], "标准状态质量浓度", value / _contraction(facts, trace), "mg/m3")
    if facts.humidity:
        value = trace.rest(rule["dry"], "干基质量浓度", value / (1 - facts.humidity / 100), "mg/m3")
    return Standard(concentration=value)


@calculation("hj212_amounts.nox", "氮氧化物质量浓度（NO、NO2 分测）", ("HJ 212-2017",))
def nox(facts: Nitrogen, trace: Trace) -> Oxides:
    """Add NO as NO2 to NO2. Source: HJ 212-2017, D2.1, formulas (21) and (22)."""
    rule, as_no2 = rules("hj212_amounts"), _molar_mass("NO2", trace)
    if facts.kind == "ppm":
        found = (facts.no + facts.no2) * as_no2 / trace.take(rule["molar_volume"])
        return Oxides(nox=trace.rest(rule["nox_volume"], "氮氧化物", found, "mg/m3"))
    found = facts.no * as_no2 / _molar_mass("NO", trace) + facts.no2
    return Oxides(nox=trace.rest(rule["nox"], "氮氧化物", found, "mg/m3"))


def flow_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return `velocity`, `actual`, `standard` and `needs_check` for many hours."""
    for name in ("temperature", "atmosphere"):
        if np.isnan(columns[name]).any():
            raise _no_state(name, int(np.flatnonzero(np.isnan(columns[name]))[0]) + 1)
    pressure = columns["atmosphere"] + columns["static"]
    if (pressure <= 0).any():
        raise _no_pressure(int(np.flatnonzero(pressure <= 0)[0]) + 1)
    velocity = columns["field"] * columns["velocity"]
    actual = velocity * columns["area"] * rules("hj212_amounts")["seconds"].figure()
    ratio = _ratio(columns["temperature"], pressure)
    return {
        "velocity": velocity,
        "actual": actual,
        "standard": actual * ratio * (1 - columns["humidity"] / 100),
        "needs_check": np.zeros(len(velocity), bool),
    }


@calculation("hj212_amounts.flow", "标准状态干烟气流量", ("HJ 212-2017",), rows=flow_rows)
def flow(facts: Duct, trace: Trace) -> Flow:
    """Return the gas of one hour. Source: HJ 212-2017, D2.4, formulas (29) to (31)."""
    rule, ratio = rules("hj212_amounts"), _contraction(facts, trace)
    velocity = trace.rest(rule["velocity"], rule["velocity"]["what"], facts.field * facts.velocity, "m/s")
    actual = velocity * facts.area * trace.take(rule["seconds"])
    trace.rest(rule["actual_flow"], rule["actual_flow"]["what"], actual, "m3/h")
    standard = actual * ratio * (1 - facts.humidity / 100)
    trace.rest(rule["standard_flow"], rule["standard_flow"]["what"], standard, "m3/h")
    return Flow(velocity=velocity, actual=actual, standard=standard)


def gas_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return `amount` in kg/h and `needs_check` for many hours."""
    amount = columns["concentration"] * columns["flow"] * _KILOGRAMS
    return {"amount": amount, "needs_check": np.zeros(len(amount), bool)}


@calculation("hj212_amounts.gas", "烟气污染物小时、日排放量", ("HJ 212-2017",), rows=gas_rows, row=Hour)
def gas(facts: Day, trace: Trace) -> GasAmounts:
    """Return the amounts of the hours and of their day. Source: HJ 212-2017, D2.5, formulas (32) to (34), (34) mended."""
    rule = rules("hj212_amounts")
    hours = tuple(each.concentration * each.flow * _KILOGRAMS for each in facts.hours)
    trace.rest(rule["hour_amount"], rule["hour_amount"]["what"], len(hours), "h")
    day = trace.rest(rule["day_amount"], rule["day_amount"]["what"], sum(hours), "kg/d")
    total = sum(each.flow for each in facts.hours)
    return GasAmounts(hours=hours, day=day, flow=trace.rest(rule["day_flow"], rule["day_flow"]["what"], total, "m3/d"))


def water_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return `volume` in m3, `amount` in kg and `needs_check` for many slices or hours."""
    volume = columns["flow"] * columns["seconds"] * _CUBIC
    return {
        "volume": volume,
        "amount": volume * columns["concentration"] * _CUBIC,
        "needs_check": np.zeros(len(volume), bool),
    }


@calculation("hj212_amounts.water", "污水排放量、水污染物排放量与均值", ("HJ 212-2017",), rows=water_rows, row=Slice)
def water(facts: Slices, trace: Trace) -> WaterAmounts:
    """Return the volume, the amount and both means of a time. Source: HJ 212-2017, D1, formulas (1) to (17)."""
    if not facts.slices:
        raise refuse("slices", "至少要有一个时间片", "时间片")
    rule = rules("hj212_amounts")
    volumes = [each.flow * each.seconds * _CUBIC for each in facts.slices]
    trace.rest(rule["water_slice"], rule["water_slice"]["what"], len(volumes), "个")
    volume = trace.rest(rule["water_volume"], rule["water_volume"]["what"], sum(volumes), "m3")
    amount = sum(each.concentration * of for each, of in zip(facts.slices, volumes, strict=True)) * _CUBIC
    trace.rest(rule["water_amount"], rule["water_amount"]["what"], amount, "kg")
    weighted = None
    if volume:
        weighted = trace.rest(rule["water_weighted"], rule["water_weighted"]["what"], amount / volume / _CUBIC, "mg/L")
    plain = sum(each.concentration for each in facts.slices) / len(volumes)
    trace.rest(rule["water_plain"], rule["water_plain"]["what"], plain, "mg/L")
    return WaterAmounts(volume=volume, amount=amount, weighted=weighted, plain=plain)


def _contraction(facts: Conditions, trace: Trace) -> float:
    """Return the volume at standard state of one volume of gas as it is."""
    if facts.temperature is None or facts.atmosphere is None:
        raise _no_state("temperature" if facts.temperature is None else "atmosphere")
    pressure = facts.atmosphere + facts.static
    if pressure <= 0:
        raise _no_pressure()
    rule = rules("hj212_amounts")
    for key in ("standard_pressure", "standard_temperature"):
        trace.take(rule[key])
    return float(_ratio(facts.temperature, pressure))


def _ratio(temperature: Any, pressure: Any) -> Any:
    rule = rules("hj212_amounts")
    zero = rule["standard_temperature"].figure()
    return zero / (zero + temperature) * pressure / rule["standard_pressure"].figure()


def _no_state(name: str, row: int = 0) -> RefusedError:
    label = "烟气温度 ts" if name == "temperature" else "环境大气压 Ba"
    return refuse(f"第 {row} 行 {name}" if row else name, "工况换算须填烟气温度和环境大气压", label)


def _no_pressure(row: int = 0) -> RefusedError:
    return refuse(
        f"第 {row} 行 static" if row else "static", "大气压与静压之和应大于零，请核对单位（Pa）", "烟气静压 Ps"
    )


def _molar_mass(substance: str, trace: Trace) -> float:
    rows = [row for row in table("hj212_molar_masses") if substance in {row["substance"], row["what"]}]
    if not rows:
        known = "、".join(row["substance"] for row in table("hj212_molar_masses"))
        raise refuse("molar_mass", f"请填摩尔质量，或选物质：{known}", "摩尔质量")
    return trace.take(rows[0], "molar_mass", f"{rows[0]['what']}摩尔质量", "g/mol")
