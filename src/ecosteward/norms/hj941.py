"""Grade of an enterprise's risk of sudden environmental incidents (HJ 941-2018). Not HJ 169: here M1 is the safest."""

from collections.abc import Callable
from typing import Annotated, Literal

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.risk_substances import Substance, ratio, row_of

Incident = Literal["none", "general", "large", "major"]
Discharge = Literal["none", "plant", "direct"]
INCIDENTS = {"none": "未发生", "general": "一般", "large": "较大", "major": "重大或特别重大"}
DISCHARGES = {"none": "无生产废水产生或外排", "plant": "依法排入污水处理厂或其他单位", "direct": "直接排入环境等"}
GRADES = ("一般", "较大", "重大")
_MEASURES = ("interception", "collection", "clean_water", "rain", "waste_water")


class Processes(Facts):
    """Units of each line count one by one."""

    listed: Annotated[int, Quantity("列名的 18 类工艺", "套", ge=0)] = 0
    hot: Annotated[int, Quantity("其他高温或高压、涉及易燃易爆等物质的工艺", "套", ge=0)] = 0
    obsolete: Annotated[int, Quantity("限期淘汰的工艺和设备", "套", ge=0)] = 0


class AirControls(Facts):
    """Control measures and receptors for air."""

    monitored: Annotated[bool, Label("已有毒性气体监控预警，或不涉及有毒有害气体")]
    distance_kept: Annotated[bool, Label("符合防护距离要求")]
    incident: Annotated[Incident, Label("近三年突发大气环境事件", INCIDENTS)] = "none"
    people_5km: Annotated[int, Quantity("周边 5 km 人口", "人", ge=0)]
    people_500m: Annotated[int, Quantity("周边 500 m 人口", "人", ge=0)]
    military: Annotated[bool, Label("5 km 涉及军事禁区、军事管理区、国家相关保密区域")] = False


class WaterControls(Facts):
    """Control measures and receptors for water."""

    interception: Annotated[bool, Label("截流措施符合")]
    collection: Annotated[bool, Label("事故废水收集措施符合")]
    clean_water: Annotated[bool, Label("清净废水系统风险防控措施符合")]
    rain: Annotated[bool, Label("雨水排水系统风险防控措施符合")]
    waste_water: Annotated[bool, Label("生产废水处理系统风险防控措施符合")]
    discharge: Annotated[Discharge, Label("废水排放去向", DISCHARGES)]
    hazardous_waste: Annotated[bool, Label("厂内危险废物环境管理完善")]
    incident: Annotated[Incident, Label("近三年突发水环境事件", INCIDENTS)] = "none"
    drinking_source: Annotated[bool, Label("下游 10 km 有饮用水水源保护区，或 24 h 流经范围跨国界")] = False
    sensitive: Annotated[bool, Label("下游 10 km 有生态敏感区或跨省界，或位于溶岩、泄洪、泥石流区")] = False


class Enterprise(Facts):
    """What the grade is worked out from."""

    substances: Annotated[tuple[Substance, ...], Label("风险物质")]
    processes: Annotated[Processes, Label("生产工艺")] = Processes()
    air: Annotated[AirControls, Label("大气")]
    water: Annotated[WaterControls, Label("水")]
    penalised: Annotated[bool, Label("近三年因违法排放或非法转移处置危险废物等受处罚")] = False


class Side(Outcome):
    """The grade of one side, air or water."""

    q: Annotated[float, Quantity("Q", "")]
    q_level: Annotated[str, Label("Q 水平")]
    m: Annotated[float | None, Quantity("M", "分")]
    m_level: Annotated[str, Label("M 类型（Q0 时不评）")]
    e_level: Annotated[str, Label("E 类型（Q0 时不评）")]
    grade: Annotated[str, Label("等级")]


class Grade(Outcome):
    """The grade of the enterprise."""

    air: Annotated[Side, Label("大气")]
    water: Annotated[Side, Label("水")]
    grade: Annotated[str, Label("突发环境事件风险等级")]
    upgraded: Annotated[bool, Label("因处罚上调")]
    label: Annotated[str, Label("等级表征")]


@calculation("hj941.grade", "企业突发环境事件风险等级", ("HJ 941-2018",))
def grade(facts: Enterprise, trace: Trace) -> Grade:
    """Grade an enterprise. Source: HJ 941-2018, 5 and 6."""
    process = _process(facts.processes, trace)
    air = _side(_q(facts, "air", trace), lambda: (process + _air_m(facts.air, trace), _air_e(facts.air, trace)), trace)
    water = _side(
        _q(facts, "water", trace), lambda: (process + _water_m(facts.water, trace), _water_e(facts.water, trace)), trace
    )
    rule = rules("hj941")
    found = trace.rest(rule["final"], "整体等级", max(air.grade, water.grade, key=GRADES.index))
    raised = facts.penalised and found != GRADES[-1]
    if facts.penalised:
        found = trace.rest(rule["penalty"], "处罚上调", GRADES[min(GRADES.index(found) + 1, len(GRADES) - 1)])
    label = trace.rest(rule["label"], "等级表征", f"{found}[{_label(air, '大气')}+{_label(water, '水')}]")
    return Grade(air=air, water=water, grade=found, upgraded=raised, label=label)


def _q(facts: Enterprise, side: str, trace: Trace) -> float:
    total = sum(ratio(each, trace) for each in facts.substances if _counts(each, side, trace))
    return trace.rest(rules("hj941")["q"], f"Q（{'大气' if side == 'air' else '水'}）", float(total))


def _counts(substance: Substance, side: str, trace: Trace) -> bool:
    told = substance.in_air if side == "air" else substance.in_water
    if told is not None:
        return told
    row: Row = row_of(substance)
    listed = row.cells.get(side, "")
    if listed:
        return trace.rest(
            row, f"{substance.name}计入{'大气' if side == 'air' else '水'}组", listed == "true", column=side
        )
    return trace.rest(
        rules("hj941")["set_unknown"], f"{substance.name}计入{'大气' if side == 'air' else '水'}组", value=True
    )


def _side(q: float, judge: Callable[[], tuple[float, str]], trace: Trace) -> Side:
    rule = rules("hj941")
    level = sum(q >= trace.take(rule[key]) for key in ("q1", "q2", "q3"))
    if level == 0:
        return Side(q=q, q_level="Q0", m=None, m_level="", e_level="", grade=GRADES[0])
    m, e_level = judge()
    m_level = f"M{1 + sum(m >= trace.take(rule[key]) for key in ('m1', 'm2', 'm3'))}"
    row = table("hj941_matrix").one(e=e_level, q=f"Q{level}", m=m_level)
    found = trace.rest(row, f"矩阵 Q{level}-{m_level}-{e_level}", row["grade"], column="grade")
    return Side(q=q, q_level=f"Q{level}", m=m, m_level=m_level, e_level=e_level, grade=found)


def _process(facts: Processes, trace: Trace) -> float:
    rule = rules("hj941")
    points = facts.listed * trace.take(rule["process"])
    points += facts.hot * trace.take(rule["process_hot"]) + facts.obsolete * trace.take(rule["process_obsolete"])
    return trace.rest(rule["process_cap"], "生产工艺过程得分", min(points, rule["process_cap"].figure()), "分")


def _air_m(facts: AirControls, trace: Trace) -> float:
    rule = rules("hj941")
    missing = [
        key for key, kept in (("air_monitoring", facts.monitored), ("air_distance", facts.distance_kept)) if not kept
    ]
    return sum(trace.take(rule[key]) for key in (*missing, f"air_incident_{facts.incident}"))


def _water_m(facts: WaterControls, trace: Trace) -> float:
    rule = rules("hj941")
    missing = [f"water_{name}" for name in _MEASURES if not getattr(facts, name)]
    if not facts.hazardous_waste:
        missing.append("water_waste")
    keys = (*missing, f"discharge_{facts.discharge}", f"water_incident_{facts.incident}")
    return sum(trace.take(rule[key]) for key in keys)


def _air_e(facts: AirControls, trace: Trace) -> str:
    rule = rules("hj941")
    if facts.military:
        return trace.rest(rule["e_military"], "E（大气）", "E1")
    for level in ("e1", "e2"):
        for people, area in ((facts.people_5km, "5km"), (facts.people_500m, "500m")):
            if people >= trace.take(rule[f"{level}_{area}"]):
                return level.upper()
    return trace.rest(rule["e_other"], "E（大气）", "E3")


def _water_e(facts: WaterControls, trace: Trace) -> str:
    rule = rules("hj941")
    if facts.drinking_source:
        return trace.rest(rule["e_drinking"], "E（水）", "E1")
    if facts.sensitive:
        return trace.rest(rule["e_sensitive"], "E（水）", "E2")
    return trace.rest(rule["e_other"], "E（水）", "E3")


def _label(side: Side, name: str) -> str:
    detail = side.q_level if side.q_level == "Q0" else f"{side.q_level}-{side.m_level}-{side.e_level}"
    return f"{side.grade}-{name}({detail})"
