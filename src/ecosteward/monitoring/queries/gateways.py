"""Whether anybody listens to the devices."""

import datetime as dt

from django.db import connection

from ecosteward.monitoring.store.writing import LOCK, SLOTS

_LISTENING = """
    SELECT min(activity.backend_start)
    FROM pg_locks held JOIN pg_stat_activity activity USING (pid)
    WHERE held.locktype = 'advisory' AND held.granted AND held.classid = 0
      AND held.objid >= %s AND held.objid < %s AND activity.datname = current_database()
"""


def listening_since() -> dt.datetime | None:
    """Return since when a gateway has been running; None where none does: then silence says nothing of the devices."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTENING, [LOCK, LOCK + SLOTS])
        found: dt.datetime | None = cursor.fetchone()[0]
    return found
