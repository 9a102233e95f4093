"""One datum of a waste-water outlet: valid, valid at a set value, to be looked into, invalid (HJ 356-2019, 5 and 6)."""

from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.hj75.marks import alphabet
from ecosteward.norms.hj356.indicators import indicator
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, checked, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.moments import Moment
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

Verdict = Literal["valid", "replaced", "to_check", "invalid"]
Answer = Literal["", "yes", "no"]
CheckResult = Literal["", "passed", "failed"]
VERDICTS = {"valid": "有效", "replaced": "有效，以规定值参与统计", "to_check": "待核查", "invalid": "无效"}
CHECKS = {"": "不是校验", "passed": "校验合格", "failed": "校验不合格"}
_INVALID: Verdict = "invalid"
_TO_CHECK: Verdict = "to_check"
_REPLACED: Verdict = "replaced"
_VALID: Verdict = "valid"


class Datum(Facts):
    """One value of the platform, with what is known about it."""

    indicator: Annotated[str, Label("监测指标", help="名称或 HJ 212 编码")]
    value: Annotated[float | None, Quantity("平台的值", "")] = None
    mark: Annotated[str, Label("数据标记（HJ 212 表 8，空为正常）")] = ""
    flow: Annotated[float | None, Quantity("同一时段的流量", "", ge=0)] = None
    analyser: Annotated[float | None, Quantity("分析仪的值", "")] = None
    logger: Annotated[float | None, Quantity("数采仪的值", "")] = None
    detection_limit: Annotated[float | None, Quantity("检出限", "", ge=0)] = None
    confirmed: Annotated[Answer, Label("低值经质控确认", {"": "尚未核查", "yes": "已确认", "no": "不能确认"})] = ""
    suspicious: Annotated[bool, Label("突升、突降或恒定不变")] = False
    looked_into: Annotated[Answer, Label("突变核查结果", {"": "尚未核查", "yes": "合格", "no": "不合格"})] = ""
    spoilt: Annotated[bool, Label("处于校验不合格的时段")] = False


class Judged(Outcome):
    """What the datum is worth."""

    verdict: Annotated[Verdict, Label("结论", VERDICTS)]
    reason: Annotated[str, Label("依据")]
    value: Annotated[float | None, Quantity("参与统计的值", "")]


class Check(Facts):
    """One check with a standard or a comparison sample."""

    at: Annotated[Moment, Label("校验时刻")]
    passed: Annotated[bool, Label("合格")]


class Checks(Facts):
    """The checks of one analyser."""

    checks: Annotated[tuple[Check, ...], Label("校验")]


class At(Facts):
    """One row of an analyser's data and checks together."""

    series: Annotated[str, Label("序列（分析仪）")] = "1"
    at: Annotated[Moment, Label("时刻")]
    check: Annotated[CheckResult, Label("校验", CHECKS)] = ""


class Spoilt(Outcome):
    """A time whose data a failed check spoils; open where no passed check is before or after it."""

    after: Annotated[datetime | None, Label("自（上次合格校验，不含）")]
    before: Annotated[datetime | None, Label("至（下次合格校验，不含）")]
    failed: Annotated[int, Quantity("不合格次数", "次")]


class SpoiltTimes(Outcome):
    """All of them."""

    times: Annotated[tuple[Spoilt, ...], Label("无效时段")]


class _Found(NamedTuple):
    """The rule that decided each datum, its verdict, the value that counts."""

    rule: NDArray[np.object_]
    verdict: NDArray[np.object_]
    value: NDArray[np.float64]


def judge_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return `verdict`, `reason`, `used` (the value that counts, NaN for none) and `needs_check` for many data."""
    found, rule = _judged(columns), rules("hj356")
    reasons = {key: rule[key]["what"] for key in set(found.rule.tolist())}
    return {
        "verdict": found.verdict,
        "reason": np.array([reasons[key] for key in found.rule], dtype=object),
        "used": found.value,
        "needs_check": np.array([not rule[key].verified() for key in found.rule], dtype=bool),
    }


@calculation("hj356.judge", "废水自动监测数据有效性", ("HJ 356-2019",), rows=judge_rows)
def judge(facts: Datum, trace: Trace) -> Judged:
    """Judge one datum. Source: HJ 356-2019, 5 and 6."""
    found, row = _judged(checked(Datum, {name: [value] for name, value in facts})), indicator(facts.indicator)
    key, verdict, value = found.rule[0], found.verdict[0], float(found.value[0])
    rule = rules("hj356")
    if verdict == _REPLACED:
        trace.take(row, "enters", f"{row['what']}参与统计的值", row["unit"])
    trace.rest(rule[key], rule[key]["what"], VERDICTS[verdict])
    return Judged(verdict=verdict, reason=rule[key]["what"], value=None if np.isnan(value) else value)


def check_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return `spoilt` and `needs_check` for rows that are data or checks."""
    names, places = coded(columns["series"])
    found = np.zeros(len(places), bool)
    moments = columns["at"].astype("datetime64[s]").astype(np.int64)
    for at in range(len(names)):
        here = places == at
        passed, failed = (moments[here & (columns["check"] == kind)] for kind in ("passed", "failed"))
        found[here] = spoilt(moments[here], passed, failed)
    return {"spoilt": found, "needs_check": np.full(len(found), not rules("hj356")["spoilt"].verified())}


@calculation("hj356.checks", "废水校验不合格的无效时段", ("HJ 356-2019",), rows=check_rows, row=At)
def checks(facts: Checks, trace: Trace) -> SpoiltTimes:
    """Return the times that failed checks spoil: back to the last passed check and on to the next. Source: HJ 356-2019, 6."""
    passed = np.array(sorted(each.at for each in facts.checks if each.passed), dtype="datetime64[s]")
    failed = np.array(sorted(each.at for each in facts.checks if not each.passed), dtype="datetime64[s]")
    spoilt(failed.astype(np.int64), passed.astype(np.int64), failed.astype(np.int64))
    between = np.searchsorted(passed, failed)
    times = []
    for place in np.unique(between).tolist():
        after = passed[place - 1].item() if place else None
        before = passed[place].item() if place < len(passed) else None
        times.append(Spoilt(after=after, before=before, failed=int((between == place).sum())))
    trace.rest(rules("hj356")["spoilt"], rules("hj356")["spoilt"]["what"], len(times), "段")
    return SpoiltTimes(times=tuple(times))


def spoilt(moments: NDArray[np.int64], passed: NDArray[np.int64], failed: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell for each moment whether it lies between two passed checks, or outside them, with a failed one between."""
    if np.isin(failed, passed).any():
        raise refuse("check", "同一时刻既有合格又有不合格的校验，请核对", "校验")
    passed = np.sort(passed)
    bad = np.zeros(len(passed) + 1, bool)
    bad[np.searchsorted(passed, failed)] = True
    found: NDArray[np.bool_] = bad[np.searchsorted(passed, moments, side="right")] & ~np.isin(moments, passed)
    return found


def _judged(columns: Columns) -> _Found:
    names, places = coded(columns["indicator"])
    rows, letters = [indicator(name) for name in names], alphabet("hj212")
    enters = np.array([row.figure("enters") if row.has("enters") else np.nan for row in rows])[places]
    is_flow = np.array([row["indicator"] == "flow" for row in rows], dtype=bool)[places]
    value, confirmed, looked = columns["value"], columns["confirmed"], columns["looked_into"]
    with np.errstate(invalid="ignore"):
        limit = np.nan_to_num(columns["detection_limit"])
        low = ((value <= 0) | (value < limit)) & ~np.isnan(enters)
        no_flow = (columns["flow"] == 0) | (is_flow & (value <= 0))
    rules_in_order: list[tuple[NDArray[Any], str, Verdict]] = [
        (np.isnan(value), "missing", _INVALID),
        (letters.numbers(columns["mark"]) != letters.normal, "mark", _INVALID),
        (columns["spoilt"], "spoilt", _INVALID),
        (_differs(columns), "difference", _INVALID),
        (no_flow, "flow_zero", _INVALID),
        (columns["suspicious"] & (looked == "no"), "suspicious_failed", _INVALID),
        (columns["suspicious"] & (looked == ""), "suspicious", _TO_CHECK),
        (low & (confirmed == "no"), "low_failed", _INVALID),
        (low & (confirmed == ""), "low", _TO_CHECK),
        (low, "low_confirmed", _REPLACED),
    ]
    decided = [each.astype(bool) for each, _, _ in rules_in_order]
    place = np.select(decided, list(range(len(decided))), len(decided))
    keys = np.array([*(key for _, key, _ in rules_in_order), "valid"], dtype=object)
    verdicts = np.array([*(verdict for _, _, verdict in rules_in_order), _VALID], dtype=object)
    used = np.select([verdicts[place] == _VALID, verdicts[place] == _REPLACED], [value, enters], np.nan)
    return _Found(keys[place], verdicts[place], used)


def _differs(columns: Columns) -> NDArray[np.bool_]:
    """Tell where the platform's value is off the analyser's or the logger's by more than the norm lets pass."""
    most = rules("hj356")["difference"].figure() / 100
    found = np.zeros(len(columns["value"]), bool)
    for name in ("analyser", "logger"):
        with np.errstate(invalid="ignore"):
            off = np.abs(columns["value"] - columns[name])
            found |= off > most * np.abs(columns[name]) * (1 + 1e-9)
    return found
