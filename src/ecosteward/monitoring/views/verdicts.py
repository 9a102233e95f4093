"""One verdict and why (判定依据)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ecosteward.accounts.door import allowed, find
from ecosteward.monitoring.models import Series
from ecosteward.monitoring.queries.explaining import MOST, explain
from ecosteward.monitoring.rules.periods import Period, read
from ecosteward.monitoring.rules.spans import Span
from ecosteward.pages.http import person

_CURVES = {Span.HOUR: "minute", Span.DAY: "hour", Span.MONTH: "day", Span.QUARTER: "day"}


@require_safe
def verdict(request: HttpRequest, pk: int, span: str, at: str) -> HttpResponse:
    """Show the verdict on one series in one hour, day, month or quarter with all it rests on."""
    user = person(request)
    series = find(user, Series.objects.select_related("point", "client__agency", "client__organisation"), pk)
    if (period := read(span, at)) is None:
        raise Http404("没有这样的时段")
    context = {
        "title": f"判定依据 {period.words}",
        "client": series.client,
        "tab": "monitoring",
        "series": series,
        "point": series.point,
        "period": period,
        "told": explain(series, period),
        "most": MOST,
        "following": period.following if period.end <= timezone.now() else None,
        "wider": _wider(period),
        "curve": _CURVES[period.span],
        "future": period.end > timezone.now(),
        "may_judge": allowed(user, "monitoring.judge", series.client),
        "may_mark": allowed(user, "monitoring.mark", series.client),
    }
    return render(request, "monitoring/verdict.html", context)


def _wider(period: Period) -> list[Any]:
    found, around = [], period.around
    while around is not None:
        found.append(around)
        around = around.around
    return found[::-1]
