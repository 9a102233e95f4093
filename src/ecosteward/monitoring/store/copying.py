"""Fixed-size rows out of PostgreSQL and into it, by binary COPY."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import OperationalError, connection
from psycopg.abc import PQGen
from psycopg.pq.abc import PGconn
from psycopg.waiting import WAIT_R

from ecosteward.monitoring.store import rows

Kind = np.dtype[Any]
_FORMS = {"i2": "int2send", "i4": "int4send", "i8": "int8send", "f8": "float8send", "M8": "timestamptz_send"}
_SERIES, _REST = (
    slice(6, 10),
    slice(14, None),
)  # the two fields of a row, each after its size; the first after their number
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


def gathered(table: str, kind: Kind, condition: str) -> rows.Rows:
    """Return rows of one of our tables in order of series; the first column of `kind` is the series.

    The database joins the rows of a series to one piece: a message for each row costs both sides more than the row.
    """
    series, *names = kind.names or ()
    sent = " || ".join(f"{_FORMS[kind[name].str[1:3]]}({name})" for name in names)
    query = f"""SELECT {series}, string_agg({sent}, '') FROM "{table}" WHERE {condition} GROUP BY {series}"""  # noqa: S608  # our own
    with connection.cursor() as cursor, cursor.copy(_out(query)) as copy:
        *pieces, _end = copy  # a piece for each row; the first with the signature before it
    if pieces:
        pieces[0] = pieces[0][len(rows.SIGNATURE) :]
    pieces.sort(key=lambda piece: bytes(piece[_SERIES]))
    return rows.unpacked([(int.from_bytes(piece[_SERIES], "big"), piece[_REST]) for piece in pieces], kind)


@contextmanager
def page_by_page() -> Iterator[None]:
    """Let the database read page by page, by itself alone, what is read inside a transaction.

    Readings lie as they came, those of many series on each page: along the index a page is visited once for each of its
    rows. Helpers of the database's own would bring them out of order; who reads much is several processes already.
    """
    if not connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL max_parallel_workers_per_gather = 0")
        yield
        cursor.execute("SET LOCAL enable_indexscan TO DEFAULT; SET LOCAL max_parallel_workers_per_gather TO DEFAULT")


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
