"""A watched outlet for every enterprise: its device, three factors with a limit each, a week of verdicts, alarms."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from ecosteward.accounts.models import Kind
from ecosteward.bench.population.rows import draws, made, owned
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Alarm, AlarmState, Device, Level, Link, Point, PointKind, Series, SeriesLimit
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Validity
from ecosteward.monitoring.services.tallies import tally
from ecosteward.monitoring.store import partitions
from ecosteward.monitoring.store import rows as store
from ecosteward.monitoring.store.copying import put

HOURS = 7 * 24
_FACTORS = (("a21026", "二氧化硫", 50.0), ("a21002", "氮氧化物", 150.0), ("a34013", "烟尘", 20.0))
_OPEN_EVERY = 20  # of the alarms one is open
_ALARMS = 5  # of one point
_BLOCK = 1000  # series whose verdicts go in together
_UNIT = "mg/m³"


def make(clients: list[Client]) -> None:
    """Watch every enterprise."""
    watched = [client for client in clients if client.kind == Kind.ENTERPRISE]
    points = made(Point(**owned(client), kind=PointKind.GAS, name="DA001 废气排放口") for client in watched)
    devices = made(Device(**owned(point.client), point=point, mn=f"BENCH{point.pk:019d}") for point in points)
    now = timezone.now()
    made(Link(device=device, heard_at=now - dt.timedelta(minutes=device.pk % 30)) for device in devices)
    series = made(
        Series(**owned(point.client), point=point, code=code, name=name, unit=_UNIT)
        for point in points
        for code, name, _ in _FACTORS
    )
    made(
        SeriesLimit(
            **owned(each.client), series=each, upper=_FACTORS[n % len(_FACTORS)][2], unit=_UNIT, source="许可证"
        )
        for n, each in enumerate(series)
    )
    made(_alarms(series, now))
    _verdicts([each.pk for each in series], now)
    tally([point.pk for point in points], now - dt.timedelta(hours=HOURS), now)


def _alarms(series: list[Series], now: dt.datetime) -> Iterator[Alarm]:
    draw = draws()
    for n, each in enumerate(series[:: len(_FACTORS)]):
        for number in range(_ALARMS):
            since = now - dt.timedelta(hours=draw.randrange(1, 2000))
            closed = None if (n * _ALARMS + number) % _OPEN_EVERY == 0 else since + dt.timedelta(hours=5)
            yield Alarm(
                **owned(each.client),
                point_id=each.point_id,
                series=each,
                cause=Cause.OVER,
                key=f"over:{each.pk}:{number}",
                level=draw.choice(Level.values),
                state=AlarmState.OPEN if closed is None else AlarmState.CLOSED,
                text=f"{each.name} 小时值 61.2 mg/m³，限值 50",
                since=since,
                last_at=since,
                closed_at=closed,
            )


def _verdicts(series: list[int], now: dt.datetime) -> None:
    begin = now.replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=HOURS)
    for month in {partitions.month_of(begin), partitions.month_of(now)}:
        partitions.ensure(store.VERDICTS, month)
    moments = store.instant(begin) + np.arange(HOURS) * np.timedelta64(1, "h")
    for first in range(0, len(series), _BLOCK):
        block = _block(np.array(series[first : first + _BLOCK]), moments)
        put(store.VERDICTS, store.columns(store.VERDICT), store.copied(block))


def _block(series: NDArray[np.int64], moments: NDArray[np.datetime64]) -> store.Rows:
    found = store.empty(store.VERDICT, len(series) * len(moments))
    found["series_id"], found["at"] = np.repeat(series, len(moments)), np.tile(moments, len(series))
    places = np.arange(len(found))
    found["span"], found["mean"] = Span.HOUR, 30 + places % 25
    found["counted"] = found["due"] = 60
    found["validity"] = np.where(places % 50 == 0, Validity.INVALID, Validity.VALID)
    found["exceedance"] = np.where(places % 70 == 0, Exceedance.OVER, Exceedance.WITHIN)
    return found
