"""Messages about alarms: written down with the alarm, sent by the worker until the other side has taken them.

A message is only noted as sent once the other side has said so. A worker that dies between the two sends it again:
at least once, never silently lost.
"""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Alarm, Channel, ChannelKind, Sending
from ecosteward.monitoring.sending import mail
from ecosteward.monitoring.sending.formats import Answer, answer, call
from ecosteward.monitoring.sending.messages import Item
from ecosteward.monitoring.sending.pace import MERGED, next_try, ready_at
from ecosteward.monitoring.sending.post import UnreachableError, UnsafeAddressError, post

_FRESH = dt.timedelta(days=3)  # what was measured longer ago is registered, and wakes nobody
_WAITING = Q(sent_at=None, failed_at=None)
_TEST = "test"


def queue(alarm: Alarm, event: str) -> None:
    """Write down a message for each channel that an alarm concerns, and have them sent once all of this is saved.

    Asked for the same event again before the next step of the alarm, it does nothing.
    """
    if alarm.last_at < timezone.now() - _FRESH:
        return
    mine = Q(client=None) | Q(client_id=alarm.client_id)
    channels = list(Channel.objects.filter(mine, agency_id=alarm.agency_id, on=True, least__lte=alarm.level))
    text = _line(alarm, event)
    once = f"{event.removeprefix('alarm.')}-{alarm.version}"[:20]
    rows = [Sending(alarm=alarm, channel=channel, event=once, text=text) for channel in channels]
    Sending.objects.bulk_create(rows, ignore_conflicts=True)
    for channel in channels:
        have_sent(channel.pk)


def _line(alarm: Alarm, event: str) -> str:
    since = timezone.localtime(alarm.since)
    told = "" if event == "alarm.raised" else f"（{_TOLD[event]}）"
    check = "，限值待核" if alarm.needs_check else ""
    place = f"{alarm.client.name} {alarm.point.name}"
    line = f"[{alarm.get_level_display()}]{told} {place}：{alarm.text}{check}（自 {since:%m-%d %H:%M}）"
    return " ".join(line.split())


_TOLD = {"alarm.escalated": "升级", "alarm.reopened": "再次出现", "alarm.gone": "已恢复正常"}


def have_sent(channel_id: int, at: dt.datetime | None = None) -> None:
    """Ask the worker to send what waits for a channel, now or at a time. Asked twice it is done once."""
    when = "later" if at else "now"
    lock = f"monitoring.send-{channel_id}"
    job = app.configure_task("monitoring.send", lock=lock, queueing_lock=f"{lock}-{when}", schedule_at=at)
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(channel_id=channel_id)


def sweep(now: dt.datetime | None = None) -> None:
    """Have everything sent that is due: to be tried again, or left by a worker that died."""
    due = Sending.objects.filter(_WAITING, channel__on=True, next_at__lte=now or timezone.now()).order_by()
    for channel_id in due.values_list("channel_id", flat=True).distinct():
        have_sent(channel_id)


def send(channel: Channel, now: dt.datetime | None = None) -> Answer | None:
    """Send what waits for a channel as one message and note what came of it. None where nothing is due yet."""
    at = now or timezone.now()
    tried = channel.sendings.aggregate(last=Max("tried_at"))["last"]
    if (ready := ready_at(tried, at)) > at:
        have_sent(channel.pk, ready)
        return None
    waiting = list(_due(channel, at)[: MERGED + 1])
    if not waiting:
        return None
    batch = waiting[:MERGED]
    Sending.objects.filter(pk__in=[each.pk for each in batch]).update(tried_at=at)
    heard = _deliver(channel, [_item(each) for each in batch], at)
    _note(batch, heard, at)
    if len(waiting) > MERGED:
        have_sent(channel.pk, ready_at(at, at))
    return heard


def _due(channel: Channel, at: dt.datetime) -> QuerySet[Sending]:
    rows = channel.sendings.filter(_WAITING, next_at__lte=at).order_by("pk")
    return rows.select_related("alarm__client", "alarm__point", "alarm__series")


def _note(batch: Sequence[Sending], heard: Answer, at: dt.datetime) -> None:
    for each in batch:
        each.tries, each.answer = each.tries + 1, heard.words[:400]
        if heard.taken:
            each.sent_at = timezone.now()
        elif (again := next_try(each.tries, at)) is not None:
            each.next_at = again
        else:
            each.failed_at = timezone.now()
    Sending.objects.bulk_update(batch, ["tries", "answer", "sent_at", "next_at", "failed_at"])


def send_test(actor: User, channel: Channel) -> Sending:
    """Send a test message at once and note it; it is not tried again."""
    require(actor, "monitoring.set_up", channel.agency)
    now = timezone.now()
    text = f"这是一条测试消息，由 {actor.name} 从“{channel.name}”发出，收到即表示渠道可用"
    row = Sending.objects.create(channel=channel, event=_TEST, text=text, tried_at=now)
    heard = _deliver(channel, [Item(text, {"event": _TEST})], now)
    row.tries, row.answer = 1, heard.words[:400]
    row.sent_at, row.failed_at = (timezone.now(), None) if heard.taken else (None, timezone.now())
    row.save()
    return row


def _deliver(channel: Channel, items: Sequence[Item], at: dt.datetime) -> Answer:
    link = f"{settings.SITE_URL}{reverse('monitoring:alarms')}" if settings.SITE_URL else ""
    kind = ChannelKind(channel.kind)
    if kind == ChannelKind.EMAIL:
        return mail.send(channel.address, items, link)
    try:
        status, body = post(call(kind, channel.address, channel.secret, items, at, link=link))
    except (UnsafeAddressError, UnreachableError) as fault:
        return Answer(taken=False, words=str(fault))
    return answer(kind, status, body)


def _item(sending: Sending) -> Item:
    alarm = sending.alarm
    assert alarm is not None
    return Item(sending.text, {"id": alarm.pk, "event": sending.event.split("-")[0], **_facts(alarm)})


def _facts(alarm: Alarm) -> dict[str, object]:
    """Return what a program wants to know of an alarm."""
    url = f"{settings.SITE_URL}{reverse('monitoring:alarm', args=[alarm.pk])}" if settings.SITE_URL else ""
    return {
        "cause": alarm.cause,
        "level": alarm.level,
        "client": alarm.client.name,
        "point": alarm.point.name,
        "factor": alarm.series.code if alarm.series else "",
        "value": alarm.value,
        "bound": alarm.bound,
        "unit": alarm.unit,
        "since": timezone.localtime(alarm.since).isoformat(),
        "last_at": timezone.localtime(alarm.last_at).isoformat(),
        "unverified": alarm.needs_check,
        "url": url,
    }
