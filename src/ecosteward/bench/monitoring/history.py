"""A store with much in it: minutes and a year of hourly verdicts, in the order in which they would have come."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.db import connection
from django.utils import timezone

from ecosteward.bench.monitoring import sites
from ecosteward.bench.monitoring.options import Options
from ecosteward.monitoring.models import Point, Series
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Validity
from ecosteward.monitoring.store import cold, copying, partitions, rows

_SEED = 20261124
_BLOCK = 400_000  # rows of a COPY
_YEAR = 365 * 24  # hours
_DAYS = 365
_DAY = 1440  # minutes
_STEP, _MINUTE = dt.timedelta(minutes=1), np.timedelta64(60, "s")
_MINUTES = rows.TABLES[Span.MINUTE]
_LIVE = dt.timedelta(days=15)  # of a whole year: what is younger stands in the database, with the rest of its month
_TOGETHER = 16  # series laid down at a time
_MEAN, _SPREAD = 60.0, 20.0


@dataclass(frozen=True)
class History:
    """What was loaded: outlets with their factors, how many rows, and the days there are minutes of."""

    points: list[Point]
    series: list[Series]
    rows: int
    days: int
    end: dt.datetime

    @property
    def begin(self) -> dt.datetime:
        """Return when the minutes begin."""
        return self.end - dt.timedelta(days=self.days)

    def of(self, point: Point) -> list[Series]:
        """Return the factors of an outlet."""
        return [each for each in self.series if each.point_id == point.pk]


def loaded(options: Options) -> History:
    """Fill the store. The verdicts of a year count among the rows; what is left of them are days of minutes.

    A whole year of minutes would not fit into the database of this machine: older months are laid down as kept ones.
    """
    points = sites.watched(-(-options.series // len(sites.CODES)), "历史")
    series = sites.factors(points, options.series)
    days = _DAYS if options.year else max(2, round((options.rows - len(series) * _YEAR) / len(series) / _DAY))
    end = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    keys = np.array([each.pk for each in series], "i4")
    begin = end - dt.timedelta(days=days)
    live = max(begin, partitions.bounds(partitions.month_of(end - _LIVE))[0]) if options.year else begin
    number = _keep(keys, begin, live) + _fill(_MINUTES, rows.READING, keys, (end, int((end - live) / _STEP), _MINUTE))
    number += _fill(rows.VERDICTS, rows.VERDICT, keys, (end, _YEAR, np.timedelta64(3600, "s")))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # what the server does by itself in the hours after so much came in
        cursor.execute("CHECKPOINT")
    return History(points, series, number, days, end)


def _keep(keys: np.ndarray, begin: dt.datetime, end: dt.datetime) -> int:
    """Lay minutes from `begin` up to before `end` down as kept months; return how many rows they are."""
    number = 0
    while begin < end:
        month = partitions.month_of(begin)
        until = min(partitions.bounds(month)[1], end)
        moments = np.arange(rows.instant(begin), rows.instant(until), _MINUTE)
        number += cold.add(_MINUTES, month, _blocks(keys, moments)).rows
        begin = until
    return number


def _blocks(keys: np.ndarray, moments: np.ndarray) -> Iterator[rows.Rows]:
    draw = np.random.default_rng(_SEED)
    for first in range(0, len(keys), _TOGETHER):
        some = keys[first : first + _TOGETHER]
        found = rows.empty(rows.READING, len(moments) * len(some))
        found["series_id"], found["at"] = np.repeat(some, len(moments)), np.tile(moments, len(some))
        _say(found, draw)
        yield found


def _fill(table: str, kind: np.dtype[np.void], keys: np.ndarray, times: tuple[dt.datetime, int, np.timedelta64]) -> int:
    """Copy so many moments up to an end into a table, each of them for all series; return how many rows they are."""
    end, number, step = times
    draw, last = np.random.default_rng(_SEED), rows.instant(end)
    for begin in range(number, 0, -max(1, _BLOCK // len(keys))):
        moments = last - np.arange(begin, max(0, begin - max(1, _BLOCK // len(keys))), -1) * step
        _ensure(table, moments)
        found = rows.empty(kind, len(moments) * len(keys))
        found["series_id"], found["at"] = np.tile(keys, len(moments)), np.repeat(moments, len(keys))
        _say(found, draw)
        copying.write(table, found)
    return number * len(keys)


def _say(found: rows.Rows, draw: np.random.Generator) -> None:
    values = np.round(_MEAN + _SPREAD * draw.standard_normal(len(found)), 2).clip(0.1)
    if found.dtype == rows.READING:
        found["value"], found["low"], found["high"] = values, values - 1, values + 1
        found["packet_id"] = 1
        return
    found["span"], found["mean"], found["converted"], found["low"], found["high"] = (
        Span.HOUR, values, values, values - 1, values + 1,
    )  # fmt: skip
    found["counted"] = found["due"] = 60
    found["validity"], found["exceedance"] = Validity.VALID, Exceedance.WITHIN
    found["made_at"] = found["at"] + np.timedelta64(3900, "s")


def _ensure(table: str, moments: np.ndarray) -> None:
    for month in sorted({partitions.month_of(rows.moment(at)) for at in moments}):
        partitions.ensure(table, month)
