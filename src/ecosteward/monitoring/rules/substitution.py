"""The substitution ledger of a quarter: amounts of SO2, NOx and PM by HJ 75, of COD, NH3-N, TP and TN by HJ 356; no others."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules import letters
from ecosteward.monitoring.rules.places import HOUR, LOCAL, Checked, Factor, Place
from ecosteward.monitoring.rules.sheets import Sheet
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.rules.water import PROVING
from ecosteward.norms.hj75.filling import Entry, filled, series_of
from ecosteward.norms.hj75.substitution import CAUSES, VERDICTS, check_pollutant
from ecosteward.norms.hj356.indicators import weighed
from ecosteward.norms.hj356.substitution import KINDS, Line, substitute
from ecosteward.norms.kernel.errors import RefusedError

HISTORY = 200  # days before the quarter that are looked through for the largest amount: 2160 valid hours and some
_CALIBRATIONS = ("zero", "span")
_DAY = dt.timedelta(days=1)


class Entered(NamedTuple):
    """One line of the ledger; times are China's, without a zone; `amount` is for each hour or day, None where none can be told."""

    begin: dt.datetime
    end: dt.datetime
    periods: int
    cause: str
    rate: float | None
    amount: float | None
    rule: str
    inputs: dict[str, Any]


def by_hours(code: str) -> bool:
    """Tell whether a factor's amounts are substituted by HJ 75."""
    return _allowed(check_pollutant, code)


def by_days(code: str) -> bool:
    """Tell whether a factor's amounts are substituted by HJ 356."""
    return _allowed(weighed, code)


def of_gas(
    factor: Factor, at: int, first: np.datetime64, hours: Sheet, checks: Sequence[Checked], since: dt.datetime
) -> Iterator[Entered]:
    """Yield the ledger of a pollutant of gas from `since` on. `hours` are all from `first` on, with those before."""
    own = [each for each in checks if each.instrument_id == factor.instrument_id and factor.instrument_id]
    begun = int(np.argmax(hours.due[at] > 0))
    moments = (first + np.arange(hours.mean.shape[1]) * HOUR)[begun:]
    known = ~np.isnan(hours.amount[at, begun:])
    columns: dict[str, NDArray[Any]] = {
        "hour": (moments + LOCAL).astype("M8[h]"),
        "mark": _marks(hours.mark[at, begun:], hours.validity[at, begun:], known),
        "amount": hours.amount[at, begun:],
        "out_of_control": _out_of_control(moments, own),
        "calibrated": _calibrated(moments, own),
        "manual": np.full(len(moments), np.nan),
    }
    series, _ = series_of(columns, letters.platform())
    for entry in filled(series).entries:
        line = _line(series.hours, entry)
        if line.begin >= since:
            yield line


def of_water(
    factor: Factor, at: int, first: dt.date, days: Sheet, checks: Sequence[Checked], since: dt.datetime
) -> Iterator[Entered]:
    """Yield the ledger of a pollutant of waste water from `since` on. `days` are all from `first` on, with those before."""
    passed = {
        (each.at + LOCAL).astype("M8[D]").item()
        for each in checks
        if each.passed and each.kind in PROVING and each.instrument_id == factor.instrument_id
    }
    known = ~np.isnan(days.amount[at]) & days.valid[at]
    begun = int(np.argmax((days.due[at] > 0) | (days.validity[at] != Validity.MISSING)))
    given = [
        {
            "on": (on := first + place * _DAY),
            "effective": bool(known[place]),
            "amount": float(days.amount[at, place]) if known[place] else None,
            "idle": bool(days.validity[at, place] == Validity.STOPPED),
            "check_passed": on in passed,
        }
        for place in range(begun, days.mean.shape[1])
    ]
    for line in substitute.run({"indicator": factor.code, "days": given}).outcome.ledger:
        if line.on >= since.date():
            yield _day(line)


def substituted(place: Place) -> list[int]:
    """Return which of a place's factors have a ledger."""
    judge = {"gas": by_hours, "water": by_days}.get(place.kind)
    return [] if judge is None else [at for at in place.having("pollutant") if judge(place.factors[at].code)]


def _line(hours: NDArray[np.datetime64], entry: Entry) -> Entered:
    begin, last = (hours[entry.places[at]].astype("M8[s]").item() for at in (0, -1))
    inputs: dict[str, Any] = {
        "处理": VERDICTS[entry.verdict],
        "无效段小时数": entry.length,
        "实有有效小时": entry.searched,
    }
    if entry.row is not None:
        inputs["取最大值的有效小时数"] = int(entry.row.figure("window"))
    if entry.source is not None:
        inputs["最大值所在小时"] = f"{hours[entry.source].astype('M8[s]').item():%Y-%m-%d %H}"
    clause = "12.2" if entry.row is None else entry.row.clause
    end = last + dt.timedelta(hours=1)
    return Entered(
        begin, end, len(entry.places), CAUSES[entry.cause], entry.rate, entry.value, f"HJ 75-2017 {clause}", inputs
    )


def _day(line: Line) -> Entered:
    begin = dt.datetime.combine(line.on, dt.time())
    inputs: dict[str, Any] = {"处理": KINDS[line.kind], "实有有效日": line.found}
    for words, day in (("最近一次合格校验", line.check_on), ("最大值所在日", line.source_day)):
        if day is not None:
            inputs[words] = day.isoformat()
    return Entered(begin, begin + _DAY, 1, "自动监测数据无效", None, line.amount, "HJ 356-2019 8", inputs)


def _marks(marks: NDArray[np.uint8], validity: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Return the letters; an hour without an amount of its own is no normal one, whatever its concentration."""
    names = np.array(letters.platform().letters, dtype=object)[marks]
    names[validity == Validity.MISSING] = "Md"
    normal = (validity == Validity.VALID) & known
    names[normal] = "N"
    names[~normal & (names == "N")] = "D"
    return names


def _out_of_control(moments: NDArray[np.datetime64], checks: Sequence[Checked]) -> NDArray[np.bool_]:
    """Tell which hours lie after a failed calibration or check and before the next that passed."""
    ordered = sorted(checks, key=lambda each: each.at)
    said = np.array([False] + [not each.passed for each in ordered])
    at = np.array([each.at for each in ordered], "M8[us]")
    return np.asarray(said[np.searchsorted(at, moments, side="right")])


def _calibrated(moments: NDArray[np.datetime64], checks: Sequence[Checked]) -> NDArray[np.bool_]:
    done = [each.at.astype("M8[h]") for each in checks if each.passed and each.kind in _CALIBRATIONS]
    return np.asarray(np.isin(moments.astype("M8[h]"), np.array(done, "M8[h]")))


def _allowed(asked: Any, code: str) -> bool:
    try:
        asked(code)
    except RefusedError:
        return False
    return True
