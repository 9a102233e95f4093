"""Sites for general industrial solid waste: class of the waste, admission, liners, monitoring (GB 18599-2020)."""

from typing import Annotated, Literal

import numpy as np

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules, table
from ecosteward.norms.kernel.trace import Trace

Class = Literal["class1", "class2"]
Sites = Literal["both", "class2_only", "none"]
Phase = Literal["running", "closed"]
CLASSES = {"class1": "第 I 类", "class2": "第 II 类"}
SITES = {
    "both": "可进入 I 类场和 II 类场",
    "class2_only": "仅可进入 II 类场",
    "none": "不得直接进入，按 GB 16889 等要求处理",
}
PHASES = {"running": "运行期间", "closed": "封场后"}
_SITES = np.array(list(SITES), dtype=object)


class Result(Facts):
    """One pollutant of the leachate by HJ 557 and its limit of GB 8978."""

    pollutant: Annotated[str, Label("特征污染物")]
    content: Annotated[float, Quantity("浸出液浓度", "mg/L", ge=0)]
    limit: Annotated[float, Quantity("GB 8978 最高允许排放浓度", "mg/L", gt=0, help="第二类污染物用一级标准")]


class Leachate(Facts):
    """A waste's leachate."""

    ph: Annotated[float, Quantity("浸出液 pH", "", ge=0, le=14)]
    results: Annotated[tuple[Result, ...], Label("特征污染物")]


class Classed(Outcome):
    """The waste's class and what is over."""

    waste_class: Annotated[Class, Label("一般工业固体废物类别", CLASSES)]
    over: Annotated[tuple[str, ...], Label("超过的项目")]


@calculation("solid_waste.class", "一般工业固体废物类别", ("GB 18599-2020",))
def classify(facts: Leachate, trace: Trace) -> Classed:
    """Class a waste by its leachate. Source: GB 18599-2020, 3.6 and 3.7; equal to the limit is not over."""
    if not facts.results:
        raise refuse("results", "至少要有一种特征污染物的结果", "特征污染物")
    rule = rules("solid_waste")
    low, high = trace.take(rule["ph_low"]), trace.take(rule["ph_high"])
    over = [each.pollutant for each in facts.results if each.content > each.limit]
    over += [] if low <= facts.ph <= high else ["pH"]
    waste_class = "class2" if over else "class1"
    trace.rest(rule[waste_class], "类别", CLASSES[waste_class])
    return Classed.model_validate({"waste_class": waste_class, "over": tuple(over)})


class Waste(Facts):
    """A waste that is to be stored or landfilled."""

    waste_class: Annotated[Class, Label("一般工业固体废物类别", CLASSES)]
    organic: Annotated[float, Quantity("有机质含量", "%", ge=0, le=100)]
    salt: Annotated[float, Quantity("水溶性盐总量", "%", ge=0, le=100)]
    gangue: Annotated[bool, Label("是否煤矸石")] = False
    domestic: Annotated[bool, Label("是否与生活垃圾性质相近", help="食品、纺织服装、造纸、农副食品加工等")] = False
    treated: Annotated[bool, Label("与生活垃圾性质相近的是否已处理")] = False


class Admitted(Outcome):
    """The sites that may take it."""

    sites: Annotated[Sites, Label("可进入的场", SITES)]


def admit_rows(columns: Columns, _trace: Trace) -> Columns:
    """Admit many wastes: sites and `needs_check`."""
    rule = rules("solid_waste")
    least, most = ([rule[f"{site}_{what}"].figure() for what in ("organic", "salt")] for site in ("site1", "site2"))
    fits = [((columns["organic"] < organic) | columns["gangue"]) & (columns["salt"] < salt)
            for organic, salt in (least, most)]  # fmt: skip
    second = fits[1] & ~(columns["domestic"] & ~columns["treated"])
    first = fits[0] & (columns["waste_class"] == "class1") & ~columns["domestic"]
    used = [rule[f"{site}_{what}"] for site in ("site1", "site2") for what in ("organic", "salt")]
    checks = np.full(len(first), not all(row.verified() for row in used))
    return {"sites": _SITES[np.select([first, second], [0, 1], 2)], "needs_check": checks}


@calculation("solid_waste.admit", "一般工业固体废物入场要求", ("GB 18599-2020",), rows=admit_rows)
def admit(facts: Waste, trace: Trace) -> Admitted:
    """Tell which sites may take a waste. Source: GB 18599-2020, 5.1.8 and 6.1 to 6.3; the limits are exclusive."""
    for site in ("site1", "site2"):
        for what in ("organic", "salt"):
            trace.take(rules("solid_waste")[f"{site}_{what}"])
    given = {name: np.array([value]) for name, value in facts.model_dump().items()}
    sites = str(admit_rows(given, trace)["sites"][0])
    trace.rest(rules("solid_waste")["domestic" if facts.domestic else "admitted"], "可进入的场", SITES[sites])
    return Admitted.model_validate({"sites": sites})


class NaturalLayer(Facts):
    """The layer under a site of class I."""

    thickness: Annotated[float, Quantity("防渗层厚度", "m", gt=0)]
    seepage: Annotated[float, Quantity("饱和渗透系数", "cm/s", gt=0)]


class LayerJudged(Outcome):
    """Whether it is enough as it is, or as an equivalent."""

    enough: Annotated[bool, Label("是否符合")]
    natural: Annotated[bool, Label("可直接用天然基础层")]
    ratio: Annotated[float, Quantity("渗透时间与基准之比", "倍")]


def layer1_rows(columns: Columns, _trace: Trace) -> Columns:
    """Judge many layers under sites of class I."""
    rule = rules("solid_waste")
    thick, seepage = rule["natural_thickness"], rule["natural_seepage"]
    natural = (columns["thickness"] >= thick.figure()) & (columns["seepage"] <= seepage.figure())
    ratio = (columns["thickness"] / columns["seepage"]) / (thick.figure() / seepage.figure())
    checks = ~natural | np.array(not (thick.verified() and seepage.verified()))
    return {"enough": natural | (ratio >= 1), "natural": natural, "ratio": ratio, "needs_check": checks}


@calculation("solid_waste.layer1", "I 类场防渗层", ("GB 18599-2020",), rows=layer1_rows)
def layer1(facts: NaturalLayer, trace: Trace) -> LayerJudged:
    """Judge the layer of a class I site. Source: GB 18599-2020, 5.2; the norm gives no formula for the equivalent."""
    rule = rules("solid_waste")
    trace.take(rule["natural_thickness"])
    trace.take(rule["natural_seepage"])
    columns = layer1_rows({name: np.array([value]) for name, value in facts.model_dump().items()}, trace)
    ratio = float(columns["ratio"][0])
    if not columns["natural"][0]:
        trace.rest(rule["travel_time"], "渗透时间与基准之比", ratio, "倍")
        trace.rest(rule["equivalent"], "是否相当", ratio >= 1)
    return LayerJudged(enough=bool(columns["enough"][0]), natural=bool(columns["natural"][0]), ratio=ratio)


class Liner(Facts):
    """The composite liner of a site of class II and its distance to the ground water."""

    membrane: Annotated[float, Quantity("高密度聚乙烯膜厚度", "mm", ge=0)]
    clay: Annotated[float, Quantity("粘土衬层厚度", "m", ge=0)]
    seepage: Annotated[float, Quantity("粘土衬层饱和渗透系数", "cm/s", gt=0)]
    water_distance: Annotated[float, Quantity("基础层表面与地下水年最高水位的距离", "m")]
    drained: Annotated[bool, Label("是否建有地下水导排系统")] = False


class LinerJudged(Outcome):
    """Whether liner and distance are enough, and what is not."""

    enough: Annotated[bool, Label("是否符合")]
    problems: Annotated[tuple[str, ...], Label("不符合项")]


@calculation("solid_waste.layer2", "II 类场防渗衬层", ("GB 18599-2020",))
def layer2(facts: Liner, trace: Trace) -> LinerJudged:
    """Judge the liner of a class II site. Source: GB 18599-2020, 5.3.1 and 5.3.2."""
    rule = rules("solid_waste")
    held = {
        "liner_thickness": facts.membrane >= trace.take(rule["liner_thickness"]),
        "clay_thickness": facts.clay >= trace.take(rule["clay_thickness"]),
        "clay_seepage": facts.seepage <= trace.take(rule["clay_seepage"]),
        "water_distance": facts.drained or facts.water_distance >= trace.take(rule["water_distance"]),
    }
    problems = tuple(rule[key]["what"] for key, holds in held.items() if not holds)
    return LinerJudged(enough=not problems, problems=problems)


class Site(Facts):
    """A site and its phase."""

    phase: Annotated[Phase, Label("阶段", PHASES)]


class Subject(Outcome):
    """What is monitored how often at least."""

    subject: Annotated[str, Label("监测对象")]
    months: Annotated[int, Quantity("至少每几个月 1 次", "月")]
    note: Annotated[str, Label("说明")]


class Monitored(Outcome):
    """The least frequencies of a phase."""

    subjects: Annotated[tuple[Subject, ...], Label("监测对象和频次")]


@calculation("solid_waste.monitoring", "贮存场、填埋场监测频次", ("GB 18599-2020",))
def monitoring(facts: Site, trace: Trace) -> Monitored:
    """Return the least frequencies. Source: GB 18599-2020, 9.7 and 10.2 to 10.6."""
    rows = table("solid_waste_monitoring").where(phase=facts.phase)
    found = [(row, trace.take(row, "every", row["subject"])) for row in rows]
    return Monitored(
        subjects=tuple(Subject(subject=row["subject"], months=int(every), note=row["note"]) for row, every in found)
    )
