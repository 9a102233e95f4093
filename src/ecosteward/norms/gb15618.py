"""Soil of farmland: contents against screening and intervention values by pH and use (GB 15618-2018)."""

from functools import cache
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

Land = Literal["paddy", "rotation", "orchard", "other"]
Verdict = Literal["low", "watch", "strict"]
LANDS = {"paddy": "水田", "rotation": "水旱轮作", "orchard": "果园", "other": "其他"}
VERDICTS = {"low": "优先保护：风险低，一般可忽略", "watch": "安全利用：可能存在风险", "strict": "严格管控：风险高"}
_CODES = np.array(list(VERDICTS), dtype=object)
# Which rows of the table a use reads, the stricter of several counting.
_READS = {"paddy": ("paddy",), "rotation": ("paddy", "other"), "orchard": ("orchard",), "other": ("other",)}
BANDS = ("1", "2", "3", "4")


class Sample(Facts):
    """One result of the laboratory: total content, and the pH of the same soil."""

    pollutant: Annotated[str, Label("污染物", help="表1、表2 所印名称或元素符号")]
    content: Annotated[float, Quantity("总量", "mg/kg", ge=0)]
    ph: Annotated[float, Quantity("土壤 pH", "", ge=0, le=14)]
    land: Annotated[Land, Label("用地", LANDS)] = "other"


class Screened(Outcome):
    """How the result stands to the norm's values."""

    verdict: Annotated[Verdict, Label("结论", VERDICTS)]
    screening: Annotated[float, Quantity("风险筛选值", "mg/kg")]
    intervention: Annotated[float | None, Quantity("风险管制值（无则空）", "mg/kg")]
    multiple: Annotated[float, Quantity("超标倍数（相对筛选值，0 为不超）", "倍")]


def screen_rows(columns: Columns, _trace: Trace) -> Columns:
    """Screen many results: a column for each field of Screened (intervention NaN where none), and `needs_check`."""
    names, places = coded(columns["pollutant"])
    lands, uses = coded(columns["land"])
    bands = _band(columns["ph"])
    screening = np.array([[[_limit(each, use, band)[0].figure() for band in BANDS] for use in lands] for each in names])
    intervention = np.array([[_figure(_intervention(each, band)) for band in BANDS] for each in names])
    limit, upper = screening.reshape(-1, len(lands), 4)[places, uses, bands], intervention[places, bands]
    codes = _judge(columns["content"], limit, upper)
    return {
        "verdict": _CODES[codes],
        "screening": limit,
        "intervention": upper,
        "multiple": np.maximum(columns["content"] / limit - 1, 0),
        "needs_check": np.full(len(codes), not all(rules("gb15618")[code].verified() for code in VERDICTS)),
    }


@calculation("gb15618.screen", "农用地土壤污染风险筛选", ("GB 15618-2018",), rows=screen_rows)
def screen(facts: Sample, trace: Trace) -> Screened:
    """Screen one result. Source: GB 15618-2018, tables 1 to 3 and clause 6."""
    rule = rules("gb15618")
    band = BANDS[int(_band(np.array([facts.ph]))[0])]
    trace.rest(rule["bands"], "pH 分段", int(band), "段")
    found = _limit(facts.pollutant, facts.land, band)
    if len(_READS[facts.land]) > 1 and len(found) > 1:
        trace.rest(rule["rotation"], "水旱轮作取较严者", found[0].figure(), "mg/kg")
    limit = trace.take(found[0], what=f"{found[0]['pollutant']}风险筛选值", unit="mg/kg")
    upper = _intervention(facts.pollutant, band)
    over = trace.take(upper, what=f"{upper['pollutant']}风险管制值", unit="mg/kg") if upper else None
    if upper is None:
        trace.rest(rule["no_intervention"], "管制值", "无")
    code = int(_judge(np.array([facts.content]), np.array([limit]), np.array([_figure(upper)]))[0])
    multiple = trace.rest(rule["multiple"], "超标倍数", max(facts.content / limit - 1, 0.0), "倍")
    verdict: Verdict = ("low", "watch", "strict")[code]
    trace.rest(rule[verdict], "结论", VERDICTS[verdict])
    return Screened(verdict=verdict, screening=limit, intervention=over, multiple=multiple)


def _judge(
    content: NDArray[np.float64], screening: NDArray[np.float64], intervention: NDArray[np.float64]
) -> NDArray[np.int_]:
    """Return the place of each verdict in VERDICTS; NaN is no intervention value."""
    return np.select([content <= screening, content > intervention], [0, 2], 1)


def _band(ph: NDArray[np.float64]) -> NDArray[np.intp]:
    edges = [float(edge) for edge in rules("gb15618")["bands"]["value"].split(";")]
    return np.searchsorted(edges, ph, side="left")


@cache
def _limit(name: str, land: str, band: str) -> tuple[Row, ...]:
    """Return the screening rows that the use reads, the strictest first."""
    rows = [row for row in _of(name) if row["kind"] == "screening" and row["ph_band"] in {band, "all"}]
    by_land = {row["land"]: row for row in rows}
    found = {each: by_land.get(each) or by_land.get("other") or by_land["all"] for each in _READS[land]}
    return tuple(sorted(set(found.values()), key=Row.figure))


def _intervention(name: str, band: str) -> Row | None:
    return next((row for row in _of(name) if row["kind"] == "intervention" and row["ph_band"] == band), None)


def _figure(row: Row | None) -> float:
    return row.figure() if row else np.nan


def _of(name: str) -> tuple[Row, ...]:
    plain = name.strip()
    rows = tuple(row for row in table("gb15618_2018") if plain in {row["pollutant"], row["symbol"]})
    if not rows:
        known = "、".join(dict.fromkeys(row["pollutant"] for row in table("gb15618_2018")))
        raise refuse("pollutant", f"表1、表2 中没有 {name}；有 {known}", "污染物")
    return rows
