"""The board of data quality: transmission, validity, silent devices."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from ecosteward.monitoring.models import Device, Point, PointKind
from ecosteward.monitoring.queries.quality import qualities
from ecosteward.monitoring.rules.calendar import first_of
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.views.devices import newcomers
from ecosteward.monitoring.views.watched import point_badge
from ecosteward.pages.lists import Badge, Column, Filters, ListPage, says

# Per cent of effective transmission below which a point is coloured: the product's own, no norm's.
_GOOD, _POOR = 90.0, 75.0
_USUAL = 7
_DAYS = {"7": "近 7 天", "1": "昨天以来", "30": "近 30 天", "month": "本月至今", "quarter": "本季度至今"}
_RUNNING = {"month": Span.MONTH, "quarter": Span.QUARTER}


def _rate(name: str) -> Any:
    def shown(row: Any) -> str:
        value = getattr(row, name)
        return "" if value is None else f"{value:.1f}"

    return shown


def _verdict(row: Any) -> Badge:
    if row.effective is None:
        return Badge("没有应传数据", "grey")
    if row.effective >= _GOOD:
        return Badge("良好", "green")
    return Badge("偏低", "amber") if row.effective >= _POOR else Badge("低", "red")


class QualityFilters(Filters):
    kind = forms.ChoiceField(label="类别", choices=[("", "全部类别"), *PointKind.choices])
    days = forms.ChoiceField(label="时段", choices=list(_DAYS.items()))

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        kind = self.cleaned_data.get("kind")
        return rows.filter(kind=kind) if kind else rows


class Quality(ListPage):
    """Every point in use with the rates of the time chosen."""

    model = Point
    title = "数据质量"
    parent = ("在线监测", "monitoring:overview")
    empty = "还没有监测点位"
    filters = QualityFilters
    search = ("name", "client__name")
    search_hint = "点位、企业、MN"
    ordering = ("client__name", "name")
    columns = (
        Column("企业", lambda row: row.client.name, sort="client__name"),
        Column("点位", lambda row: row.name, link=lambda row: reverse("monitoring:point", args=[row.pk])),
        Column("应传（h·因子）", lambda row: row.due, number=True, minor=True),
        Column("传输率 %", _rate("sent"), number=True, sort="sent"),
        Column("有效率 %", _rate("counts"), number=True, sort="counts"),
        Column("传输有效率 %", _rate("effective"), number=True, sort="effective"),
        Column("结论", _verdict),
        Column("本季度捕集率 %（未完）", _rate("captured"), number=True, sort="captured"),
        Column("问题报文", lambda row: row.faults or "", number=True, sort="faults"),
        Column("联网", point_badge),
        Column("最近报文", lambda row: row.heard, sort="heard"),
    )

    def rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = qualities(self.user, self._first(), timezone.localdate())
        return rows.select_related("client").prefetch_related("devices__link")

    def saying(self, word: str) -> Q:
        """Return the condition that a point, its client or one of its devices says a word."""
        return super().saying(word) | Q(Exists(Device.objects.filter(says("mn", word), point=OuterRef("pk"))))

    def context(self) -> dict[str, Any]:
        return {"actions": newcomers(self.user)}

    def _first(self) -> dt.date:
        today, chosen = timezone.localdate(), self.request.GET.get("days", "")
        if chosen in _RUNNING:
            return first_of(_RUNNING[chosen], today)
        return today - dt.timedelta(days=int(chosen) if chosen in _DAYS else _USUAL)
