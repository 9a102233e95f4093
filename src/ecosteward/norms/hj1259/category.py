"""The category of a unit that produces hazardous waste, by its yearly amount (HJ 1259-2022, 4.2)."""

from datetime import date
from typing import Annotated, Literal

import numpy as np

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

Category = Literal["key", "simplified", "registration"]
Basis = Literal["three_years", "since_start", "approved"]
CATEGORIES = {
    "key": "危险废物环境重点监管单位",
    "simplified": "危险废物简化管理单位",
    "registration": "危险废物登记管理单位",
}
BASES = {"three_years": "近三年年最大量", "since_start": "投运期间年最大量", "approved": "文件核算量中较大的"}
_CODES = np.array(list(CATEGORIES), dtype=object)
_RULES = {"three_years": "years", "since_start": "since_start", "approved": "approved"}


class Site(Facts):
    """One place of production."""

    amount: Annotated[float, Quantity("危险废物年产生量", "t/a", ge=0, help="按 4.2.3 取值")]
    own_facility: Annotated[bool, Label("有自行利用处置设施")] = False
    licensed: Annotated[bool, Label("持有危险废物经营许可证")] = False


class Judged(Outcome):
    """The site's category."""

    category: Annotated[Category, Label("管理类别", CATEGORIES)]


def classify_rows(columns: Columns, _trace: Trace) -> Columns:
    """Judge many sites: category and `needs_check`."""
    rule = rules("hj1259")
    key = (columns["amount"] >= rule["key_amount"].figure()) | columns["own_facility"] | columns["licensed"]
    codes = np.select([key, columns["amount"] >= rule["simplified_amount"].figure()], [0, 1], 2)
    checks = not all(rule[each].verified() for each in ("key_amount", "simplified_amount"))
    return {"category": _CODES[codes], "needs_check": np.full(len(codes), checks)}


@calculation("hj1259.classify", "危险废物产生单位管理类别", ("HJ 1259-2022",), rows=classify_rows)
def classify(facts: Site, trace: Trace) -> Judged:
    """Judge a site. Source: HJ 1259-2022, 4.2.1; the authority may set another category (4.2.2)."""
    rule = rules("hj1259")
    key, simplified = trace.take(rule["key_amount"]), trace.take(rule["simplified_amount"])
    reasons = [
        name
        for name, holds in (
            ("key_licence", facts.licensed),
            ("key_facility", facts.own_facility),
            ("key_amount", facts.amount >= key),
            ("simplified_amount", facts.amount >= simplified),
            ("registration", True),
        )
        if holds
    ]
    category = "key" if reasons[0].startswith("key") else reasons[0].removesuffix("_amount")
    trace.rest(rule[reasons[0]], "管理类别", CATEGORIES[category])
    return Judged.model_validate({"category": category})


class Year(Facts):
    """What a year produced."""

    year: Annotated[int, Label("年份")]
    amount: Annotated[float, Quantity("产生量", "t", ge=0)]


class History(Facts):
    """What is needed to take the yearly amount."""

    on: Annotated[date, Label("判定日期")]
    started_on: Annotated[date | None, Label("投运日期", help="未投运的不填")] = None
    years: Annotated[tuple[Year, ...], Label("各年产生量")] = ()
    approved: Annotated[tuple[float, ...], Label("环评文件、排污许可证副本等的核算量（t/a）")] = ()
    interval_over_three_years: Annotated[bool, Label("间歇产生周期大于 3 年")] = False


class Amount(Outcome):
    """The yearly amount, and how it was taken."""

    amount: Annotated[float, Quantity("危险废物年产生量", "t/a")]
    basis: Annotated[Basis, Label("取值方法", BASES)]


@calculation("hj1259.yearly_amount", "危险废物年产生量取值", ("HJ 1259-2022",))
def yearly_amount(facts: History, trace: Trace) -> Amount:
    """Take the yearly amount. Source: HJ 1259-2022, 4.2.3; the last three years are those before the day's year."""
    basis = _basis(facts)
    amounts = _approved(facts) if basis == "approved" else _produced(facts, basis)
    value = trace.rest(rules("hj1259")[_RULES[basis]], BASES[basis], max(amounts), "t/a")
    return Amount.model_validate({"amount": value, "basis": basis})


def _basis(facts: History) -> str:
    if facts.started_on is None or facts.started_on > facts.on or facts.interval_over_three_years:
        return "approved"
    rule = rules("hj1259")
    run = facts.on.year - facts.started_on.year - (facts.on.timetuple()[1:3] < facts.started_on.timetuple()[1:3])
    if run >= rule["years"].figure():
        return "three_years"
    return "since_start" if run >= rule["since_start"].figure() else "approved"


def _approved(facts: History) -> tuple[float, ...]:
    if not facts.approved:
        raise refuse("approved", "未投运、投运不满 1 年或产生周期大于 3 年的，请写环评文件或许可证的核算量", "核算量")
    if min(facts.approved) < 0:
        raise refuse("approved", "应不小于 0", "核算量")
    return facts.approved


def _produced(facts: History, basis: str) -> tuple[float, ...]:
    told = {each.year: each.amount for each in facts.years}
    if len(told) != len(facts.years):
        raise refuse("years", "同一年份写了两次，请合并", "各年产生量")
    if basis == "since_start":
        if not told:
            raise refuse("years", "请写投运以来各年的产生量", "各年产生量")
        return tuple(told.values())
    last = range(facts.on.year - int(rules("hj1259")["years"].figure()), facts.on.year)
    missing = "、".join(str(year) for year in last if year not in told)
    if missing:
        raise refuse("years", f"缺 {missing} 年的产生量", "各年产生量")
    return tuple(told[year] for year in last)
