"""What a device uploads, as the items of CP: the instant, the minutes, the hour, the day, states and running times.

DataTime is the instant of realtime data and the beginning of a period. Source: HJ 212-2017, tables C.15 to C.24.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from ecosteward.monitoring.simulator.plants import Factor, Upload
from ecosteward.monitoring.simulator.series import FLOWS, HOUR, MASSES, SAMPLES, STEP, Grid, Series
from ecosteward.norms.hj212.segment import Items
from ecosteward.norms.hj212.values import written

COMMANDS: dict[Upload, str] = {
    "boot": "2081", "realtime": "2011", "minute": "2051", "hour": "2061", "day": "2031", "state": "2021",
    "running": "2041",
}  # fmt: skip
PERIODS: tuple[Upload, ...] = ("minute", "hour", "day", "running")
_FINER = 2  # more digits for an amount than for a concentration
_BOOTED = timedelta(seconds=90)
_STOPPED, _RUNNING = "0", "1"


def items(series: Series, upload: Upload, begin: datetime, span: timedelta) -> Items:
    """Return what an upload of a moment, or of a period that begins then, says."""
    told = (("DataTime", written(begin)),)
    if upload == "boot":
        return (*told, ("RestartTime", written(begin - _BOOTED)))
    if upload == "realtime":
        return told + tuple(_instant(series, begin))
    if upload in {"state", "running"}:
        return told + tuple(_facilities(series, upload, begin))
    return told + tuple(_period(series, begin, span))


def _instant(series: Series, moment: datetime) -> Iterator[tuple[str, str]]:
    hour = series.hour(_hour_of(moment))
    sample = (moment.minute * 60 + moment.second) // STEP
    for place, (factor, code) in enumerate(zip(series.device.factors, series.codes, strict=True)):
        for field, values in (("Rtd", hour.values), ("ZsRtd", hour.converted)):
            if field in factor.fields:
                yield f"{code}-{field}", _text(values[place, sample], factor)
        if "Flag" in factor.fields:
            yield f"{code}-Flag", series.mark(hour.episodes[place, sample])


def _period(series: Series, begin: datetime, span: timedelta) -> Iterator[tuple[str, str]]:
    values, converted, episodes = _samples(series, begin, span)
    amounts = _amounts(series, values)
    for place, (factor, code) in enumerate(zip(series.device.factors, series.codes, strict=True)):
        known = {"Cou": amounts[place]} | _summary("", values[place]) | _summary("Zs", converted[place])
        for field in ("Cou", "Min", "Avg", "Max", "ZsMin", "ZsAvg", "ZsMax"):
            if field in factor.fields:
                yield f"{code}-{field}", _text(known[field], factor, _FINER if field == "Cou" else 0)
        if "Flag" in factor.fields:
            yield f"{code}-Flag", _commonest(series, episodes[place].tolist())


def _samples(series: Series, begin: datetime, span: timedelta) -> tuple[Grid, Grid, Grid]:
    """Return values, converted values and episodes of a period: part of an hour, or whole hours."""
    first = _hour_of(begin)
    hours = [series.hour(first + number * HOUR) for number in range(max(span // HOUR, 1))]
    start = int((begin - first).total_seconds()) // STEP
    part = slice(start, max(start + int(span.total_seconds()) // STEP, start + 1))
    each = ([getattr(hour, name) for hour in hours] for name in ("values", "converted", "episodes"))
    values, converted, episodes = (np.concatenate(grids, axis=1)[:, part] for grids in each)
    return values, converted, episodes


def _amounts(series: Series, values: Grid) -> Grid:
    """Return the volume for the flow and the mass for what flows with it; without a flow there is no amount."""
    if series.flow is None:
        return np.zeros(len(values))
    code = series.device.factors[series.flow].code
    volumes = values[series.flow] * FLOWS[code] * STEP
    masses: Grid = (values * volumes).sum(axis=1) * MASSES[code]
    masses[series.flow] = volumes.sum()
    return masses


def _summary(prefix: str, values: Grid) -> dict[str, float]:
    return {f"{prefix}Min": values.min(), f"{prefix}Avg": values.mean(), f"{prefix}Max": values.max()}


def _commonest(series: Series, episodes: list[int]) -> str:
    return Counter(map(series.mark, episodes)).most_common(1)[0][0]


def _facilities(series: Series, upload: Upload, begin: datetime) -> Iterator[tuple[str, str]]:
    """Tell whether each facility runs, or for how many hours it ran on the day: as long as the plant did not stand."""
    stands = [number for number, each in enumerate(series.device.episodes) if each.what == "stop"]
    span = HOUR if upload == "state" else 24 * HOUR
    first = _hour_of(begin) if upload == "state" else begin
    idle = np.isin(_samples(series, first, span)[2][0], stands)
    sample = (begin.minute * 60 + begin.second) // STEP
    now, hours = (_STOPPED if idle[sample] else _RUNNING), (~idle).sum() / SAMPLES
    for number in range(1, series.device.facilities + 1):
        yield (f"SB{number}-RS", now) if upload == "state" else (f"SB{number}-RT", f"{hours:.1f}")


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _text(value: float, factor: Factor, finer: int = 0) -> str:
    return f"{value:.{factor.digits + finer}f}"
