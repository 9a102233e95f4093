"""Fixed-size rows out of PostgreSQL and into it, by binary COPY."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db import OperationalError, connection
from psycopg.abc import PQGen
from psycopg.pq.abc import PGconn
from psycopg.waiting import WAIT_R

from ecosteward.monitoring.store import rows

Kind = np.dtype[Any]
_LAST = (len(rows.END), len(rows.SIGNATURE) + len(rows.END))  # sizes of the last message; a row is longer than both


def read(query: str, kind: Kind) -> rows.Rows:
    """Return what a query finds; its columns are those of the dtype, in its order, and never null."""
    data = bytearray()
    with connection.cursor() as cursor, cursor.copy(_out(query)) as copy:
        copy.connection.wait(_gathered(copy.connection.pgconn, data))
        for _ in copy:  # nothing but the end is left
            raise AssertionError
    return rows.parsed(data[len(rows.SIGNATURE) : len(data) - len(rows.END)], kind)


def _gathered(sender: PGconn, data: bytearray) -> PQGen[None]:
    """Gather what a COPY sends up to its last message, in one go: psycopg hands over row by row, which takes five times as long."""
    while True:
        number, piece = sender.get_copy_data(1)
        if number > 0:
            data += piece
            if number in _LAST:
                return
        elif number < 0:
            raise OperationalError(sender.get_error_message())
        else:
            yield WAIT_R
            sender.consume_input()


def blocks(query: str, kind: Kind, number: int) -> Iterator[rows.Rows]:
    """Yield what a query finds, so many rows at a time; the last block may be smaller."""
    size = rows.size_of(kind) * number
    data, begun = bytearray(), len(rows.SIGNATURE)
    with connection.cursor() as cursor, cursor.copy(_out(query)) as copy:
        for piece in copy:
            data += piece
            if len(data) >= begun + size + len(rows.END):
                yield rows.parsed(data[begun : begun + size], kind)
                data, begun = data[begun + size :], 0
    if len(data) > begun + len(rows.END):
        yield rows.parsed(data[begun : len(data) - len(rows.END)], kind)


def write(table: str, found: rows.Rows) -> None:
    """Add rows to a table. Raises IntegrityError where one stands there already, and then adds none."""
    put(table, rows.columns(found.dtype), rows.copied(found))


def put(table: str, columns: str, data: bytes) -> None:
    """Add rows, already in the form of a binary COPY, to a table. Raises DatabaseError as Django's own calls do."""
    statement = f'COPY "{table}" ({columns}) FROM STDIN (FORMAT binary)'
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        copy.write(data)


def select(table: str, kind: Kind, clauses: str) -> str:
    """Return a query for the rows of one of our tables, such as `WHERE … ORDER BY …`."""
    return f'SELECT {rows.columns(kind)} FROM "{table}" {clauses}'  # noqa: S608  # names and numbers of our own


def _out(query: str) -> str:
    return f"COPY ({query}) TO STDOUT (FORMAT binary)"
