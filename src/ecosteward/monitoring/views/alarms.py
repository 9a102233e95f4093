"""The list of alarms, one alarm, its steps."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ecosteward.accounts.door import allowed, find, require, visible
from ecosteward.accounts.models import Kind
from ecosteward.clients.models import Client
from ecosteward.journal.services import StaleError
from ecosteward.monitoring.models import CAUSES, Alarm, AlarmState, Level
from ecosteward.monitoring.queries.alarms import UNCLOSED
from ecosteward.monitoring.rules.alarm_steps import Step
from ecosteward.monitoring.rules.periods import KEYS, Period, holding
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services import alarms
from ecosteward.monitoring.views.alarm_badges import alarm_badge, level_badge, now_badge, sending_badge
from ecosteward.monitoring.views.alarm_panels import TAKEN_HERE, Panel, panels, sentence, take
from ecosteward.pages.http import back, overtaken, person, typed
from ecosteward.pages.lists import Column, Filters, ListPage

_NO_VERDICTS = {Cause.OFFLINE, Cause.TOTAL}
_JOINED = ("client__agency", "point", "series", "finding", "holder")


class AlarmFilters(Filters):
    client = forms.ModelChoiceField(Client.objects.none(), label="企业", empty_label="全部企业")
    state = forms.ChoiceField(
        label="状态",
        choices=[("", "未关闭"), ("all", "全部状态"), ("standing", "持续中"), ("gone", "已恢复"), *AlarmState.choices],
    )
    level = forms.ChoiceField(label="级别", choices=[("", "全部级别"), *Level.choices])
    cause = forms.ChoiceField(label="原因", choices=[("", "全部原因"), *CAUSES.items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("client", visible(self.user, Client).filter(kind=Kind.ENTERPRISE).order_by("name").only("name"))
        if self.user.organisation.kind == Kind.ENTERPRISE:
            del self.fields["client"]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(_in_state(given.pop("state", "")), **given)


def _in_state(chosen: str) -> Q:
    match chosen:
        case "":
            return UNCLOSED
        case "all":
            return Q()
        case "standing":
            return UNCLOSED & Q(gone_at=None)
        case "gone":
            return UNCLOSED & ~Q(gone_at=None)
    return Q(state=chosen)


def _page(row: Alarm) -> str:
    return reverse("monitoring:alarm", args=[row.pk])


_TEXT = Column("内容", lambda row: row.text, link=_page, clip="rest")
_CLIENT = Column("企业", lambda row: row.client.name, sort="client__name", clip="short")
_REST = (
    Column("点位", lambda row: row.point.name, sort="point__name", clip="short"),
    Column("级别", level_badge, sort="level"),
    Column("现况", now_badge),
    Column("状态", alarm_badge, sort="state"),
    Column("开始", lambda row: row.since, sort="since"),
)
EXPORT = (
    Column("编号", lambda row: row.pk, number=True),
    Column("企业", lambda row: row.client.name),
    Column("点位", lambda row: row.point.name),
    Column("因子", lambda row: row.series.name if row.series else ""),
    Column("原因", lambda row: row.get_cause_display()),
    Column("内容", lambda row: row.text),
    Column("数值", lambda row: row.value, number=True),
    Column("限值", lambda row: row.bound, number=True),
    Column("单位", lambda row: row.unit),
    Column("依据", lambda row: f"{row.rule}（待核）" if row.needs_check else row.rule),
    Column("级别", lambda row: row.get_level_display()),
    Column("状态", lambda row: alarm_badge(row).text),
    Column("开始", lambda row: row.since),
    Column("最近", lambda row: row.last_at),
    Column("恢复正常", lambda row: row.gone_at),
    Column("次数", lambda row: row.times, number=True),
    Column("处理人", lambda row: row.holder.name if row.holder else ""),
    Column("问题编号", lambda row: row.finding.number if row.finding else ""),
    Column("关闭时间", lambda row: row.closed_at),
    Column("关闭原因", lambda row: row.why_closed),
)


_MAIL = ("邮件提醒", "monitoring:alarm_mail", "mail")


def _actions(places: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [(words, reverse(name), icon) for words, name, icon in places]


class AlarmList(ListPage):
    """Alarms as the person needs them: what is not closed, the newest first."""

    model = Alarm
    title = "监测报警"
    parent = ("在线监测", "monitoring:overview")
    empty = "没有未关闭的报警。监测数据超标、离线、无效时会列在这里"
    export_columns = EXPORT
    filters = AlarmFilters
    search = ("text", "client__name", "point__name")
    search_hint = "内容、企业、点位"
    ordering = ("-since", "-pk")
    bulk = (("确认选中", "monitoring:acknowledge_many", "eye-check"),)

    def rows(self) -> QuerySet[Any]:
        return super().rows().select_related(*_JOINED)

    def _own(self) -> bool:
        return self.user.organisation.kind == Kind.ENTERPRISE

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]  # an enterprise need not be told its own name
        """Return the columns that tell the person something."""
        return (_TEXT, *_REST) if self._own() else (_TEXT, _CLIENT, *_REST)

    def context(self) -> dict[str, Any]:
        if not allowed(self.user, "monitoring.set_up", self.user.organisation):
            supervises = self.user.organisation.kind in {Kind.PARK, Kind.GOVERNMENT}
            return {"actions": _actions([_MAIL]), **({"bulk": ()} if supervises else {})}
        places = (
            ("报警规则", "monitoring:alarm_rules", "adjustments"),
            ("推送渠道", "monitoring:channels", "send"),
            _MAIL,
        )
        return {"actions": _actions(places)}


@require_POST
def acknowledge_many(request: HttpRequest) -> HttpResponse:
    """Acknowledge the ticked alarms that wait for it."""
    user = person(request)
    keys = [int(key) for key in request.POST.getlist("row") if key.isdecimal()]
    rows = visible(user, Alarm).filter(pk__in=keys, state=AlarmState.OPEN).select_related("client")
    done = sum(_acknowledged(request, alarm) for alarm in rows)
    if done:
        messages.success(request, f"已确认 {done} 条报警")
    else:
        messages.warning(request, "没有可确认的报警：请勾选未确认的")
    return back(request, "monitoring:alarms")


def _acknowledged(request: HttpRequest, alarm: Alarm) -> bool:
    user = person(request)
    if not allowed(user, f"alarm.{Step.ACKNOWLEDGE}", alarm):
        return False
    try:
        alarms.acknowledge(user, alarm)
    except StaleError:  # somebody was quicker, which is as good
        return False
    return True


def alarm_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one alarm."""
    alarm = find(person(request), Alarm.objects.select_related(*_JOINED), pk)
    return _show(request, alarm, panels(person(request), alarm))


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take one step of an alarm; on bad input show the page again with everything typed."""
    user = person(request)
    alarm = find(user, Alarm.objects.select_related(*_JOINED), pk)
    if name not in TAKEN_HERE:
        raise Http404
    if overtaken(request, alarm.version) and not allowed(user, f"alarm.{name}", alarm):
        return _overtaken(request, alarm)
    require(user, f"alarm.{name}", alarm)
    panel = next(each for each in panels(user, alarm, request) if each.step == name)
    if not panel.form.is_valid():
        return _again(request, pk, panel)
    try:
        take(user, alarm, panel.step, panel.form.cleaned_data)
    except ValidationError as error:
        panel.form.add_error(None, error)
        return _again(request, pk, panel)
    except StaleError:
        panel.form.add_error(None, "别人刚刚办理过这条报警。请看下面的最新情况，您填写的内容还在")
        return _again(request, pk, panel, 409)
    return redirect("monitoring:alarm", pk)


def _overtaken(request: HttpRequest, alarm: Alarm) -> HttpResponse:
    """Show how the alarm stands now, and what was typed for a step that somebody else's has overtaken."""
    messages.warning(request, "没有办理：别人刚刚办理过这条报警。请先看最新情况")
    return _show(request, alarm, panels(person(request), alarm), 409, typed(request))


def _again(request: HttpRequest, pk: int, tried: Panel, status: int = 422) -> HttpResponse:
    user = person(request)
    alarm = find(user, Alarm.objects.select_related(*_JOINED), pk)
    others = [panel.closed() for panel in panels(user, alarm) if panel.step != tried.step]
    return _show(request, alarm, [tried.opened(), *others], status)


def _told(alarm: Alarm, at: dt.datetime) -> Period | None:
    """Return the hour, day or month that an alarm tells of; None where it tells of no verdict."""
    if alarm.series_id is None or alarm.cause in _NO_VERDICTS:
        return None
    return holding(KEYS.get(alarm.stage, Span.HOUR), at)


def _show(request: HttpRequest, alarm: Alarm, shown: list[Panel], status: int = 200, lost: str = "") -> HttpResponse:
    words, colour = sentence(alarm, shown)
    sendings = alarm.sendings.select_related("channel", "person").order_by("pk")
    on_agencys_side = person(request).organisation_id == alarm.agency_id
    context = {
        "title": alarm.get_cause_display(),
        "alarm": alarm,
        "typed": lost,
        "turn": words,
        "turn_colour": colour,
        "told": _told(alarm, alarm.last_at),
        "first_told": _told(alarm, alarm.since),
        "panels": sorted(shown, key=lambda panel: not panel.due),
        "folded": any(not panel.due for panel in shown),
        "badges": (
            level_badge(alarm),
            *((now_badge(alarm),) if alarm.gone_at or not alarm.closed_at else ()),
            alarm_badge(alarm),
        ),
        "sendings": [(each, sending_badge(each)) for each in sendings] if on_agencys_side else [],
        "earlier": Alarm.objects.filter(key=alarm.key).exclude(pk=alarm.pk).order_by("-since")[:5],
    }
    return render(request, "monitoring/alarm.html", context, status=status)
