"""Surface water: single-factor class (table 1) and limits of drinking-water sources (tables 2, 3) of GB 3838-2002."""

from functools import cache
from typing import Annotated, Literal

import numpy as np

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.water_classes import RULES, WORDS, Graded, Reading, Scale, find, graded, grades, scale, tied

CLASSES, WORST = 5, 6
BODIES = {"river": "河流", "lake": "湖库"}
Body = Literal["river", "lake"]


class Single(Reading):
    """One result of a river or a lake."""

    body: Annotated[Body, Label("水体", BODIES)] = "river"


class Sample(Facts):
    """All results of one sample of table 1."""

    readings: Annotated[tuple[Reading, ...], Label("监测结果")]
    body: Annotated[Body, Label("水体", BODIES)] = "river"
    target: Annotated[int, Quantity("目标类别", "", ge=1, le=5)] = 3


class Assessed(Outcome):
    """The class of the sample and of each item."""

    grade: Annotated[int, Quantity("水质类别（6 为劣Ⅴ类）", "")]
    grade_name: Annotated[str, Label("水质类别名称")]
    worst: Annotated[tuple[str, ...], Label("决定类别的项目")]
    over: Annotated[tuple[str, ...], Label("超过目标类别的项目")]
    not_rated: Annotated[tuple[str, ...], Label("不参加评价的项目")]
    items: Annotated[tuple[Graded, ...], Label("各项结果")]


class Source(Outcome):
    """How one result stands to the limit for drinking-water sources."""

    item: Annotated[str, Label("项目")]
    limit: Annotated[float, Quantity("限值", "mg/L")]
    conforms: Annotated[bool | None, Label("不超过限值（空：检出限高于限值，无法判定）")]
    multiple: Annotated[float | None, Quantity("超标倍数", "倍")]


def grade_rows(columns: Columns, _trace: Trace) -> Columns:
    """Grade many results of table 1, each by itself: columns `grade` (1 to 6) and `needs_check`."""
    names, places = coded(columns["item"])
    bodies, waters = coded(columns["body"])
    found = [[_scale(name, body) for body in bodies] for name in names]
    low, high = (
        np.array([[getattr(each, side) for each in line] for line in found]).reshape(-1, len(bodies), CLASSES)
        for side in ("low", "high")
    )
    low, high = low[places, waters], high[places, waters]
    grade, rule = grades(columns["value"], low, high), rules(RULES)
    by_rule = tied(low, high, grade) & (not rule["surface_best"].verified())
    return {"grade": grade, "needs_check": by_rule | (columns["not_detected"] & (not rule["not_detected"].verified()))}


@calculation("gb3838.grade", "地表水单项类别", ("GB 3838-2002",), rows=grade_rows)
def grade(facts: Single, trace: Trace) -> Graded:
    """Grade one result against class III. Source: GB 3838-2002, table 1."""
    return graded(facts, _scale(facts.item, facts.body), 3, trace)


@calculation("gb3838.assess", "地表水水质类别（单因子）", ("GB 3838-2002",))
def assess(facts: Sample, trace: Trace) -> Assessed:
    """Grade a sample by its worst item; total nitrogen is rated for lakes only. Source: GB 3838-2002, table 1."""
    rated = [each for each in facts.readings if _is_rated(each.item, facts.body)]
    items = tuple(graded(each, _scale(each.item, facts.body), facts.target, trace) for each in rated)
    worst = trace.rest(rules(RULES)["surface_worst"], "水质类别", max((each.grade for each in items), default=1), "类")
    return Assessed(
        grade=worst,
        grade_name=WORDS[worst],
        worst=tuple(each.item for each in items if each.grade == worst),
        over=tuple(each.item for each in items if each.conforms is False),
        not_rated=tuple(each.item for each in facts.readings if each not in rated),
        items=items,
    )


@calculation("gb3838.source", "集中式生活饮用水地表水源地项目", ("GB 3838-2002",))
def source(facts: Reading, trace: Trace) -> Source:
    """Judge one result against the limit of table 2 or 3; equal to the limit is not over."""
    row = find(table("gb3838_2002_table23"), facts.item, "GB 3838-2002 表2、表3 ")
    limit = trace.take(row, "limit", f"{row['item']}限值", row["unit"])
    conforms: bool | None = facts.value <= limit
    if facts.not_detected:
        trace.rest(rules(RULES)["not_detected"], f"{row['item']}未检出，按检出限", facts.value, row["unit"])
        conforms = conforms or None
    multiple = facts.value / limit - 1 if conforms is False else None
    if multiple is not None:
        trace.rest(rules(RULES)["multiple"], "超标倍数", multiple, "倍")
    return Source(item=row["item"], limit=limit, conforms=conforms, multiple=multiple)


def _is_rated(name: str, body: str) -> bool:
    row = find(table("gb3838_2002_table1"), name, "GB 3838-2002 表1 ")
    return row["body"] in {"all", body} or _row(name, body) is not None


def _row(name: str, body: str) -> Row | None:
    item = find(table("gb3838_2002_table1"), name, "GB 3838-2002 表1 ")["item"]
    rows = table("gb3838_2002_table1").where(item=item)
    return next((row for row in rows if row["body"] in {"all", body}), None)


@cache
def _scale(name: str, body: str) -> Scale:
    row = _row(name, body)
    if row is None:
        raise refuse("item", f"{BODIES[body]}不评价 {name}", "项目")
    if row["kind"] == "temperature":
        raise refuse("item", "水温按人为造成的周平均温升、温降判断，不由单次结果定类别", "项目")
    return scale(row, CLASSES, WORST)
