"""Hours that have new data and wait to be judged."""

import datetime as dt
from collections.abc import Iterable

from django.db.backends.utils import CursorWrapper

from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store.arrivals import Arrival

SECOND = 1_000_000
HOUR, DAY = 3600 * SECOND, 86400 * SECOND
GRACE = 300 * SECOND  # how long after its end an hour's data may come before it is judged
SETTLING = 30 * SECOND  # what comes late comes in a row: after this it is judged, all at once
_MARGIN = 10 * SECOND  # of the clocks of gateways and judges
_REMEMBERED = 200_000
_PUT = """
INSERT INTO monitoring_due (point_id, hour, due_at, late)
SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::boolean[])
ON CONFLICT (point_id, hour) DO UPDATE
SET due_at = least(monitoring_due.due_at, excluded.due_at), late = monitoring_due.late OR excluded.late
"""
Due = tuple[int, int, int, bool]  # point, hour, due at (microseconds since 1970), late


class Dues:
    """Puts each hour down once, and again with data that come when it may have been judged."""

    def __init__(self) -> None:
        self._put: dict[tuple[int, int], int] = {}

    def of(self, arrivals: Iterable[Arrival], now: int) -> list[Due]:
        """Return what is to be put down for packets that were stored; sorted, so that two gateways never wait in a ring."""
        found: dict[tuple[int, int], Due] = {}
        for each in arrivals:
            if each.data.codes and each.data_at is not None:
                hour = each.data_at // HOUR * HOUR
                over = hour + (DAY if each.span is Span.DAY else HOUR) + GRACE
                late = over <= now
                due = now + SETTLING if late else over
                put = self._put.get((each.point_id, hour))
                if put is None or put > due or put < now + _MARGIN:
                    found[each.point_id, hour] = each.point_id, hour, due, late
        return sorted(found.values())

    def put(self, cursor: CursorWrapper, dues: list[Due]) -> None:
        """Write them down, in the transaction of the data."""
        if dues:
            points, hours, moments, late = zip(*dues, strict=True)
            cursor.execute(
                _PUT, [list(points), [moment(each) for each in hours], list(map(moment, moments)), list(late)]
            )

    def remember(self, dues: list[Due]) -> None:
        """Remember what was put down, once it is stored."""
        if len(self._put) > _REMEMBERED:
            self._put.clear()
        self._put |= {(point, hour): due for point, hour, due, _ in dues}


def moment(microseconds: int) -> dt.datetime:
    """Return a time told in microseconds since 1970 UTC."""
    return dt.datetime.fromtimestamp(microseconds // SECOND, dt.UTC) + dt.timedelta(microseconds=microseconds % SECOND)
