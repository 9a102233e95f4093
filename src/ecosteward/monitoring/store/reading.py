"""Reading the store: the values that count, in whichever place they are.

A reading stands in the part of its month in PostgreSQL or in the file of a month that was moved, and beside it a newer
value may stand among the revisions. Of one series and time the newest counts: a revision, else the live part, else
the youngest file. The live part is read before the list of files, so that a month moved meanwhile is read twice rather
than not at all; what stands twice is dropped.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store import copying, rows
from ecosteward.monitoring.store.kept import chosen, kept_parts

_NEWEST = """
    SELECT DISTINCT ON (series_id, at) series_id::int4, at, value, converted, low, high, total, mark,
        COALESCE(packet_id, 0) AS packet_id{more} FROM monitoring_revision WHERE {where} ORDER BY series_id, at, id DESC
"""
_BY_PEOPLE = f"SELECT {rows.columns(rows.READING)} FROM ({{newest}}) newest WHERE kind <> 'resent'"  # noqa: S608  # our own


def readings(
    series_ids: Sequence[int], span: Span, begin: dt.datetime, end: dt.datetime, kind: np.dtype[Any] = rows.READING
) -> rows.Rows:
    """Return the data of series from `begin` up to before `end` as they count now, by series and time.

    `kind` is READING, or BRIEF where its fields are enough.

    Raises KeyError for a span that instruments do not send, LostStoreError where the file store does not answer.
    """
    if not series_ids:
        return rows.empty(kind)
    newest = revised(series_ids, span, begin, end)[list(kind.names or ())].astype(kind)
    with copying.page_by_page():
        stored = _stored(rows.TABLES[span], kind, series_ids, begin, end)
    return _merged([newest, *stored], kind)


def verdicts(
    series_ids: Sequence[int], span: Span, begin: dt.datetime, end: dt.datetime, kind: np.dtype[Any] = rows.VERDICT
) -> rows.Rows:
    """Return the verdicts of series on the spans that begin from `begin` up to before `end`, by series and time.

    `kind` is VERDICT, or CURVE where its fields are enough.
    """
    if not series_ids:
        return rows.empty(kind)
    return _merged(_stored(rows.VERDICTS, kind, series_ids, begin, end, span), kind)


def revised(series_ids: Sequence[int], span: Span, begin: dt.datetime, end: dt.datetime) -> rows.Rows:
    """Return the newest revision of each datum that has one, in the form of readings."""
    return copying.read(_NEWEST.format(where=chosen(series_ids, begin, end, span), more=""), rows.READING)


def corrected(series_ids: Sequence[int], span: Span, begin: dt.datetime, end: dt.datetime) -> rows.Rows:
    """Return those of the newest revisions that a person made: corrections, and manual results in place of data."""
    where = chosen(series_ids, begin, end, span)
    return copying.read(_BY_PEOPLE.format(newest=_NEWEST.format(where=where, more=", kind")), rows.READING)


def _stored(
    table: str,
    kind: np.dtype[Any],
    series_ids: Sequence[int],
    begin: dt.datetime,
    end: dt.datetime,
    span: Span | None = None,
) -> list[rows.Rows]:
    where = chosen(series_ids, begin, end, span)
    live = copying.gathered(table, kind, where)
    return [live, *kept_parts(table, kind, series_ids, begin, end, span)]


def _merged(parts: Sequence[rows.Rows], kind: np.dtype[Any]) -> rows.Rows:
    """Return the rows by series and time; of those that stand twice the one of the first part."""
    found = [part for part in parts if len(part)]
    if not found:
        return rows.empty(kind)
    whole = found[0] if len(found) == 1 else np.concatenate(found)
    series, at = (np.ascontiguousarray(whole[name]) for name in ("series_id", "at"))
    same = series[1:] == series[:-1]
    if not ((series[1:] > series[:-1]) | (same & (at[1:] > at[:-1]))).all():
        order = np.lexsort((at, series))  # stable: earlier parts stay before later ones
        whole, series, at = whole[order], series[order], at[order]
        again = np.append(False, (series[1:] == series[:-1]) & (at[1:] == at[:-1]))
        whole = whole[~again]
    return whole
