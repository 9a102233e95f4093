"""The least frequency of each indicator at each outlet: the strictest of norm, guide and permit (HJ 819-2017, 5)."""

from typing import Annotated, Literal, NamedTuple

import numpy as np

from ecosteward.norms.hj819.words import Frequency, frequencies
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

Medium = Literal["air", "water", "fugitive_heavy", "fugitive", "noise"]
UnitClass = Literal["key", "other"]
Outlet = Literal["main", "other"]
Source = Literal["permit", "guide", "general"]
MEDIA = {
    "air": "有组织废气",
    "water": "废水",
    "fugitive_heavy": "无组织废气（钢铁、水泥、焦化、石油加工、有色冶炼、采矿）",
    "fugitive": "无组织废气（其他行业）",
    "noise": "厂界噪声",
}
UNIT_CLASSES = {"key": "重点排污单位", "other": "非重点排污单位"}
OUTLETS = {"main": "主要排放口", "other": "其他排放口"}
INDICATORS = {"main": "主要监测指标", "other": "其他监测指标"}
SOURCES = {"permit": "排污许可证", "guide": "行业自行监测技术指南", "general": "HJ 819 总则"}
ENDS = {"strict": "较严一端", "lenient": "较宽一端"}
_KEYS = ("medium", "unit_class", "outlet", "indicators", "guide", "permit", "end")


class Item(Facts):
    """One indicator, or group of them, at one outlet."""

    medium: Annotated[Medium, Label("介质", MEDIA)]
    unit_class: Annotated[UnitClass, Label("排污单位", UNIT_CLASSES)] = "key"
    outlet: Annotated[Outlet, Label("排放口", OUTLETS)] = "main"
    indicators: Annotated[Outlet, Label("监测指标", INDICATORS)] = "main"
    guide: Annotated[str, Label("行业指南的频次（没有则不填）")] = ""
    permit: Annotated[str, Label("排污许可证的频次（没有则不填）")] = ""
    end: Annotated[Literal["strict", "lenient"], Label("频次为范围时取", ENDS)] = "strict"


class Planned(Outcome):
    """What the plan says."""

    frequency: Annotated[str, Label("最低监测频次")]
    times_per_year: Annotated[float | None, Quantity("每年次数（自动监测没有）", "次/a")]
    source: Annotated[Source, Label("决定频次的依据", SOURCES)]
    general: Annotated[str, Label("HJ 819 总则的频次")]


class Decided(NamedTuple):
    """What was decided, by which source, from which row; `all` has every source's frequency."""

    frequency: Frequency
    source: Source
    row: Row
    all: tuple[tuple[Source, str, Frequency], ...]


def plan_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return `frequency`, `times_per_year` (NaN for automatic), `source`, `general` and `needs_check` for many items."""
    length = len(columns["medium"])
    keys = np.empty(length, dtype=object)
    keys[:] = list(zip(*(columns[name].tolist() for name in _KEYS), strict=True))
    kinds, places = coded(keys)
    found = [decide(*(each or "" for each in kind)) for kind in kinds]
    times = np.array([each.frequency.times_per_year for each in found])
    return {
        "frequency": np.array([str(each.frequency) for each in found], dtype=object)[places],
        "times_per_year": np.where(np.isinf(times), np.nan, times)[places],
        "source": np.array([each.source for each in found], dtype=object)[places],
        "general": np.array([each.row["frequency"] for each in found], dtype=object)[places],
        "needs_check": np.ones(length, bool),
    }


@calculation("hj819.plan", "自行监测最低频次", ("HJ 819-2017",), rows=plan_rows)
def plan(facts: Item, trace: Trace) -> Planned:
    """Decide one item's frequency. Source: HJ 819-2017, 5.2 to 5.4, tables 1 and 2."""
    found, rule = decide(*(getattr(facts, name) for name in _KEYS)), rules("hj819")
    trace.rest(found.row, "总则的频次", found.row["frequency"], column="frequency")
    for source, text, frequency in found.all[:-1]:
        trace.work(f"{SOURCES[source]}的频次", str(frequency), formula=f"原文：{text}")
    if any(len(frequencies(text)) > 1 for _, text, _ in found.all):
        trace.rest(rule["range"], "范围的取法", ENDS[facts.end])
    trace.rest(rule["strictest"], "最低监测频次", str(found.frequency))
    times = found.frequency.times_per_year
    if found.frequency.unit is None:
        trace.rest(rule["automatic"], rule["automatic"]["what"], SOURCES[found.source])
        return Planned(
            frequency=str(found.frequency), times_per_year=None, source=found.source, general=found.row["frequency"]
        )
    trace.work("每年次数", times, "次/a", formula="每周期次数 × 每年周期数")
    return Planned(
        frequency=str(found.frequency), times_per_year=times, source=found.source, general=found.row["frequency"]
    )


def decide(medium: str, unit_class: str, outlet: str, indicators: str, guide: str, permit: str, end: str) -> Decided:
    """Return the strictest frequency; of equal ones the permit's, then the guide's. Raises RefusedError."""
    row = _general(medium, unit_class, outlet, indicators)
    given: list[tuple[Source, str, str]] = [
        ("permit", permit, "permit"),
        ("guide", guide, "guide"),
        ("general", row["frequency"], "medium"),
    ]
    at = 0 if end == "strict" else -1
    known = tuple((source, text, frequencies(text, field)[at]) for source, text, field in given if text)
    source, _, frequency = max(known, key=lambda each: each[2].times_per_year)
    return Decided(frequency, source, row, known)


def _general(medium: str, unit_class: str, outlet: str, indicators: str) -> Row:
    for row in table("hj819_frequencies").where(medium=medium):
        wanted = ((row["unit_class"], unit_class), (row["outlet"], outlet), (row["indicators"], indicators))
        if all(cell in {"any", given} for cell, given in wanted):
            return row
    raise refuse("medium", "总则没有这一类的频次，请填行业指南或许可证的频次", "介质")
