"""Soil of land for construction: contents against screening and intervention values (GB 36600-2018)."""

from functools import cache
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.names import plain
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

Land = Literal["class1", "class2", "unknown"]
Verdict = Literal["negligible", "background", "investigate", "unacceptable"]
LANDS = {"class1": "第一类用地", "class2": "第二类用地", "unknown": "规划用途不明"}
VERDICTS = {
    "negligible": "风险可忽略",
    "background": "不高于背景值，不纳入污染地块管理",
    "investigate": "应开展详细调查和风险评估",
    "unacceptable": "风险通常不可接受，应管控或修复",
}
_CODES = np.array(list(VERDICTS), dtype=object)
_NEGLIGIBLE, _BACKGROUND, _INVESTIGATE, _UNACCEPTABLE = range(4)


class Sample(Facts):
    """One result of the laboratory."""

    pollutant: Annotated[str, Label("污染物", help="表1、表2 所印名称或 CAS 号")]
    content: Annotated[float, Quantity("含量", "mg/kg", ge=0)]
    land: Annotated[Land, Label("用地类别", LANDS)] = "unknown"
    background: Annotated[float | None, Quantity("土壤环境背景值", "mg/kg", ge=0)] = None


class Screened(Outcome):
    """How the result stands to the norm's values."""

    verdict: Annotated[Verdict, Label("结论", VERDICTS)]
    screening: Annotated[float, Quantity("筛选值", "mg/kg")]
    intervention: Annotated[float, Quantity("管制值", "mg/kg")]
    multiple: Annotated[float, Quantity("超标倍数（相对筛选值，0 为不超）", "倍")]


def screen_rows(columns: Columns, _trace: Trace) -> Columns:
    """Screen many results: a column for each field of Screened, and `needs_check`."""
    found, places = coded(columns["pollutant"])
    rows = [_row(name) for name in found]
    land = np.where(columns["land"] == "class2", 1, 0)
    screening, intervention = (_values(rows, kind)[places, land] for kind in ("screening", "intervention"))
    keeps_background = np.array([row["background"] == "true" for row in rows])[places]
    codes = _judge(
        columns["content"], screening, intervention, np.where(keeps_background, columns["background"], np.nan)
    )
    return {
        "verdict": _CODES[codes],
        "screening": screening,
        "intervention": intervention,
        "multiple": np.maximum(columns["content"] / screening - 1, 0),
        "needs_check": ~np.array([row.verified("screening_class1") for row in rows])[places],
    }


@calculation("gb36600.screen", "建设用地土壤污染风险筛选", ("GB 36600-2018",), rows=screen_rows)
def screen(facts: Sample, trace: Trace) -> Screened:
    """Screen one result. Source: GB 36600-2018, 5.3 and tables 1 and 2."""
    row, rule = _row(facts.pollutant), rules("gb36600")
    if facts.land == "unknown":
        trace.rest(rule["unknown_use"], rule["unknown_use"]["what"], LANDS["class1"])
    land = "class2" if facts.land == "class2" else "class1"
    screening = trace.take(row, f"screening_{land}", f"{row['pollutant']}筛选值（{LANDS[land]}）", "mg/kg")
    intervention = trace.take(row, f"intervention_{land}", f"{row['pollutant']}管制值（{LANDS[land]}）", "mg/kg")
    background = facts.background if row["background"] == "true" and facts.background is not None else np.nan
    code = int(_judge(*(np.array([each]) for each in (facts.content, screening, intervention, background)))[0])
    multiple = trace.rest(rule["multiple"], "超标倍数", max(facts.content / screening - 1, 0.0), "倍")
    reason = ("equal_is_not_over", "background", "over_screening", "over_intervention")[code]
    verdict = tuple(VERDICTS)[code]
    trace.rest(rule[reason], "结论", VERDICTS[verdict])
    return Screened.model_validate(
        {"verdict": verdict, "screening": screening, "intervention": intervention, "multiple": multiple}
    )


def _judge(
    content: NDArray[np.float64],
    screening: NDArray[np.float64],
    intervention: NDArray[np.float64],
    background: NDArray[np.float64],
) -> NDArray[np.int_]:
    """Return the place of each verdict in VERDICTS; NaN where no background value was given."""
    within = (content > screening) & (content <= background)
    return np.select(
        [content <= screening, within, content > intervention], [_NEGLIGIBLE, _BACKGROUND, _UNACCEPTABLE], _INVESTIGATE
    )


def _values(rows: list[Row], kind: str) -> NDArray[np.float64]:
    return np.array([[row.figure(f"{kind}_class1"), row.figure(f"{kind}_class2")] for row in rows]).reshape(-1, 2)


def _row(name: str) -> Row:
    row = _by_name().get(plain(name))
    if row is None:
        raise refuse("pollutant", f"表1、表2 中没有 {name}，请用标准所印名称或 CAS 号", "污染物")
    return row


@cache
def _by_name() -> dict[str, Row]:
    rows = table("gb36600_2018").rows
    named = {plain(row["pollutant"]): row for row in rows}
    return named | {row["cas"]: row for row in rows if row.has("cas")}
