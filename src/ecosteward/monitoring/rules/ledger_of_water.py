"""The ledger of a pollutant of waste water, day by day (HJ 356, norms.hj356.substitution)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ecosteward.monitoring.rules import amounts
from ecosteward.monitoring.rules.by_hand import Daily
from ecosteward.monitoring.rules.places import LOCAL, Checked, Factor, Moments, Place
from ecosteward.monitoring.rules.sheets import Sheet
from ecosteward.monitoring.rules.substitution import Entered
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.rules.water import PROVING
from ecosteward.norms.hj356.substitution import KINDS, Line, substitute
from ecosteward.norms.kernel.tables import rules

_DAY = dt.timedelta(days=1)
_HOURS = 24
_CUBIC = 3.6  # L/s for an hour → m³
_NOTHING = Daily(0, None, "")


def lines(
    factor: Factor,
    at: int,
    first: dt.date,
    days: Sheet,
    checks: Sequence[Checked],
    since: dt.datetime,
    sampled: Mapping[dt.date, Daily] | None = None,
) -> Iterator[Entered]:
    """Yield the ledger of a factor from `since` on. `days` are all from `first` on; `sampled` those sampled by hand."""
    by_hand = sampled or {}
    passed = {
        (each.at + LOCAL).astype("M8[D]").item()
        for each in checks
        if each.passed and each.kind in PROVING and each.instrument_id == factor.instrument_id
    }
    begun = int(np.argmax((days.due[at] > 0) | (days.validity[at] != Validity.MISSING)))
    given = [
        _given(days, at, place, first + place * _DAY, passed, by_hand) for place in range(begun, days.mean.shape[1])
    ]
    for line in substitute.run({"indicator": factor.code, "days": given}).outcome.ledger:
        if line.on >= since.date():
            yield _entered(line, by_hand.get(line.on, _NOTHING))


def volumes(place: Place, moments: Moments, hours: Sheet) -> dict[dt.date, float]:
    """Return what ran off on each day of which the flow of every hour is known, in m³. Days begin with `moments`."""
    found = amounts.flow_of(place, hours)
    if found is None:
        return {}
    line, flows = found
    known = np.isin(hours.validity[line], (Validity.VALID, Validity.STOPPED)) & ~np.isnan(flows)
    whole = known.reshape(-1, _HOURS).all(axis=1)
    sums = np.where(known, np.maximum(flows, 0.0) * _CUBIC, 0.0).reshape(-1, _HOURS).sum(axis=1)
    on = (moments[::_HOURS] + LOCAL).astype("M8[D]")
    return {on[place].item(): float(sums[place]) for place in np.flatnonzero(whole).tolist()}


def _given(
    days: Sheet, at: int, place: int, on: dt.date, passed: set[dt.date], by_hand: Mapping[dt.date, Daily]
) -> dict[str, Any]:
    effective = bool(days.valid[at, place] and not np.isnan(days.amount[at, place]))
    sampled = by_hand.get(on, _NOTHING)
    return {
        "on": on,
        "effective": effective,
        "amount": float(days.amount[at, place]) if effective else None,
        "idle": bool(days.validity[at, place] == Validity.STOPPED),
        "check_passed": on in passed,
        "manual_results": float(sampled.number),
        "manual_amount": sampled.amount,
    }


def _entered(line: Line, sampled: Daily) -> Entered:
    begin = dt.datetime.combine(line.on, dt.time())
    inputs: dict[str, Any] = {"处理": KINDS[line.kind]}
    if line.kind == "manual":
        inputs |= {
            "手工监测结果": f"{sampled.number} 次：{sampled.words}",
            "换算": rules("hj356")["manual_amount"]["formula"],
        }
    else:
        inputs["实有有效日"] = line.found
        for words, day in (("最近一次合格校验", line.check_on), ("最大值所在日", line.source_day)):
            if day is not None:
                inputs[words] = day.isoformat()
        if sampled.number:
            inputs["未采用的手工监测结果"] = f"{sampled.number} 次：{sampled.words}（{_why(sampled)}）"
    return Entered(begin, begin + _DAY, 1, "自动监测数据无效", None, line.amount, "HJ 356-2019 8", inputs)


def _why(sampled: Daily) -> str:
    least = rules("hj356")["manual"].figure()
    return f"每天不少于 {least:g} 次才用" if sampled.number < least else "换算不成排放量"
