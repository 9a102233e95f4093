"""Noise at the boundary of a plant: correction for the background, limits by zone and time of day (GB 12348-2008)."""

from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, checked
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules, table
from ecosteward.norms.kernel.trace import Trace

Zone = Literal["0", "1", "2", "3", "4"]
Period = Literal["day", "night"]
Burst = Literal["", "frequent", "sporadic"]
Verdict = Literal["within", "over", "remeasure"]
ZONES = {zone: f"{zone} 类声环境功能区" for zone in "01234"}
PERIODS = {"day": "昼间", "night": "夜间"}
BURSTS = {"": "无", "frequent": "频发噪声", "sporadic": "偶发噪声"}
VERDICTS = {"within": "达标", "over": "超标", "remeasure": "降低背景噪声后再测"}
CODES: tuple[Verdict, ...] = ("within", "over", "remeasure")
_WITHIN, _OVER, _REMEASURE = range(3)
_NOISE = 1e-9  # dB: what the arithmetic may add or take


class Measured(Facts):
    """One measuring point in one part of the day; each point and part is judged by itself."""

    zone: Annotated[Zone, Label("厂界外声环境功能区", ZONES)]
    period: Annotated[Period, Label("时段", PERIODS)]
    level: Annotated[float, Quantity("等效声级（测量值）", "dB(A)", ge=0, le=194)]
    background: Annotated[float | None, Quantity("背景噪声值", "dB(A)", ge=0, le=194)] = None
    near: Annotated[bool, Label("厂界与敏感建筑物不足 1 m，在室内测量")] = False
    burst: Annotated[Burst, Label("夜间频发、偶发噪声", BURSTS)] = ""
    maximum: Annotated[float | None, Quantity("夜间最大声级", "dB(A)", ge=0, le=194)] = None


class Judged(Outcome):
    """How the point stands to its limit."""

    verdict: Annotated[Verdict, Label("结论", VERDICTS)]
    corrected: Annotated[float | None, Quantity("修正后的等效声级", "dB(A)")]
    limit: Annotated[float, Quantity("限值", "dB(A)")]
    maximum_over: Annotated[bool, Label("最大声级超标")]


class _Found(NamedTuple):
    """What was found of each point; `correction` is NaN where none was made."""

    code: NDArray[np.int_]
    correction: NDArray[np.float64]
    limit: NDArray[np.float64]
    maximum_over: NDArray[np.bool_]
    half: NDArray[np.bool_]


def judge_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return `verdict`, `corrected`, `limit`, `maximum_over` and `needs_check` for many points."""
    found = _judged(columns)
    corrected = columns["level"] + np.nan_to_num(found.correction)
    return {
        "verdict": np.array(CODES, dtype=object)[found.code],
        "corrected": np.where(_close(columns), np.nan, corrected),
        "limit": found.limit,
        "maximum_over": found.maximum_over,
        "needs_check": found.half | np.isnan(columns["background"]),
    }


@calculation("gb12348.judge", "工业企业厂界噪声判定", ("GB 12348-2008",), rows=judge_rows)
def judge(facts: Measured, trace: Trace) -> Judged:
    """Judge one point. Source: GB 12348-2008, 4.1, 5.7 and 6."""
    columns = checked(Measured, {name: [value] for name, value in facts})
    found, rule = _judged(columns), rules("gb12348")
    row = table("gb12348_limits").one(zone=facts.zone)
    trace.take(row, facts.period, f"{ZONES[facts.zone]}{PERIODS[facts.period]}限值", "dB(A)")
    if facts.near:
        trace.take(rule["near"])
    corrected = _correct(facts, found, trace)
    if facts.burst:
        trace.take(rule[facts.burst])
        trace.rest(rule["direct"], "最大声级", "超标" if found.maximum_over[0] else "达标")
    verdict = CODES[found.code[0]]
    trace.rest(rule["lower_background" if verdict == "remeasure" else "over"], "结论", VERDICTS[verdict])
    limit, maximum_over = float(found.limit[0]), bool(found.maximum_over[0])
    return Judged(verdict=verdict, corrected=corrected, limit=limit, maximum_over=maximum_over)


def _correct(facts: Measured, found: _Found, trace: Trace) -> float | None:
    """Tell how the level was corrected; None where the background is too near to it."""
    rule, correction = rules("gb12348"), float(found.correction[0])
    if facts.background is None:
        trace.rest(rule["no_background"], "修正", 0.0, "dB(A)")
        return facts.level
    if facts.level - facts.background < rule["lower_background"].figure() - _NOISE:
        return None
    if np.isnan(correction):
        trace.take(rule["no_correction"])
        return facts.level
    trace.rest(rule["round"], "与背景噪声的差值", facts.level - facts.background, "dB(A)")
    if found.half[0]:
        trace.rest(rule["half"], rule["half"]["what"], facts.level - facts.background, "dB(A)")
    row = next(row for row in table("gb12348_corrections") if row.figure("correction") == correction)
    return facts.level + trace.take(row, "correction", "修正值", "dB(A)")


def _judged(columns: Columns) -> _Found:
    _refuse_bursts(columns)
    rule, near = rules("gb12348"), rules("gb12348")["near"].figure()
    limits = {row["zone"]: (row.figure("day"), row.figure("night")) for row in table("gb12348_limits")}
    by_zone = np.array([limits[zone] for zone in columns["zone"].tolist()]).reshape(-1, 2)
    limit = np.where(columns["period"] == "day", by_zone[:, 0], by_zone[:, 1]) - near * columns["near"]
    correction, half = _corrections(columns["level"] - columns["background"])
    corrected = columns["level"] + np.nan_to_num(correction)
    allowed = np.select([columns["burst"] == each for each in ("frequent", "sporadic")],
                        [rule[each].figure() for each in ("frequent", "sporadic")], np.nan)  # fmt: skip
    maximum_over = columns["maximum"] - limit > allowed + _NOISE
    over = (corrected - limit > _NOISE) & ~_close(columns)
    code = np.select([over | maximum_over, _close(columns)], [_OVER, _REMEASURE], _WITHIN)
    return _Found(code, correction, limit, maximum_over, half)


def _close(columns: Columns) -> NDArray[np.bool_]:
    """Tell where the background is too near to the level to be taken off."""
    least = rules("gb12348")["lower_background"].figure() - _NOISE
    found: NDArray[np.bool_] = columns["level"] - columns["background"] < least
    return found


def _corrections(above: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the corrections for levels so much above the background (NaN for none), and where a half was rounded up."""
    most = rules("gb12348")["no_correction"].figure() + _NOISE
    tidy = np.round(above, 6)
    whole = np.where(above <= most, np.floor(tidy + 0.5), np.nan)
    found = np.full(len(above), np.nan)
    for row in table("gb12348_corrections"):
        found[(whole >= row.figure("from")) & (whole <= row.figure("to"))] = row.figure("correction")
    least = rules("gb12348")["lower_background"].figure() - _NOISE
    found[above < least] = np.nan
    return found, (tidy % 1 == 0.5) & ~np.isnan(found)  # noqa: PLR2004  # a half


def _refuse_bursts(columns: Columns) -> None:
    has = columns["burst"] != ""
    several = len(has) > 1
    for wrong, field, label, words in (
        (has & (columns["period"] == "day"), "burst", "夜间频发、偶发噪声", "最大声级只在夜间评价"),
        (has & np.isnan(columns["maximum"]), "maximum", "夜间最大声级", "有频发或偶发噪声时须填"),
        (~has & ~np.isnan(columns["maximum"]), "burst", "夜间频发、偶发噪声", "填了最大声级，请选频发或偶发"),
    ):
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0]) + 1
            raise refuse(f"第 {row} 行 {field}" if several else field, words, label)
