"""Statutory clocks: the due date of an obligation from its facts, with the basis in force on that date."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Annotated

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.months import months_later
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.working_days import announced, is_working_day, later

TABLE = "statutory_obligations"
MONTHS = 12
OBLIGATIONS = {row["id"]: row["item"] for row in table(TABLE)}
_PERIOD = re.compile(r"P(\d+)([YMD])")
_DAY = re.compile(r"(\d{2})-(\d{2})")


class Event(Facts):
    """What starts, or ends, an obligation's clock."""

    obligation: Annotated[str, Label("事项", OBLIGATIONS)]
    anchor: Annotated[date, Label("起算日（见该事项的说明）")]
    clock: Annotated[time | None, Label("起算时刻（仅按小时计的事项）")] = None
    override: Annotated[str, Label("许可证或文书载明的期限", help="MM-DD（次年该日）、P30D、P1M、P1Y，或具体日期")] = ""
    override_source: Annotated[str, Label("载明期限的文书（如许可证编号）")] = ""
    today: Annotated[date | None, Label("今天（算余下天数用）")] = None


class Due(Outcome):
    """The due date and what it rests on."""

    item: Annotated[str, Label("事项")]
    due: Annotated[date, Label("期限（含当日；保存类为保存到的日期）")]
    due_at: Annotated[datetime | None, Label("期限时刻（按小时计的事项）")]
    basis: Annotated[str, Label("届时适用的依据")]
    superseded: Annotated[str, Label("法典施行前的依据（已被取代时）")]
    rest_day: Annotated[bool, Label("届满日为休息日")]
    announced: Annotated[bool, Label("所涉年份节假日安排已公布")]
    days_left: Annotated[int | None, Quantity("余下天数（负为逾期）", "d")]


class Question(Facts):
    """A duty and a day."""

    words: Annotated[str, Label("义务（关键词）")]
    on: Annotated[date, Label("判定日期")]


class Basis(Outcome):
    """One duty's legal basis on the day."""

    obligation: Annotated[str, Label("义务")]
    basis: Annotated[str, Label("依据")]
    penalty: Annotated[str, Label("罚则（法典）")]


class Bases(Outcome):
    """What was found."""

    found: Annotated[tuple[Basis, ...], Label("依据")]


@calculation("statutory.due", "法定期限", ("生态环境法典", "排污许可管理条例", "HJ 1259-2022", "GB 37822-2019"))
def due(facts: Event, trace: Trace) -> Due:
    """Return an obligation's due date. Refuses one whose date stands in the permit and was not given."""
    row = table(TABLE).one(id=facts.obligation)
    at = _by_override(facts, trace) if facts.override else _by_rule(row, facts, trace)
    day = at.date() if isinstance(at, datetime) else at
    trace.rest(row, row["item"], day, formula=row["rule"])
    basis, superseded = _basis(row, day, trace)
    return Due(
        item=row["item"],
        due=day,
        due_at=at if isinstance(at, datetime) else None,
        basis=basis,
        superseded=superseded,
        rest_day=not is_working_day(day),
        announced=announced(day.year),
        days_left=(day - facts.today).days if facts.today else None,
    )


@calculation("statutory.basis", "义务的法律依据", ("生态环境法典",))
def basis(facts: Question, trace: Trace) -> Bases:
    """Return the articles for a duty as in force on a day: the codex since its day, the act it replaced before."""
    rows = [row for row in table("codex_articles") if facts.words in row["obligation"]]
    if not rows:
        raise refuse("words", f"没有找到 {facts.words}，请换一个关键词", "义务")
    codex = _codex_in_force(facts.on, trace)
    found = []
    for row in rows:
        words = f"生态环境法典第{row['article']}条" if codex else row["previous_act"] or "法典施行前的依据未收录"
        trace.rest(row, row["obligation"], words, column="article")
        penalty = row["penalty_article"] if codex else ""
        found.append(Basis(obligation=row["obligation"], basis=words, penalty=penalty and f"第{penalty}条"))
    return Bases(found=tuple(found))


def _by_override(facts: Event, trace: Trace) -> date:
    written = facts.override.strip()
    trace.rest(rules("statutory")["override"], facts.override_source or "载明的期限", written)
    if match := _DAY.fullmatch(written):
        try:
            return date(facts.anchor.year + 1, int(match[1]), int(match[2]))
        except ValueError:
            raise refuse("override", f"没有 {written} 这一天", "许可证或文书载明的期限") from None
    if _PERIOD.fullmatch(written):
        return _shift(facts.anchor, written, 1)
    try:
        return date.fromisoformat(written)
    except ValueError:
        words = "应写作 01-31、P30D、P1M、P1Y 或 2027-01-31"
        raise refuse("override", words, "许可证或文书载明的期限") from None


def _by_rule(row: Row, facts: Event, trace: Trace) -> date | datetime:
    kind, offset, anchor = row["kind"], row["offset"], facts.anchor
    if kind == "permit":
        raise refuse("override", f"{row['item']}的期限由许可证、预案或地方规定载明，请填写", "许可证或文书载明的期限")
    if kind == "hours":
        return datetime.combine(anchor, facts.clock or time()) + timedelta(hours=float(offset))
    if kind.startswith("workdays"):
        return later(anchor, int(offset) if kind == "workdays_after" else -int(offset), trace)
    day = _CALENDAR[kind](anchor, offset)
    if _PERIOD.fullmatch(offset) and not offset.endswith("D") and day.day != anchor.day:
        trace.rest(rules("statutory")["months_end"], "到期月没有对应日", day)
    return day


def _shift(day: date, period: str, sign: int) -> date:
    """Add a period such as P5Y, P3M, P30D; the end of a month stands for a day it has not."""
    number, unit = _PERIOD.fullmatch(period).groups()  # type: ignore[union-attr]
    steps = sign * int(number)
    if unit == "D":
        return day + timedelta(days=steps)
    return months_later(day, steps * (MONTHS if unit == "Y" else 1))


def _on_day(year: int, written: str) -> date:
    month, day = written.split("-")
    return date(year, int(month), int(day))


def _next_month(day: date, written: str) -> date:
    return _shift(day.replace(day=1), "P1M", 1).replace(day=int(written))


def _next_quarter(day: date, written: str) -> date:
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return _shift(first, "P3M", 1).replace(day=int(written))


_CALENDAR: dict[str, Callable[[date, str], date]] = {
    "after": lambda day, offset: _shift(day, offset, 1),
    "retain": lambda day, offset: _shift(day, offset, 1),
    "before": lambda day, offset: _shift(day, offset, -1),
    "annual_next": lambda day, offset: _on_day(day.year + 1, offset),
    "annual_same": lambda day, offset: _on_day(day.year, offset),
    "third_year": lambda day, _offset: date(day.year + 3, MONTHS, 31),
    "month_next": _next_month,
    "quarter_next": _next_quarter,
    "days_after_quarter": _next_quarter,
}


def _basis(row: Row, day: date, trace: Trace) -> tuple[str, str]:
    """Return the basis in force on the day and, where the codex took an act's place, that act."""
    space = " " if row["clause"][:1].isdigit() else ""
    own = f"{row['norm']}{space}{row['clause']}"
    if not row.has("codex_article") or not _codex_in_force(day, trace):
        return own or "法典施行前没有全国性规定", ""
    codex = f"生态环境法典第{row['codex_article']}条"
    repealed = row["norm"] in rules("statutory")["repealed"]["value"].split(";")
    return (codex, own) if repealed or not own else (f"{codex}；{own}", "")


def _codex_in_force(on: date, trace: Trace) -> bool:
    rule = rules("statutory")["codex_in_force"]
    return on >= date.fromisoformat(trace.rest(rule, rule["what"], rule["value"]))
