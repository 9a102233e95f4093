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
    DELETE FROM monitoring_verdict v USING unnest(%s::int[], %s::timestamptz[]) AS gone(series_id, at)
    WHERE v.series_id = gone.series_id AND v.at = gone.at AND v.span = %s AND v.at >= %s AND v.at <= %s
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
    names = ["series_id", "at"]
    keys, wanted = (_keys(each) for each in (before, found))
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    hit = (before[names][at] == found[names]) if len(at) else np.zeros(0, bool)
    return np.where(hit, at, -1)


def _keys(given: rows.Rows) -> NDArray[np.int64]:
    """Return numbers in order of series and hour."""
    hours: NDArray[np.int64] = given["at"].astype("M8[h]").astype(np.int64)
    return given["series_id"].astype(np.int64) * (1 << 32) + hours


def _write(written: rows.Rows, former: rows.Rows) -> None:
    for month in np.unique((written["at"] + LOCAL).astype("M8[M]")):
        partitions.ensure(rows.VERDICTS, month.astype("M8[D]").item())
    if len(former):
        copying.write(_FORMER, former)
        moments = [rows.moment(each) for each in former["at"]]
        with connection.cursor() as cursor:
            given = [former["series_id"].tolist(), moments, int(former["span"][0]), min(moments), max(moments)]
            cursor.execute(_DELETE, given)
    if len(written):
        copying.write(rows.VERDICTS, written)
