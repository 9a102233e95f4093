"""A monitored place as the judgement sees it: plain data, made from the records by queries/places.py."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.hj75.intervals import Every

HOUR = np.timedelta64(3600, "s")
LOCAL = np.timedelta64(8 * 3600, "s")  # hours, days and months of the trade are China's
Moments = NDArray[np.datetime64]


@dataclass(frozen=True)
class Bound:
    """A limit of a series; `basis` is "hour", "day" or "month"."""

    id: int
    upper: float
    lower: float
    unit: str
    basis: str
    converted: bool
    inclusive: bool
    since: dt.date | None
    until: dt.date | None
    source: str
    verified: bool


class Clock(NamedTuple):
    """How often one kind of calibration or check is due for an instrument, and what says so."""

    kind: str
    every: Every
    source: str
    verified: bool

    @property
    def words(self) -> str:
        """Return the interval and where it comes from."""
        return f"{self.every.words}（{self.source}{'' if self.verified else '，待核'}）"


@dataclass(frozen=True)
class Factor:
    """One series. Numbers that are not known are NaN; `clocks` are those of its instrument."""

    id: int
    code: str
    name: str
    unit: str
    role: str
    low: float
    high: float
    detection_limit: float
    facility: str
    running_from: float
    instrument_id: int
    stopped_on: dt.date | None
    bounds: tuple[Bound, ...]
    clocks: tuple[Clock, ...] = ()


@dataclass(frozen=True)
class Place:
    """One point with its series. `kind` is that of PointKind, `oxygen` the reference oxygen in per cent or NaN."""

    id: int
    client_id: int
    name: str
    kind: str
    minutes: int
    oxygen: float
    grade: str
    started_on: dt.date | None
    stopped_on: dt.date | None
    factors: tuple[Factor, ...]

    @property
    def series(self) -> NDArray[np.int32]:
        """The numbers of its series, in their order."""
        return np.array([each.id for each in self.factors], np.int32)

    def lines(self, series: NDArray[np.int32]) -> NDArray[np.intp]:
        """Return the place among its factors of the series of each row; quickest where rows of a series stand together."""
        if not len(series):
            return np.array([], np.intp)
        starts = np.append(0, np.flatnonzero(series[1:] != series[:-1]) + 1)
        order = np.argsort(self.series, kind="stable")
        found = order[np.searchsorted(self.series, series[starts], sorter=order)]
        return np.repeat(found, np.diff(starts, append=len(series)))

    def having(self, role: str) -> list[int]:
        """Return the places of the factors of a role among its factors."""
        return [at for at, each in enumerate(self.factors) if each.role == role]


class Marked(NamedTuple):
    """A span of time that somebody marked, for one series or (0) for all; `end` may lie far ahead."""

    series_id: int
    letter: str
    begin: np.datetime64
    end: np.datetime64


class Checked(NamedTuple):
    """A calibration or check of an instrument."""

    instrument_id: int
    kind: str
    at: np.datetime64
    passed: bool


class Window(NamedTuple):
    """So many hours from a full hour on (UTC)."""

    begin: np.datetime64
    hours: int

    @property
    def end(self) -> np.datetime64:
        """The moment it ends."""
        return self.begin + self.hours * HOUR

    @property
    def moments(self) -> Moments:
        """When each of its hours begins."""
        found: Moments = self.begin.astype("M8[us]") + np.arange(self.hours) * HOUR
        return found


def local_days(moments: Moments) -> Moments:
    """Return the day in China of each moment."""
    found: Moments = (moments + LOCAL).astype("M8[D]")
    return found
