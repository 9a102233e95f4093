"""Leaks of volatile organics: when a point leaks, when it is checked again and by when it is repaired (GB 37822-2019, 8)."""

from datetime import date, timedelta
from typing import Annotated, Literal

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.months import months_later
from ecosteward.norms.kernel.tables import Row, rules
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.ldar import COMPONENTS, Component
from ecosteward.norms.working_days import later

Material = Literal["gas", "volatile_liquid", "other_liquid"]
Clock = Literal["gb37822", "hj1230"]
CLOCKS = {"gb37822": "GB 37822-2019", "hj1230": "HJ 1230-2021"}
MATERIALS = {"gas": "气态 VOCs 物料", "volatile_liquid": "挥发性有机液体", "other_liquid": "其他液态 VOCs 物料"}
_STILL = {"connector", "flange", "other"}


class Reading(Facts):
    """One check of a point."""

    component: Annotated[Component, Label("组件类型", COMPONENTS)]
    material: Annotated[Material, Label("物料", MATERIALS)]
    on: Annotated[date, Label("检测日期")]
    reading: Annotated[float, Quantity("净检测值（已扣环境本底）", "μmol/mol", ge=0)]
    key_region: Annotated[bool, Label("重点地区")] = False
    clock: Annotated[Clock, Label("修复期限依据", CLOCKS)] = "gb37822"
    visible: Annotated[bool, Label("有可见渗液、滴液")] = False
    delay_filed: Annotated[bool, Label("延迟修复方案已备案")] = False
    next_shutdown_until: Annotated[date | None, Label("下次停车（工）检修结束日")] = None


class Judged(Outcome):
    """Whether the point leaks, and its dates."""

    leaks: Annotated[bool, Label("认定泄漏")]
    threshold: Annotated[float, Quantity("泄漏认定浓度", "μmol/mol")]
    first_repair_by: Annotated[date | None, Label("首次修复期限")]
    repair_by: Annotated[date | None, Label("完成修复期限（空：随停车检修，日期未定）")]
    next_check_by: Annotated[date, Label("下次检测期限")]


class Event(Facts):
    """What calls for a check outside the rounds."""

    kind: Annotated[
        Literal["relief", "first_use"], Label("事由", {"relief": "泄压", "first_use": "初次启用或检维修后"})
    ]
    on: Annotated[date, Label("发生日期")]


class Due(Outcome):
    """The last day for it."""

    check_by: Annotated[date, Label("检测期限")]


@calculation("ldar.leak", "泄漏认定与修复期限", ("GB 37822-2019", "HJ 1230-2021"))
def leak(facts: Reading, trace: Trace) -> Judged:
    """Judge one check. Source: GB 37822-2019, 8.2 to 8.4."""
    rule = rules("ldar")
    limit = trace.take(rule[f"leak_{facts.material}{'_key' if facts.key_region else ''}"])
    leaks = facts.reading > limit or facts.visible
    if facts.visible:
        trace.rest(rule["visible"], "可见泄漏", "认定泄漏")
    first = repair = None
    if leaks:
        first = facts.on + timedelta(days=trace.take(_clock(facts, "first_repair_days")))
        repair = _repair(facts, trace)
    months = int(trace.take(rule["still_months" if facts.component in _STILL else "moving_months"]))
    next_check = trace.work("下次检测期限", months_later(facts.on, months), formula="检测日 + 间隔月数")
    return Judged(leaks=leaks, threshold=limit, first_repair_by=first, repair_by=repair, next_check_by=next_check)


@calculation("ldar.check", "非常规检测期限", ("GB 37822-2019",))
def check(facts: Event, trace: Trace) -> Due:
    """Return by when a relief valve or a new point is checked. Source: GB 37822-2019, 8.3.1 d and e."""
    rule = rules("ldar")
    if facts.kind == "relief":
        return Due(check_by=later(facts.on, int(trace.take(rule["relief_days"])), trace))
    return Due(check_by=facts.on + timedelta(days=trace.take(rule["first_use_days"])))


def _repair(facts: Reading, trace: Trace) -> date | None:
    rule = rules("ldar")
    if facts.delay_filed:
        return trace.rest(rule["delay"], "延迟修复", facts.next_shutdown_until)
    return facts.on + timedelta(days=trace.take(_clock(facts, "repair_days")))


def _clock(facts: Reading, key: str) -> Row:
    return rules("ldar")[key if facts.clock == "gb37822" else f"{facts.clock}_{key}"]
