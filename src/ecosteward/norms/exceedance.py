"""Results against limits: upper, lower and ranges, measured or converted, judged only where the datum is valid."""

from typing import Annotated, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms import oxygen
from ecosteward.norms.kernel import units
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import RefusedError, refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

Basis = Literal["sample", "hour", "day", "month"]
Verdict = Literal["within", "over", "below", "not_judged"]
Why = Literal["", "invalid", "no_value", "no_oxygen"]
BASES = {"sample": "一次值", "hour": "小时均值", "day": "日均值", "month": "月均值"}
VERDICTS = {"within": "达标", "over": "超标", "below": "低于下限（超标）", "not_judged": "不判定"}
WHYS = {"": "", "invalid": "数据无效", "no_value": "没有数据", "no_oxygen": "没有含氧量，不能折算"}
CODES: tuple[Verdict, ...] = ("within", "over", "below", "not_judged")
WITHIN, OVER, BELOW, NOT_JUDGED = range(4)
_NOISE = 1e-9  # of a limit: what the conversion of a number may add or take
_WHYS = np.array(list(WHYS), dtype=object)


class Limit(Facts):
    """A limit as the permit or the norm has it."""

    upper: Annotated[float | None, Quantity("限值（上限）", "")] = None
    lower: Annotated[float | None, Quantity("下限（如 pH）", "")] = None
    limit_unit: Annotated[str, Label("限值的单位")]
    basis: Annotated[Basis, Label("限值的时段", BASES)] = "hour"
    inclusive: Annotated[bool, Label("等于限值即超标（限值写作“小于”）")] = False
    converted: Annotated[bool, Label("按基准含氧量折算后比较")] = False
    reference: Annotated[float | None, Quantity("基准含氧量", "%", ge=0, lt=21)] = None
    unit_kind: Annotated[str, Label("燃烧设备类型（不填基准含氧量时）")] = ""


class Compared(Limit):
    """One result and its limit."""

    value: Annotated[float | None, Quantity("监测值（实测）", "")] = None
    unit: Annotated[str, Label("监测值的单位")]
    value_basis: Annotated[Basis, Label("监测值的时段", BASES)] = "hour"
    oxygen: Annotated[float | None, Quantity("实测含氧量", "%", ge=0, lt=21)] = None
    valid: Annotated[bool, Label("数据有效")] = True


class Judged(Outcome):
    """How the result stands to its limit."""

    verdict: Annotated[Verdict, Label("结论", VERDICTS)]
    why: Annotated[Why, Label("不判定的原因", WHYS)]
    compared: Annotated[float | None, Quantity("与限值比较的值", "")]
    multiple: Annotated[float | None, Quantity("超标倍数（范围限值与零限值没有）", "倍")]


class Production(Facts):
    """What a unit made and the water that the norm allows for it."""

    name: Annotated[str, Label("产品")]
    output: Annotated[float, Quantity("产品产量", "t", ge=0)]
    base: Annotated[float, Quantity("单位产品基准排水量", "m3/t", gt=0)]


class Water(Facts):
    """A waste water, diluted or not."""

    concentration: Annotated[float, Quantity("实测水污染物浓度", "mg/L", ge=0)]
    volume: Annotated[float, Quantity("排水总量", "m3", ge=0)]
    products: Annotated[tuple[Production, ...], Label("产品")]


class WaterBase(Outcome):
    """The concentration that the limit is compared with."""

    concentration: Annotated[float, Quantity("用于判定的浓度", "mg/L")]
    by_volume: Annotated[bool, Label("已按基准水量换算")]


class Found(NamedTuple):
    """Verdicts of many results: place in CODES, compared value, multiple, place in WHYS, whether to be checked."""

    code: NDArray[np.int_]
    compared: NDArray[np.float64]
    multiple: NDArray[np.float64]
    why: NDArray[np.int_]
    needs_check: NDArray[np.bool_]


def over(
    values: NDArray[np.float64],
    upper: NDArray[np.float64] | float,
    lower: NDArray[np.float64] | float = np.nan,
    inclusive: NDArray[np.bool_] | bool = False,
) -> NDArray[np.int_]:
    """Return the place in CODES of each value; NaN where there is no value (not judged) or no such limit."""
    with np.errstate(invalid="ignore"):
        above, under = values - upper, lower - values
        slack_above, slack_under = (_NOISE * np.abs(each) for each in (upper, lower))
        is_over = (above > slack_above) | (inclusive & (above >= -slack_above))
        is_below = (under > slack_under) | (inclusive & (under >= -slack_under))
    found: NDArray[np.int_] = np.select([np.isnan(values), is_over, is_below], [NOT_JUDGED, OVER, BELOW], WITHIN)
    return found


def judge_rows(columns: Columns, trace: Trace) -> Columns:
    """Return `verdict`, `why`, `compared`, `multiple` and `needs_check` for many results."""
    found = judged(columns, trace)
    return {
        "verdict": np.array(CODES, dtype=object)[found.code],
        "why": _WHYS[found.why],
        "compared": found.compared,
        "multiple": found.multiple,
        "needs_check": found.needs_check,
    }


@calculation("exceedance.judge", "超标判定", ("通用", "GB 37824-2019", "GB 13271-2014"), rows=judge_rows)
def judge(facts: Compared, trace: Trace) -> Judged:
    """Judge one result. Source: GB 37824-2019, 8.3: over the limit is over, equal to it is not."""
    _refuse_limits(*(np.array([each]) for each in _limit_of(facts)))
    rule = rules("exceedance")
    why, value = _usable(facts)
    if value is None:
        trace.rest(rule["not_valid"], "不判定", WHYS[why])
        return Judged(verdict="not_judged", why=why, compared=None, multiple=None)
    if facts.converted:
        given = {"concentration": value, **facts.model_dump(include={"oxygen", "reference", "unit_kind"})}
        done = oxygen.convert.run(given)
        trace.join(done.steps)
        value = done.outcome.converted
    trace.rest(rule[facts.basis], rule[facts.basis]["what"], BASES[facts.basis])
    upper, lower = (np.nan if each is None else each for each in (facts.upper, facts.lower))
    code = int(over(np.array([value]), upper, lower, facts.inclusive)[0])
    key = "inclusive" if facts.inclusive else "over" if facts.lower is None else "range"
    trace.rest(rule[key], "结论", VERDICTS[CODES[code]])
    multiple = float(_multiples(np.array([code]), np.array([value]), np.array([upper]), np.array([lower]))[0])
    if np.isnan(multiple):
        return Judged(verdict=CODES[code], why="", compared=value, multiple=None)
    trace.work("超标倍数", multiple, "倍", formula="C/限值 − 1，不超标为 0")
    return Judged(verdict=CODES[code], why="", compared=value, multiple=multiple)


@calculation("exceedance.water_base", "基准水量排放浓度", ("GB 31571-2015", "GB 31572-2015"))
def water_base(facts: Water, trace: Trace) -> WaterBase:
    """Convert to the base volume of water. Source: GB 31571-2015, 4.6, formula (1)."""
    rule = rules("exceedance")
    allowed = sum(each.output * each.base for each in facts.products)
    if not allowed:
        raise refuse("products", "产品产量合计为零，不能换算；没有基准排水量的以实测浓度判定", "产品")
    trace.work("基准排水总量", allowed, "m3", formula="Σ Y·Q基")
    ratio = trace.work("排水总量与基准排水总量之比", facts.volume / allowed, formula="Q总/Σ(Y·Q基)")
    if ratio < trace.take(rule["water_measured"]):
        return WaterBase(concentration=facts.concentration, by_volume=False)
    found = trace.rest(rule["water_base"], rule["water_base"]["what"], facts.concentration * ratio, "mg/L")
    return WaterBase(concentration=found, by_volume=True)


def judged(columns: Columns, trace: Trace) -> Found:
    """Judge many results with the fields of Compared. Raises RefusedError for limits that cannot be compared with."""
    names = ("upper", "lower", "basis", "value_basis", "unit", "limit_unit")
    _refuse_limits(*(columns[name] for name in names))
    values, sure = _converted(columns, trace)
    why = np.select(
        [~columns["valid"], np.isnan(columns["value"]), np.isnan(values)], [1, 2, 3], 0
    )  # the places in WHYS
    compared = np.where(why == 0, values, np.nan)
    code = over(compared, columns["upper"], columns["lower"], columns["inclusive"])
    multiple = _multiples(code, compared, columns["upper"], columns["lower"])
    rule = rules("exceedance")
    by_basis = np.isin(columns["basis"].astype(str), [key for key in BASES if rule[key].verified()])
    ways = [columns["inclusive"], ~np.isnan(columns["lower"])]
    by_way = np.select(ways, [rule["inclusive"].verified(), rule["range"].verified()], rule["over"].verified())
    certain = np.where(why == 0, by_basis & by_way & sure, rule["not_valid"].verified())
    return Found(code, compared, multiple, why, ~certain.astype(bool))


def _usable(facts: Compared) -> tuple[Why, float | None]:
    if not facts.valid:
        return "invalid", None
    if facts.value is None:
        return "no_value", None
    if facts.converted and facts.oxygen is None:
        return "no_oxygen", None
    return "", facts.value


def _limit_of(facts: Compared) -> tuple[float | str, ...]:
    upper, lower = (np.nan if each is None else each for each in (facts.upper, facts.lower))
    return (upper, lower, facts.basis, facts.value_basis, facts.unit, facts.limit_unit)


def _refuse_limits(
    upper: NDArray[np.float64],
    lower: NDArray[np.float64],
    basis: NDArray[np.object_],
    value_basis: NDArray[np.object_],
    unit: NDArray[np.object_],
    limit_unit: NDArray[np.object_],
) -> None:
    pairs = set(zip(unit.tolist(), limit_unit.tolist(), strict=True))
    other = {pair for pair in pairs if not units.same(*pair)}
    strange = np.array([pair in other for pair in zip(unit.tolist(), limit_unit.tolist(), strict=True)], dtype=bool)
    for wrong, field, label, words in (
        (np.isnan(upper) & np.isnan(lower), "upper", "限值", "上限和下限至少填一个"),
        (lower > upper, "lower", "下限", "下限应不高于上限"),
        (basis != value_basis, "value_basis", "监测值的时段", "与限值的时段不同，请先求该时段的均值"),
        (strange, "unit", "监测值的单位", "与限值的单位不同，请先换算"),
    ):
        if wrong.any():
            raise _refused(int(np.flatnonzero(wrong)[0]), len(upper), field, label, words)


def _refused(row: int, rows: int, field: str, label: str, words: str) -> RefusedError:
    return refuse(field if rows == 1 else f"第 {row + 1} 行 {field}", words, label)


def _converted(columns: Columns, trace: Trace) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the values to compare (NaN without an oxygen to convert by) and whether the reference was verified."""
    values, sure = columns["value"].copy(), np.ones(len(columns["value"]), bool)
    here = columns["converted"] & columns["valid"] & ~np.isnan(values)
    values[here & np.isnan(columns["oxygen"])] = np.nan
    here &= ~np.isnan(columns["oxygen"])
    if here.any():
        given = {name: columns[name][here] for name in ("oxygen", "reference", "unit_kind")}
        done = oxygen.convert_rows({"concentration": values[here], **given}, trace)
        values[here], sure[here] = done["converted"], ~done["needs_check"]
    return values, sure


def _multiples(
    code: NDArray[np.int_], values: NDArray[np.float64], upper: NDArray[np.float64], lower: NDArray[np.float64]
) -> NDArray[np.float64]:
    has = ~np.isnan(values) & ~(upper == 0) & np.isnan(lower)
    ratio = np.divide(values, upper, out=np.full(len(values), np.nan), where=has)
    return np.where(has, np.where(code == OVER, np.maximum(ratio - 1, 0), 0.0), np.nan)
