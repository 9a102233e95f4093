"""The night's work and a person's asking may work out one ledger at the same time."""

import datetime as dt
import threading

import numpy as np
from django.db import connection, transaction

from ecosteward.monitoring.models import Point, Series, Substitution
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.services.substituting import substitute
from ecosteward.monitoring.store import copying, partitions, rows
from ecosteward.monitoring.tests.lines import wait_until

APRIL = dt.date(2026, 4, 1)
FIRST = np.datetime64("2026-03-31T16:00", "us")  # 1 April in China
_WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return bool(cursor.fetchone()[0])


def apart(point: Point) -> threading.Thread:
    """Work the ledger out on a connection of its own."""

    def work() -> None:
        substitute([point.pk], APRIL)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_one_waits_for_the_other_and_nothing_is_entered_twice(
    transactional_db: None, months: None, point: Point, series: Series
) -> None:
    found = rows.empty(rows.VERDICT, 105)
    found["series_id"], found["span"], found["due"] = series.pk, Span.HOUR, 60
    found["at"] = FIRST + np.arange(105) * np.timedelta64(1, "h")
    found["amount"], found["validity"] = 1.0, Validity.VALID
    found["amount"][100:], found["validity"][100:] = np.nan, Validity.INVALID
    partitions.ensure(rows.VERDICTS, APRIL)
    copying.write(rows.VERDICTS, found)
    with transaction.atomic():
        assert substitute([point.pk], APRIL) == 1
        other = apart(point)
        wait_until(waiting)
        assert other.is_alive()
    other.join(30)
    assert not other.is_alive()
    assert Substitution.objects.get().replaced_at is None
