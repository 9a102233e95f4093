"""Surface water: state of a section and of a river, and how two periods compare (环办〔2011〕22号)."""

from typing import Annotated

from ecosteward.norms import gb3838
from ecosteward.norms.gb3838 import BODIES, Body
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.water_classes import WORDS, Reading

RULES = "surface_water"
_STATES = {1: "state_1", 2: "state_1", 3: "state_3", 4: "state_4", 5: "state_5", 6: "state_6"}
_THIRD, _BEYOND = 3, 6


class Section(Facts):
    """One section's values of the period: means where there are several samples."""

    readings: Annotated[tuple[Reading, ...], Label("各项浓度")]
    body: Annotated[Body, Label("水体", BODIES)] = "river"
    target: Annotated[int, Quantity("目标类别", "", ge=1, le=5)] = 3


class State(Outcome):
    """A section's class and state."""

    grade: Annotated[int, Quantity("水质类别（6 为劣Ⅴ类）", "")]
    grade_name: Annotated[str, Label("水质类别名称")]
    state: Annotated[str, Label("水质状况")]
    main: Annotated[tuple[str, ...], Label("主要污染指标（超Ⅲ类最重的至多三项）")]
    not_rated: Annotated[tuple[str, ...], Label("不参加评价的项目")]


class Sections(Facts):
    """Classes of all sections of a river, basin or region."""

    grades: Annotated[tuple[Annotated[int, Quantity("类别", "", ge=1, le=6)], ...], Label("各断面类别（6 为劣Ⅴ类）")]


class Whole(Outcome):
    """The state of a river, basin or region."""

    sections: Annotated[int, Quantity("断面数", "个")]
    good_share: Annotated[float, Quantity("Ⅰ～Ⅲ类比例", "%")]
    beyond_share: Annotated[float, Quantity("劣Ⅴ类比例", "%")]
    state: Annotated[str, Label("水质状况")]


class Two(Facts):
    """The sections of the former and of the latter period, the same sections in both."""

    before: Annotated[tuple[Annotated[int, Quantity("类别", "", ge=1, le=6)], ...], Label("前一时段各断面类别")]
    after: Annotated[tuple[Annotated[int, Quantity("类别", "", ge=1, le=6)], ...], Label("后一时段各断面类别")]


class Change(Outcome):
    """How the latter period compares."""

    change: Annotated[str, Label("变化")]
    balance: Annotated[float, Quantity("ΔG−ΔD", "百分点")]
    sections: Annotated[tuple[str, ...], Label("各断面变化")]


@calculation("surface_water.section", "断面水质状况", ("环办〔2011〕22号", "GB 3838-2002"))
def section(facts: Section, trace: Trace) -> State:
    """Grade a section by its worst item, without temperature, total nitrogen and coliforms."""
    rule = rules(RULES)
    left_out = rule["not_rated"]["value"].split(";")
    rated = [each for each in facts.readings if not any(each.item.startswith(name) for name in left_out)]
    if not rated:
        raise refuse("readings", "没有参加评价的项目", "各项浓度")
    skipped = tuple(each.item for each in facts.readings if each not in rated)
    if skipped:
        trace.rest(rule["not_rated"], "不参加评价", "、".join(skipped))
    found = gb3838.assess.run(gb3838.Sample(readings=tuple(rated), body=facts.body, target=facts.target))
    trace.join(found.steps)
    state = trace.rest(rule[_STATES[found.outcome.grade]], "水质状况", _word(_STATES[found.outcome.grade]))
    over = sorted(
        (each for each in found.outcome.items if each.grade > _THIRD),
        key=lambda each: (-each.grade, -(each.multiple or 0)),
    )
    return State(
        grade=found.outcome.grade,
        grade_name=WORDS[found.outcome.grade],
        state=state,
        main=tuple(each.item for each in over[:3]),
        not_rated=skipped,
    )


@calculation("surface_water.whole", "河流、流域水质状况", ("环办〔2011〕22号",))
def whole(facts: Sections, trace: Trace) -> Whole:
    """Judge a river by the shares of its sections' classes. Refused below five sections, where means come first."""
    rule = rules(RULES)
    least = trace.take(rule["few_sections"])
    if len(facts.grades) < least:
        raise refuse("grades", f"断面少于 {least:g} 个，先求各项浓度的算术平均，再用断面水质状况", "各断面类别")
    good, beyond = _shares(facts.grades)
    trace.work("Ⅰ～Ⅲ类比例", good, "%", formula="Ⅰ～Ⅲ类断面数 / 断面数")
    trace.work("劣Ⅴ类比例", beyond, "%", formula="劣Ⅴ类断面数 / 断面数")
    key = _whole_state(good, beyond)
    state = trace.rest(rule["middle" if key == "heavy" else key], "水质状况", _WHOLE[key])
    return Whole(sections=len(facts.grades), good_share=good, beyond_share=beyond, state=state)


@calculation("surface_water.compare", "两时段水质比较", ("环办〔2011〕22号",))
def compare(facts: Two, trace: Trace) -> Change:
    """Compare two periods by ΔG − ΔD, and each section by its class."""
    if len(facts.before) != len(facts.after) or not facts.before:
        raise refuse("after", "两个时段应是相同的断面，顺序一致，至少一个", "后一时段各断面类别")
    rule = rules(RULES)
    (good_before, beyond_before), (good_after, beyond_after) = _shares(facts.before), _shares(facts.after)
    balance = trace.rest(
        rule["balance_small"], "ΔG−ΔD", (good_after - good_before) - (beyond_after - beyond_before), "百分点"
    )
    small, large = trace.take(rule["balance_small"]), trace.take(rule["balance_large"])
    change = _change(balance, small, large)
    large_step = trace.take(rule["change_two"]) - trace.take(rule["change_one"])
    each = tuple(
        _change(before - after, 0, large_step) for before, after in zip(facts.before, facts.after, strict=True)
    )
    trace.rest(rule["change_two"], "各断面变化", "、".join(each))
    return Change(change=change, balance=balance, sections=each)


_WHOLE = {"excellent": "优", "good": "良好", "light": "轻度污染", "middle": "中度污染", "heavy": "重度污染"}


def _whole_state(good: float, beyond: float) -> str:
    rule = rules(RULES)
    for key in ("excellent", "good"):
        if good >= rule[key].figure():
            return key
    return next((key for key in ("light", "middle") if beyond < rule[key].figure()), "heavy")


def _change(better: float, small: float, large: float) -> str:
    if abs(better) <= small:
        return "无明显变化"
    return ("明显" if abs(better) > large else "有所") + ("好转" if better > 0 else "变差")


def _shares(grades: tuple[int, ...]) -> tuple[float, float]:
    """Return the shares of classes I to III and beyond V, in per cent."""
    number = len(grades)
    return sum(g <= _THIRD for g in grades) / number * 100, sum(g == _BEYOND for g in grades) / number * 100


def _word(key: str) -> str:
    return rules(RULES)[key]["what"].split("：")[1]
