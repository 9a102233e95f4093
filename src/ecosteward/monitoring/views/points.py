"""The page of one point: its curves, what it sends now, what is known of it."""

import datetime as dt

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecosteward.accounts.door import allowed, find, visible
from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Alarm, Check, Condition, Device, Point, Series
from ecosteward.monitoring.queries.curves import curves
from ecosteward.monitoring.queries.points import corrected, newest, online
from ecosteward.monitoring.queries.station_page import station
from ecosteward.monitoring.queries.stations import STATIONS
from ecosteward.monitoring.queries.verdicts import latest
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.windows import SHOWN, Window, window
from ecosteward.pages.http import person

MOST_CURVES = 8
_MOST_JUDGED = 8  # spans in the table below the curves
_SPANS = (("realtime", "实时"), ("minute", "分钟"), ("hour", "小时"), ("day", "日"), ("month", "月"))
_RANGES = {
    "realtime": (("2 小时", dt.timedelta(hours=2)), ("1 天", dt.timedelta(days=1))),
    "minute": (("1 天", dt.timedelta(days=1)), ("7 天", dt.timedelta(days=7)), ("30 天", dt.timedelta(days=30))),
    "hour": (("7 天", dt.timedelta(days=7)), ("30 天", dt.timedelta(days=30)), ("1 年", dt.timedelta(days=365))),
    "day": (("90 天", dt.timedelta(days=90)), ("1 年", dt.timedelta(days=365)), ("3 年", dt.timedelta(days=1096))),
    "month": (("3 年", dt.timedelta(days=1096)), ("10 年", dt.timedelta(days=3653))),
}


@require_safe
def point_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a point. What is chosen stands in the address, so that a view can be sent to a colleague."""
    user = person(request)
    point = _point(user, pk)
    shown, devices, chosen = _window(request), _devices(user, point), _chosen(request, user, point)
    span = request.GET.get("span") if request.GET.get("span") in SHOWN else "hour"
    context = {
        "title": point.name,
        "client": point.client,
        "tab": "monitoring",
        "point": point,
        "now": newest(user, point),
        "station": station(point) if point.kind in STATIONS else None,
        "devices": devices,
        "instruments": point.instruments.all(),
        "outlet": str(point.outlet or ""),
        "checks": visible(user, Check).filter(instrument__point=point).select_related("instrument")[:10],
        "revisions": corrected(point)[:10],
        "conditions": visible(user, Condition).filter(point=point).select_related("marked_by")[:10],
        "alarms": visible(user, Alarm).filter(point=point, closed_at=None, gone_at=None)[:10],
        "span": span,
        "spans": _SPANS,
        "ranges": _ranges(str(span), shown),
        "begin": shown.begin,
        "end": shown.end,
        "series": [each.pk for each in chosen],
        "chosen": chosen,
        "judged": latest(chosen, max(shown.span, Span.HOUR), shown.end, _MOST_JUDGED),
        "may_keep": allowed(user, "monitoring.keep", point.client),
        "may_judge": allowed(user, "monitoring.judge", point.client),
        "may_command": any(allowed(user, "monitoring.command", device) for device, _ in devices),
        "may_mark": allowed(user, "monitoring.mark", point.client),
    }
    return render(request, "monitoring/point.html", context)


@require_safe
def point_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Return what the curves draw."""
    user = person(request)
    point = _point(user, pk)
    return JsonResponse(curves(point, _chosen(request, user, point), _window(request)))


@require_safe
def point_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the table of what a point sends now; the page asks for it again and again."""
    user = person(request)
    point = _point(user, pk)
    return render(request, "monitoring/_now.html", {"now": newest(user, point), "point": point})


def _point(user: User, pk: int) -> Point:
    return find(user, Point.objects.select_related("client__agency", "client__organisation", "outlet"), pk)


def _window(request: HttpRequest) -> Window:
    get = request.GET.get
    return window(get("span", ""), get("from", ""), get("to", ""), get("at", ""), timezone.localtime())


def _chosen(request: HttpRequest, user: User, point: Point) -> list[Series]:
    """Return the factors asked for, or those that limits are set for, or the first ones."""
    rows = visible(user, Series).filter(point=point)
    asked = [int(key) for key in request.GET.get("series", "").split(",") if key.isdecimal() and len(key) < 10]  # noqa: PLR2004
    if asked:
        return list(rows.filter(pk__in=asked).order_by("role", "pk")[:MOST_CURVES])
    limited = list(rows.filter(stopped_on=None, limits__isnull=False).distinct().order_by("pk")[:4])
    return limited or list(rows.filter(stopped_on=None).order_by("role", "pk")[:4])


def _devices(user: User, point: Point) -> list[tuple[Device, bool]]:
    rows = visible(user, Device).filter(point=point).select_related("link", "client").order_by("stopped_on", "mn")
    return [(device, online(device, getattr(device, "link", None))) for device in rows]


def _ranges(span: str, shown: Window) -> list[tuple[str, str, bool]]:
    now = timezone.localtime()
    length = shown.end - shown.begin
    return [
        (words, f"{now - span_:%Y-%m-%dT%H:%M}", abs(length - span_) < span_ / 50) for words, span_ in _RANGES[span]
    ]
