"""The monitoring of everybody a person sees, and of one client."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ecosteward.accounts.door import allowed, find, visible
from ecosteward.accounts.models import Kind
from ecosteward.clients.models import Client
from ecosteward.clients.queries import placing
from ecosteward.monitoring.models import Alarm, Device, Level, Point, Quota
from ecosteward.monitoring.queries import overview as queries
from ecosteward.monitoring.queries import stations
from ecosteward.monitoring.queries.points import limited, online
from ecosteward.monitoring.queries.quality import month_rates
from ecosteward.monitoring.queries.running import captures
from ecosteward.monitoring.queries.totals import Total, totals
from ecosteward.monitoring.rules.forecast import METHOD
from ecosteward.monitoring.views.devices import newcomers
from ecosteward.pages.http import person
from ecosteward.pages.lists import Badge, Column, ListPage
from ecosteward.pages.maps import Address, Map, Place, answer

_MOST_QUOTAS = 20
_MOST_STATIONS = 12
_WHOLE = 100  # per cent
_LEGEND = (("red", "报警"), ("amber", "预警或提示"), ("grey", "有设备离线"), ("green", "正常"))
COLOURS = {0: "grey", Level.NOTICE: "blue", Level.WARNING: "amber", Level.ALARM: "red", Level.URGENT: "red"}


def _online(row: Any) -> Badge:
    if not row.device_count:
        return Badge("未联网", "grey")
    if row.online_count == row.device_count:
        return Badge("全部在线", "green")
    return Badge(f"{row.device_count - row.online_count} 台离线", "red")


def _alarms(row: Any) -> Badge | str:
    return Badge(f"{row.open_alarms} 条 · {Level(row.worst).label}", COLOURS[row.worst]) if row.open_alarms else ""


class Overview(ListPage):
    """Every client that is watched, with a map."""

    model = Client
    template_name = "monitoring/overview.html"
    title = "在线监测"
    empty = "还没有联网的企业。打开企业的“在线监测”页，登记点位和数采仪的 MN 后，平台就开始收数"
    columns = (
        Column("名称", lambda row: row.name, sort="name", link=lambda row: reverse("monitoring:client", args=[row.pk])),
        Column("园区", lambda row: row.park.name if row.park else "", sort="park__name", minor=True),
        Column("行业", lambda row: row.industry, sort="industry_code", minor=True, clip="rest"),
        Column("点位", lambda row: row.point_count, number=True, sort="point_count"),
        Column("数采仪", lambda row: row.device_count, number=True, sort="device_count"),
        Column("联网状态", _online, sort="online_count"),
        Column("未关闭报警", _alarms, sort="worst"),
    )
    search = ("name", "site")
    search_hint = "名称、地址"
    ordering = ("-worst", "name")

    def rows(self) -> QuerySet[Any]:
        return queries.watched(self.user).select_related("park")

    def context(self) -> dict[str, Any]:
        found = queries.figures(self.user)
        actions = [("手工监测结果", reverse("monitoring:results"), "list"), *newcomers(self.user)]
        shown = (
            Map("联网企业分布", reverse("monitoring:places"), _LEGEND)
            if placing.placed(queries.clients(self.user)).exists()
            else None
        )
        return {
            "actions": actions,
            "figures": found,
            "offline": found["devices"] - found["online"],
            "map": shown,
            "stations": self._stations(),
        }

    def _stations(self) -> list[tuple[Point, stations.Said | None]]:
        """Return the stations of the environment with the newest they say."""
        rows = visible(self.user, Point).filter(kind__in=stations.STATIONS, stopped_on=None)
        points = list(rows.select_related("client").order_by("kind", "name")[:_MOST_STATIONS])
        said = stations.newest(points)
        return [(point, said.get(point.pk)) for point in points]


def places(request: HttpRequest) -> HttpResponse:
    """Send where the watched clients lie and how they stand, those with the gravest alarms first."""
    user = person(request)
    return answer(_places(placing.places(queries.clients(user)), queries.standings(user)))


def _places(found: Iterable[placing.Placed], standings: dict[int, queries.Standing]) -> Iterator[Place]:
    address, nothing = Address("monitoring:client"), queries.Standing(0, 0, 0, 0)
    pairs = [(standings.get(each.pk, nothing), each) for each in found]
    for stands, each in sorted(pairs, key=lambda pair: -pair[0].worst):
        words = f"{stands.points} 个点位，离线 {stands.offline} 台，未关闭报警 {stands.alarms} 条"
        yield Place(each.latitude, each.longitude, each.name, address.of(each.pk), words, _colour(stands))


def _colour(stands: queries.Standing) -> str:
    if stands.alarms:
        return "red" if stands.worst >= Level.ALARM else "amber"
    return "grey" if stands.offline else "green"


def client_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the points of one client."""
    user = person(request)
    client = find(user, Client.objects.select_related("organisation", "agency"), pk)
    points = visible(user, Point).filter(client=client).select_related("outlet").prefetch_related("devices__link")
    quotas = list(visible(user, Quota).filter(client=client).order_by("-year", "name")[:_MOST_QUOTAS])
    factors, rates, captured = limited(user, client), month_rates(user, client), captures(user, client)
    rows = list(points.order_by("stopped_on", "kind", "name"))
    said = stations.newest(rows)
    context = {
        "title": client.name,
        "client": client,
        "tab": "monitoring",
        "points": [
            (
                point,
                _state(point),
                factors.get(point.pk, ()),
                rates.get(point.pk),
                captured.get(point.pk, ()),
                said.get(point.pk),
            )
            for point in rows
        ],
        "alarms": visible(user, Alarm).filter(client=client, closed_at=None, gone_at=None).select_related("point")[:10],
        "totals": [(total, _standing(total)) for total in totals(quotas)],
        "method": METHOD,
        "enterprise": client.kind == Kind.ENTERPRISE,
        "may_keep": allowed(user, "monitoring.keep", client),
        "may_judge": allowed(user, "monitoring.judge", client),
        "may_mark": allowed(user, "monitoring.mark", client),
    }
    return render(request, "monitoring/client.html", context)


def _standing(total: Total) -> Badge:
    """Say how an amount stands to what is permitted."""
    if total.share is None:
        return Badge("许可量为 0", "red" if total.emitted else "grey")
    if total.share >= _WHOLE:
        return Badge("已超许可量", "red")
    if total.forecast is not None and total.forecast.total > float(total.quota.tonnes):
        return Badge("预计全年超许可量", "amber")
    return Badge("在许可量内", "green")


def _state(point: Point) -> Badge:
    devices: list[Device] = [device for device in point.devices.all() if device.stopped_on is None]
    if point.stopped_on:
        return Badge("已停用", "grey")
    if not devices:
        return Badge("未联网", "grey")
    off = sum(not online(device, getattr(device, "link", None)) for device in devices)
    return Badge("离线", "red") if off else Badge("在线", "green")
