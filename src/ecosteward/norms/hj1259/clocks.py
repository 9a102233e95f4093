"""When plan and reports are due (HJ 1259-2022, 5.2.2 and 7.2)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from ecosteward.norms.hj1259.category import CATEGORIES, Category
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules
from ecosteward.norms.kernel.trace import Trace

Paper = Literal["plan", "month", "quarter", "year"]
PAPERS = {"plan": "管理计划备案", "month": "月度申报", "quarter": "季度申报", "year": "年度申报"}
_MONTHS, _QUARTER = 12, 3


class Unit(Facts):
    """A unit and the year that its papers are about."""

    category: Annotated[Category, Label("管理类别", CATEGORIES)]
    year: Annotated[int, Quantity("年度", "", ge=2022, le=2100)]


class Due(Outcome):
    """One paper and its last day."""

    paper: Annotated[Paper, Label("事项", PAPERS)]
    period: Annotated[str, Label("所属期")]
    due: Annotated[date, Label("最迟日期")]


class Calendar(Outcome):
    """The papers of a year in order of their days."""

    papers: Annotated[tuple[Due, ...], Label("各项期限")]
    ledger_kept_until: Annotated[date, Label("本年度台账至少存档至")]


@calculation("hj1259.calendar", "危险废物管理计划和申报期限", ("HJ 1259-2022",))
def calendar(facts: Unit, trace: Trace) -> Calendar:
    """Return the last days of a year's plan and reports and of keeping its ledger. Source: 5.2.2, 6.4 and 7.2."""
    rule = rules("hj1259")
    papers = [
        Due(paper="plan", period=f"{facts.year} 年", due=_yearly(facts.year, rule["plan_day"], trace)),
        *_within_year(facts, trace),
        Due(paper="year", period=f"{facts.year} 年", due=_yearly(facts.year + 1, rule["year_day"], trace)),
    ]
    kept = int(trace.take(rule["kept"]))
    return Calendar(
        papers=tuple(sorted(papers, key=lambda each: each.due)), ledger_kept_until=date(facts.year + kept, _MONTHS, 31)
    )


def _yearly(year: int, rule: Row, trace: Trace) -> date:
    return trace.rest(rule, rule["what"], date.fromisoformat(f"{year}-{rule['value']}"))


def _within_year(facts: Unit, trace: Trace) -> Iterator[Due]:
    """Go through the monthly or quarterly reports; a registered unit has none."""
    if facts.category == "registration":
        return
    paper, step = ("month", 1) if facts.category == "key" else ("quarter", _QUARTER)
    day = int(trace.take(rules("hj1259")[f"{paper}_day"]))
    for number in range(1, _MONTHS // step + 1):
        later, after = divmod(number * step, _MONTHS)
        period = f"{facts.year} 年 {number} 月" if step == 1 else f"{facts.year} 年第 {number} 季度"
        due = date(facts.year + later, after + 1, day)
        yield Due.model_validate({"paper": paper, "period": period, "due": due})
