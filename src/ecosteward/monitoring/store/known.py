"""What a writer of the store remembers between two batches: the series of each point, and the months that are there."""

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.models import Series
from ecosteward.monitoring.rules.newcomers import Newcomer
from ecosteward.monitoring.services import series
from ecosteward.monitoring.store import partitions
from ecosteward.monitoring.store.arrivals import Arrival
from ecosteward.monitoring.store.readings import BySpan
from ecosteward.monitoring.store.rows import PACKETS, TABLES

_CHINA = np.timedelta64(8, "h")
_MOST = 100_000  # of what is remembered
_NONE = 0


class KnownSeries:
    """Point and code → series, read when a code comes that is not known; what is in no table yet is made.

    0 stands for a series that a point cannot have, for it has too many.
    """

    def __init__(self) -> None:
        self._ids: dict[int, dict[str, int]] = {}
        self._together: dict[tuple[int, tuple[str, ...]], NDArray[np.int32]] = {}

    def find(self, arrivals: Sequence[Arrival]) -> None:
        """Know the series of all data."""
        if len(self._together) > _MOST:
            self._ids.clear()
            self._together.clear()
        together = self._together
        new = {key: each for each in arrivals if (key := (each.point_id, each.data.codes)) not in together}
        if missing := self._missing(new.values()):
            self._read(missing)
        if missing := self._missing(new.values()):
            series.found(missing)
            self._read(missing)
        for each in self._missing(new.values()):
            self._ids.setdefault(each.point_id, {})[each.code] = _NONE
        for point, codes in new:
            ids = self._ids.get(point, {})
            together[point, codes] = np.array([ids[code] for code in codes], np.int32)

    def of(self, arrival: Arrival) -> NDArray[np.int32]:
        """Return the series of a packet's data; `find` goes before."""
        return self._together[arrival.point_id, arrival.data.codes]

    def _missing(self, arrivals: Iterable[Arrival]) -> set[Newcomer]:
        ids = self._ids
        return {
            Newcomer(each.point_id, code, each.system)
            for each in arrivals
            for code in each.data.codes
            if code not in ids.get(each.point_id, ())
        }

    def _read(self, missing: Iterable[Newcomer]) -> None:
        points = {each.point_id for each in missing}
        for pk, point, code in Series.objects.filter(point__in=points).values_list("pk", "point_id", "code"):
            self._ids.setdefault(point, {})[code] = pk


class Months:
    """The parts of the big tables that are known to be there."""

    def __init__(self) -> None:
        self._there: set[tuple[str, dt.date]] = set()

    def ensure(self, arrivals: Iterable[Arrival], rows: BySpan) -> None:
        """Make the months that packets and their readings go to."""
        wanted = {(PACKETS, each.bucket) for each in arrivals}
        for span, found in rows.items():
            months = np.unique((found["at"] + _CHINA).astype("M8[M]")).astype("M8[D]")
            wanted |= {(TABLES[span], month) for month in months.tolist()}
        for table, month in sorted(wanted - self._there):
            partitions.ensure(table, month)
            self._there.add((table, month))

    def forget(self) -> None:
        """Look again at the next batch, for a month may have been taken away."""
        self._there.clear()
