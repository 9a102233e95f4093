"""Months that were taken out of the big tables: where their rows are, and how they are read there.

A month is first taken out of its table whole (`name` is still empty: its rows stand in a table of their own, which
nobody writes to any more), then written to a Parquet file, then that table is dropped. Late data of such a month make
a new part of the table, which may be moved in its turn under the next number.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.core.files.storage import default_storage
from django.db import ProgrammingError, transaction
from numpy.typing import NDArray

from ecosteward.monitoring.models import Kept
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store import copying, partitions, rows


class Wanted(NamedTuple):
    """Which rows: of these series, in order, from a moment up to before another; of verdicts those of a span."""

    series: list[int]
    begin: np.datetime64
    end: np.datetime64
    span: Span | None


def table_of(kept: Kept) -> str:
    """Return the name of the table a month stands in until its file is written."""
    return f"{partitions.name_of(kept.table, kept.month)}_{kept.number}"


def chosen(series_ids: Sequence[int], begin: dt.datetime, end: dt.datetime, span: Span | None = None) -> str:
    """Return the condition for rows of series in a time, as text: COPY takes no parameters, numbers need no quoting."""
    series = ", ".join(str(int(each)) for each in series_ids)
    only = "" if span is None else f" AND span = {int(span)}"
    return f"series_id IN ({series}) AND at >= '{begin.isoformat()}' AND at < '{end.isoformat()}'{only}"


def kept_parts(
    table: str,
    kind: np.dtype[Any],
    series_ids: Sequence[int],
    begin: dt.datetime,
    end: dt.datetime,
    span: Span | None = None,
) -> list[rows.Rows]:
    """Return the rows of a table's kept months, a part for each, the youngest first."""
    months = {"month__gte": partitions.month_of(begin), "month__lte": partitions.month_of(end)}
    wanted = Wanted(sorted(series_ids), rows.instant(begin), rows.instant(end), span)
    where = chosen(series_ids, begin, end, span)
    found = Kept.objects.filter(table=table, **months).order_by("-number")
    return [_part(each, kind, where, wanted) for each in found]


def _part(kept: Kept, kind: np.dtype[Any], where: str, wanted: Wanted) -> rows.Rows:
    if not kept.name:
        try:
            with transaction.atomic():
                return copying.gathered(table_of(kept), kind, where)
        except ProgrammingError:  # its file was written since it was looked up
            kept.refresh_from_db()
            if not kept.name:
                raise
    return _from_file(kept, kind, wanted)


def _from_file(kept: Kept, kind: np.dtype[Any], wanted: Wanted) -> rows.Rows:
    """Return rows of a month's file. Raises LostStoreError; FileNotFoundError for a file that is gone."""
    names = list(kind.names or ())
    columns = names if wanted.span is None else list(dict.fromkeys([*names, "span"]))
    with default_storage.open(kept.name) as file:
        source = pq.ParquetFile(file)
        found: pa.Table = source.read_row_groups(_groups(source.metadata, wanted.series), columns=columns)
    whole = {name: found.column(name).to_numpy() for name in columns}
    here = _here(whole, wanted)
    made = np.empty(int(here.sum()), dtype=kind)
    for name in names:
        made[name] = whole[name] if here.all() else whole[name][here]
    return made


def _groups(about: pq.FileMetaData, series: Sequence[int]) -> list[int]:
    """Return the groups of a file in which series stand: its rows are in order of series."""
    at = about.schema.names.index("series_id")
    found = []
    for number in range(about.num_row_groups):
        known = about.row_group(number).column(at).statistics
        if known is None or bisect_left(series, known.min) < bisect_right(series, known.max):
            found.append(number)
    return found


def _here(found: Mapping[str, NDArray[Any]], wanted: Wanted) -> NDArray[np.bool_]:
    """Tell which rows are wanted."""
    here = np.isin(found["series_id"], wanted.series)
    here &= (found["at"] >= wanted.begin) & (found["at"] < wanted.end)
    if wanted.span is not None:
        here &= found["span"] == wanted.span
    return here
