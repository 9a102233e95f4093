"""What a device has not sent of the last days, though it sends such data."""

import datetime as dt

from django.db import connection

from ecosteward.monitoring.models import Command, Device
from ecosteward.monitoring.rules.gaps import Period, missing
from ecosteward.monitoring.rules.spans import BY_COMMAND, Span
from ecosteward.monitoring.store.rows import TABLES

_HOUR = dt.timedelta(hours=1)
_BACK = {Span.HOUR: dt.timedelta(days=7), Span.MINUTE: dt.timedelta(days=2)}
_LONGEST = {Span.HOUR: 24, Span.MINUTE: 60}
_GRACE = dt.timedelta(minutes=20)
_COMMANDS = {span: code for code, span in BY_COMMAND.items()}
Asked = tuple[str, dt.datetime, dt.datetime]


def to_ask(device: Device, now: dt.datetime, most: int = 2) -> list[Asked]:
    """Return commands with their periods, the oldest gaps first, at most so many of each span."""
    found: list[Asked] = []
    for span in (Span.HOUR, Span.MINUTE):
        found += [(_COMMANDS[span], *period) for period in _gaps(device, span, now)[:most]]
    return found


def _gaps(device: Device, span: Span, now: dt.datetime) -> list[Period]:
    step = _HOUR if span is Span.HOUR else dt.timedelta(minutes=device.minutes)
    there = _times(device.point_id, span, now - _BACK[span])
    if not there or step <= dt.timedelta():
        return []
    end = (now - step - _GRACE).replace(minute=0, second=0, microsecond=0)
    if span is Span.MINUTE:
        end += (now - step - _GRACE - end) // step * step
    cn = _COMMANDS[span]
    commands = Command.objects.filter(device=device, cn=cn, asked_by=None, begin__gte=now - 2 * _BACK[span])
    asked = [(begin, last) for begin, last in commands.values_list("begin", "end") if begin and last]
    return missing(there, min(there), end, step, asked, _LONGEST[span])


def _times(point: int, span: Span, since: dt.datetime) -> list[dt.datetime]:
    """Return the times of which a point has any datum of a span."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT at FROM {TABLES[span]} WHERE at >= %s"  # noqa: S608  # our own name
            " AND series_id IN (SELECT id FROM monitoring_series WHERE point_id = %s)",
            [since, point],
        )
        return [at for (at,) in cursor.fetchall()]
