"""What a device uploads, as the text of CP: the instant, the minutes, the hour, the day, states and running times.

DataTime is the instant of realtime data and the beginning of a period. Source: HJ 212-2017, tables C.15 to C.24.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from ecosteward.monitoring.simulator.agenda import Upload
from ecosteward.monitoring.simulator.forms import AMOUNT, MARK, Form
from ecosteward.monitoring.simulator.series import FLOWS, HOUR, MASSES, SAMPLES, STEP, Grid, Series
from ecosteward.norms.hj212.values import written

COMMANDS: dict[Upload, str] = {
    "boot": "2081", "realtime": "2011", "minute": "2051", "hour": "2061", "day": "2031", "state": "2021",
    "running": "2041",
}  # fmt: skip
INSTANT = ("Rtd", "ZsRtd", MARK)
PERIOD = (AMOUNT, "Min", "Avg", "Max", "ZsMin", "ZsAvg", "ZsMax", MARK)
_BOOTED = timedelta(seconds=90)
_STOPPED, _RUNNING = "0", "1"


class Uploads:
    """All that one device can say of itself."""

    def __init__(self, series: Series) -> None:
        self.series = series
        factors, codes = series.device.factors, series.codes
        self._instant, self._period = Form(factors, codes, INSTANT), Form(factors, codes, PERIOD)

    def told(self, upload: Upload, begin: datetime, span: timedelta) -> str:
        """Return what an upload of a moment, or of a period that begins then, says: the text between `&&` and `&&`."""
        time = f"DataTime={written(begin)}"
        if upload == "boot":
            return f"{time};RestartTime={written(begin - _BOOTED)}"
        if upload in {"state", "running"}:
            return ";".join((time, *self._facilities(upload, begin)))
        body = self._now(begin) if upload == "realtime" else self._over(begin, span)
        return f"{time};{body}" if body else time

    def _now(self, moment: datetime) -> str:
        hour, sample = self.series.hour(_hour_of(moment)), _sample(moment)
        marks = list(map(self.series.mark, hour.episodes[:, sample].tolist()))
        return self._instant.filled((hour.values[:, sample].tolist(), hour.converted[:, sample].tolist(), marks))

    def _over(self, begin: datetime, span: timedelta) -> str:
        values, converted, episodes = self._samples(begin, span)
        marks = [self._commonest(each) for each in episodes.tolist()]
        return self._period.filled((self._amounts(values), *_summary(values), *_summary(converted), marks))

    def _samples(self, begin: datetime, span: timedelta) -> tuple[Grid, Grid, Grid]:
        """Return values, converted values and episodes of a period: part of an hour, or whole hours."""
        first = _hour_of(begin)
        hours = [self.series.hour(first + number * HOUR) for number in range(max(span // HOUR, 1))]
        start = _sample(begin)
        part = slice(start, max(start + int(span.total_seconds()) // STEP, start + 1))
        each = ([getattr(hour, name) for hour in hours] for name in ("values", "converted", "episodes"))
        values, converted, episodes = (np.concatenate(grids, axis=1)[:, part] for grids in each)
        return values, converted, episodes

    def _amounts(self, values: Grid) -> list[float]:
        """Return the volume for the flow and the mass for what flows with it; without a flow there is no amount."""
        if self.series.flow is None:
            return [0.0] * len(values)
        code = self.series.device.factors[self.series.flow].code
        volumes = values[self.series.flow] * FLOWS[code] * STEP
        amounts: list[float] = ((values * volumes).sum(axis=1) * MASSES[code]).tolist()
        amounts[self.series.flow] = float(volumes.sum())
        return amounts

    def _commonest(self, episodes: list[int]) -> str:
        return Counter(map(self.series.mark, episodes)).most_common(1)[0][0]

    def _facilities(self, upload: Upload, begin: datetime) -> Iterator[str]:
        """Tell whether each facility runs, or how many hours of the day it ran: as long as the plant did not stand."""
        stands = [number for number, each in enumerate(self.series.device.episodes) if each.what == "stop"]
        now = upload == "state"
        episodes = self._samples(_hour_of(begin), HOUR if now else 24 * HOUR)[2]
        idle = np.isin(episodes[0], stands)
        state, hours = (_STOPPED if idle[_sample(begin)] else _RUNNING), (~idle).sum() / SAMPLES
        for number in range(1, self.series.device.facilities + 1):
            yield f"SB{number}-RS={state}" if now else f"SB{number}-RT={hours:.1f}"


def _hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _sample(moment: datetime) -> int:
    """Return which sample of its hour a moment falls on."""
    return (moment.minute * 60 + moment.second) // STEP


def _summary(values: Grid) -> tuple[list[float], list[float], list[float]]:
    return values.min(axis=1).tolist(), values.mean(axis=1).tolist(), values.max(axis=1).tolist()
