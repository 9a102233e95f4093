"""The 100-point score of a service (《第三方环保服务机构服务规范》 Table G.1) with the readings chosen where it is silent."""

from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Annotated, Literal

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules, table
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.scorecard import Criterion, Given, Group, Kind, Row, RowScore, fault, score

Satisfaction = Literal["G.4.1.a", "G.4.1.b", "G.4.1.c", "G.4.1.d"]
LEVELS = {"G.4.1.a": "非常满意", "G.4.1.b": "较满意", "G.4.1.c": "一般满意", "G.4.1.d": "不满意"}
TABLE = "xuzhou_2025_score"


class Judged(Facts):
    """The points one criterion was given."""

    criterion: Annotated[str, Label("评分项编号", help="如 G.1.1.a；扣分项填负数")]
    points: Annotated[float, Quantity("得分", "分", ge=-12, le=12)]


class Service(Facts):
    """What is known of a service and was judged."""

    done: Annotated[int, Quantity("任务完成数", "项", ge=0)]
    total: Annotated[int, Quantity("合同总任务数", "项", ge=0)]
    satisfaction: Annotated[Satisfaction | None, Label("客户满意度", LEVELS)] = None
    judged: Annotated[tuple[Judged, ...], Label("逐项评分")] = ()
    other: Annotated[float | None, Quantity("其他（加分或减分）", "分", ge=-100, le=100)] = None
    other_reason: Annotated[str, Label("其他：理由")] = ""


class RowPoints(Outcome):
    """One row of the table."""

    row: Annotated[str, Label("行")]
    as_printed: Annotated[float | None, Quantity("照印计算", "分")]
    points: Annotated[float | None, Quantity("按读法", "分")]


class Scored(Outcome):
    """The score."""

    total: Annotated[float, Quantity("总分", "分")]
    as_printed: Annotated[float, Quantity("照印合计（不封顶、不托底）", "分")]
    rows: Annotated[tuple[RowPoints, ...], Label("各行得分")]
    lacking: Annotated[tuple[str, ...], Label("还不能定的行")]
    unjudged: Annotated[tuple[str, ...], Label("还未评的项")]
    readings: Annotated[tuple[str, ...], Label("用到的读法")]


@calculation("xuzhou_2025.score", "第三方环保服务考核得分（附录G）", ("第三方环保服务机构服务规范",))
def score_service(facts: Service, trace: Trace) -> Scored:
    """Score a service. Refuses points that a criterion cannot have and 其他 without its reason."""
    if facts.other and not facts.other_reason:
        raise refuse("other_reason", "填了加分或减分，须写明理由", "其他：理由")
    given = Given(
        done=facts.done,
        total=facts.total,
        chosen=facts.satisfaction,
        points={each.criterion: _points(each) for each in facts.judged},
        other=None if facts.other is None else Decimal(str(facts.other)),
    )
    result, rule = score(table_g(), given), rules("xuzhou_2025")
    for each in result.rows:
        _tell(each, trace)
    for reading in sorted(result.used):
        trace.rest(rule[reading], f"读法 {reading}", rule[reading]["what"])
    trace.rest(rule["total"], "总分", float(result.total), "分")
    return Scored(
        total=float(result.total),
        as_printed=float(result.raw),
        rows=tuple(
            RowPoints(row=each.id, as_printed=_float(each.raw), points=_float(each.points)) for each in result.rows
        ),
        lacking=result.lacking,
        unjudged=result.unjudged,
        readings=tuple(sorted(result.used)),
    )


@cache
def table_g() -> tuple[Row, ...]:
    """Return the rows of Table G.1 that are scored, as printed."""
    rows = []
    for (row, cap), criteria in groupby(table(TABLE), key=lambda each: (each["row"], each["row_cap"])):
        groups = tuple(
            Group(
                group,
                _decimal(most),
                tuple(Criterion(c["criterion"], Decimal(c["points"]), Kind(c["kind"])) for c in of),
            )
            for (group, most), of in groupby(criteria, key=lambda each: (each["group"], each["group_cap"]))
        )
        rows.append(Row(row, _decimal(cap), groups))
    return tuple(rows)


def _points(judged: Judged) -> Decimal:
    criteria = {each.id: each for row in table_g() for group in row.groups for each in group.criteria}
    criterion, points = criteria.get(judged.criterion), Decimal(str(judged.points))
    if criterion is None:
        raise refuse("judged", f"表G.1 没有评分项 {judged.criterion}", "逐项评分")
    if words := fault(criterion, points):
        raise refuse("judged", f"{judged.criterion}：{words}", "逐项评分")
    return points


def _tell(scored: RowScore, trace: Trace) -> None:
    first = table(TABLE).where(row=scored.id)[0]
    formula = "、".join(f"{group} {points:f}" for group, points in scored.groups.items())
    trace.rest(first, f"{scored.id} 得分", _float(scored.points), "分", formula=formula)


def _decimal(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def _float(points: Decimal | None) -> float | None:
    return None if points is None else float(points)
