"""Packets of kept months: written to their file, and read out of it again."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, transaction

from ecosteward.monitoring.models import Kept, Packet
from ecosteward.monitoring.store.kept import table_of
from ecosteward.monitoring.store.rows import PACKETS

_SQL = {"in": "= ANY(%s)", "=": "= %s", ">=": ">= %s", "<": "< %s"}
_MOMENT = pa.timestamp("us", tz="UTC")
Filters = list[tuple[str, str, Any]]
SCHEMA = pa.schema(
    [
        ("bucket", pa.date32()),
        ("device_id", pa.int64()),
        ("digest", pa.binary()),
        ("id", pa.int64()),
        ("received_at", _MOMENT),
        ("cn", pa.string()),
        ("data_at", _MOMENT),
        ("verdict", pa.string()),
        ("told", pa.list_(pa.string())),
        ("slot", pa.int16()),
        ("seal", pa.int64()),
        ("raw", pa.binary()),
    ]
)


def blocks(table: str, number: int) -> Iterator[pa.Table]:
    """Yield the packets of a table by device and number, so many at a time; first an empty block."""
    yield SCHEMA.empty_table()
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_select(table, "ORDER BY device_id, id"))
        while found := cursor.fetchmany(number):
            columns = zip(*found, strict=True)
            arrays = [pa.array(list(column), kind) for column, kind in zip(columns, SCHEMA.types, strict=True)]
            yield pa.Table.from_arrays(arrays, schema=SCHEMA)


def numbered(bucket: dt.date, numbers: Sequence[int]) -> list[Packet]:
    """Return packets of a month by their numbers, in order."""
    return found(bucket, [("id", "in", list(numbers))])


def found(bucket: dt.date, filters: Filters) -> list[Packet]:
    """Return the packets of a month, live or kept, that fit filters such as `("device_id", "=", 5)`, by number."""
    packets = {each.id: each for each in _selected(PACKETS, [("bucket", "=", bucket), *filters])}
    for kept in Kept.objects.filter(table=PACKETS, month=bucket):
        packets |= {each.id: each for each in _of(kept, filters)}
    return [packets[number] for number in sorted(packets)]


def _of(kept: Kept, filters: Filters) -> list[Packet]:
    if not kept.name:
        try:
            with transaction.atomic():
                return _selected(table_of(kept), filters)
        except ProgrammingError:  # its file was written since it was looked up
            kept.refresh_from_db()
    with default_storage.open(kept.name) as file:
        table: pa.Table = pq.read_table(file, filters=filters)
    return [Packet(**row) for row in table.to_pylist()]


def _selected(table: str, filters: Filters) -> list[Packet]:
    where = " AND ".join(f"{name} {_SQL[sign]}" for name, sign, _ in filters)
    with connection.cursor() as cursor:
        cursor.execute(_select(table, f"WHERE {where}"), [value for _, _, value in filters])
        return [Packet(**dict(zip(SCHEMA.names, row, strict=True))) for row in cursor.fetchall()]


def _select(table: str, clauses: str) -> str:
    return f'SELECT {", ".join(SCHEMA.names)} FROM "{table}" {clauses}'  # noqa: S608  # names of our own
