"""The core of the substitution of amounts: gaps of a series of hours, the rows of the table, the maximum (HJ 75-2017, 12.2)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.hj75.marks import Alphabet
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.tables import Row, rules, table

Cause = Literal["control", "other"]
Kind = Literal["measured", "substituted", "manual", "stopped", "none"]
Verdict = Literal["substituted", "manual", "below_75", "no_calibration", "no_history"]
KINDS: tuple[Kind, ...] = ("measured", "substituted", "manual", "stopped", "none")
_MEASURED, _SUBSTITUTED, _MANUAL, _STOPPED, _NONE = range(5)
Amounts = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Series:
    """Consecutive hours of one pollutant at one outlet; NaN where there is no amount."""

    hours: NDArray[np.datetime64]
    valid: NDArray[np.bool_]  # marked normal and not out of control
    stopped: NDArray[np.bool_]
    transition: NDArray[np.bool_]
    amount: Amounts
    control: NDArray[np.bool_]
    calibrated: NDArray[np.bool_]
    manual: Amounts

    @cached_property
    def idle(self) -> NDArray[np.bool_]:
        """The hours that neither count nor are due."""
        return self.stopped | self.transition

    @cached_property
    def quarters(self) -> NDArray[np.int64]:
        """The number of each hour's quarter, from 1970 on."""
        return self.hours.astype("datetime64[M]").astype(np.int64) // 3

    @cached_property
    def valid_places(self) -> NDArray[np.intp]:
        """The places of the valid hours."""
        return np.flatnonzero(self.valid)

    @cached_property
    def calibrations(self) -> NDArray[np.intp]:
        """The places of the hours in which a calibration was done."""
        return np.flatnonzero(self.calibrated)

    @cached_property
    def days(self) -> NDArray[np.int64]:
        """The number of each hour's day, from the first on."""
        days = self.hours.astype("datetime64[D]").astype(np.int64)
        return days - days[:1]

    @cached_property
    def manual_number(self) -> NDArray[np.float64]:
        """For each hour, how many reference results its day has."""
        number: Amounts = np.bincount(self.days, ~np.isnan(self.manual)).astype(np.float64)[self.days]
        return number


class Capture(NamedTuple):
    """A quarter's hours; `given` is how many of them the series holds."""

    quarter: int
    given: int
    valid: int
    invalid: int
    idle: int

    @property
    def rate(self) -> float | None:
        """α in percent; None where no hour was due."""
        due = self.given - self.idle
        return 100 * self.valid / due if due else None

    @property
    def length(self) -> int:
        """The hours of the whole quarter."""
        first, after = (
            np.datetime64(3 * number, "M").astype("datetime64[h]") for number in (self.quarter, self.quarter + 1)
        )
        return int((after - first).astype(int))


class Entry(NamedTuple):
    """What was done with one gap, or with the part of it that lies in one quarter; places count the series' hours."""

    places: NDArray[np.intp]
    length: int  # hours of the whole gap
    cause: Cause
    rate: float
    verdict: Verdict
    row: Row | None
    value: float | None
    source: int | None
    searched: int  # valid hours found before the reference


class Filled(NamedTuple):
    """The amounts that count, what each is, the place of its source hour (-1 for none), and the ledger."""

    amount: Amounts
    kind: NDArray[np.uint8]
    source: NDArray[np.intp]
    entries: tuple[Entry, ...]
    captures: tuple[Capture, ...]


def series_of(columns: dict[str, NDArray[Any]], letters: Alphabet) -> tuple[Series, NDArray[np.intp]]:
    """Return a series in order of its hours, and the order. Raises RefusedError for hours that lack or stand twice."""
    order = np.argsort(columns["hour"], kind="stable")
    hours = columns["hour"].astype("datetime64[h]")[order]
    steps = np.diff(hours).astype(int)
    if (steps != 1).any():
        at = int(np.flatnonzero(steps != 1)[0])
        words = "有两行" if steps[at] == 0 else "之后缺行；没有数据的小时也要有一行，标记 Md"
        raise refuse("hour", f"{hours[at]} {words}", "小时")
    marks = letters.numbers(columns["mark"])[order]
    valid, stopped, transition = (letters.having(role)[marks] for role in ("valid", "stopped", "transition"))
    amount, control, calibrated, manual = (
        columns[key][order] for key in ("amount", "out_of_control", "calibrated", "manual")
    )
    series = Series(hours, valid & ~control, stopped, transition, amount, control, calibrated, manual)
    _refuse_gaps(series)
    return series, order


def _refuse_gaps(series: Series) -> None:
    for wrong, field, words in (
        (series.valid & np.isnan(series.amount), "amount", "正常的小时须填排放量"),
        (series.control & ~np.isnan(series.manual), "manual", "参比方法替代只用于维修时段，失控时段不填"),
    ):
        if wrong.any():
            hour = series.hours[int(np.flatnonzero(wrong)[0])]
            raise refuse(field, f"{hour}：{words}", "小时排放量" if field == "amount" else "参比方法排放量")


def captures_of(series: Series) -> tuple[Capture, ...]:
    """Count the hours of each quarter."""
    found = []
    for quarter in np.unique(series.quarters):
        here = series.quarters == quarter
        valid, idle = int((series.valid & here).sum()), int((series.idle & here).sum())
        found.append(Capture(int(quarter), int(here.sum()), valid, int(here.sum()) - valid - idle, idle))
    return tuple(found)


def filled(series: Series) -> Filled:
    """Substitute the amounts of a series. Source: HJ 75-2017, 12.2, tables 5 and 6."""
    captures = captures_of(series)
    rates = {each.quarter: each.rate or 0.0 for each in captures}
    amount = np.where(series.valid | series.transition, series.amount, np.nan)
    kind = np.where(np.isnan(amount), _NONE, _MEASURED).astype(np.uint8)
    amount[series.stopped], kind[series.stopped] = 0.0, _STOPPED
    source = np.full(len(amount), -1, dtype=np.intp)
    entries = tuple(entry for gap in _gaps(series) for entry in _entries(series, gap, rates))
    for entry in entries:
        if entry.verdict == "manual":
            amount[entry.places], kind[entry.places] = _daily(series)[entry.places], _MANUAL
        elif entry.value is not None and entry.source is not None:
            amount[entry.places], kind[entry.places] = entry.value, _SUBSTITUTED
            source[entry.places] = entry.source
    return Filled(amount, kind, source, entries, captures)


def _gaps(series: Series) -> list[NDArray[np.intp]]:
    """Return the places of each run of invalid hours of one cause; idle hours neither count nor end a run."""
    active = np.flatnonzero(~series.idle)
    state = np.where(series.valid, 0, np.where(series.control, 2, 1))[active]
    runs = np.split(active, np.flatnonzero(np.diff(state)) + 1)
    return [run for run in runs if len(run) and not series.valid[run[0]]]


def _entries(series: Series, gap: NDArray[np.intp], rates: dict[int, float]) -> list[Entry]:
    cause: Cause = "control" if series.control[gap[0]] else "other"
    if cause == "other" and _covered(series, gap):
        rate = rates[int(series.quarters[gap[0]])]
        return [Entry(gap, len(gap), cause, rate, "manual", None, None, None, 0)]
    quarters = series.quarters[gap]
    return [_entry(series, gap, gap[quarters == each], cause, rates[int(each)]) for each in np.unique(quarters)]


def _entry(series: Series, gap: NDArray[np.intp], places: NDArray[np.intp], cause: Cause, rate: float) -> Entry:
    row = row_for(cause, rate, len(gap))
    if row is None:
        return Entry(places, len(gap), cause, rate, "below_75", None, None, None, 0)
    reference = int(gap[0])
    if row["reference"] == "calibration":
        before = int(np.searchsorted(series.calibrations, reference))
        if not before:
            return Entry(places, len(gap), cause, rate, "no_calibration", row, None, None, 0)
        reference = int(series.calibrations[before - 1])
    last = int(np.searchsorted(series.valid_places, reference))
    found = series.valid_places[max(last - int(row.figure("window")), 0) : last]
    if not len(found):
        return Entry(places, len(gap), cause, rate, "no_history", row, None, None, 0)
    best = int(found[series.amount[found].argmax()])
    return Entry(places, len(gap), cause, rate, "substituted", row, float(series.amount[best]), best, len(found))


def row_for(cause: Cause, rate: float, length: int) -> Row | None:
    """Return the row of the table for a capture rate in percent and a gap's hours; None below 75 %."""
    for row in table("hj75_substitution").where(cause=cause):
        by_rate = row.figure("alpha_from") <= rate and not (
            row.has("alpha_below") and rate >= row.figure("alpha_below")
        )
        by_length = length > row.figure("longer_than") and not (row.has("up_to") and length > row.figure("up_to"))
        if by_rate and by_length:
            return row
    return None


def _covered(series: Series, gap: NDArray[np.intp]) -> bool:
    """Tell whether every day that a gap touches has the reference results the norm wants."""
    return bool((series.manual_number[gap] >= rules("hj75")["manual"].figure()).all())


def _daily(series: Series) -> Amounts:
    """Return for each hour the mean of its day's reference results; NaN where there are none."""
    sums = np.bincount(series.days, np.nan_to_num(series.manual))[series.days]
    number = series.manual_number
    means: Amounts = np.divide(sums, number, out=np.full(len(sums), np.nan), where=number > 0)
    return means
