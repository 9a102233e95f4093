"""Ground water: single-factor class of each item and of the sample (GB/T 14848-2017)."""

from functools import cache
from typing import Annotated

import numpy as np

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules, table
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.water_classes import RULES, WORDS, Graded, Reading, Scale, find, graded, grades, scale, tied

CLASSES, WORST = 4, 5


class Sample(Facts):
    """All results of one sample."""

    readings: Annotated[tuple[Reading, ...], Label("监测结果")]
    target: Annotated[int, Quantity("目标类别", "", ge=1, le=5)] = 3


class Assessed(Outcome):
    """The class of the sample and of each item."""

    grade: Annotated[int, Quantity("综合类别", "")]
    grade_name: Annotated[str, Label("综合类别名称")]
    worst: Annotated[tuple[str, ...], Label("最差类别的项目")]
    over: Annotated[tuple[str, ...], Label("未达到目标类别的项目")]
    items: Annotated[tuple[Graded, ...], Label("各项结果")]


def grade_rows(columns: Columns, _trace: Trace) -> Columns:
    """Grade many results, each by itself: columns `grade` (1 to 5) and `needs_check`."""
    names, places = coded(columns["item"])
    scales = [_scale(name) for name in names]
    low, high = (np.array([getattr(each, side) for each in scales]).reshape(-1, CLASSES) for side in ("low", "high"))
    worst = np.array([each.worst for each in scales])[places]
    grade = np.minimum(grades(columns["value"], low[places], high[places]), worst)
    banned = np.array([each.row["kind"] == "not_detected" for each in scales])[places]
    grade = np.where(columns["not_detected"] & banned, 1, grade)
    unverified = ~np.array([each.row.verified("class1") for each in scales])[places]
    rule = rules(RULES)["not_detected"]
    by_rule = tied(low[places], high[places], grade) & (not rules(RULES)["groundwater_best"].verified())
    return {"grade": grade, "needs_check": unverified | by_rule | (columns["not_detected"] & (not rule.verified()))}


@calculation("gbt14848.grade", "地下水单项类别", ("GB/T 14848-2017",), rows=grade_rows)
def grade(facts: Reading, trace: Trace) -> Graded:
    """Grade one result against class III. Source: GB/T 14848-2017, tables 1 and 2."""
    return graded(facts, _scale(facts.item), 3, trace)


@calculation("gbt14848.assess", "地下水质量综合评价（单项最差）", ("GB/T 14848-2017",))
def assess(facts: Sample, trace: Trace) -> Assessed:
    """Grade a sample by its worst item. Source: GB/T 14848-2017, clause 6."""
    items = tuple(graded(each, _scale(each.item), facts.target, trace) for each in facts.readings)
    rule = rules(RULES)["groundwater_worst"]
    worst = trace.rest(rule, "综合类别", max((each.grade for each in items), default=1), "类")
    return Assessed(
        grade=worst,
        grade_name=WORDS[worst],
        worst=tuple(each.item for each in items if each.grade == worst),
        over=tuple(each.item for each in items if each.conforms is False),
        items=items,
    )


@cache
def _scale(name: str) -> Scale:
    row = find(table("gbt14848_2017"), name, "GB/T 14848-2017 表1、表2 ")
    return scale(row, CLASSES, CLASSES if row["kind"] == "no_class5" else WORST)
