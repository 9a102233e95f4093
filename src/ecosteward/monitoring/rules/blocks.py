"""How the judgement's work is cut: hours of points into blocks that are read, judged and written together."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

_HOUR = dt.timedelta(hours=1)


class Stretch(NamedTuple):
    """Full hours on end, and the points they are judged of."""

    begin: dt.datetime
    end: dt.datetime
    points: tuple[int, ...]


def stretches(hours: Iterable[tuple[int, dt.datetime]]) -> list[Stretch]:
    """Join points' hours into stretches: hours on end of a point, points of the same hours together; by time.

    >>> eight = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)
    >>> [(len(each.points), each.end - each.begin == _HOUR) for each in stretches([(1, eight), (2, eight)])]
    [(2, True)]
    """
    found: dict[tuple[dt.datetime, dt.datetime], list[int]] = defaultdict(list)
    last: tuple[int, dt.datetime, dt.datetime] | None = None
    for point, hour in sorted(set(hours)):
        if last is not None and last[0] == point and last[2] == hour:
            last = (point, last[1], hour + _HOUR)
            continue
        if last is not None:
            found[last[1:]].append(last[0])
        last = (point, hour, hour + _HOUR)
    if last is not None:
        found[last[1:]].append(last[0])
    return [Stretch(*times, tuple(points)) for times, points in sorted(found.items())]
