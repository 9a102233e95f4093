"""Moving a month out of PostgreSQL into a Parquet file of the file store.

Three steps, each whole or not at all, so that the mover may die anywhere and go on later with nothing lost or doubled:
the month's part is taken out of its table under a name of its own and listed in `Kept`, in one transaction; its file is
written under its digest, as often as needed; the file's name is put into `Kept` and the table dropped, in one
transaction.
"""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from ecosteward.monitoring.models import Kept
from ecosteward.monitoring.store import copying, kept_packets, partitions, rows
from ecosteward.monitoring.store.kept import table_of

BLOCK = 65_536  # rows of a group of the file: what one series' query reads at least
_PATIENCE = "3s"  # for the table's lock; those who write to it wait behind us
_ORDERS = {
    **dict.fromkeys(rows.TABLES.values(), (rows.READING, "series_id, at")),
    rows.VERDICTS: (rows.VERDICT, "series_id, span, at"),
}


class UnlikeError(OSError):
    """The file store gave back other bytes than it was given; the month stays in the database."""


def move(table: str, month: dt.date) -> Kept | None:
    """Move a month of a table into the file store. Returns None where there is no such part.

    Raises OperationalError where the table was too busy to let go of the part (nothing is changed), LostStoreError and
    UnlikeError where the file store failed (`finish` takes it up again).
    """
    kept = _take_out(table, month)
    return None if kept is None else _finish(kept)


def add(table: str, month: dt.date, blocks: Iterable[rows.Rows]) -> Kept:
    """Keep rows of a month that never stood in the database, given in order; until their file is whole nobody reads them."""
    kept = _next(table, month)
    _file(kept, map(_laid, blocks))
    kept.save(force_insert=True)
    return kept


def finish() -> Iterator[Kept]:
    """Write the files of months that were taken out and not yet written, and yield them."""
    for kept in Kept.objects.filter(name="").order_by("pk"):
        yield _finish(kept)


def old(table: str, before: dt.date) -> list[dt.date]:
    """Return the months of a table that end on or before a day."""
    return [month for month in partitions.months_of(table) if partitions.after(month) <= before]


@transaction.atomic
def _take_out(table: str, month: dt.date) -> Kept | None:
    part = partitions.name_of(table, month)
    if month not in partitions.months_of(table):
        return None
    kept = _next(table, month)
    kept.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
        cursor.execute(f'ALTER TABLE "{table}" DETACH PARTITION "{part}"')
        cursor.execute(f'ALTER TABLE "{part}" RENAME TO "{table_of(kept)}"')
    return kept


def _next(table: str, month: dt.date) -> Kept:
    number = Kept.objects.filter(table=table, month=month).count() + 1
    return Kept(table=table, month=month, number=number, size=0, rows=0, moved_at=timezone.now())


def _finish(kept: Kept) -> Kept:
    _file(kept, _blocks(kept))
    with transaction.atomic(), connection.cursor() as cursor:
        kept.save()
        cursor.execute(f'DROP TABLE "{table_of(kept)}"')
    return kept


def _file(kept: Kept, blocks: Iterable[pa.Table]) -> None:
    """Write a month's rows to its file and put into `kept` what is to be known of it."""
    with tempfile.TemporaryFile() as made:
        kept.rows = _write(blocks, made)
        kept.size = made.tell()
        made.seek(0)
        kept.sha256 = hashlib.file_digest(made, "sha256").hexdigest()
        name = f"monitoring/{kept.table}/{kept.month:%Y-%m}-{kept.number}-{kept.sha256[:16]}.parquet"
        made.seek(0)
        default_storage.save(name, File(made))
    _compare(name, kept.sha256)
    kept.name, kept.moved_at = name, timezone.now()


def _write(blocks: Iterable[pa.Table], target: IO[bytes]) -> int:
    """Write blocks to a file and return how many rows they have."""
    number, writer = 0, None
    for block in blocks:
        writer = writer or pq.ParquetWriter(target, block.schema, compression="zstd")
        writer.write_table(block, BLOCK)
        number += block.num_rows
    if writer is not None:
        writer.close()
    return number


def _blocks(kept: Kept) -> Iterator[pa.Table]:
    if kept.table == rows.PACKETS:
        yield from kept_packets.blocks(table_of(kept), BLOCK)
        return
    kind, order = _ORDERS[kept.table]
    yield _laid(rows.empty(kind))  # a month without rows has a file too
    query = copying.select(table_of(kept), kind, f"ORDER BY {order}")
    for block in copying.blocks(query, kind, BLOCK):
        yield _laid(block)


def _laid(found: rows.Rows) -> pa.Table:
    return pa.table({name: np.ascontiguousarray(found[name]) for name in found.dtype.names or ()})


def _compare(name: str, sha256: str) -> None:
    with default_storage.open(name) as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise UnlikeError(f"{name}: the file store keeps other bytes than it was given")
