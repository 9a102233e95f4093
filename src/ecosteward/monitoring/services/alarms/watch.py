"""Looks every minute whether the devices are still heard."""

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from ecosteward.monitoring.models import Alarm, Link
from ecosteward.monitoring.queries.gateways import listening_since
from ecosteward.monitoring.rules.signs import Cause, Sign
from ecosteward.monitoring.services.alarms.taking import take

_BEATS = 3  # intervals of realtime data a device may skip before it counts as silent
_LEAST = dt.timedelta(minutes=5)


def watch(now: dt.datetime | None = None) -> None:
    """Give a sign for each device that is silent, and one that it is over for each that is heard again.

    While no gateway runs nothing is said: the silence is ours.
    """
    at, listening = now or timezone.now(), listening_since()
    if listening is None:
        return
    signs = [_sign(link, at, listening) for link in _links(at)]
    missed = set(Alarm.objects.filter(closed_at=None, cause=Cause.OFFLINE).values_list("point_id", "stage"))
    take([sign for sign in signs if sign.standing or (sign.point_id, sign.stage) in missed])


def _links(at: dt.datetime) -> list[Link]:
    """Return the links of the devices in use that were ever heard."""
    today = timezone.localdate(at)
    used = Q(device__stopped_on=None) | Q(device__stopped_on__gt=today)
    used &= Q(device__point__stopped_on=None) | Q(device__point__stopped_on__gt=today)
    return list(Link.objects.filter(used).exclude(heard_at=None).select_related("device"))


def _sign(link: Link, at: dt.datetime, listening: dt.datetime) -> Sign:
    """Return the sign of one device. It is of the moment last heard: one silence is one alarm, however long it lasts."""
    device, heard = link.device, link.heard_at
    assert heard is not None
    silent = at - max(heard, listening)
    local = timezone.localtime(heard)
    standing = silent > max(_LEAST, _BEATS * dt.timedelta(seconds=device.realtime_seconds))
    return Sign(
        Cause.OFFLINE,
        device.point_id,
        None,
        heard,
        f"数采仪 {device.mn} 自 {local:%Y-%m-%d %H:%M} 起没有报文",
        standing=standing,
        stage=f"{device.pk}"[:12],
        value=silent // dt.timedelta(minutes=1),
        unit="min",
        rule=f"实时数据间隔 {device.realtime_seconds} s（设备设置）",
    )
