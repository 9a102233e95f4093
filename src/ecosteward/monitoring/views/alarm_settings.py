"""An agency's rules of alarms, its channels, and the log of what was sent."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ecosteward.accounts.door import find, require, visible
from ecosteward.monitoring.forms.alarms import ChannelForm, RuleForm
from ecosteward.monitoring.models import CAUSES, AlarmRule, Channel, ChannelKind, Sending
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.rules.thresholds import DEFAULTS, UNITS, Threshold
from ecosteward.monitoring.sending import mail
from ecosteward.monitoring.services import alarm_rules, channels, sendings
from ecosteward.monitoring.views.alarm_badges import sending_badge
from ecosteward.pages.http import person
from ecosteward.pages.lists import Column, Filters, ListPage
from ecosteward.pages.views import FormPage

_SET_UP = "monitoring.set_up"


@dataclass(frozen=True)
class CauseRules:
    """One cause with the rules that hold: the agency's or, as long as it has none, the defaults; and those for one client."""

    cause: Cause
    words: str
    unit: str
    own: list[AlarmRule]
    defaults: list[Threshold]
    special: list[AlarmRule]


@require_safe
def rules_page(request: HttpRequest) -> HttpResponse:
    """Show which rules hold."""
    user = person(request)
    require(user, _SET_UP, user.organisation)
    known = list(visible(user, AlarmRule).select_related("client"))
    causes = [_cause(cause, words, [rule for rule in known if rule.cause == cause]) for cause, words in CAUSES.items()]
    return render(request, "monitoring/alarm_rules.html", {"title": "报警规则", "causes": causes})


def _cause(cause: Cause, words: str, known: list[AlarmRule]) -> CauseRules:
    own = [rule for rule in known if rule.client_id is None]
    defaults = [] if own else [row for row in DEFAULTS if row.cause == cause]
    return CauseRules(cause, words, UNITS.get(cause, ""), own, defaults, [rule for rule in known if rule.client_id])


@require_POST
def adopt(request: HttpRequest, cause: str) -> HttpResponse:
    """Make the defaults of a cause the agency's own."""
    if cause not in set(Cause):
        raise Http404
    user = person(request)
    alarm_rules.adopt(user, user.organisation, Cause(cause))
    return redirect("monitoring:alarm_rules")


class KeepRule(FormPage):
    """A new rule, or one that is changed."""

    form_class = RuleForm
    title = "报警规则"
    lead = "本机构为某个原因设了规则，这个原因的默认规则就不再使用；不想要某类报警，设一条规则并取消“启用”。"

    def target(self) -> AlarmRule:
        agency = self.user.organisation
        require(self.user, _SET_UP, agency)
        pk = self.kwargs.get("pk")
        return find(self.user, AlarmRule, pk) if pk else AlarmRule(agency=agency)

    def initial(self) -> dict[str, Any]:
        cause = self.request.GET.get("cause", "")
        return {"cause": cause} if cause in set(Cause) else {}

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.user}

    def cancel_url(self) -> str:
        return reverse("monitoring:alarm_rules")

    def save(self, form: RuleForm) -> str:
        alarm_rules.keep_rule(self.user, form.instance)
        return self.cancel_url()


@require_POST
def drop_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a rule."""
    user = person(request)
    alarm_rules.drop_rule(user, find(user, AlarmRule, pk))
    messages.success(request, "已删除规则")
    return redirect("monitoring:alarm_rules")


@require_safe
def channels_page(request: HttpRequest) -> HttpResponse:
    """Show where alarms are sent, and how that goes."""
    user = person(request)
    require(user, _SET_UP, user.organisation)
    lost = Count("sendings", filter=~Q(sendings__failed_at=None))
    waits = Count("sendings", filter=Q(sendings__failed_at=None, sendings__sent_at=None))
    rows = visible(user, Channel).select_related("client").annotate(lost=lost, waits=waits)
    newest = {each.channel_id: each for each in _newest(rows)}
    shown = [(channel, newest.get(channel.pk)) for channel in rows.order_by("-on", "name", "pk")]
    context = {
        "title": "推送渠道",
        "channels": [(channel, last, sending_badge(last) if last else None) for channel, last in shown],
        "mute": not mail.ready() and any(channel.kind == ChannelKind.EMAIL for channel, _ in shown),
        "no_server": mail.NO_SERVER,
    }
    return render(request, "monitoring/channels.html", context)


def _newest(rows: QuerySet[Channel]) -> QuerySet[Sending]:
    """Return the last message of each channel."""
    return Sending.objects.filter(channel__in=rows.values("pk")).order_by("channel_id", "-pk").distinct("channel_id")


class KeepChannel(FormPage):
    """A new channel, or one that is changed."""

    form_class = ChannelForm
    title = "推送渠道"
    lead = "保存后请按“发送测试消息”确认收得到。地址和密钥只用于发送，保存后不再显示，也不进操作日志。"

    def target(self) -> Channel:
        agency = self.user.organisation
        require(self.user, _SET_UP, agency)
        pk = self.kwargs.get("pk")
        return find(self.user, Channel, pk) if pk else Channel(agency=agency)

    def form_arguments(self) -> dict[str, Any]:
        return {"user": self.user}

    def cancel_url(self) -> str:
        return reverse("monitoring:channels")

    def save(self, form: ChannelForm) -> str:
        channels.keep_channel(self.user, form.instance)
        return self.cancel_url()


@require_POST
def test_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message and say what came of it."""
    user = person(request)
    row = sendings.send_test(user, find(user, Channel, pk))
    if row.sent_at:
        messages.success(request, f"测试消息已送达“{row.to}”，请到群里或邮箱看看")
    else:
        messages.error(request, f"测试消息没有送达“{row.to}”：{row.answer}")
    return redirect("monitoring:channels")


@require_POST
def drop_channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a channel that was never used."""
    user = person(request)
    try:
        channels.drop_channel(user, find(user, Channel, pk))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("monitoring:channels")


class SendingFilters(Filters):
    channel = forms.ModelChoiceField(Channel.objects.none(), label="渠道", empty_label="全部渠道")
    came = forms.ChoiceField(
        label="结果", choices=[("", "全部结果"), ("sent", "已送达"), ("waiting", "等待"), ("failed", "已放弃")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("channel", visible(self.user, Channel))

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        chosen = {
            "sent": ~Q(sent_at=None),
            "failed": ~Q(failed_at=None),
            "waiting": Q(sent_at=None, failed_at=None),
        }
        rows = rows.filter(chosen.get(self.cleaned_data.get("came", ""), Q()))
        channel = self.cleaned_data.get("channel")
        return rows.filter(channel=channel) if channel else rows


def _alarm(row: Sending) -> str:
    return reverse("monitoring:alarm", args=[row.alarm_id]) if row.alarm_id else ""


class SendingList(ListPage):
    """Every message, whether it was taken, and what the other side said."""

    model = Sending
    title = "推送记录"
    parent = ("推送渠道", "monitoring:channels")
    empty = "还没有推送过。设了推送渠道，有报警时会列在这里"
    begin = ("新增渠道", "monitoring:new_channel")
    columns = (
        Column("内容", lambda row: row.text, link=_alarm, clip="rest"),
        Column("发给", lambda row: row.to, sort="channel__name", clip="short"),
        Column("结果", sending_badge),
        Column("对方答复", lambda row: row.answer, clip="short"),
        Column("次数", lambda row: row.tries, number=True, minor=True),
        Column("时间", lambda row: row.made_at, sort="made_at"),
        Column("送达", lambda row: row.sent_at, sort="sent_at", minor=True),
    )
    filters = SendingFilters
    search = ("text", "answer")
    search_hint = "内容、答复"

    def rows(self) -> QuerySet[Any]:
        require(self.user, _SET_UP, self.user.organisation)
        return super().rows().select_related("channel", "person", "alarm")
