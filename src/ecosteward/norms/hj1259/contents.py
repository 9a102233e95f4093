"""What a management plan and a ledger must hold, checked over given records (HJ 1259-2022, 5.3, 6.3, A and B)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from ecosteward.norms.hj1259.batches import parsed
from ecosteward.norms.hj1259.category import CATEGORIES, Category
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import RefusedError, refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

PlanTable = Literal["A.1", "A.2", "A.3", "A.4", "A.5", "A.6", "A.7"]
LedgerTable = Literal["B.1", "B.2", "B.3", "B.4", "B.5"]
Values = Mapping[str, str | int | float | bool | None]
_UNIT = "计量单位"
_SOURCES = {"B.2": ("B.1",), "B.3": ("B.2",), "B.4": ("B.1", "B.3"), "B.5": ("B.1", "B.3")}
_BOOL = {True: "是", False: "否"}
_CONDITION = re.compile(r"(.+)([=≠])(.+)")


class PlanRecord(Facts):
    """One row of a table of the plan, by the items' printed names."""

    table: Annotated[PlanTable, Label("表号")]
    values: Annotated[dict[str, str | int | float | bool | None], Label("各项内容")]


class LedgerRecord(Facts):
    """One row of a table of the ledger, by the items' printed names."""

    table: Annotated[LedgerTable, Label("表号")]
    values: Annotated[dict[str, str | int | float | bool | None], Label("各项内容")]


class Problem(Outcome):
    """One thing that is missing or does not fit."""

    table: Annotated[str, Label("表号")]
    row: Annotated[int | None, Label("第几行", help="空为整表")]
    item: Annotated[str, Label("项目")]
    problem: Annotated[str, Label("问题")]


class Checked(Outcome):
    """Whether nothing is missing, and what is."""

    complete: Annotated[bool, Label("是否齐全")]
    tables: Annotated[tuple[str, ...], Label("应填的表")]
    problems: Annotated[tuple[Problem, ...], Label("问题")]


class Plan(Facts):
    """A plan's records and the unit's category; a table with nothing to report must be named as empty."""

    category: Annotated[Category, Label("管理类别", CATEGORIES)]
    records: Annotated[tuple[PlanRecord, ...], Label("各表记录")]
    nothing_in: Annotated[tuple[PlanTable, ...], Label("没有内容的表", help="如没有自行利用处置的 A.5")] = ()


class Ledger(Facts):
    """A ledger's records, in the order written."""

    records: Annotated[tuple[LedgerRecord, ...], Label("台账记录")]


@calculation("hj1259.plan_check", "危险废物管理计划内容核查", ("HJ 1259-2022",))
def plan_check(facts: Plan, trace: Trace) -> Checked:
    """Tell what a plan lacks for its category. Source: HJ 1259-2022, 5.3 to 5.5 and tables A.1 to A.7."""
    _known(facts.records)
    wanted = [row for row in table("hj1259_tables").where(part="plan") if facts.category in row["categories"].split()]
    names = [row["table"] for row in wanted]
    problems = [*_absent(facts, wanted), *(each for name in names for each in _items(name, facts.records))]
    problems += _not_tonnes(facts.records)
    trace.rest(rules("hj1259")["content_plan"], f"{CATEGORIES[facts.category]}应填的表", "、".join(names))
    trace.rest(rules("hj1259")["tonnes"], "不符合的项数", len(problems))
    return Checked(complete=not problems, tables=tuple(names), problems=tuple(problems))


@calculation("hj1259.ledger_check", "危险废物管理台账内容核查", ("HJ 1259-2022",))
def ledger_check(facts: Ledger, trace: Trace) -> Checked:
    """Tell what ledger records lack and which numbers do not fit. Source: HJ 1259-2022, 6.3 and tables B.1 to B.5."""
    _known(facts.records)
    names = tuple(dict.fromkeys(each.table for each in facts.records))
    problems = [each for name in names for each in _items(name, facts.records)]
    problems += [*_batches(facts.records), *_repeated(facts.records), *_unsourced(facts.records)]
    trace.rest(rules("hj1259")["content_ledger"], "不符合的项数", len(problems))
    trace.rest(rules("hj1259")["batch"], "批次编码", "已核查")
    return Checked(complete=not problems, tables=names, problems=tuple(problems))


def _known(records: Iterable[PlanRecord | LedgerRecord]) -> None:
    """Refuse an item that the table does not have."""
    for number, record in enumerate(records):
        asked = [row["item"] for row in table("hj1259_items").where(table=record.table)]
        for item in record.values:
            if item not in asked:
                able = "、".join(asked)
                raise refuse(
                    f"records[{number}].values.{item}", f"表 {record.table} 没有“{item}”；有：{able}", "各项内容"
                )


def _absent(facts: Plan, wanted: Iterable[Row]) -> Iterator[Problem]:
    given = {each.table for each in facts.records} | set(facts.nothing_in)
    for row in wanted:
        if row["table"] not in given:
            yield Problem(table=row["table"], row=None, item=row["title"], problem="缺此表")


def _items(name: str, records: Iterable[PlanRecord | LedgerRecord]) -> Iterator[Problem]:
    own = [each.values for each in records if each.table == name]
    for item in table("hj1259_items").where(table=name):
        if item["needed"] == "once":
            if own and not any(_filled(values, item["item"]) for values in own):
                yield Problem(table=name, row=None, item=item["item"], problem="未填写")
            continue
        for number, values in enumerate(own, start=1):
            if _needed(item, values) and not _filled(values, item["item"]):
                yield Problem(table=name, row=number, item=item["item"], problem="未填写")


def _needed(item: Row, values: Values) -> bool:
    if item["needed"] != "when":
        return item["needed"] == "yes"
    match = _CONDITION.fullmatch(item["when"])
    if match is None:
        raise ValueError(item["when"])
    return (_text(values.get(match[1])) == match[3]) == (match[2] == "=")


def _filled(values: Values, item: str) -> bool:
    return _text(values.get(item)) != ""


def _text(value: str | float | bool | None) -> str:
    return _BOOL[value] if isinstance(value, bool) else "" if value is None else str(value).strip()


def _not_tonnes(records: Iterable[PlanRecord]) -> Iterator[Problem]:
    unit = rules("hj1259")["tonnes"]["value"]
    for name, number, values in _numbered(records):
        if _filled(values, _UNIT) and _text(values[_UNIT]) not in {unit, "t"}:
            yield Problem(table=name, row=number, item=_UNIT, problem=f"应填{unit}，以体积或个数计的应折算")


def _numbered(records: Iterable[PlanRecord | LedgerRecord]) -> Iterator[tuple[str, int, Values]]:
    counts: dict[str, int] = {}
    for each in records:
        counts[each.table] = counts.get(each.table, 0) + 1
        yield each.table, counts[each.table], each.values


def _own_code(name: str) -> tuple[str, str]:
    row = table("hj1259_batches").where(table=name)[0]
    return row["item"], row["time"]


def _batches(records: Iterable[LedgerRecord]) -> Iterator[Problem]:
    """Go through the batch numbers that do not read, are of another table, or of another day than their record."""
    for name, number, values in _numbered(records):
        item, time = _own_code(name)
        if not _filled(values, item):
            continue
        try:
            batch = parsed(_text(values[item]))
        except RefusedError as error:
            yield Problem(table=name, row=number, item=item, problem=error.problems[0].message)
            continue
        if batch.row["table"] != name:
            yield Problem(
                table=name, row=number, item=item, problem=f"{batch.row['prefix']} 是{batch.row['word']}的编码"
            )
        elif _filled(values, time) and _day(_text(values[time])) != batch.day:
            yield Problem(table=name, row=number, item=item, problem=f"编码的日期与{time}不一致")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _repeated(records: Iterable[LedgerRecord]) -> Iterator[Problem]:
    seen: set[str] = set()
    for name, number, values in _numbered(records):
        item, _time = _own_code(name)
        code = _text(values.get(item))
        if code and code in seen:
            yield Problem(table=name, row=number, item=item, problem=f"{code} 重复")
        seen.add(code)


def _unsourced(records: Iterable[LedgerRecord]) -> Iterator[Problem]:
    """Go through the records that follow a batch which none of the given records of its tables has."""
    found = tuple(records)
    codes = {name: {_text(r.values.get(_own_code(name)[0])) for r in found if r.table == name} for name in _names()}
    for name, number, values in _numbered(found):
        before = _SOURCES.get(name, ())
        item = table("hj1259_items").where(table=name)[-1]["item"] if name != "B.3" else "入库批次编码"
        source = _text(values.get(item))
        known = set().union(*(codes[each] for each in before))
        if source and any(codes[each] for each in before) and source not in known:
            yield Problem(table=name, row=number, item=item, problem=f"{'、'.join(before)} 中没有批次 {source}")


def _names() -> tuple[str, ...]:
    return tuple(row["table"] for row in table("hj1259_tables").where(part="ledger"))
