"""The values of one device: worked out an hour at a time from seed, MN and factor, so that they can be told again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.simulator import noise
from ecosteward.monitoring.simulator.episodes import NORMAL, Episode
from ecosteward.monitoring.simulator.plants import Device, Factor
from ecosteward.norms.hj212.factors import old_of

STEP = 10  # seconds between two samples
SAMPLES = 3600 // STEP
HOUR = timedelta(hours=1)
SECONDS: NDArray[np.float64] = np.arange(SAMPLES, dtype=np.float64) * STEP
OXYGEN = ("a19001", "S01")
AIR_OXYGEN = 21.0
# m³ of one unit of flow in one second: m³/s of gas, L/s of water (HJ 212-2017, tables B.1 and B.2)
FLOWS = {"a00000": 1.0, "B02": 1.0, "w00000": 1e-3, "B01": 1e-3}
# kg of one unit of concentration in 1 m³: mg/m³ of gas, mg/L of water
MASSES = {"a00000": 1e-6, "B02": 1e-6, "w00000": 1e-3, "B01": 1e-3}
_EPOCH = datetime.fromisoformat("2026-01-01")
_SLOW = 1200.0  # seconds from one place of the slow wave to the next
_CALM, _LIVELY = 0.75, 0.25  # how the spread is shared between the slow wave and the single samples
_LEAP, _LEAPS_TO = 600.0, 6.0  # how long (s) a leap lasts, and how many times the value it is
_IDLE = 0.02  # what is left of a value while the plant stands
Grid = NDArray[np.float64]


@dataclass(frozen=True)
class Hour:
    """The samples of one hour: values and converted values (factor × sample), and the episode of each, -1 for none."""

    values: Grid
    converted: Grid
    episodes: NDArray[np.int8]


class Series:
    """What one device measures, `codes` being written as its edition does. Times are local, without a zone."""

    def __init__(self, device: Device, seed: int) -> None:
        self.device = device
        self._keys = np.array([[noise.key(seed, device.mn, each.code)] for each in device.factors], dtype=np.uint64)
        self.hour = lru_cache(maxsize=2)(self._hour)
        codes = [each.code for each in device.factors]
        self._oxygen = next((place for place, code in enumerate(codes) if code in OXYGEN), None)
        self.flow = next((place for place, code in enumerate(codes) if code in FLOWS), None)
        self.codes = tuple((old_of(code) or code) if device.edition == "2005" else code for code in codes)

    def _hour(self, begin: datetime) -> Hour:
        factors = self.device.factors
        values = self._spoilt(begin, self._usual(begin))
        episodes = np.full(values.shape, -1, dtype=np.int8)
        for number, episode in enumerate(self.device.episodes):
            covered = episode.covers(begin, SECONDS)
            for place in range(len(factors)) if covered.any() else ():
                if not episode.factors or factors[place].code in episode.factors:
                    values[place, covered] = _befallen(episode, factors[place], values[place, covered])
                    episodes[place, covered] = number
        return Hour(values, self._converted(values), episodes)

    def _usual(self, begin: datetime) -> Grid:
        """Work out the hour as if nothing happened: the day's curve, the drift, slow and quick changes."""
        since = (begin - _EPOCH).total_seconds()
        moments: Grid = (since + SECONDS)[None, :]
        numbers = (np.floor_divide(moments, STEP)).astype(np.int64).astype(np.uint64)
        mean, spread, swing, peak, drift, low, high = _columns(self.device.factors)
        day = np.cos(2 * np.pi * (moments / 3600 - peak) / 24)
        slow = noise.wave(self._keys, moments / _SLOW + 1e9)
        quick = 2 * noise.even(self._keys ^ np.uint64(1), numbers) - 1
        values = mean * (1 + swing * day) + drift * moments / 86400 + spread * (_CALM * slow + _LIVELY * quick)
        clipped: Grid = np.clip(values, low, high)
        return clipped

    def _spoilt(self, begin: datetime, values: Grid) -> Grid:
        """Do what the faults do to values: none ever changes, or some leap for ten minutes."""
        faults = self.device.faults
        if faults.frozen:
            return np.broadcast_to(_columns(self.device.factors)[0], values.shape).copy()
        if faults.jump:
            numbers = ((begin - _EPOCH).total_seconds() + SECONDS) // _LEAP
            leaps = noise.even(self._keys ^ np.uint64(2), numbers.astype(np.int64).astype(np.uint64)[None, :])
            return np.where(leaps < faults.jump, values * _LEAPS_TO, values)
        return values

    def _converted(self, values: Grid) -> Grid:
        """Convert to the reference oxygen; where there is none, or the air is pure, nothing is changed."""
        reference = self.device.reference_oxygen
        if reference is None or self._oxygen is None:
            return values
        less: Grid = np.maximum(AIR_OXYGEN - values[self._oxygen], 1.0)
        return values * ((AIR_OXYGEN - reference) / less)

    def mark(self, episode: int) -> str:
        """Return the mark of a sample by its episode."""
        return self.device.episodes[episode].told_mark if episode >= 0 else NORMAL


def _columns(factors: tuple[Factor, ...]) -> Grid:
    """Return the figures of all factors, one row for each kind, as columns."""
    rows = [
        (
            each.mean,
            each.spread,
            each.swing,
            each.peak,
            each.drift,
            each.low,
            np.inf if each.high is None else each.high,
        )
        for each in factors
    ]
    return np.array(rows, dtype=np.float64).T[:, :, None]


def _befallen(episode: Episode, factor: Factor, values: Grid) -> Grid:
    """Return what an episode makes of values."""
    still = np.full_like(values, factor.mean)
    made: dict[str, Grid] = {
        "stop": values * _IDLE,
        "calibration": np.where(np.arange(len(values)) % (SAMPLES // 6) < SAMPLES // 12, 0.0, 2 * still),
        "maintenance": still,
        "fault": np.zeros_like(values),
        "over_range": 10 * still if factor.high is None else np.full_like(values, factor.high),
        "exceedance": values / factor.mean * episode.times * (factor.limit or factor.mean) if factor.mean else values,
        "frozen": still,
        "jump": values * episode.times,
    }
    return made[episode.what]
