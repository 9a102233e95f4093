"""The monitoring of everybody a person sees, and of one client."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import allowed, find, visible
from ecosteward.accounts.models import Kind
from ecosteward.clients.models import Client
from ecosteward.clients.queries import placing
from ecosteward.monitoring.models import Alarm, Level, Point, Quota
from ecosteward.monitoring.queries import overview as queries
from ecosteward.monitoring.queries import stations
from ecosteward.monitoring.queries.points import limited
from ecosteward.monitoring.queries.quality import month_rates
from ecosteward.monitoring.queries.running import captures
from ecosteward.monitoring.queries.totals import Total, totals
from ecosteward.monitoring.rules.forecast import METHOD
from ecosteward.monitoring.views.devices import newcomers
from ecosteward.monitoring.views.watched import COLUMNS, EXPORT, WatchedFilters, point_badge
from ecosteward.pages.http import person
from ecosteward.pages.lists import Badge, ListPage, workbook_response
from ecosteward.pages.maps import Address, Map, Place, answer

_MOST_QUOTAS = 20
_MOST_STATIONS = 12
_WHOLE = 100  # per cent
_TOGETHER = 200  # clients whose totals are summed at once
_LEGEND = (("red", "报警"), ("amber", "预警或提示"), ("grey", "有设备离线"), ("green", "正常"))


class Overview(ListPage):
    """Every client that is watched, with a map."""

    model = Client
    template_name = "monitoring/overview.html"
    title = "在线监测"
    empty = "还没有联网的企业。打开企业的“在线监测”页，登记点位和数采仪的 MN 后，平台就开始收数"
    columns = COLUMNS
    export_columns = EXPORT
    filters = WatchedFilters
    search = ("name", "site", "park__name")
    search_hint = "名称、地址、园区"
    ordering = ("-worst", "name")

    def rows(self) -> QuerySet[Any]:
        return queries.watched(self.user).select_related("park")

    def _page(self, rows: QuerySet[Any]) -> Page[Any]:
        page = super()._page(rows)
        page.object_list = list(self._told(iter(page.object_list)))
        return page

    def _excel(self, rows: QuerySet[Any]) -> HttpResponse:
        name = f"{self.title}{timezone.localtime():%Y%m%d %H%M}"
        return workbook_response(name, EXPORT, self._told(rows.iterator(chunk_size=_TOGETHER)))

    def _told(self, rows: Iterator[Any]) -> Iterator[Any]:
        """Yield the rows with what is `told` of each, some hundred at a time."""
        while some := list(islice(rows, _TOGETHER)):
            known = queries.told([row.pk for row in some])
            for row in some:
                row.told = known[row.pk]
            yield from some

    def context(self) -> dict[str, Any]:
        found = queries.figures(self.user)
        actions = [
            ("数据质量", reverse("monitoring:quality"), "checkup-list"),
            ("手工监测结果", reverse("monitoring:results"), "list"),
            *newcomers(self.user),
        ]
        shown = (
            Map("联网企业分布", reverse("monitoring:places"), _LEGEND)
            if placing.placed(queries.clients(self.user)).exists()
            else None
        )
        return {
            "actions": actions,
            "points": visible(self.user, Point).filter(stopped_on=None).count(),
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
                point_badge(point),
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
