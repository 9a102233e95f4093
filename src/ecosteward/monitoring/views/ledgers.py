"""The substitution ledger of one point, quarter by quarter."""

from itertools import chain
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ecosteward.accounts.door import allowed, find
from ecosteward.accounts.models import User
from ecosteward.monitoring.audit_book import XLSX, book
from ecosteward.monitoring.models import Point, PointKind
from ecosteward.monitoring.queries.ledgers import MOST, ledger, sheets
from ecosteward.monitoring.rules.periods import Period, holding, read
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services import ledgers
from ecosteward.pages.http import person


@require_safe
def ledger_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show the ledger of a quarter, or send it as a workbook."""
    user = person(request)
    point, quarter = _point(user, pk), _quarter(request.GET.get("quarter", ""))
    if request.GET.get("export") == "xlsx":
        return _workbook(point, quarter)
    replaced = request.GET.get("replaced") == "1"
    context: dict[str, Any] = {
        "title": f"替代台账 {point.name}",
        "client": point.client,
        "tab": "monitoring",
        "point": point,
        "quarter": quarter,
        "following": quarter.following if quarter.end <= timezone.now() else None,
        "ledger": ledger(point, quarter, replaced=replaced),
        "replaced": replaced,
        "unit": "d" if point.kind == PointKind.WATER else "h",
        "most": MOST,
        "runs": ledgers.runs(point),
        "may_judge": allowed(user, "monitoring.judge", point.client),
    }
    return render(request, "monitoring/ledger.html", context)


@require_POST
def work_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the ledger of a quarter worked out again."""
    user = person(request)
    point, quarter = _point(user, pk), _quarter(request.POST.get("quarter", ""))
    try:
        asked = ledgers.ask(user, point, quarter.begin.date())
    except ValidationError as error:
        messages.warning(request, "；".join(error.messages))
    else:
        messages.success(request, "已开始重新计算，完成后本页自动更新" if asked else "这个季度正在计算，请稍候")
    return redirect(f"{reverse('monitoring:ledger', args=[point.pk])}?quarter={quarter.text}")


def _point(user: User, pk: int) -> Point:
    return find(user, Point.objects.select_related("client__agency", "client__organisation"), pk)


def _quarter(text: str) -> Period:
    return read("quarter", text) or holding(Span.QUARTER, timezone.now())


def _workbook(point: Point, quarter: Period) -> StreamingHttpResponse:
    about = (
        ("点位", f"{point.client} {point}"),
        ("季度", quarter.words),
        ("时间", "北京时间"),
        ("合计", "实测与替代之和；无法替代的时段不计在内，须另行核定"),
        ("待核", "所依据的条文尚未与官方文本逐字核对"),
    )
    pieces = book(about, sheets(point, quarter))
    response = StreamingHttpResponse(chain([next(pieces)], pieces), content_type=XLSX)
    name = f"替代台账 {point} {quarter.text}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
