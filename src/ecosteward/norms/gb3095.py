"""Limits of ambient air in force on a day (GB 3095-2012; GB 3095-2026 in its two stages)."""

from datetime import date
from typing import Annotated, Literal

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

Grade = Literal["grade1", "grade2"]
Period = Literal["year", "quarter", "day", "hour"]
GRADES = {"grade1": "一级", "grade2": "二级"}
PERIODS = {"year": "年平均", "quarter": "季平均", "day": "日平均（臭氧为日最大 8 小时）", "hour": "1 小时平均"}


class Question(Facts):
    """Which limit is asked for."""

    item: Annotated[str, Label("项目", help="SO2、NO2、CO、O3、PM10、PM2.5、TSP、NOx、Pb、BaP")]
    period: Annotated[Period, Label("平均时间", PERIODS)]
    on: Annotated[date, Label("判定日期")]
    grade: Annotated[Grade, Label("级别", GRADES)] = "grade2"


class Limit(Outcome):
    """The limit."""

    limit: Annotated[float, Quantity("浓度限值", "见 unit")]
    unit: Annotated[str, Label("单位")]
    edition: Annotated[str, Label("版本")]


@calculation("gb3095.limit", "环境空气浓度限值", ("GB 3095-2012", "GB 3095-2026"))
def limit(facts: Question, trace: Trace) -> Limit:
    """Return the limit in force on a day. Source: GB 3095, tables 1 and 2."""
    row = row_of(facts.item, facts.period, facts.on, trace)
    found = trace.take(row, facts.grade, f"{facts.item}{PERIODS[facts.period]}{GRADES[facts.grade]}限值", row["unit"])
    return Limit(limit=found, unit=row["unit"], edition=row["edition"])


def row_of(item: str, period: str, on: date, trace: Trace) -> Row:
    """Return the row of a pollutant and a mean in force on a day. Raises RefusedError where the table has none."""
    edition, rule = trace.edition("GB 3095", on).number, rules("gb3095")["stage_2031"]
    second = on >= date.fromisoformat(rule["value"])
    if second:
        trace.rest(rule, rule["what"], rule["value"])
    stage = {"GB 3095-2012": "2016"}.get(edition, "2031" if second else "2026")
    rows = table("gb3095_limits").where(stage=stage, item=item, period=period)
    if not rows:
        known = "、".join(dict.fromkeys(row["item"] for row in table("gb3095_limits").where(stage=stage)))
        raise refuse("item", f"{edition} 没有 {item} 的{PERIODS[period]}限值；有 {known}", "项目")
    return rows[0]
