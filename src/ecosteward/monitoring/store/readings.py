"""Readings on their way into the tables of their spans."""

import math
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from numpy.typing import NDArray

from ecosteward.monitoring.models import Revision, RevisionKind
from ecosteward.monitoring.rules.sent import WIDTH
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store import copying
from ecosteward.monitoring.store.arrivals import Arrival
from ecosteward.monitoring.store.rows import READING, TABLES, Rows

BySpan = dict[Span, Rows]
Said = tuple[float, ...]  # value, converted, low, high, total, mark

_NUMBERS = ("value", "converted", "low", "high", "total")
_INCOMING = "monitoring_incoming"
_MAKE = f"CREATE TEMPORARY TABLE IF NOT EXISTS {_INCOMING} (LIKE monitoring_realtime) ON COMMIT DELETE ROWS"
# The first of a batch's data of one series and time stays; that of the table before all.
_FIRST = (
    f"INSERT INTO {{table}} SELECT DISTINCT ON (series_id, at) * FROM {_INCOMING}"  # noqa: S608  # our own names
    " ORDER BY series_id, at, packet_id ON CONFLICT DO NOTHING"
)
_SAID = "{0}.value, {0}.converted, {0}.low, {0}.high, {0}.total, {0}.mark"
_FURTHER = (
    f"SELECT i.series_id, i.at, i.packet_id, {_SAID.format('i')}, r.id, {_SAID.format('r')}, {_SAID.format('t')}"  # noqa: S608
    f" FROM {_INCOMING} i JOIN {{table}} t ON t.series_id = i.series_id AND t.at = i.at LEFT JOIN LATERAL"
    " (SELECT * FROM monitoring_revision v WHERE v.series_id = i.series_id AND v.span = %s AND v.at = i.at"
    " AND v.kind = 'resent' ORDER BY v.id DESC LIMIT 1) r ON true"
    " WHERE t.packet_id <> i.packet_id ORDER BY i.packet_id"
)


def rows_of(arrivals: Sequence[Arrival], series_of: Callable[[Arrival], NDArray[np.int32]]) -> BySpan:
    """Return the readings in packets by span; `packet_id` is the packet's place in the batch.

    `series_of` gives the series of a packet's data. A datum of series 0 is left out.
    """
    found: dict[Span, list[int]] = {}
    for place, each in enumerate(arrivals):
        if each.data.codes and each.span is not None:
            found.setdefault(each.span, []).append(place)
    laid = ((span, _laid([arrivals[place] for place in places], places, series_of)) for span, places in found.items())
    return {span: rows for span, rows in laid if len(rows)}


def _laid(those: Sequence[Arrival], places: Sequence[int], series_of: Callable[[Arrival], NDArray[np.int32]]) -> Rows:
    series = np.concatenate([series_of(each) for each in those])
    each_of = [len(each.data.codes) for each in those]
    said = np.fromiter(chain.from_iterable(each.data.numbers for each in those), np.float64, WIDTH * len(series))
    columns = said.reshape(-1, WIDTH).T
    columns[:-1][np.isinf(columns[:-1])] = np.nan
    rows = np.empty(len(series), READING)
    rows["series_id"] = series
    rows["at"] = np.repeat(np.array([each.data_at or 0 for each in those], "M8[us]"), each_of)
    rows["packet_id"] = np.repeat(np.array(places, np.int64), each_of)
    for name, column in zip((*_NUMBERS, "mark"), columns, strict=True):
        rows[name] = column
    sorted_rows: Rows = rows[np.argsort(series, kind="stable")]
    return sorted_rows[np.searchsorted(sorted_rows["series_id"], 1) :]


def numbered(rows: Rows, numbers: NDArray[np.int64]) -> Rows:
    """Return the readings of those packets that have a number, with it. 0 says that a packet has none."""
    taken = numbers[rows["packet_id"]]
    kept: Rows = rows[taken > 0]
    kept["packet_id"] = taken[taken > 0]
    return kept


def add(cursor: CursorWrapper, span: Span, rows: Rows) -> None:
    """Put readings into the table of their span; another value for a time that has one is a revision.

    Raises IntegrityError where a month has no part.
    """
    if not len(rows):
        return
    try:
        with transaction.atomic():
            copying.write(TABLES[span], rows)
    except IntegrityError:
        _merge(cursor, span, rows)


def _merge(cursor: CursorWrapper, span: Span, rows: Rows) -> None:
    cursor.execute(_MAKE)
    cursor.execute(f"TRUNCATE {_INCOMING}")
    copying.write(_INCOMING, rows)
    cursor.execute(_FIRST.format(table=TABLES[span]))
    cursor.execute(_FURTHER.format(table=TABLES[span]), [span])
    Revision.objects.bulk_create(_revisions(span, cursor.fetchall()), batch_size=2000)


def _revisions(span: Span, further: Sequence[tuple[Any, ...]]) -> list[Revision]:
    """Return what was said anew: each is held against what was said last."""
    now, found = timezone.now(), []
    last: dict[tuple[int, Any], Said] = {}
    width = len(_NUMBERS) + 1
    for series, at, packet, *said in further:
        new, revised, former = tuple(said[:width]), said[width], said[width + 1 :]
        before = last.get((series, at), tuple(former[width:] if revised is None else former[:width]))
        value, converted, low, high, total, mark = joined = _joined(before, new)
        if not _same(before, joined):
            last[series, at] = joined
            numbers = {"value": value, "converted": converted, "low": low, "high": high, "total": total}
            about = {"series_id": series, "span": span, "at": at, "kind": RevisionKind.RESENT, "packet_id": packet}
            found.append(Revision(**about, **numbers, mark=mark, made_at=now))
    return found


def _joined(before: Said, new: Said) -> Said:
    """Return what is said now: what was not said again stays, for the fields of a factor may come in two packets."""
    numbers = (old if math.isnan(now) else now for old, now in zip(before[:-1], new[:-1], strict=True))
    return (*numbers, new[-1] or before[-1])


def _same(one: Said, other: Said) -> bool:
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(one, other, strict=True))
