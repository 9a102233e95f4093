"""What a writer of the store remembers between two batches: the series of each point, and the months that are there."""

import datetime as dt
from collections.abc import Iterable, Sequence

import numpy as np

from ecosteward.monitoring.models import Series
from ecosteward.monitoring.rules.newcomers import Newcomer
from ecosteward.monitoring.services import series
from ecosteward.monitoring.store import partitions
from ecosteward.monitoring.store.arrivals import Arrival
from ecosteward.monitoring.store.readings import BySpan
from ecosteward.monitoring.store.rows import PACKETS, TABLES

_CHINA = np.timedelta64(8, "h")
_REFUSED_MOST = 100_000


class KnownSeries:
    """Point → code → series, read when a code comes that is not known; what is in no table yet is made."""

    def __init__(self) -> None:
        self.ids: dict[int, dict[str, int]] = {}
        self._refused: set[tuple[int, str]] = set()

    def find(self, arrivals: Sequence[Arrival]) -> None:
        """Know the series of all data; those of a point that has too many stay unknown."""
        if not (missing := self._missing(arrivals)):
            return
        self._read(missing)
        if missing := self._missing(arrivals):
            series.found(missing)
            self._read(missing)
            self._refuse(self._missing(arrivals))

    def _missing(self, arrivals: Sequence[Arrival]) -> set[Newcomer]:
        ids, refused = self.ids, self._refused
        return {
            Newcomer(each.point_id, datum[0], each.system)
            for each in arrivals
            for datum in each.data
            if datum[0] not in ids.get(each.point_id, ()) and (each.point_id, datum[0]) not in refused
        }

    def _read(self, missing: Iterable[Newcomer]) -> None:
        points = {each.point_id for each in missing}
        for pk, point, code in Series.objects.filter(point__in=points).values_list("pk", "point_id", "code"):
            self.ids.setdefault(point, {})[code] = pk

    def _refuse(self, missing: Iterable[Newcomer]) -> None:
        if len(self._refused) > _REFUSED_MOST:
            self._refused.clear()
        self._refused |= {(each.point_id, each.code) for each in missing}


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
