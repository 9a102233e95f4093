"""Writing verdicts: what is as it was is not written; what changed moves its former row aside and counts one revision on."""

import datetime as dt

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from ecosteward.monitoring.rules.places import LOCAL
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Note
from ecosteward.monitoring.store import copying, partitions, rows
from ecosteward.monitoring.store.reading import verdicts

_FORMER = "monitoring_verdict_former"
_DELETE = """
    DELETE FROM monitoring_verdict v USING monitoring_verdict_former f
    WHERE (v.series_id, v.span, v.at, v.revision) = (f.series_id, f.span, f.at, f.revision)
        AND v.series_id = ANY(%(series)s) AND v.span = %(span)s AND v.at BETWEEN %(first)s AND %(last)s
        AND f.series_id = ANY(%(series)s) AND f.span = %(span)s AND f.at BETWEEN %(first)s AND %(last)s
"""
_SECOND = dt.timedelta(seconds=1)


def put(found: rows.Rows, now: dt.datetime, *, late: bool = False) -> rows.Rows:
    """Write verdicts of one span and return those that were new or changed. The caller holds the points' locks.

    With `late`, those changed are noted as such: late or resent data changed them.
    """
    if not len(found):
        return found
    before = _before(found)
    at = _places(before, found)
    known = at >= 0
    same = known.copy()
    same[known] = before["inputs"][at[known]] == found["inputs"][known]
    written, former = found[~same], before[at[known & ~same]]
    changed = known[~same]
    written["revision"][changed] = former["revision"] + 1
    written["notes"][changed] |= int(Note.LATE) if late else 0
    written["made_at"] = rows.instant(now)
    _write(written, former)
    return written


def _before(found: rows.Rows) -> rows.Rows:
    begin, last = rows.moment(found["at"].min()), rows.moment(found["at"].max())
    return verdicts(np.unique(found["series_id"]).tolist(), Span(int(found["span"][0])), begin, last + _SECOND)


def _places(before: rows.Rows, found: rows.Rows) -> NDArray[np.intp]:
    """Return for each row the place of the row of the same series and time among those before; -1 where there is none."""
    if not len(before):
        return np.full(len(found), -1, np.intp)
    keys, wanted = (_keys(each) for each in (before, found))
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)


def _keys(given: rows.Rows) -> NDArray[np.int64]:
    """Return numbers in order of series and hour, in which all spans of verdicts begin."""
    hours: NDArray[np.int64] = given["at"].astype("M8[h]").astype(np.int64)
    return given["series_id"].astype(np.int64) * (1 << 32) + hours


def _write(written: rows.Rows, former: rows.Rows) -> None:
    for month in np.unique((written["at"] + LOCAL).astype("M8[M]")):
        partitions.ensure(rows.VERDICTS, month.astype("M8[D]").item())
    if len(former):
        copying.write(_FORMER, former)
        _delete(former)
    if len(written):
        copying.write(rows.VERDICTS, written)


def _delete(former: rows.Rows) -> None:
    """Take away the rows that were moved aside."""
    first, last = (rows.moment(each) for each in (former["at"].min(), former["at"].max()))
    given = {"series": np.unique(former["series_id"]).tolist(), "span": int(former["span"][0])}
    with connection.cursor() as cursor:
        cursor.execute(_DELETE, given | {"first": first, "last": last})
