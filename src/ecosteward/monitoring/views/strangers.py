"""Devices that are not known or not believed: a list, and one of them."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ecosteward.accounts.door import allowed, require
from ecosteward.monitoring.models import Stranger
from ecosteward.monitoring.permissions import other_agencies
from ecosteward.monitoring.queries import strangers as queries
from ecosteward.monitoring.queries.gateways import health
from ecosteward.monitoring.rules.faults import NO_PASSWORD, NOISE, STALLED, UNKNOWN_DEVICE, WRONG_PASSWORD, words
from ecosteward.monitoring.views.devices import connecting
from ecosteward.pages.http import person, sought
from ecosteward.pages.lists import Badge, Column, Filters, ListPage

_REASONS = (UNKNOWN_DEVICE, WRONG_PASSWORD, NO_PASSWORD, NOISE, STALLED)
_COLOURS = {UNKNOWN_DEVICE: "amber", WRONG_PASSWORD: "red", NO_PASSWORD: "red"}


def _reason(row: Stranger) -> Badge:
    return Badge(words([row.why])[0], _COLOURS.get(row.why, "grey"))


def _standing(row: Any) -> Badge | str:
    if row.stopped:
        return Badge("已停用", "grey")
    return Badge("已登记", "green") if row.registered else ""


def address_of(row: Stranger) -> str:
    """Return the address of a stranger's page, which names its MN: who knows that may see it."""
    return f"{reverse('monitoring:stranger', args=[row.pk])}?{urlencode({'q': row.mn})}"


class StrangerFilters(Filters):
    why = forms.ChoiceField(label="原因", choices=[("", "全部原因"), *((each, words([each])[0]) for each in _REASONS)])


class Strangers(ListPage):
    """Who came to the gateway and is not believed, the newest first."""

    model = Stranger
    template_name = "monitoring/strangers.html"
    title = "数采仪接入"
    parent = ("在线监测", "monitoring:overview")
    empty = "没有陌生的报文。数采仪连上来而 MN、密码与登记的不符时，会列在这里"
    filters = StrangerFilters
    search = ("mn", "remote")
    search_hint = "MN、地址"
    ordering = ("-last_at", "pk")
    columns = (
        Column("MN", lambda row: row.mn or "（没有 MN）", sort="mn", link=address_of),
        Column("原因", _reason, sort="why"),
        Column("现况", _standing),
        Column("最近", lambda row: row.last_at, sort="last_at"),
        Column("次数", lambda row: row.packets, number=True, sort="packets"),
        Column("最后一包", lambda row: queries.sample_of(row).summary),
        Column("来自", lambda row: row.remote, sort="remote"),
        Column("首次", lambda row: row.first_at, sort="first_at", minor=True),
    )

    def rows(self) -> QuerySet[Any]:
        require(self.user, queries.SEE, self.user.organisation)
        return queries.standing(self.user, queries.strangers(self.user, sought(self.request)))

    def context(self) -> dict[str, Any]:
        return {"health": health(self.user), "several": other_agencies(self.user), **connecting(self.request)}


@require_safe
def stranger_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one stranger: why it is not believed, what it sent last, what can be done."""
    user = person(request)
    row = queries.stranger(user, pk, sought(request))
    device, sample = queries.device_of(user, row.mn), queries.sample_of(row)
    context = {
        "title": row.mn or "没有 MN 的报文",
        "row": row,
        "reason": _reason(row),
        "device": device,
        "sample": sample,
        "may_keep": device is not None and allowed(user, "monitoring.keep", device.client),
        "alike": [] if device or not row.mn else queries.alike_devices(user, row.mn),
        "register": f"{reverse('monitoring:register_stranger', args=[row.pk])}?{urlencode({'q': row.mn})}",
    }
    return render(request, "monitoring/stranger.html", context)
