"""Environmental protection tax of an outlet in a month: air and water (环境保护税法, articles 8, 9, 13, annexes)."""

from dataclasses import dataclass
from math import ceil
from typing import Annotated, Literal

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.names import plain
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

EQUIVALENTS = "env_tax_equivalents"
Medium = Literal["air", "water"]
MEDIA = {"air": "大气污染物", "water": "水污染物"}
_ONE_OF = {
    "one_of_oxygen": ("化学需氧量(CODcr)", "生化需氧量(BOD5)", "总有机碳(TOC)"),
    "one_of_disinfection": ("大肠菌群数(超标)", "余氯量(用氯消毒的医院废水)"),
}
_NEUTRAL_LOW, _NEUTRAL_HIGH, _PH_MOST = 6, 9, 14


class Pollutant(Facts):
    """What an outlet gave off of one pollutant in the month."""

    name: Annotated[str, Label("污染物", help="附表二所印名称，括号内的说明可省略")]
    amount: Annotated[float, Quantity("排放量", "kg", ge=0)]
    ratio: Annotated[float | None, Quantity("月均浓度与排放标准之比（减征用）", "", ge=0)] = None


class Sewage(Facts):
    """What is counted by the water itself."""

    volume: Annotated[float, Quantity("污水排放量", "t", ge=0)]
    ph: Annotated[float | None, Quantity("pH 值", "", ge=0, le=14)] = None
    colour: Annotated[float | None, Quantity("色度超标倍数", "倍", ge=0)] = None
    coliform_over: Annotated[bool, Label("大肠菌群数超标")] = False
    chlorine: Annotated[bool, Label("用氯消毒的医院废水")] = False


class Outlet(Facts):
    """One outlet in one month."""

    medium: Annotated[Medium, Label("税目", MEDIA)]
    pollutants: Annotated[tuple[Pollutant, ...], Label("污染物")] = ()
    sewage: Annotated[Sewage | None, Label("按污水量计的项目（仅水）")] = None
    rate: Annotated[float | None, Quantity("适用税额（不填则按地区）", "元/污染当量", gt=0)] = None
    region: Annotated[str, Label("地区")] = "江苏徐州"
    over_limit: Annotated[bool, Label("本月任一排放口浓度超过排放标准")] = False


class Taxed(Outcome):
    """One pollutant's part."""

    name: Annotated[str, Label("污染物")]
    equivalents: Annotated[float, Quantity("污染当量数", "")]
    counted: Annotated[bool, Label("计征")]
    share: Annotated[float, Quantity("减按比例", "")]
    tax: Annotated[float, Quantity("应纳税额", "元")]


class Tax(Outcome):
    """The outlet's tax."""

    tax: Annotated[float, Quantity("应纳税额", "元")]
    rate: Annotated[float, Quantity("适用税额", "元/污染当量")]
    pollutants: Annotated[tuple[Taxed, ...], Label("各污染物（按当量数从大到小）")]


@dataclass(frozen=True)
class _Item:
    name: str
    group: str  # air, water1 or water2: what competes for a place among the first
    equivalents: float
    ratio: float | None


@calculation("env_tax.outlet", "环境保护税（大气、水，每一排放口每月）", ("环境保护税法", "环境保护税法实施条例"))
def outlet(facts: Outlet, trace: Trace) -> Tax:
    """Tax an outlet's month: the first three, or five of class one, by equivalents; one of COD, BOD5 and TOC."""
    if facts.medium == "air" and facts.sewage is not None:
        raise refuse("sewage", "大气排放口没有污水，请不要填写", "按污水量计的项目")
    items = [_item(each, facts.medium, trace) for each in facts.pollutants]
    if len({each.name for each in items}) < len(items):
        raise refuse("pollutants", "同一污染物填了两次", "污染物")
    items += _sewage(facts.sewage, trace) if facts.sewage else []
    rate = _rate(facts, trace)
    left_out = _left_out(items, trace)
    counted = {each for group in ("air", "water1", "water2") for each in _first(items, left_out, group, trace)}
    ranked = sorted(items, key=lambda each: -each.equivalents)
    taxed = tuple(_taxed(each, rate, facts.over_limit, trace, counted=each.name in counted) for each in ranked)
    total = trace.work("应纳税额", round(sum(each.tax for each in taxed), 2), "元", formula="Σ 计征各项")
    return Tax(tax=total, rate=rate, pollutants=taxed)


def _item(given: Pollutant, medium: str, trace: Trace) -> _Item:
    row = _row(given.name, medium)
    value = trace.take(row, "equivalent", f"{row['item']}污染当量值", row["unit"])
    number = trace.rest(rules("env_tax")["equivalents"], f"{row['item']}污染当量数", given.amount / value)
    return _Item(row["item"], row["medium"], number, given.ratio)


def _sewage(given: Sewage, trace: Trace) -> list[_Item]:
    rule, found = rules("env_tax"), []
    if given.ph is not None and not _NEUTRAL_LOW <= given.ph <= _NEUTRAL_HIGH:
        trace.rest(rule["ph"], "pH 分段", band := _ph_band(given.ph))
        found.append(_special(band, given.volume, trace))
    if given.colour:
        trace.rest(rule["colour"], "色度", given.volume * given.colour, "吨水·倍")
        found.append(_special("色度", given.volume * given.colour, trace))
    for name, is_so in zip(_ONE_OF["one_of_disinfection"], (given.coliform_over, given.chlorine), strict=True):
        if is_so:
            found.append(_special(name, given.volume, trace))
    return found


def _special(name: str, volume: float, trace: Trace) -> _Item:
    row = table(EQUIVALENTS).one(medium="special", item=name)
    value = trace.take(row, "equivalent", f"{name}污染当量值", row["unit"])
    return _Item(name, "water2", volume / value, None)


def _ph_band(ph: float) -> str:
    """Return the printed band: 5-6 is from 5 to below 6; 9-10 above 9 up to 10, printed with 4-5, and so on."""
    low = int(ph) if ph < _NEUTRAL_LOW else _PH_MOST - ceil(ph)
    return f"pH {low}-{low + 1}"


def _left_out(items: list[_Item], trace: Trace) -> set[str]:
    """Return those that give way where only one of several is taxed."""
    gone: set[str] = set()
    for key, names in _ONE_OF.items():
        rivals = sorted((each for each in items if each.name in names), key=lambda each: -each.equivalents)
        if len(rivals) > 1:
            trace.rest(rules("env_tax")[key], "只征一项", rivals[0].name)
            trace.rest(rules("env_tax")["which_one"], "取当量数最大者", rivals[0].name)
            gone |= {each.name for each in rivals[1:]}
    return gone


def _first(items: list[_Item], left_out: set[str], group: str, trace: Trace) -> list[str]:
    running = [each for each in items if each.group == group and each.name not in left_out]
    if not running:
        return []
    most = int(trace.take(rules("env_tax")[f"top_{group}"]))
    return [each.name for each in sorted(running, key=lambda each: -each.equivalents)[:most]]


def _taxed(item: _Item, rate: float, over_limit: bool, trace: Trace, *, counted: bool) -> Taxed:
    share = _share(item, trace, over_limit=over_limit) if counted else 1.0
    tax = 0.0
    if counted:
        tax = trace.rest(
            rules("env_tax")["tax"], f"{item.name}应纳税额", round(item.equivalents * rate * share, 2), "元"
        )
    return Taxed(name=item.name, equivalents=item.equivalents, counted=counted, share=share, tax=tax)


def _share(item: _Item, trace: Trace, *, over_limit: bool) -> float:
    rule = rules("env_tax")
    if item.ratio is None:
        return 1.0
    if over_limit:
        trace.rest(rule["no_reduction"], item.name, "不予减征")
        return 1.0
    for half in ("50", "30"):
        if item.ratio < trace.take(rule[f"reduce_{half}"]):
            trace.rest(rule["by_pollutant"], "逐项减征", item.name)
            return trace.take(rule[f"share_{half}"], what=f"{item.name}减按")
    return 1.0


def _rate(facts: Outlet, trace: Trace) -> float:
    legal = table("env_tax_rates").one(medium=facts.medium, region="法定幅度")
    if facts.rate is None:
        rows = table("env_tax_rates").where(medium=facts.medium, region=facts.region)
        if not rows:
            raise refuse("rate", f"没有收录 {facts.region} 的适用税额，请填写", "适用税额")
        return trace.take(rows[0], "low", f"{facts.region}适用税额", legal["unit"])
    low, high = (trace.take(legal, end, "法定幅度", legal["unit"]) for end in ("low", "high"))
    if not low <= facts.rate <= high:
        raise refuse("rate", f"应在法定幅度 {low:g} 至 {high:g} 元之间", "适用税额")
    return facts.rate


def _row(name: str, medium: str) -> Row:
    media = {"air": ("air",), "water": ("water1", "water2")}[medium]
    rows = [row for row in table(EQUIVALENTS) if row["medium"] in media]
    found = [row for row in rows if row["item"] == plain(name)] or [
        row for row in rows if row["item"].split("(")[0] == plain(name)
    ]
    if len(found) != 1:
        raise refuse("pollutants", f"附表二的{MEDIA[medium]}中没有 {name}，不征环境保护税；请核对名称", "污染物")
    return found[0]
