"""Volumes kept free for accident water, and for the first flush of rain."""

from typing import Annotated

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

MM_OVER_HECTARE = 10  # 1 mm over 1 hm² is 10 m³
MM = 1000


class Hose(Facts):
    """A flow of fire water over a time."""

    flow: Annotated[float, Quantity("消防设施给水流量", "m3/h", ge=0)]
    hours: Annotated[float, Quantity("设计消防历时", "h", ge=0)]


class Group(Facts):
    """A tank group or a unit in which the accident may happen."""

    name: Annotated[str, Label("罐组或装置")]
    v1: Annotated[float, Quantity("最大一个容量设备的物料量 V1", "m3", ge=0)]
    hoses: Annotated[tuple[Hose, ...], Label("消防用水")]
    v3: Annotated[float, Quantity("可转输到其他储存设施的物料量 V3", "m3", ge=0)] = 0.0


class Site(Facts):
    """The site."""

    groups: Annotated[tuple[Group, ...], Label("罐组或装置")]
    v4: Annotated[float, Quantity("仍须进入系统的生产废水量 V4", "m3", ge=0)] = 0.0
    yearly_rain: Annotated[float, Quantity("年平均降雨量", "mm", ge=0)]
    rain_days: Annotated[float, Quantity("年平均降雨日数", "d", gt=0, le=366)]
    catchment: Annotated[float, Quantity("须进入收集系统的雨水汇水面积", "hm2", ge=0)]
    existing: Annotated[float, Quantity("现有有效容积", "m3", ge=0)] = 0.0


class Volume(Outcome):
    """The volume needed."""

    needed: Annotated[float, Quantity("事故缓冲设施总有效容积", "m3")]
    largest: Annotated[str, Label("控制的罐组或装置")]
    rain: Annotated[float, Quantity("降雨量 V5", "m3")]
    shortfall: Annotated[float, Quantity("缺口", "m3")]


class Yard(Facts):
    """Polluted ground."""

    area: Annotated[float, Quantity("污染区面积", "m2", gt=0)]
    depth: Annotated[float, Quantity("初期雨水深度", "mm", gt=0, le=100)] = 15.0
    existing: Annotated[float, Quantity("现有有效容积", "m3", ge=0)] = 0.0


class Flush(Outcome):
    """The first flush."""

    volume: Annotated[float, Quantity("初期雨水量", "m3")]
    shortfall: Annotated[float, Quantity("缺口", "m3")]
    depth_usual: Annotated[bool, Label("深度在 15～30 mm 之内")]


@calculation("accident_pool.volume", "事故应急池容积", ("Q/SY 08190",))
def volume(facts: Site, trace: Trace) -> Volume:
    """Return the volume: (V1 + V2 − V3) at its largest, V4 and V5."""
    if not facts.groups:
        raise refuse("groups", "至少填一个罐组或装置", "罐组或装置")
    rule = rules("accident_pool")
    sums = {group.name: _spill(group, trace) for group in facts.groups}
    largest = max(sums, key=lambda name: sums[name])
    daily = trace.rest(rule["daily"], "q", facts.yearly_rain / facts.rain_days, "mm")
    rain = trace.rest(rule["rain"], "V5", MM_OVER_HECTARE * daily * facts.catchment, "m3")
    needed = trace.rest(rule["pool"], "V总", sums[largest] + facts.v4 + rain, "m3")
    return Volume(needed=needed, largest=largest, rain=rain, shortfall=max(needed - facts.existing, 0.0))


@calculation("accident_pool.first_flush", "初期雨水池容积", ("GB 50747",))
def first_flush(facts: Yard, trace: Trace) -> Flush:
    """Return the first flush: area by depth."""
    rule = rules("accident_pool")
    usual = trace.take(rule["depth_low"]) <= facts.depth <= trace.take(rule["depth_high"])
    found = trace.rest(rule["first_flush"], "V", facts.area * facts.depth / MM, "m3")
    return Flush(volume=found, shortfall=max(found - facts.existing, 0.0), depth_usual=usual)


def _spill(group: Group, trace: Trace) -> float:
    fire = sum(hose.flow * hose.hours for hose in group.hoses)
    trace.rest(rules("accident_pool")["fire"], f"{group.name} V2", fire, "m3")
    return max(group.v1 + fire - group.v3, 0.0)
