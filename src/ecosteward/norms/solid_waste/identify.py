"""Whether a matter is solid waste (GB 34330-2017): a person names the items that fit, the order decides."""

from typing import Annotated, Literal

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome
from ecosteward.norms.kernel.tables import Row, table
from ecosteward.norms.kernel.trace import Trace

Verdict = Literal["waste", "not_waste", "product", "person"]
VERDICTS = {
    "waste": "属于固体废物",
    "not_waste": "不作为固体废物（液态废物）管理",
    "product": "按相应的产品管理",
    "person": "须由人判定",
}
_CONDITIONS = {"5.2 a": "quality", "5.2 b": "pollution", "5.2 c": "market"}


class Matter(Facts):
    """A matter, with the items of the norm that a person found to fit; numbers as 4.2 b or 4.2 b 1."""

    origin: Annotated[str, Label("产生来源", help="4.1 至 4.4 中符合的项，如 4.2 b")] = ""
    excluded: Annotated[str, Label("不作为固体废物的情形", help="6.1 a 至 6.3 或 7.1 至 7.3 中符合的项")] = ""
    way: Annotated[str, Label("利用或处置方式", help="5.1 中符合的项，如 5.1 b")] = ""
    made_of_waste: Annotated[bool, Label("是否为利用固体废物生产的产物")] = False
    quality: Annotated[bool | None, Label("符合产品质量标准（5.2 a）")] = None
    pollution: Annotated[bool | None, Label("符合污染控制要求（5.2 b）")] = None
    market: Annotated[bool | None, Label("有稳定、合理的市场需求（5.2 c）")] = None


class Identified(Outcome):
    """Whether it is solid waste, by which item, and what is still open."""

    verdict: Annotated[Verdict, Label("结论", VERDICTS)]
    clause: Annotated[str, Label("依据条款")]
    open: Annotated[tuple[str, ...], Label("待定的条件")]


@calculation("solid_waste.identify", "固体废物鉴别", ("GB 34330-2017",))
def identify(facts: Matter, trace: Trace) -> Identified:
    """Identify a matter. Source: GB 34330-2017, chapters 4 to 7: 6 and 7 before 5.1, 5.1 before 5.2, these before 4."""
    origin, excluded, way = _item("origin", facts.origin), _item("excluded", facts.excluded), _item("way", facts.way)
    if excluded is not None and excluded["section"] == "6.1" and way is not None:
        return Identified(verdict="person", clause="5.1、6.1", open=(f"确属 {excluded['key']} 还是 {way['key']}",))
    if excluded is not None:
        return _by(excluded, "not_waste", trace)
    if way is not None:
        return _by(way, "waste", trace)
    if facts.made_of_waste:
        return _product(facts, trace)
    if origin is not None:
        return _by(origin, "waste", trace)
    return Identified(verdict="person", clause="4", open=("产生来源（4.1 至 4.4）", "不作为固体废物的情形（6、7）"))


_SECTIONS = {"origin": "4", "excluded": "67", "way": "5"}
_LABELS = {"origin": "产生来源", "excluded": "不作为固体废物的情形", "way": "利用或处置方式"}


def _item(field: str, key: str) -> Row | None:
    if not key:
        return None
    rows = [row for row in table("solid_waste_items") if row["section"][0] in _SECTIONS[field]]
    if field == "way":
        rows = [row for row in rows if row["section"] == "5.1"]
    able = {row["key"]: row for row in rows if " " in row["key"] or row["section"] in {"6.3", "7.1", "7.2", "7.3"}}
    found = able.get(" ".join(key.replace("）", " ").split()))
    if found is None:
        listed = "；".join(f"{each} {row['text']}" for each, row in able.items())
        raise refuse(field, f"没有 {key} 项；有：{listed}", _LABELS[field])
    return found


def _by(row: Row, verdict: str, trace: Trace) -> Identified:
    trace.rest(row, row["text"], VERDICTS[verdict])
    return Identified.model_validate({"verdict": verdict, "clause": row["key"], "open": ()})


def _product(facts: Matter, trace: Trace) -> Identified:
    rows = {row["key"]: row for row in table("solid_waste_items").where(section="5.2")}
    met = {key: getattr(facts, name) for key, name in _CONDITIONS.items()}
    for key, holds in met.items():
        if holds is not None:
            trace.rest(rows[key], rows[key]["text"], holds)
    if False in met.values():
        failed = next(key for key, holds in met.items() if holds is False)
        return _by(rows[failed], "waste", trace)
    unknown = tuple(f"{key} {rows[key]['text']}" for key, holds in met.items() if holds is None)
    if unknown:
        return Identified(verdict="person", clause="5.2", open=unknown)
    return _by(rows["5.2"], "product", trace)
