"""From when to when a series is expected to send: what is missing outside of that is not missing."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules.places import LOCAL, Factor, Place, local_days
from ecosteward.monitoring.rules.verdicts import Validity


def expected(place: Place, found: Any, before: Any) -> NDArray[np.bool_]:
    """Tell which rows of hours stand: all with data, and those missing while their series was in service.

    A series is in service from the day its point went on line; where nobody said which, from its first datum on, or all
    along where it had verdicts in the hours before. It is out of service from the day after it, or its point, was stopped.
    """
    there = found["validity"] != Validity.MISSING
    known = set(before["series_id"].tolist())
    stand: NDArray[np.bool_] = there.copy()
    for factor in place.factors:
        own = found["series_id"] == factor.id
        begin = _begin(place, factor.id in known, found["at"][own & there])
        if begin is not None:
            stand |= own & (found["at"] >= begin)
    return np.asarray(stand & (there | ~_stopped(place, found)))


def _begin(place: Place, known: bool, data: NDArray[np.datetime64]) -> np.datetime64 | None:
    if place.started_on is not None:
        return np.datetime64(place.started_on, "us") - LOCAL
    if known:
        return np.datetime64("1970-01-01", "us")
    return data.min() if len(data) else None


def _stopped(place: Place, found: Any) -> NDArray[np.bool_]:
    days, stopped = local_days(found["at"]), np.zeros(len(found), bool)
    for factor in place.factors:
        for last in _last(place, factor):
            stopped |= (found["series_id"] == factor.id) & (days > last)
    return stopped


def _last(place: Place, factor: Factor) -> list[np.datetime64]:
    return [np.datetime64(day) for day in (place.stopped_on, factor.stopped_on) if day is not None]
