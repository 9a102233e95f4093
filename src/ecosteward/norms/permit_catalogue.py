"""Which permit management a unit that discharges is under (固定污染源排污许可分类管理名录 2019)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from ecosteward.norms.catalogue import find
from ecosteward.norms.catalogue.entries import Judged, judge
from ecosteward.norms.catalogue.known import Amount, Known, Truth, amounts_of, either
from ecosteward.norms.catalogue.look import Wanted, numbers, rows_of
from ecosteward.norms.catalogue.outcome import Answer, Catalogue, Condition, answer, answers, check_amounts
from ecosteward.norms.catalogue.parts import Part
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome
from ecosteward.norms.kernel.tables import Row, rules
from ecosteward.norms.kernel.trace import Trace

NORM = "固定污染源排污许可分类管理名录（2019年版）"
Verdict = Literal["key", "simplified", "registration", "none", "person"]
Process = Literal["boiler", "kiln", "surface", "water"]
Covers = Literal["whole", "processes", "none"]
CELLS = {"key": "重点管理", "simplified": "简化管理", "registration": "登记管理"}
VERDICTS = {**CELLS, "none": "不需申请排污许可证，也不需登记", "person": "须由人判定"}
PROCESSES = {"boiler": "锅炉", "kiln": "工业炉窑", "surface": "表面处理", "water": "水处理"}
COVERS = {"whole": "全部生产设施和排放口", "processes": "所涉通用工序", "none": "不涉及或未定"}
_GENERAL = {f"general_{cell}": f"是否涉及通用工序{word}（先写明涉及哪些通用工序）" for cell, word in CELLS.items()}
FLAGS = {"key_list": "是否纳入重点排污单位名录", "star": "是否在工业建筑中生产", **_GENERAL}
_ENTRY = {"boiler": 109, "kiln": 110, "surface": 111, "water": 112}
_OTHERS = 108
_CATALOGUE = Catalogue("permit_catalogue", CELLS, FLAGS)
_NOTES = {"star": "﹡", "usage": "使用.*(溶剂|涂料|油墨|胶粘剂)", "sewage": "城乡污水", "plating": "电镀"}


class Unit(Facts):
    """A unit that discharges as known so far; the open conditions come back to be answered."""

    code: Annotated[str, Label("行业代码", help="GB/T 4754-2017，4 位最好，可带门类字母")] = ""
    words: Annotated[str, Label("行业名称或用词", help="在名录的行业类别和条件中找")] = ""
    entries: Annotated[tuple[int, ...], Label("名录序号", help="1 至 112，可写多个")] = ()
    amounts: Annotated[tuple[Amount, ...], Label("数量", help="使用量按名录注 2 取最大量")] = ()
    key_list: Annotated[bool | None, Label("是否纳入重点排污单位名录")] = None
    processes: Annotated[tuple[Process, ...] | None, Label("涉及的通用工序", PROCESSES, help="没有写空列表")] = None
    industrial_building: Annotated[bool, Label("是否在工业建筑中生产", help="名录标“﹡”的只管工业建筑")] = True
    holds: Annotated[tuple[str, ...], Label("符合的条件", help="条件编号，如 81.key.4")] = ()
    fails: Annotated[tuple[str, ...], Label("不符合的条件", help="条件编号")] = ()
    others_fail: Annotated[bool, Label("其余待定条件均不符合")] = False
    on: Annotated[date | None, Label("判定日期")] = None


class Listed(Outcome):
    """An entry of the catalogue as printed."""

    entry: Annotated[int, Label("名录序号")]
    group: Annotated[str, Label("行业")]
    category: Annotated[str, Label("行业类别")]
    key: Annotated[str, Label("重点管理")]
    simplified: Annotated[str, Label("简化管理")]
    registration: Annotated[str, Label("登记管理")]


class Classified(Outcome):
    """The management, what decided it, what the permit covers, and what is still open."""

    verdict: Annotated[Verdict, Label("管理类别", VERDICTS)]
    covers: Annotated[Covers, Label("许可证或登记的范围", COVERS)]
    at_least: Annotated[Verdict, Label("至少为", VERDICTS)]
    at_most: Annotated[Verdict, Label("至多为", VERDICTS)]
    otherwise: Annotated[Verdict, Label("待定条件均不符合时", VERDICTS)]
    entries: Annotated[tuple[Listed, ...], Label("所涉条目")]
    deciding: Annotated[tuple[Condition, ...], Label("据以判定的条件")]
    candidates: Annotated[tuple[Condition, ...], Label("待定的条件")]
    assumed: Annotated[tuple[Condition, ...], Label("按“其余均不符合”处理的条件")]
    notes: Annotated[tuple[str, ...], Label("名录的规定和说明")]


@calculation("permit_catalogue.classify", "排污许可管理类别判定", (NORM,))
def classify(facts: Unit, trace: Trace) -> Classified:
    """Classify a unit. Source: 名录（2019年版）, articles 2 and 5 to 8, the table and its notes."""
    if facts.on is not None:
        trace.edition("固定污染源排污许可分类管理名录", facts.on)
    entries, general = _entries(facts), _general(facts)
    known = _known(facts, (*entries, *general))
    check_amounts(_CATALOGUE, (*entries, *general), known)
    processes = tuple(judge("permit_catalogue", row, CELLS, known, trace) for row in general)
    known = replace(known, flags={**known.flags, **_involved(processes, told=facts.processes is not None)})
    return _classified(answer(_CATALOGUE, entries, known, trace), processes, known, trace)


def _known(facts: Unit, entries: Iterable[Row]) -> Known:
    return Known(
        amounts_of(facts.amounts),
        {"key_list": facts.key_list, "star": facts.industrial_building, **dict.fromkeys(_GENERAL)},
        find.bare_code(facts.code) if facts.code else "",
        answers(_CATALOGUE, entries, facts.holds, facts.fails),
        frozenset((*facts.holds, *facts.fails)),
        facts.others_fail,
    )


def _involved(processes: Iterable[Judged], *, told: bool) -> dict[str, Truth]:
    """Tell for each management whether a general process is under it; not known before the processes are told."""
    found = tuple(processes)
    return {f"general_{cell}": either(each.ends_in(cell) for each in found) if told else None for cell in CELLS}


def _classified(found: Answer, processes: tuple[Judged, ...], known: Known, trace: Trace) -> Classified:
    verdict = (found.lowest or "none") if found.decided else "person"
    deciding = [*found.deciding, *_behind(found, processes)]
    for each, part in deciding:
        trace.rest(part.row, f"第 {each.entry['entry']} 类：{part.text}", CELLS[part.row["cell"]])
    covers = _covers(found, verdict)
    for key in _rules(found, verdict, covers):
        trace.rest(rules("permit_catalogue")[key], "管理类别", VERDICTS[verdict])
    return Classified.model_validate(
        {
            "verdict": verdict,
            "covers": covers,
            "at_least": found.lowest or "none",
            "at_most": found.highest or "none",
            "otherwise": found.otherwise or "none",
            "entries": [_listed(each.entry) for each in found.found],
            "deciding": [_CATALOGUE.condition(part, each.entry, known) for each, part in deciding],
            "candidates": [_CATALOGUE.condition(part, each.entry, known) for each, part in _open(found, processes)],
            "assumed": [_CATALOGUE.condition(part, each.entry, known) for each, part in found.assumed],
            "notes": tuple(_notes(found, _rules(found, verdict, covers))),
        }
    )


def _behind(found: Answer, processes: Iterable[Judged]) -> Iterator[tuple[Judged, Part]]:
    """Go through the conditions of the general processes that brought a unit into its cell."""
    flags = {flag for _each, part in found.deciding for flag in part.flags}
    for each in processes:
        if f"general_{each.lowest}" in flags:
            yield from ((each, part) for part in each.deciding)


def _open(found: Answer, processes: Iterable[Judged]) -> Iterator[tuple[Judged, Part]]:
    yield from found.open
    if any(flag in _GENERAL for _each, part in found.open for flag in part.flags):
        yield from ((each, part) for each in processes for part in each.open)


def _covers(found: Answer, verdict: str) -> Covers:
    if verdict in {"none", "person"}:
        return "none"
    whole = any(not set(part.flags) & set(_GENERAL) for _each, part in found.deciding)
    return "whole" if whole else "processes"


def _rules(found: Answer, verdict: str, covers: str) -> Iterator[str]:
    """Go through the articles that the outcome rests on."""
    entries = {int(each.entry["entry"]) for each in found.found}
    yield "unlisted" if verdict == "none" else "cell"
    if _OTHERS in entries:
        yield "other_trades"
    elif covers == "processes":
        yield "processes_only"
    if verdict == "registration":
        yield "registration"
    if len(entries) > 1:
        yield "one_permit"


def _notes(found: Answer, applied: Iterable[str]) -> Iterator[str]:
    columns = ("category", *CELLS)
    texts = "；".join(each.entry[column] for each in found.found for column in columns)
    wanted = set(applied) | {"new_unit", "excluded"}
    for key, row in rules("permit_catalogue").items():
        if key in wanted or re.search(_NOTES.get(key, "$^"), texts):
            yield f"{row['clause']}：{row['what']}"


def _entries(facts: Unit) -> tuple[Row, ...]:
    found = [find.by_number("permit_catalogue", number) for number in facts.entries]
    if facts.words and not found:
        found += find.one(find.by_words("permit_catalogue", facts.words, CELLS), "words", facts.words, "行业名称")
    if facts.code and not found:
        found += _by_code(find.bare_code(facts.code))
    if not found:
        raise refuse("code", "请写行业代码、名录序号或行业名称中的至少一项", "行业代码")
    return tuple({row.number: row for row in found}.values())


def _by_code(code: str) -> tuple[Row, ...]:
    found = find.by_code("permit_catalogue", code) or (find.by_number("permit_catalogue", _OTHERS),)
    if _OTHERS in {int(row["entry"]) for row in found} or _covered(code, found):
        return found
    return find.one(found, "code", code, "行业代码")


def _covered(code: str, found: Iterable[Row]) -> bool:
    return any(code.startswith(each) for row in found for each in find.codes_of(row))


def _general(facts: Unit) -> tuple[Row, ...]:
    return tuple(find.by_number("permit_catalogue", _ENTRY[each]) for each in facts.processes or ())


def _listed(row: Row) -> Listed:
    names = ("group", "category", *CELLS)
    return Listed.model_validate({"entry": int(row["entry"])} | {name: row[name] for name in names})


class LookedUp(Outcome):
    """The entries found; entry 108 for an industry that entries 1 to 107 do not name."""

    numbers: Annotated[str, Label("名录序号", help="以、分隔")]
    entries: Annotated[tuple[Listed, ...], Label("条目")]


def look_up_rows(columns: Columns, _trace: Trace) -> Columns:
    """Look many codes or words up: their entries' numbers, categories and cells, `needs_check`."""
    return rows_of(columns, _found, ("category", *CELLS))


@calculation("permit_catalogue.look_up", "排污许可分类管理名录查询", (NORM,), rows=look_up_rows)
def look_up(facts: Wanted, trace: Trace) -> LookedUp:
    """Return the entries of an industry code or of words, as printed."""
    rows = _found(facts.code, facts.words)
    for row in rows:
        trace.rest(row, f"第 {row['entry']} 类", row["category"])
    return LookedUp(numbers=numbers(rows), entries=tuple(map(_listed, rows)))


def _found(code: str, words: str) -> tuple[Row, ...]:
    if code:
        others = find.by_number("permit_catalogue", _OTHERS)
        return find.by_code("permit_catalogue", find.bare_code(code)) or (others,)
    if not words:
        raise refuse("code", "请写行业代码或行业名称", "行业代码")
    return find.by_words("permit_catalogue", words, CELLS)
