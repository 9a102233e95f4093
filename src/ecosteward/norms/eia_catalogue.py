"""Which EIA a construction project needs: report, form, registration or none (建设项目环境影响评价分类管理名录 2021)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from ecosteward.norms.catalogue import find
from ecosteward.norms.catalogue.known import Amount, Known, amounts_of
from ecosteward.norms.catalogue.look import Wanted, numbers, rows_of
from ecosteward.norms.catalogue.outcome import Answer, Catalogue, Condition, answer, answers, check_amounts
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

NORM = "建设项目环境影响评价分类管理名录（2021年版）"
Verdict = Literal["report", "form", "registration", "exempt", "person"]
CELLS = {"report": "报告书", "form": "报告表", "registration": "登记表"}
VERDICTS = {**CELLS, "exempt": "不纳入环评管理", "person": "须由人判定"}
FLAGS = {"sensitive": "是否涉及环境敏感区", "star": "是否在工业建筑中生产"}
_CATALOGUE = Catalogue("eia_catalogue", CELLS, FLAGS)
_NOTES = {
    "plating": "电镀",
    "mixing": "单纯混合|分装",
    "sewage": "城乡污水",
    "star": r"\*",
    "new_scale": r"\d",
}  # what brings a note of the catalogue up, in an entry's own words


class Project(Facts):
    """A project as known so far; the open conditions come back to be answered."""

    code: Annotated[str, Label("行业代码", help="GB/T 4754-2017，2 至 4 位，可带门类字母")] = ""
    words: Annotated[str, Label("项目名称或用词", help="在名录的项目类别和条件中找")] = ""
    entries: Annotated[tuple[int, ...], Label("名录序号", help="1 至 173，可写多个")] = ()
    amounts: Annotated[tuple[Amount, ...], Label("数量", help="均指新增规模")] = ()
    sensitive_area: Annotated[
        bool | None, Label("是否涉及本栏目所指的环境敏感区", help="可用 eia_catalogue.sensitive 逐一判断")
    ] = None
    industrial_building: Annotated[bool, Label("是否在工业建筑中生产", help="名录标“*”的类别只管工业建筑")] = True
    holds: Annotated[tuple[str, ...], Label("符合的条件", help="条件编号，如 36.form.2")] = ()
    fails: Annotated[tuple[str, ...], Label("不符合的条件", help="条件编号")] = ()
    others_fail: Annotated[bool, Label("其余待定条件均不符合")] = False
    on: Annotated[date | None, Label("判定日期")] = None


class Listed(Outcome):
    """An entry of the catalogue as printed."""

    entry: Annotated[int, Label("名录序号")]
    group: Annotated[str, Label("行业")]
    category: Annotated[str, Label("项目类别")]
    report: Annotated[str, Label("报告书")]
    form: Annotated[str, Label("报告表")]
    registration: Annotated[str, Label("登记表")]
    sensitive: Annotated[str, Label("本栏目环境敏感区含义")]


class Classified(Outcome):
    """The kind of EIA, what decided it and what is still open."""

    verdict: Annotated[Verdict, Label("环评类别", VERDICTS)]
    at_least: Annotated[Verdict, Label("至少为", VERDICTS)]
    at_most: Annotated[Verdict, Label("至多为", VERDICTS)]
    otherwise: Annotated[Verdict, Label("待定条件均不符合时", VERDICTS)]
    entries: Annotated[tuple[Listed, ...], Label("所涉条目")]
    deciding: Annotated[tuple[Condition, ...], Label("据以判定的条件")]
    candidates: Annotated[tuple[Condition, ...], Label("待定的条件")]
    assumed: Annotated[tuple[Condition, ...], Label("按“其余均不符合”处理的条件")]
    notes: Annotated[tuple[str, ...], Label("名录的规定和说明")]


@calculation("eia_catalogue.classify", "建设项目环评类别判定", (NORM,))
def classify(facts: Project, trace: Trace) -> Classified:
    """Classify a project. Source: 名录（2021年版）, articles 2, 4 and 5, the table and its notes."""
    if facts.on is not None:
        trace.edition("建设项目环境影响评价分类管理名录", facts.on)
    entries = _entries(facts)
    known = Known(
        amounts_of(facts.amounts),
        {"sensitive": facts.sensitive_area, "star": facts.industrial_building},
        find.bare_code(facts.code) if facts.code else "",
        answers(_CATALOGUE, entries, facts.holds, facts.fails),
        frozenset((*facts.holds, *facts.fails)),
        facts.others_fail,
    )
    check_amounts(_CATALOGUE, entries, known)
    return _told(answer(_CATALOGUE, entries, known, trace), known, trace)


def _told(found: Answer, known: Known, trace: Trace) -> Classified:
    looked_through = bool(found.found) or known.others_fail  # not listed by code may be listed without one
    verdict = _verdict(found.lowest) if found.decided and looked_through else "person"
    for each, part in found.deciding:
        trace.rest(part.row, f"第 {each.entry['entry']} 项：{part.text}", CELLS[str(each.lowest)])
    rule = _rule(found, verdict)
    trace.rest(rules("eia_catalogue")[rule], "环评类别", VERDICTS[verdict])
    return Classified.model_validate(
        {
            "verdict": verdict,
            "at_least": _verdict(found.lowest),
            "at_most": _verdict(found.highest) if looked_through else "report",
            "otherwise": _verdict(found.otherwise),
            "entries": [_listed(each.entry) for each in found.found],
            "deciding": [_CATALOGUE.condition(part, each.entry, known) for each, part in found.deciding],
            "candidates": [_CATALOGUE.condition(part, each.entry, known) for each, part in found.open],
            "assumed": [_CATALOGUE.condition(part, each.entry, known) for each, part in found.assumed],
            "notes": tuple(_notes([each.entry for each in found.found], verdict)),
        }
    )


def _rule(found: Answer, verdict: str) -> str:
    if verdict == "exempt" or not found.found:
        return "unlisted" if verdict == "exempt" else "uncoded"
    return "highest" if len(found.found) > 1 else "cell"


def _verdict(cell: str | None) -> str:
    return cell or "exempt"


def _entries(facts: Project) -> tuple[Row, ...]:
    found = [find.by_number("eia_catalogue", number) for number in facts.entries]
    if facts.words and not found:
        found += find.one(find.by_words("eia_catalogue", facts.words, CELLS), "words", facts.words, "项目名称")
    if facts.code:
        found += _by_code(find.bare_code(facts.code), bool(found))
    if not (found or facts.code):
        raise refuse("code", "请写行业代码、名录序号或项目名称中的至少一项", "行业代码")
    return tuple({row.number: row for row in found}.values())


def _by_code(code: str, others: bool) -> tuple[Row, ...]:
    found = find.by_code("eia_catalogue", code)
    if not found or others:
        return _unlisted(code, others) if not found else ()
    if any(code.startswith(each) for row in found for each in find.codes_of(row)):
        return found
    return find.one(found, "code", code, "行业代码")


def _unlisted(code: str, others: bool) -> tuple[Row, ...]:
    """Return nothing for an industry that the catalogue goes through by code without naming this one."""
    divisions = {each[:2] for row in table("eia_catalogue_entries") for each in find.codes_of(row)}
    if code[:2] in divisions or others:
        return ()
    near = find.nearest_code("eia_catalogue", code)
    raise refuse(
        "code", f"名录没有按行业代码 {code} 列的条目，请改用项目名称或序号查找；代码相近的：{near}", "行业代码"
    )


def _notes(entries: list[Row], verdict: str) -> Iterator[str]:
    texts = "；".join("；".join(row[cell] for cell in ("category", "codes", *CELLS)) for row in entries)
    for key, row in rules("eia_catalogue").items():
        wanted = key in {"modified", "highest"} or (key == "unlisted" and verdict == "exempt")
        wanted |= key == "uncoded" and not entries
        if wanted or re.search(_NOTES.get(key, "$^"), texts):
            yield f"{row['clause']}：{row['what']}"


def _listed(row: Row) -> Listed:
    names = ("group", "category", *CELLS, "sensitive")
    return Listed.model_validate({"entry": int(row["entry"])} | {name: row[name] for name in names})


class LookedUp(Outcome):
    """The entries found; none where the catalogue does not list the industry."""

    numbers: Annotated[str, Label("名录序号", help="以、分隔；空为名录未列")]
    entries: Annotated[tuple[Listed, ...], Label("条目")]


def look_up_rows(columns: Columns, _trace: Trace) -> Columns:
    """Look many codes or words up: their entries' numbers, categories and cells, `needs_check`."""
    return rows_of(columns, _found, ("category", *CELLS))


@calculation("eia_catalogue.look_up", "环评分类管理名录查询", (NORM,), rows=look_up_rows)
def look_up(facts: Wanted, trace: Trace) -> LookedUp:
    """Return the entries of an industry code or of words, as printed."""
    rows = _found(facts.code, facts.words)
    for row in rows:
        trace.rest(row, f"第 {row['entry']} 项", row["category"])
    if not rows:
        trace.rest(rules("eia_catalogue")["uncoded"], "名录未按代码列此行业", facts.code)
    return LookedUp(numbers=numbers(rows), entries=tuple(map(_listed, rows)))


def _found(code: str, words: str) -> tuple[Row, ...]:
    if code:
        bare = find.bare_code(code)
        return find.by_code("eia_catalogue", bare) or _unlisted(bare, others=False)
    if not words:
        raise refuse("code", "请写行业代码或项目名称", "行业代码")
    return find.by_words("eia_catalogue", words, CELLS)
