"""Greenhouse gas of an organisation: combustion, process, purchased electricity and heat, each with its evidence."""

from collections.abc import Iterable
from typing import Annotated, Literal

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

MONTHS = 12
Edition = Literal["industry_general", "gbt_32150"]
EDITIONS = {"industry_general": "工业其他行业指南", "gbt_32150": "GB/T 32150"}
KINDS = {"combustion": "化石燃料燃烧", "process": "工业生产过程", "electricity": "净购入电力", "heat": "净购入热力"}
Kind = Literal["combustion", "process", "electricity", "heat"]


class Activity(Facts):
    """What every source has: which month, what proves it."""

    source: Annotated[str, Label("排放源")]
    month: Annotated[int | None, Quantity("月份（按年填报则不填）", "月", ge=1, le=MONTHS)] = None
    evidence: Annotated[str, Label("活动数据凭证（编号）")] = ""


class Fuel(Activity):
    """Fuel burnt; measured values replace the defaults of the edition."""

    fuel: Annotated[str, Label("燃料品种")]
    amount: Annotated[float, Quantity("消耗量（气体为 10⁴Nm³，其余为 t）", "t 或 10^4Nm3", ge=0)]
    ncv: Annotated[float | None, Quantity("实测低位发热量", "GJ/t 或 GJ/10^4Nm3", gt=0)] = None
    carbon: Annotated[float | None, Quantity("实测单位热值含碳量", "tC/GJ", gt=0, lt=0.2)] = None
    oxidation: Annotated[float | None, Quantity("实测碳氧化率", "", gt=0, le=1)] = None


class Process(Activity):
    """Raw material that gives off carbon dioxide; its own factor, or a carbonate's."""

    material: Annotated[str, Label("原料", help="CaCO3、MgCO3、Na2CO3、NaHCO3，或自报排放因子的原料")]
    amount: Annotated[float, Quantity("消耗量（纯物质）", "t", ge=0)]
    factor: Annotated[float | None, Quantity("自报排放因子", "tCO2/t", ge=0)] = None


class Electricity(Activity):
    """Electricity bought less electricity sold."""

    amount: Annotated[float, Quantity("净购入电量", "MWh")]
    year: Annotated[int, Quantity("因子年份", "", ge=2015, le=2100)]
    region: Annotated[str, Label("因子范围", help="全国、江苏、华东…")] = "全国"
    factor: Annotated[float | None, Quantity("自报排放因子", "tCO2/MWh", ge=0)] = None


class Heat(Activity):
    """Heat bought less heat sold."""

    amount: Annotated[float, Quantity("净购入热量", "GJ")]
    factor: Annotated[float | None, Quantity("自报排放因子", "tCO2/GJ", ge=0)] = None


class Inventory(Facts):
    """All sources of one organisation in one year."""

    edition: Annotated[Edition, Label("缺省值版本", EDITIONS)] = "industry_general"
    fuels: Annotated[tuple[Fuel, ...], Label("化石燃料燃烧")] = ()
    processes: Annotated[tuple[Process, ...], Label("工业生产过程")] = ()
    electricity: Annotated[tuple[Electricity, ...], Label("净购入电力")] = ()
    heat: Annotated[tuple[Heat, ...], Label("净购入热力")] = ()


class Emission(Outcome):
    """One source's emission, with its evidence."""

    kind: Annotated[Kind, Label("类别", KINDS)]
    source: Annotated[str, Label("排放源")]
    month: Annotated[int | None, Quantity("月份", "月")]
    amount: Annotated[float, Quantity("活动数据", "见排放源")]
    factor: Annotated[float, Quantity("排放因子", "tCO2/单位")]
    emission: Annotated[float, Quantity("排放量", "tCO2")]
    evidence: Annotated[str, Label("活动数据凭证")]


class Account(Outcome):
    """The organisation's emission."""

    total: Annotated[float, Quantity("合计", "tCO2")]
    by_kind: Annotated[dict[str, float], Label("分类别排放量（tCO2）")]
    by_month: Annotated[dict[int, float], Label("分月排放量（tCO2，只含按月填报的）")]
    without_evidence: Annotated[tuple[str, ...], Label("没有凭证的排放源")]
    emissions: Annotated[tuple[Emission, ...], Label("各源排放量")]


@calculation("ghg.account", "温室气体排放核算", ("工业其他行业企业温室气体排放核算方法与报告指南", "GB/T 32150"))
def account(facts: Inventory, trace: Trace) -> Account:
    """Sum an organisation's sources by kind and month. Source: the sector guides; factors by edition."""
    _months_or_year(facts)
    emissions = [
        *(_fuel(each, facts.edition, trace) for each in facts.fuels),
        *(_process(each, trace) for each in facts.processes),
        *(_electricity(each, trace) for each in facts.electricity),
        *(_heat(each, trace) for each in facts.heat),
    ]
    by_kind = {kind: sum(each.emission for each in emissions if each.kind == kind) for kind in KINDS}
    months = sorted({each.month for each in emissions if each.month is not None})
    return Account(
        total=trace.work("合计", sum(each.emission for each in emissions), "tCO2", formula="Σ 各源排放量"),
        by_kind=by_kind,
        by_month={month: sum(each.emission for each in emissions if each.month == month) for month in months},
        without_evidence=tuple(dict.fromkeys(each.source for each in emissions if not each.evidence)),
        emissions=tuple(emissions),
    )


def _months_or_year(facts: Inventory) -> None:
    """Refuse a source given both for the year and by months, or twice for one month: it would count twice."""
    for name in ("fuels", "processes", "electricity", "heat"):
        for source, months in _given(getattr(facts, name)).items():
            if None in months and len(months) > 1:
                raise refuse(name, f"{source} 既按年又按月填报，会重复计算", Inventory.model_fields[name].title or "")
            if len(set(months)) < len(months):
                raise refuse(name, f"{source} 同一月份填了两次", "")


def _given(activities: Iterable[Activity]) -> dict[str, list[int | None]]:
    found: dict[str, list[int | None]] = {}
    for each in activities:
        found.setdefault(each.source, []).append(each.month)
    return found


def _fuel(facts: Fuel, edition: str, trace: Trace) -> Emission:
    row = _fuel_row(facts.fuel, edition)
    ncv = _own_or(facts.ncv, row, "ncv", f"{facts.fuel}低位发热量", f"GJ/{row['unit']}", trace)
    carbon = _own_or(facts.carbon, row, "carbon", f"{facts.fuel}单位热值含碳量", "tC/GJ", trace)
    oxidation = _own_or(facts.oxidation, row, "oxidation", f"{facts.fuel}碳氧化率", "", trace)
    rule = rules("ghg")
    factor = ncv * carbon * oxidation * trace.take(rule["carbon_to_co2"])
    return _emission("combustion", facts, facts.amount, factor, trace)


def _process(facts: Process, trace: Trace) -> Emission:
    rule = rules("ghg")
    if facts.factor is not None:
        factor = trace.rest(rule["own_factor"], f"{facts.material}排放因子", facts.factor, "tCO2/t")
    elif (row := rule.get(f"carbonate_{facts.material}")) is not None:
        factor = trace.take(row)
    else:
        raise refuse("processes", f"没有 {facts.material} 的缺省排放因子，请填自报排放因子", "工业生产过程")
    return _emission("process", facts, facts.amount, factor, trace)


def _electricity(facts: Electricity, trace: Trace) -> Emission:
    if facts.factor is not None:
        factor = trace.rest(rules("ghg")["own_factor"], "电力排放因子", facts.factor, "tCO2/MWh")
    else:
        rows = table("ghg_electricity").where(year=str(facts.year), region=facts.region, purpose="organisation")
        if not rows:
            years = "、".join(
                row["year"] for row in table("ghg_electricity").where(region=facts.region, purpose="organisation")
            )
            raise refuse(
                "electricity", f"没有 {facts.year} 年{facts.region}的因子；已收录年份：{years or '无'}", "净购入电力"
            )
        factor = trace.take(rows[0], what=f"{facts.year} 年{facts.region}电力排放因子")
    return _emission("electricity", facts, facts.amount, factor, trace)


def _heat(facts: Heat, trace: Trace) -> Emission:
    rule = rules("ghg")
    own = facts.factor is not None
    factor = trace.rest(rule["own_factor"], "热力排放因子", facts.factor or 0.0) if own else trace.take(rule["heat"])
    return _emission("heat", facts, facts.amount, factor, trace)


def _emission(kind: Kind, facts: Activity, amount: float, factor: float, trace: Trace) -> Emission:
    rule = rules("ghg")["electricity" if kind == "heat" else kind]
    found = trace.rest(rule, f"{facts.source}（{KINDS[kind]}）", amount * factor, "tCO2")
    return Emission(
        kind=kind,
        source=facts.source,
        month=facts.month,
        amount=amount,
        factor=factor,
        emission=found,
        evidence=facts.evidence,
    )


def _own_or(own: float | None, row: Row, column: str, what: str, unit: str, trace: Trace) -> float:
    """Return the measured value where one was given, else the edition's default."""
    if own is not None:
        return trace.rest(rules("ghg")["own_factor"], f"{what}（实测）", own, unit)
    return trace.take(row, column, f"{what}（缺省）", unit)


def _fuel_row(fuel: str, edition: str) -> Row:
    rows = table("ghg_fuels").where(edition=edition, fuel=fuel)
    if not rows:
        known = "、".join(row["fuel"] for row in table("ghg_fuels").where(edition=edition))
        raise refuse("fuels", f"{EDITIONS[edition]}没有 {fuel}；有 {known}", "化石燃料燃烧")
    return rows[0]
