"""Environmental protection tax of small dischargers, solid waste and noise (环境保护税法, annexes 1 and 2)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

Kind = Literal["cattle", "pig", "poultry", "small_firm", "catering", "hospital_sterile", "hospital_plain"]
KINDS = {
    "cattle": "禽畜养殖场（牛）",
    "pig": "禽畜养殖场（猪）",
    "poultry": "禽畜养殖场（鸡、鸭等家禽）",
    "small_firm": "小型企业",
    "catering": "饮食娱乐服务业",
    "hospital_sterile": "医院（消毒）",
    "hospital_plain": "医院（不消毒）",
}
Solid = Literal["煤矸石", "尾矿", "危险废物", "冶炼渣、粉煤灰、炉渣、其他固体废物"]
SOLIDS = {name: name for name in ("煤矸石", "尾矿", "危险废物", "冶炼渣、粉煤灰、炉渣、其他固体废物")}
_BY_WATER = {"small_firm", "catering"}


class Small(Facts):
    """A small discharger that can neither be measured nor balanced, in one month."""

    kind: Annotated[Kind, Label("类型", KINDS)]
    number: Annotated[float | None, Quantity("存栏数或床位数", "头、羽、床", ge=0)] = None
    sewage: Annotated[float | None, Quantity("污水排放量", "t", ge=0)] = None
    rate: Annotated[float, Quantity("适用税额", "元/污染当量", ge=1.4, le=14)]


class SmallTax(Outcome):
    """Its tax."""

    equivalents: Annotated[float, Quantity("污染当量数", "")]
    tax: Annotated[float, Quantity("应纳税额", "元")]


class Waste(Facts):
    """Solid waste of one kind in one period."""

    kind: Annotated[Solid, Label("固体废物", SOLIDS)]
    produced: Annotated[float, Quantity("产生量", "t", ge=0)]
    used: Annotated[float, Quantity("综合利用量", "t", ge=0)] = 0.0
    stored: Annotated[float, Quantity("贮存量", "t", ge=0)] = 0.0
    disposed: Annotated[float, Quantity("处置量", "t", ge=0)] = 0.0


class WasteTax(Outcome):
    """Its tax."""

    discharged: Annotated[float, Quantity("应税排放量", "t")]
    tax: Annotated[float, Quantity("应纳税额", "元")]


class Place(Facts):
    """A place of work: decibels over the limit at its border, day and night, at the loudest spot."""

    day: Annotated[float, Quantity("昼间最高超标分贝（不超为 0）", "dB", ge=0)] = 0.0
    night: Annotated[float, Quantity("夜间最高超标分贝（不超为 0）", "dB", ge=0)] = 0.0
    day_days: Annotated[int, Quantity("昼间超标天数", "d", ge=0, le=31)] = 31
    night_days: Annotated[int, Quantity("夜间超标天数", "d", ge=0, le=31)] = 31
    two_spots_beyond_100m: Annotated[bool, Label("沿边界超过 100 米有两处以上超标")] = False


class Noise(Facts):
    """All places of a unit in one month."""

    places: Annotated[tuple[Place, ...], Label("作业场所")]


class NoiseTax(Outcome):
    """Its tax."""

    tax: Annotated[float, Quantity("应纳税额", "元")]
    by_place: Annotated[tuple[float, ...], Label("各场所应纳税额（元）")]


@calculation("env_tax.small", "环境保护税（禽畜养殖、小型企业、第三产业）", ("环境保护税法",))
def small(facts: Small, trace: Trace) -> SmallTax:
    """Tax a small discharger. Source: annex 2, part 4."""
    row, amount = _small_row(facts)
    rule = rules("env_tax")
    if row.has("threshold") and (facts.number or 0) <= trace.rest(rule["scale"], "起征规模", row.figure("threshold")):
        return SmallTax(equivalents=0.0, tax=0.0)
    value = trace.take(row, "equivalent", f"{KINDS[facts.kind]}污染当量值", row["unit"])
    number = trace.rest(rule["equivalents"], "污染当量数", amount / value)
    return SmallTax(equivalents=number, tax=trace.rest(rule["tax"], "应纳税额", round(number * facts.rate, 2), "元"))


@calculation("env_tax.solid", "环境保护税（固体废物）", ("环境保护税法", "环境保护税法实施条例"))
def solid(facts: Waste, trace: Trace) -> WasteTax:
    """Tax solid waste that was neither used, stored nor disposed of lawfully."""
    left = facts.produced - facts.used - facts.stored - facts.disposed
    if left < 0:
        raise refuse("produced", "综合利用、贮存、处置之和大于产生量，请核对", "产生量")
    discharged = trace.rest(rules("env_tax")["solid"], "应税排放量", left, "t")
    amount = trace.take(
        table("env_tax_fixed").one(kind="solid", item=facts.kind), "amount", f"{facts.kind}税额", "元/t"
    )
    tax = trace.work("应纳税额", round(discharged * amount, 2), "元", formula="排放量 × 单位税额")
    return WasteTax(discharged=discharged, tax=tax)


@calculation("env_tax.noise", "环境保护税（工业噪声）", ("环境保护税法",))
def noise(facts: Noise, trace: Trace) -> NoiseTax:
    """Tax a month's noise: by the loudest spot, day and night apart, half for less than fifteen days."""
    if not facts.places:
        raise refuse("places", "至少填一个作业场所", "作业场所")
    rule = rules("env_tax")
    taxes = tuple(_place(each, trace) for each in facts.places)
    trace.rest(rule["noise_places"], "各场所合并计征", len(taxes), "处")
    return NoiseTax(tax=trace.work("应纳税额", sum(taxes), "元", formula="Σ 各场所"), by_place=taxes)


def _place(place: Place, trace: Trace) -> float:
    rule = rules("env_tax")
    parts = ((place.day, place.day_days, "昼间"), (place.night, place.night_days, "夜间"))
    trace.rest(rule["noise_highest"], "最高超标分贝", max(place.day, place.night), "dB")
    total = sum(_level(over, days, word, trace) for over, days, word in parts)
    if place.day and place.night:
        trace.rest(rule["noise_day_night"], "昼夜累计", total, "元")
    if place.two_spots_beyond_100m:
        total *= trace.take(rule["noise_long"])
    return total


def _level(over: float, days: int, word: str, trace: Trace) -> float:
    rule = rules("env_tax")
    whole = int(Decimal(str(over)).quantize(Decimal(1), ROUND_HALF_UP))
    if whole != over:
        trace.rest(rule["noise_round"], f"{word}超标分贝取整", whole, "dB")
    if not whole or not days:
        return 0.0
    rows = table("env_tax_fixed").where(kind="noise")
    row = next(row for row in rows if not row.has("high") or whole <= row.figure("high"))
    amount = trace.take(row, "amount", f"{word}{row['item']}", row["unit"])
    half = days < trace.take(rule["noise_half"])
    return trace.work(f"{word}税额", amount / 2 if half else amount, "元", formula="不足 15 天减半" if half else "全额")


def _small_row(facts: Small) -> tuple[Row, float]:
    key, amount, field = str(facts.kind), facts.number, "number"
    if facts.kind in _BY_WATER:
        amount, field = facts.sewage, "sewage"
    elif facts.kind.startswith("hospital"):
        if facts.number is None:
            raise refuse("number", "医院须填床位数", "存栏数或床位数")
        key = f"{facts.kind}_{'bed' if facts.sewage is None else 'water'}"
        amount = facts.number if facts.sewage is None else facts.sewage
    if amount is None:
        raise refuse(field, "未填写", "污水排放量" if field == "sewage" else "存栏数或床位数")
    return table("env_tax_small").one(kind=key), amount
