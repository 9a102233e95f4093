"""Risk potential and grade of the risk assessment of a construction project (HJ 169-2018). Here M1 is the most dangerous."""

from typing import Annotated, Literal

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules, table
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.risk_substances import Substance, ratio

TABLE = "hj169_matrix"
POTENTIALS = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅳ+")
Surface = Literal["S1", "S2", "S3"]
Function = Literal["F1", "F2", "F3"]
Vadose = Literal["D1", "D2", "D3"]
Sensitivity = Literal["G1", "G2", "G3"]


class Project(Facts):
    """What the grade is worked out from."""

    substances: Annotated[tuple[Substance, ...], Label("危险物质")]
    listed: Annotated[int, Quantity("列名的 18 类工艺", "套", ge=0)] = 0
    hot: Annotated[int, Quantity("无机酸制酸、焦化、其他高温高压工艺、危险物质罐区", "套", ge=0)] = 0
    pipeline: Annotated[bool, Label("危险物质管道运输、港口码头、油气开采与储运")] = False
    people_5km: Annotated[int, Quantity("周边 5 km 人口", "人", ge=0)]
    people_500m: Annotated[int, Quantity("周边 500 m 人口", "人", ge=0)]
    surface: Annotated[Surface, Label("地表水环境敏感目标分级")] = "S3"
    function: Annotated[Function, Label("地表水功能敏感性分区")] = "F3"
    vadose: Annotated[Vadose, Label("包气带防污性能分级")] = "D3"
    sensitivity: Annotated[Sensitivity, Label("地下水功能敏感性分区")] = "G3"


class Element(Outcome):
    """One element's sensitivity, potential and grade."""

    element: Annotated[str, Label("环境要素")]
    e_level: Annotated[str, Label("环境敏感程度")]
    potential: Annotated[str, Label("环境风险潜势")]
    level: Annotated[str, Label("评价工作等级")]


class Assessed(Outcome):
    """The project's potential and grade."""

    q: Annotated[float, Quantity("Q", "")]
    m: Annotated[float, Quantity("M", "分")]
    m_level: Annotated[str, Label("M")]
    p_level: Annotated[str, Label("P（Q 小于 1 时不分）")]
    elements: Annotated[tuple[Element, ...], Label("各环境要素")]
    potential: Annotated[str, Label("环境风险潜势综合等级")]
    level: Annotated[str, Label("评价工作等级")]


@calculation("hj169.grade", "建设项目环境风险潜势与评价等级", ("HJ 169-2018",))
def grade(facts: Project, trace: Trace) -> Assessed:
    """Grade a project. Source: HJ 169-2018, 4, 6 and annexes B to D."""
    rule = rules("hj169")
    q = trace.rest(rule["q"], "Q", float(sum(ratio(each, trace) for each in facts.substances)))
    m = _m(facts, trace)
    m_level = next((f"M{at}" for at, key in enumerate(("m1", "m2", "m3"), 1) if m > trace.take(rule[key])), "M4")
    q_level = sum(q >= trace.take(rule[key]) for key in ("q1", "q2", "q3"))
    p_level = _cell("P", f"Q{q_level}", m_level, trace) if q_level else ""
    elements = tuple(_element(name, level, p_level, trace) for name, level in _sensitivities(facts, trace))
    highest = max((each.potential for each in elements), key=POTENTIALS.index)
    trace.rest(rule["potential"], "环境风险潜势综合等级", highest)
    return Assessed(
        q=q,
        m=m,
        m_level=m_level,
        p_level=p_level,
        elements=elements,
        potential=highest,
        level=_cell("level", highest, "", trace),
    )


def _m(facts: Project, trace: Trace) -> float:
    rule = rules("hj169")
    points = facts.listed * trace.take(rule["process"]) + facts.hot * trace.take(rule["process_hot"])
    if facts.pipeline:
        points += trace.take(rule["pipeline"])
    return trace.work("M", points or trace.take(rule["other"]), "分", formula="各套得分之和；都不涉及时为其他项目")


def _sensitivities(facts: Project, trace: Trace) -> tuple[tuple[str, str], ...]:
    surface = _cell("surface", facts.surface, facts.function, trace)
    ground = _cell("ground", facts.vadose, facts.sensitivity, trace)
    return ("大气", _air(facts, trace)), ("地表水", surface), ("地下水", ground)


def _air(facts: Project, trace: Trace) -> str:
    rule = rules("hj169")
    for level in ("e1", "e2"):
        for people, area in ((facts.people_5km, "5km"), (facts.people_500m, "500m")):
            if people > trace.take(rule[f"{level}_{area}"]):
                return level.upper()
    return "E3"


def _element(name: str, e_level: str, p_level: str, trace: Trace) -> Element:
    if p_level:
        potential = _cell("potential", e_level, p_level, trace)
    else:
        potential = trace.rest(rules("hj169")["q1"], f"{name}环境风险潜势", POTENTIALS[0])
    return Element(element=name, e_level=e_level, potential=potential, level=_cell("level", potential, "", trace))


def _cell(kind: str, row: str, column: str, trace: Trace) -> str:
    found = table(TABLE).one(kind=kind, row=row, column=column)
    return trace.rest(found, f"{kind} {row}{'×' + column if column else ''}", found["value"])
