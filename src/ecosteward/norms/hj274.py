"""Indicators of a national eco-industrial park against their targets (HJ 274-2015)."""

from operator import eq, ge, le
from typing import Annotated, Literal

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

TABLE = "hj274_2015"
Place = Literal["other", "water_short", "jingjinji"]
PLACES = {"other": "其他", "water_short": "缺水城市", "jingjinji": "京津冀"}
_COMPARE = {">=": ge, "<=": le, "=": eq}
_REUSE = "再生水(中水)回用率"


class Value(Facts):
    """One indicator's value; an elasticity is given by its two growth rates."""

    indicator: Annotated[str, Label("指标")]
    value: Annotated[float | None, Quantity("指标值（是否类填 1 或 0）", "见标准")] = None
    growth: Annotated[float | None, Quantity("该量年均增长率（弹性系数用）", "%")] = None
    value_added_growth: Annotated[float | None, Quantity("工业增加值年均增长率（弹性系数用）", "%")] = None
    required: Annotated[bool, Label("必选指标")] = False


class Park(Facts):
    """The park's indicators."""

    values: Annotated[tuple[Value, ...], Label("指标值")]
    place: Annotated[Place, Label("地区", PLACES)] = "other"


class Judged(Outcome):
    """One indicator against its target."""

    indicator: Annotated[str, Label("指标")]
    group: Annotated[str, Label("分类")]
    value: Annotated[float, Quantity("指标值", "见标准")]
    target: Annotated[str, Label("目标")]
    met: Annotated[bool, Label("达标")]


class Gauged(Outcome):
    """The park's standing."""

    met: Annotated[int, Quantity("达标项数", "项")]
    judged: Annotated[tuple[Judged, ...], Label("各项")]
    by_group: Annotated[dict[str, str], Label("分类达标（达标/已评）")]
    required_missed: Annotated[tuple[str, ...], Label("未达标的必选指标")]
    not_given: Annotated[tuple[str, ...], Label("还没有数据的指标")]


@calculation("hj274.gauge", "生态工业示范园区指标评价", ("HJ 274-2015",))
def gauge(facts: Park, trace: Trace) -> Gauged:
    """Judge each indicator; names what is missed and what has no data. Source: HJ 274-2015, table 1."""
    names = [each.indicator for each in facts.values]
    if len(set(names)) < len(names):
        raise refuse("values", "同一指标填了两次", "指标值")
    trace.rest(rules("hj274")["required"], "必选指标", sum(each.required for each in facts.values), "项")
    judged = tuple(_judge(each, facts.place, trace) for each in facts.values)
    required = {each.indicator for each in facts.values if each.required}
    groups = dict.fromkeys(row["group"] for row in table(TABLE))
    return Gauged(
        met=sum(each.met for each in judged),
        judged=judged,
        by_group={group: _share([each for each in judged if each.group == group]) for group in groups},
        required_missed=tuple(each.indicator for each in judged if each.indicator in required and not each.met),
        not_given=tuple(row["indicator"] for row in table(TABLE) if row["indicator"] not in names),
    )


def _judge(facts: Value, place: str, trace: Trace) -> Judged:
    row = _row(facts.indicator)
    value, op = _value(facts, row, trace), row["op"]
    if row["elasticity"] == "true" and (facts.value_added_growth or 0) < 0:
        trace.rest(rules("hj274")["falling"], facts.indicator, value)
        op = ">="
    target = _target(row, place, trace)
    met = trace.rest(row, f"{facts.indicator}达标", bool(_COMPARE[op](value, target)), column="target")
    return Judged(
        indicator=facts.indicator, group=row["group"], value=value, target=f"{op}{target:g}{row['unit']}", met=met
    )


def _value(facts: Value, row: Row, trace: Trace) -> float:
    if row["elasticity"] != "true":
        if facts.value is None:
            raise refuse("values", f"{facts.indicator}未填指标值", "指标值")
        return facts.value
    if facts.growth is None or not facts.value_added_growth:
        raise refuse("values", f"{facts.indicator}须填两个年均增长率，工业增加值增长率不能为 0", "指标值")
    found = facts.growth / facts.value_added_growth
    return trace.rest(rules("hj274")["elasticity"], f"{facts.indicator}", found)


def _target(row: Row, place: str, trace: Trace) -> float:
    if row["indicator"] == _REUSE and place != "other":
        return trace.take(rules("hj274")[place])
    return trace.take(row, "target", f"{row['indicator']}目标", row["unit"])


def _share(judged: list[Judged]) -> str:
    return f"{sum(each.met for each in judged)}/{len(judged)}"


def _row(name: str) -> Row:
    found = table(TABLE).where(indicator=name.strip())
    if not found:
        raise refuse("values", f"HJ 274-2015 没有指标 {name}", "指标值")
    return found[0]
