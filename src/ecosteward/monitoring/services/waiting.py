"""What has to be judged: hours are put down here, and services/judging.py takes them."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from ecosteward.monitoring.models import Point
from ecosteward.monitoring.rules.sent import OLDEST
from ecosteward.monitoring.rules.windows import FIRST_YEAR

GRACE = dt.timedelta(minutes=5)  # after its end, an hour's data may come
_AGAIN = """
    INSERT INTO monitoring_due (point_id, hour, due_at, late)
    SELECT %s, hour, %s, true FROM generate_series(%s::timestamptz, %s::timestamptz, interval '1 hour') AS hour
    WHERE hour < %s
    ON CONFLICT (point_id, hour) DO UPDATE SET due_at = least(monitoring_due.due_at, excluded.due_at), late = true
"""
_SILENT = """
    INSERT INTO monitoring_due (point_id, hour, due_at, late)
    SELECT point, %s, %s, false FROM unnest(%s::bigint[]) AS point ON CONFLICT (point_id, hour) DO NOTHING
"""


def within_reach(name: str, at: dt.datetime) -> None:
    """Refuse to mark what no packet is believed of any more: rather a mistyped year. Raises ValidationError by field."""
    if at < timezone.now() - OLDEST:
        raise ValidationError({name: "时间在五年以前，请核对年份；确实更早的，从五年以内开始记"})


def transmitted(name: str, at: dt.datetime) -> None:
    """Refuse the time of a datum that nothing was transmitted of. Raises ValidationError by field."""
    if at.year < FIRST_YEAR:
        raise ValidationError({name: f"时间早于 {FIRST_YEAR} 年，请核对年份"})


def again(points: Iterable[int], begin: dt.datetime, end: dt.datetime | None) -> None:
    """Have the hours that a time touches judged again, as far as they are past; without an end up to now."""
    now = timezone.now()
    last = min(end or now, now)
    first = begin.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        for point in sorted(set(points)):
            cursor.execute(_AGAIN, [point, now, first, last, min(last, now - GRACE - dt.timedelta(hours=1))])


def expect(hour: dt.datetime) -> None:
    """Have an hour judged of every point in service, whether or not anything was heard of it."""
    points = list(Point.objects.filter(stopped_on=None, series__isnull=False).distinct().values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_SILENT, [hour, hour + dt.timedelta(hours=1) + GRACE, points])
