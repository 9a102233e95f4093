"""Months of the big tables: made when the first row of a month comes, taken away when the month is kept elsewhere.

Months are those of China (UTC+8), as the days and hours of the trade are.
"""

import datetime as dt

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from ecosteward.monitoring.store.rows import PACKETS

_LOCK = 212_000  # of pg_advisory_xact_lock: one process at a time makes a partition


def month_of(time: dt.datetime) -> dt.date:
    """Return the first day of the month that a time is in."""
    return timezone.localtime(time).date().replace(day=1)


def after(month: dt.date) -> dt.date:
    """Return the first day of the next month."""
    return (month + dt.timedelta(days=31)).replace(day=1)


def bounds(month: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the moments a month begins and ends."""
    zone = timezone.get_default_timezone()
    begin, end = (dt.datetime.combine(day, dt.time(), zone) for day in (month, after(month)))
    return begin, end


def name_of(table: str, month: dt.date) -> str:
    """Return the name of a month's part of a table."""
    return f"{table}_{month:%Y_%m}"


def ensure(table: str, month: dt.date) -> None:
    """Make a month's part where there is none. Its lock on the table is the weakest there is, so writers go on."""
    name = name_of(table, month)
    with transaction.atomic(), connection.cursor() as cursor:
        if _exists(cursor, name):
            return
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if _exists(cursor, name):
            return
        cursor.execute(f'CREATE TABLE "{name}" (LIKE "{table}" INCLUDING ALL)')
        # Values of a range cannot be parameters.
        begin, end = (f"'{edge.isoformat()}'" for edge in _edges(table, month))
        cursor.execute(f'ALTER TABLE "{table}" ATTACH PARTITION "{name}" FOR VALUES FROM ({begin}) TO ({end})')


def months_of(table: str) -> list[dt.date]:
    """Return the months a table has parts of, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = %s::regclass ORDER BY 1",
            [table],
        )
        names = [name for (name,) in cursor.fetchall()]
    return [dt.datetime.strptime(f"{name[-7:]}_01", "%Y_%m_%d").date() for name in names]  # noqa: DTZ007  # a day


def drop(table: str, month: dt.date) -> None:
    """Take a month's part away with all its rows. Who calls it has kept them elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TABLE IF EXISTS "{name_of(table, month)}"')


def _edges(table: str, month: dt.date) -> tuple[dt.date, dt.date] | tuple[dt.datetime, dt.datetime]:
    return (month, after(month)) if table == PACKETS else bounds(month)


def _exists(cursor: CursorWrapper, name: str) -> bool:
    # Asked of the catalogue's rows: to_regclass may still remember that there was none before another process made it.
    cursor.execute("SELECT EXISTS (SELECT FROM pg_class WHERE relname = %s AND pg_table_is_visible(oid))", [name])
    row = cursor.fetchone()
    return bool(row and row[0])
