"""The national list of hazardous wastes: a code's waste, its hazards, where it is exempt (国家危险废物名录 2021)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Literal

import numpy as np

from ecosteward.norms.catalogue.find import nearest
from ecosteward.norms.catalogue.look import found_each
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.editions import in_force
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

NORM = "国家危险废物名录（2021年版）"
_CODE = re.compile(r"\d{3}-\d{3}-\d{2}")
_IDENTIFIED = re.compile(r"900-000-(\d{2})")
MOST = 30
Link = Literal["collect", "transport", "store", "use", "dispose"]
Exemption = Literal["exempt", "person", "not_exempt"]
LINKS = {"collect": "收集", "transport": "运输", "store": "贮存", "use": "利用", "dispose": "处置"}
EXEMPTIONS = {"exempt": "豁免", "person": "须由人核对豁免条件", "not_exempt": "不豁免"}


class Wanted(Facts):
    """What to look up, and the day that chooses the edition."""

    on: Annotated[date, Label("判定日期")]
    code: Annotated[str, Label("废物代码", help="8 位，如 900-249-08；或类别，如 HW08")] = ""
    words: Annotated[str, Label("废物用词", help="在危险废物一栏中找，可用空格分开几个词")] = ""


class Waste(Outcome):
    """One waste of the list."""

    code: Annotated[str, Label("废物代码")]
    category: Annotated[str, Label("废物类别")]
    category_name: Annotated[str, Label("类别名称")]
    industry: Annotated[str, Label("行业来源")]
    waste: Annotated[str, Label("危险废物")]
    characteristics: Annotated[str, Label("危险特性代码")]
    hazards: Annotated[str, Label("危险特性")]


class Exempt(Outcome):
    """One row of the list of exemptions."""

    key: Annotated[str, Label("豁免编号", help="清单序号.行")]
    scope: Annotated[str, Label("废物类别/代码")]
    waste: Annotated[str, Label("危险废物")]
    link: Annotated[str, Label("豁免环节")]
    condition: Annotated[str, Label("豁免条件")]
    content: Annotated[str, Label("豁免内容")]


class Found(Outcome):
    """The wastes found, their exemptions, and the edition that counts on the day."""

    edition: Annotated[str, Label("适用的版本")]
    wastes: Annotated[tuple[Waste, ...], Label("危险废物")]
    exemptions: Annotated[tuple[Exempt, ...], Label("豁免管理清单")]
    notes: Annotated[tuple[str, ...], Label("名录的规定")]


def find_rows(columns: Columns, _trace: Trace) -> Columns:
    """Look many codes up: category, industry, waste, hazards and exempt links of each, `needs_check`."""
    found, places = found_each(columns["code"], lambda code: _summary(code or ""))
    new = columns["on"] >= _new_edition()
    if bool((columns["on"] < _old_edition()).any()):
        raise refuse("on", f"有判定日期早于已收录的最早版本 {NORM}", "判定日期")
    names = ("category", "category_name", "industry", "waste", "characteristics", "hazards", "exempt_links")
    told = {name: np.array([each[name] for each in found], dtype=object)[places] for name in names}
    return told | {"needs_check": new | np.array([each["check"] == "true" for each in found], dtype=bool)[places]}


@calculation("waste_catalogue.find", "国家危险废物名录查询", (NORM, "国家危险废物名录（2025年版）"), rows=find_rows)
def find(facts: Wanted, trace: Trace) -> Found:
    """Return the wastes of a code, a category or words. Source: 名录 articles 2, 3, 5 and 6, the table, the appendix."""
    edition = trace.edition("国家危险废物名录", facts.on)
    rows, keys = _found(facts), ["listed", "exempt", "note"]
    for row in rows:
        trace.rest(row, row["code"], row["waste"])
    if _IDENTIFIED.fullmatch(facts.code):
        keys = ["identified"]
    if _is_new(facts.on):
        keys += ["table_2025", "exempt_2025", "identified_2025", "solid_first"]
    told = [rules("waste_catalogue")[key] for key in keys]
    for rule in told:
        trace.rest(rule, rule["what"], facts.code or facts.words)
    exemptions = dict.fromkeys(each for row in rows for each in _exemptions(row))
    return Found(
        edition=edition.number,
        wastes=tuple(map(_waste, rows)),
        exemptions=tuple(map(_exempt, sorted(exemptions, key=lambda row: row.number))),
        notes=tuple(f"{rule['clause']}：{rule['what']}" for rule in told),
    )


class Handled(Facts):
    """A waste at one link of its way, and which conditions a person found met."""

    code: Annotated[str, Label("废物代码", help="8 位，如 772-002-18")]
    link: Annotated[Link, Label("环节", LINKS)]
    on: Annotated[date, Label("判定日期")]
    met: Annotated[tuple[str, ...], Label("已满足条件的豁免编号", help="名称和豁免条件都满足的，如 12.2")] = ()
    not_met: Annotated[tuple[str, ...], Label("不满足的豁免编号")] = ()
    others_not_met: Annotated[bool, Label("其余豁免均不适用")] = False


class Judged(Outcome):
    """Whether the waste is exempt at the link, by which row, and the rows whose conditions are open."""

    verdict: Annotated[Exemption, Label("结论", EXEMPTIONS)]
    deciding: Annotated[tuple[Exempt, ...], Label("据以豁免的各行")]
    candidates: Annotated[tuple[Exempt, ...], Label("条件待核对的各行")]


@calculation("waste_catalogue.exempt", "危险废物豁免管理判定", (NORM, "国家危险废物名录（2025年版）"))
def exempt(facts: Handled, trace: Trace) -> Judged:
    """Judge an exemption; its conditions are words, so a person says which are met. Source: article 3, the appendix."""
    trace.edition("国家危险废物名录", facts.on)
    row = _by_code(facts.code)
    rows = {each["key"]: each for each in (*_exemptions(row), *_by_origin()) if _covers(each, facts.link)}
    _check(facts, rows)
    met = [rows[key] for key in facts.met]
    still = [] if facts.others_not_met else [each for key, each in rows.items() if key not in facts.not_met]
    verdict = "exempt" if met else "person" if still else "not_exempt"
    for each in met:
        trace.rest(each, each["condition"], each["content"])
    trace.rest(rules("waste_catalogue")["exempt" if rows else "not_exempt"], "结论", EXEMPTIONS[verdict])
    if _is_new(facts.on):
        trace.rest(rules("waste_catalogue")["exempt_2025"], "2025 年版的豁免变化", "未取得")
    open_rows = still if verdict == "person" else []
    told = {"verdict": verdict, "deciding": list(map(_exempt, met)), "candidates": list(map(_exempt, open_rows))}
    return Judged.model_validate(told)


def _check(facts: Handled, rows: Mapping[str, Row]) -> None:
    for field, keys in (("met", facts.met), ("not_met", facts.not_met)):
        for number, key in enumerate(keys):
            if key not in rows:
                able = "、".join(rows) or "无"
                raise refuse(f"{field}[{number}]", f"此废物在此环节没有编号为 {key} 的豁免；有：{able}", "豁免编号")
            if key in facts.met and key in facts.not_met:
                raise refuse(f"{field}[{number}]", f"{key} 同时写成了满足和不满足", "豁免编号")


def hazards(characteristics: str) -> str:
    """Write the characteristic codes out: "T，I" → 毒性，可能还有易燃性; "T/C" → one or more of them."""
    words = rules("waste_catalogue")
    if "/" in characteristics:
        return f"{'、'.join(words[each]['what'] for each in characteristics.split('/'))}中的一种或多种"
    first, *others = (words[each]["what"] for each in characteristics.split("，"))
    return f"{first}，可能还有{'、'.join(others)}" if others else first


def _found(facts: Wanted) -> tuple[Row, ...]:
    if not (facts.code or facts.words):
        raise refuse("code", "请写废物代码、类别或用词", "废物代码")
    if facts.code.upper().startswith("HW"):
        rows = _of_category(facts.code.upper())
    else:
        rows = (_by_code(facts.code),) if facts.code else tuple(table("waste_catalogue_wastes"))
    for word in facts.words.split():
        rows = tuple(row for row in rows if word in f"{row['waste']}{row['industry']}{row['category_name']}")
    if not rows:
        every = tuple(table("waste_catalogue_wastes"))
        near = nearest(facts.words, every, lambda row: f"{row['code']} {row['waste']}")
        raise refuse("words", f"名录中没有“{facts.words}”；最接近的：{near}", "废物用词")
    if facts.words and len(rows) > MOST:
        raise refuse("words", f"“{facts.words}”有 {len(rows)} 种，请多写几个词或写类别", "废物用词")
    return rows


def _of_category(category: str) -> tuple[Row, ...]:
    rows = table("waste_catalogue_wastes").where(category=category)
    if not rows:
        known = "、".join(dict.fromkeys(row["category"] for row in table("waste_catalogue_wastes")))
        raise refuse("code", f"名录没有类别 {category}；有：{known}", "废物代码")
    return rows


@cache
def _codes() -> Mapping[str, Row]:
    return {row["code"]: row for row in table("waste_catalogue_wastes")}


def _by_code(code: str) -> Row:
    """Return the row of a code; that of an identified waste 900-000-×× is its category's. Raises RefusedError."""
    found = _codes().get(code) or _identified(code)
    if found is None:
        if not _CODE.fullmatch(code):
            raise refuse("code", f"{code} 不是废物代码，应为 8 位，如 900-249-08", "废物代码")
        near = nearest(code, table("waste_catalogue_wastes"), lambda row: row["code"])
        raise refuse("code", f"2021 年版名录没有 {code}（2025 年版新增代码未取得）；最接近的：{near}", "废物代码")
    return found


def _identified(code: str) -> Row | None:
    match = _IDENTIFIED.fullmatch(code)
    rows = table("waste_catalogue_wastes").where(category=f"HW{match[1]}") if match else ()
    if not rows:
        return None
    told = {"code": code, "industry": "经鉴别具有危险特性的固体废物", "waste": "按鉴别结论", "characteristics": ""}
    return Row(rows[0].table, rows[0].number, {**rows[0].cells, **told, "clause": "第六条"})


def _exemptions(row: Row) -> Iterator[Row]:
    for each in table("waste_catalogue_exemptions"):
        if {row["code"], row["category"]} & set(each["codes"].split()):
            yield each


def _by_origin() -> Iterator[Row]:
    """Go through the exemptions that go by where a waste comes from, not by its code."""
    yield from (each for each in table("waste_catalogue_exemptions") if not each.has("codes"))


def _covers(row: Row, link: str) -> bool:
    return LINKS[link] in row["link"].split("、") or row["link"] == "全部环节"


def _waste(row: Row) -> Waste:
    names = ("code", "category", "category_name", "industry", "waste", "characteristics")
    written = hazards(row["characteristics"]) if row.has("characteristics") else "按鉴别结论"
    return Waste.model_validate({name: row[name] for name in names} | {"hazards": written})


def _exempt(row: Row) -> Exempt:
    return Exempt.model_validate({name: row[name] for name in Exempt.model_fields})


def _summary(code: str) -> dict[str, str]:
    row = _by_code(code)
    links = dict.fromkeys(each["link"] for each in _exemptions(row))
    told = _waste(row).model_dump()
    return {**told, "exempt_links": "、".join(links), "check": "false" if row.verified() else "true"}


def _is_new(on: date) -> bool:
    return in_force("国家危险废物名录", on).number != NORM


def _new_edition() -> np.datetime64:
    return np.datetime64(in_force("国家危险废物名录", date.max).effective, "D")


def _old_edition() -> np.datetime64:
    return np.datetime64(table("editions").one(number=NORM)["effective"], "D")
