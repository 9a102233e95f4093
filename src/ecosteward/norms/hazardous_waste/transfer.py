"""The manifest of a transfer of hazardous waste and its clocks (危险废物转移管理办法)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.working_days import later

_NUMBER = re.compile(r"(\d{4})(\d{2})(\d{2})\d{6}")


class Manifest(Facts):
    """A manifest as far as it has gone."""

    number: Annotated[str, Label("联单编号")]
    sent_on: Annotated[date, Label("移出日")]
    sent: Annotated[float, Quantity("移出量", "t", gt=0)]
    received_on: Annotated[date | None, Label("接受日")] = None
    received: Annotated[float | None, Quantity("接受量", "t", ge=0)] = None
    confirmed_on: Annotated[date | None, Label("确认接受日")] = None
    paper: Annotated[bool, Label("是否先用纸质联单")] = False
    entered_on: Annotated[date | None, Label("纸质联单补录日")] = None
    across_provinces: Annotated[bool, Label("是否跨省转移")] = False
    approved: Annotated[bool, Label("跨省转移是否已批准")] = False


class Checked(Outcome):
    """What is wrong, the difference, and the last days."""

    problems: Annotated[tuple[str, ...], Label("问题")]
    difference: Annotated[float | None, Quantity("接受量减移出量", "t")]
    confirm_by: Annotated[date | None, Label("最迟确认接受日")]
    enter_by: Annotated[date | None, Label("最迟补录日")]
    keep_until: Annotated[date, Label("电子联单数据至少保存至")]


@calculation("hazardous_waste.manifest", "危险废物转移联单核查", ("危险废物转移管理办法",))
def manifest(facts: Manifest, trace: Trace) -> Checked:
    """Check a manifest and its clocks. Source: 危险废物转移管理办法, articles 15, 18, 20 and 21."""
    confirm_by = _due("confirm", facts.received_on, trace)
    enter_by = _due("paper_entry", facts.received_on, trace) if facts.paper else None
    years = int(trace.take(rules("hazardous_waste")["manifest_kept"]))
    difference = None if facts.received is None else round(facts.received - facts.sent, 6) + 0.0
    if difference:
        trace.rest(rules("hazardous_waste")["difference"], "接受量减移出量", difference, "t")
    return Checked(
        problems=tuple(_problems(facts, confirm_by, enter_by, difference, trace)),
        difference=difference,
        confirm_by=confirm_by,
        enter_by=enter_by,
        keep_until=_years_later(facts.received_on or facts.sent_on, years),
    )


def _problems(
    facts: Manifest, confirm_by: date | None, enter_by: date | None, difference: float | None, trace: Trace
) -> Iterator[str]:
    yield from _number(facts, trace)
    if facts.received_on and facts.received_on < facts.sent_on:
        yield "接受日早于移出日，请核对"
    if facts.confirmed_on and confirm_by and facts.confirmed_on > confirm_by:
        yield f"确认接受晚于 {confirm_by.isoformat()}"
    if facts.entered_on and enter_by and facts.entered_on > enter_by:
        yield f"纸质联单补录晚于 {enter_by.isoformat()}"
    if difference:
        yield f"接受量与移出量相差 {difference:g} t，应告知移出人并报告"
    if facts.across_provinces:
        approved = trace.rest(rules("hazardous_waste")["across_provinces"], "跨省转移已批准", facts.approved)
        yield from () if approved else ("跨省转移未经批准，不得转移",)


def _number(facts: Manifest, trace: Trace) -> Iterator[str]:
    length = int(trace.take(rules("hazardous_waste")["manifest_number"]))
    match = _NUMBER.fullmatch(facts.number)
    if match is None:
        yield f"联单编号应为 {length} 位数字：年份 4 位、省级 2 位、市级 2 位、流水号 6 位"
    elif int(match[1]) != facts.sent_on.year:
        yield f"联单编号的年份 {match[1]} 与移出日不符"


def _due(rule: str, start: date | None, trace: Trace) -> date | None:
    days = int(trace.take(rules("hazardous_waste")[rule]))
    return None if start is None else later(start, days, trace)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)
