"""Months that were taken out of the big tables: where their rows are, and how they are read there.

A month is first taken out of its table whole (`name` is still empty: its rows stand in a table of their own, which
nobody writes to any more), then written to a Parquet file, then that table is dropped. Late data of such a month make
a new part of the table, which may be moved in its turn under the next number.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.core.files.storage import default_storage
from django.db import ProgrammingError, transaction

from ecosteward.monitoring.models import Kept
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store import copying, partitions, rows

Filters = list[tuple[str, str, Any]]


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
    filters: Filters = [
        ("series_id", "in", list(series_ids)),
        ("at", ">=", rows.instant(begin)),
        ("at", "<", rows.instant(end)),
    ]
    filters += [] if span is None else [("span", "=", int(span))]
    where = chosen(series_ids, begin, end, span)
    found = Kept.objects.filter(table=table, **months).order_by("-number")
    return [_part(each, kind, where, filters) for each in found]


def _part(kept: Kept, kind: np.dtype[Any], where: str, filters: Filters) -> rows.Rows:
    if not kept.name:
        try:
            with transaction.atomic():
                return copying.read(copying.select(table_of(kept), kind, f"WHERE {where}"), kind)
        except ProgrammingError:  # its file was written since it was looked up
            kept.refresh_from_db()
            if not kept.name:
                raise
    return from_file(kept, kind, filters)


def from_file(kept: Kept, kind: np.dtype[Any], filters: Filters | None = None) -> rows.Rows:
    """Return rows of a month's file. Raises LostStoreError; FileNotFoundError for a file that is gone."""
    names = list(kind.names or ())
    with default_storage.open(kept.name) as file:
        found: pa.Table = pq.read_table(file, columns=names, filters=filters)
    made = np.empty(found.num_rows, dtype=kind)
    for name in names:
        made[name] = found.column(name).to_numpy()
    return made
