"""What the enterprises' instruments sent: real packets of the simulator, stored as the gateway does and judged."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.clients.models import Client, Outlet
from ecosteward.demo.stage import Stage
from ecosteward.monitoring.gateway.judging import arrival_of
from ecosteward.monitoring.gateway.registry import Known, Registry
from ecosteward.monitoring.models import Alarm, AlarmState, Device, Instrument, Link, Point, Quota, Series, SeriesLimit
from ecosteward.monitoring.rules.calendar import first_of
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services import setup
from ecosteward.monitoring.services.alarms import acknowledge
from ecosteward.monitoring.services.judging import judge_due
from ecosteward.monitoring.services.substituting import substitute
from ecosteward.monitoring.simulator import plants
from ecosteward.monitoring.simulator.agenda import Upload
from ecosteward.monitoring.simulator.pen import Pen
from ecosteward.monitoring.simulator.series import Series as Played
from ecosteward.monitoring.simulator.uploads import COMMANDS, Uploads
from ecosteward.monitoring.store.arrivals import Arrival
from ecosteward.monitoring.store.dues import SETTLING
from ecosteward.monitoring.store.writing import Writer
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.packets import read
from ecosteward.norms.hj212.stream import frames

PLANT = Path(__file__).parent / "data" / "plant.yaml"
_SILENT = PLANT.with_name("silent.yaml")
_BATCH = 500
_MANY = 10_000
_FINE = dt.timedelta(hours=30)  # how far back minutes go
_PERIODS: dict[Upload, dt.timedelta] = {
    "minute": dt.timedelta(minutes=10),
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
}
_LAG = dt.timedelta(seconds=4)  # from the end of a period to its packet
_ANSWERS: dict[str, str] = {
    Cause.INVALID: "企业反映仪器故障，已按规定更换部件，恢复后数据正常",
    Cause.APPROACHING: "已提醒企业关注 RTO 炉膛温度",
    Cause.OVER: "已电话联系企业核对 RTO 炉膛温度，次日到场核查",
    Cause.PERSISTENT: "已电话联系企业核对 RTO 炉膛温度，要求查明原因",
}
_SOURCE = "本企业排污许可证副本第 {page} 页（演示企业，虚构）"


def plays() -> bool:
    """Tell whether the demonstration's data loggers are known here, so that they can go on sending."""
    return Device.objects.filter(mn__in=[each.mn for each in plants.Plant.load(PLANT).devices]).exists()


def prepare(stage: Stage) -> None:
    """Cue the points' registration, and what they sent since."""
    data = stage.data("monitoring")
    for row in data["points"]:
        stage.cue(stage.day(data["days"] + 1), 10, _register, stage, row)
    stage.cue(stage.today, 24, _tell, stage, data)


def _register(stage: Stage, row: Any) -> None:
    actor, client = stage.person(row.get("by", "lv")), stage.client(row["client"])
    point = _point(client, row)
    setup.add(actor, point)
    for series in row.get("series", ()):
        setup.add(actor, Series(client=client, point=point, **series))
    setup.add(actor, Device(client=client, point=point, mn=row["mn"], minutes=10, started_on=point.started_on))
    setup.add(actor, Instrument(client=client, point=point, **row["instrument"]))
    for quota in row.get("quotas", ()):
        facts = {**quota, "tonnes": Decimal(str(quota["tonnes"])), "year": stage.today.year}
        setup.add(actor, Quota(client=client, source=_SOURCE.format(page=facts.pop("page")), **facts))


def _point(client: Client, row: Any) -> Point:
    outlet = Outlet.objects.get(client=client, code=row["outlet"]) if "outlet" in row else None
    point = Point(client=client, outlet=outlet, name=row.get("name") or str(outlet), kind=row["kind"], minutes=10)
    point.grade, point.started_on = row.get("grade", ""), timezone.localdate()
    return point


def _tell(stage: Stage, data: Any) -> None:
    """Store what the devices sent, set the limits of what they measure, judge all of it."""
    _store(data)
    for row in data["points"]:
        _limit(stage, row)
    # What was just stored is due in a moment, whatever hour the story has come to.
    while judge_due(_MANY, dt.datetime.now(dt.UTC) + dt.timedelta(microseconds=SETTLING)):
        pass
    outlets = Point.objects.filter(kind__in=("gas", "water")).values_list("pk", flat=True)
    substitute(list(outlets), first_of(Span.QUARTER, stage.today))
    _answer(stage)


def _answer(stage: Stage) -> None:
    """Let what came up before yesterday be acknowledged, as an agency at work would have."""
    actor, before = stage.person("lv"), timezone.now() - dt.timedelta(days=1)
    for alarm in visible(actor, Alarm).filter(state=AlarmState.OPEN, since__lt=before).order_by("pk"):
        acknowledge(actor, alarm, _ANSWERS.get(alarm.cause, "已联系企业核对"))


def _store(data: Any) -> None:
    plant, silent = plants.Plant.load(PLANT), plants.Plant.load(_SILENT)
    registry, writer = Registry(), Writer()
    registry.refresh()
    writer.slot = 0  # nothing else can write before the demonstration is there
    for device in (*plant.devices, *silent.devices):
        row = next(each for each in data["points"] if each["mn"] == device.mn)
        until = timezone.localtime() - dt.timedelta(hours=row.get("silent_hours", 0))
        known = registry.find(device.mn)
        assert known
        sent = _sent(device, plant.seed, known, until.replace(tzinfo=None), data["days"])
        while batch := list(islice(sent, _BATCH)):
            writer.store(batch)
        Link.objects.create(
            device_id=known.pk, remote="192.0.2.10:49152", connected_at=until, heard_at=until, clock_offset=1.4
        )


def _sent(device: plants.Device, seed: int, known: Known, until: dt.datetime, days: int) -> Iterator[Arrival]:
    uploads, pen = Uploads(Played(device, seed)), Pen(device)
    midnight = until.replace(hour=0, minute=0, second=0, microsecond=0)
    for upload, period in _PERIODS.items():
        begin = midnight - dt.timedelta(days=days) if upload != "minute" else until.replace(minute=0) - _FINE
        begin = begin.replace(second=0, microsecond=0)
        while begin + period + _LAG <= until:
            yield _arrival(pen, known, uploads, upload, begin)
            begin += period


def _arrival(pen: Pen, known: Known, uploads: Uploads, upload: Upload, begin: dt.datetime) -> Arrival:
    at = begin + _PERIODS[upload] + _LAG
    (parcel,) = pen.parcels(COMMANDS[upload], uploads.told(upload, begin, _PERIODS[upload]), at)
    (frame,) = frames(parcel.frame)
    assert isinstance(frame, Frame)
    return arrival_of(read(frame), known, timezone.make_aware(at).timestamp())


def _limit(stage: Stage, row: Any) -> None:
    actor, client = stage.person("lv"), stage.client(row["client"])
    for limit in row.get("limits", ()):
        series = Series.objects.get(client=client, code=limit["code"])
        facts = {key: value for key, value in limit.items() if key not in {"code", "page"}}
        setup.add(actor, SeriesLimit(client=client, series=series, source=_SOURCE.format(page=limit["page"]), **facts))
