"""What a list of watched clients says of each: who is offline, who is over, open alarms, how far totals are."""

from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from ecosteward.monitoring.models import Device, Level, Point
from ecosteward.monitoring.queries.points import online
from ecosteward.pages.lists import Badge, Column, Filters

COLOURS = {0: "grey", Level.NOTICE: "blue", Level.WARNING: "amber", Level.ALARM: "red", Level.URGENT: "red"}
_WARNS, _WHOLE = 80, 100  # per cent of a permitted amount; the first is where the usual rule begins to warn
_STATES = {
    "offline": ("有数采仪离线", Q(device_count__gt=F("online_count"))),
    "over": ("正在超标", Q(over_count__gt=0)),
    "alarms": ("有未关闭报警", Q(open_alarms__gt=0)),
    "total": ("总量预警", Q(total_alarms__gt=0)),
}


class WatchedFilters(Filters):
    state = forms.ChoiceField(
        label="状态", choices=[("", "全部状态"), *((key, words) for key, (words, _) in _STATES.items())]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        _, chosen = _STATES.get(self.cleaned_data.get("state", ""), ("", Q()))
        return rows.filter(chosen)


def point_badge(point: Point) -> Badge:
    """Say whether the devices of a point are heard of; they are read with their links beforehand."""
    devices: list[Device] = [device for device in point.devices.all() if device.stopped_on is None]
    if point.stopped_on:
        return Badge("已停用", "grey")
    if not devices:
        return Badge("未联网", "grey")
    off = sum(not online(device, getattr(device, "link", None)) for device in devices)
    return Badge("离线", "red") if off else Badge("在线", "green")


def _page(row: Any) -> str:
    return reverse("monitoring:client", args=[row.pk])


def _alarms_page(row: Any) -> str:
    return f"{reverse('monitoring:alarms')}?client={row.pk}" if row.open_alarms else ""


def _online(row: Any) -> Badge:
    if not row.device_count:
        return Badge("未联网", "grey")
    if row.online_count == row.device_count:
        return Badge("全部在线", "green")
    return Badge(f"{row.device_count - row.online_count} 台离线", "red")


def _over(row: Any) -> Badge | str:
    return Badge(f"{row.over_count} 个因子超标", "red") if row.over_count else ""


def _alarms(row: Any) -> Badge | str:
    return Badge(f"{row.open_alarms} 条 · {Level(row.worst).label}", COLOURS[row.worst]) if row.open_alarms else ""


def _total(row: Any) -> Badge | str:
    total = row.told.total
    if total is None:
        return ""
    colour = "red" if total.share >= _WHOLE else "amber" if total.share >= _WARNS else "green"
    return Badge(f"{total.quota.name} {total.share:.1f} %", colour)


def _of_total(name: str) -> Any:
    def shown(row: Any) -> float | None:
        total = row.told.total
        value = getattr(total, name) if total else None
        return None if value is None else round(float(value), 4)

    return shown


COLUMNS = (
    Column("名称", lambda row: row.name, sort="name", link=_page, clip="rest"),
    Column("园区", lambda row: row.park.name if row.park else "", sort="park__name", minor=True, clip="short"),
    Column("点位", lambda row: row.point_count, number=True, sort="point_count", minor=True),
    Column("联网状态", _online, sort="online_count"),
    Column("最近报文", lambda row: row.heard_at, sort="heard_at", minor=True),
    Column("正在超标", _over, sort="over_count"),
    Column("未关闭报警", _alarms, sort="worst", link=_alarms_page),
    Column("年度总量", _total, link=lambda row: _page(row) if row.told.total else ""),
)
EXPORT = (
    Column("名称", lambda row: row.name),
    Column("园区", lambda row: row.park.name if row.park else ""),
    Column("行业", lambda row: row.industry),
    Column("监测点位", lambda row: row.point_count, number=True),
    Column("数采仪", lambda row: row.device_count, number=True),
    Column("在线", lambda row: row.online_count, number=True),
    Column("离线", lambda row: row.device_count - row.online_count, number=True),
    Column("离线点位", lambda row: "、".join(row.told.silent)),
    Column("最近报文", lambda row: row.heard_at),
    Column("正在超标的因子数", lambda row: row.over_count, number=True),
    Column("正在超标", lambda row: "；".join(row.told.over)),
    Column("未关闭报警", lambda row: row.open_alarms, number=True),
    Column("其中报警及以上", lambda row: row.urgent_alarms, number=True),
    Column("占许可最多的污染物", lambda row: row.told.total.quota.name if row.told.total else ""),
    Column("年许可量（t）", lambda row: float(row.told.total.quota.tonnes) if row.told.total else None, number=True),
    Column("已排放（t）", _of_total("emitted"), number=True),
    Column("占许可量 %", _of_total("share"), number=True),
)
