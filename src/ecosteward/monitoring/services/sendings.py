"""Messages about alarms, through channels and to people's own mail: written down with the alarm, sent until taken.

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
from ecosteward.monitoring.queries.recipients import declined, told
from ecosteward.monitoring.sending import mail
from ecosteward.monitoring.sending.formats import Answer, answer, call
from ecosteward.monitoring.sending.messages import Item
from ecosteward.monitoring.sending.pace import MERGED, next_try, ready_at
from ecosteward.monitoring.sending.post import UnreachableError, UnsafeAddressError, post

_FRESH = dt.timedelta(days=3)  # what was measured longer ago is registered, and wakes nobody
_WAITING = Q(sent_at=None, failed_at=None)
_TEST = "test"
_TO_PEOPLE = ("alarm.raised", "alarm.escalated")
Way = Channel | User


def queue(alarm: Alarm, event: str) -> None:
    """Write down a message for each channel that an alarm concerns, and have them sent once all of this is saved.

    An alarm that is raised or rises is also told to the people its level names. Asked for the same event again before
    the next step of the alarm, it does nothing.
    """
    if alarm.last_at < timezone.now() - _FRESH:
        return
    mine = Q(client=None) | Q(client_id=alarm.client_id)
    ways: list[Way] = list(Channel.objects.filter(mine, agency_id=alarm.agency_id, on=True, least__lte=alarm.level))
    ways += told(alarm) if event in _TO_PEOPLE else []
    text = _line(alarm, event)
    once = f"{event.removeprefix('alarm.')}-{alarm.version}"[:20]
    rows = [Sending(alarm=alarm, event=once, text=text, **_to(way)) for way in ways]
    Sending.objects.bulk_create(rows, ignore_conflicts=True)
    for way in ways:
        have_sent(way)


def _to(way: Way) -> dict[str, Way]:
    return {"person" if isinstance(way, User) else "channel": way}


def _line(alarm: Alarm, event: str) -> str:
    since = timezone.localtime(alarm.since)
    told = "" if event == "alarm.raised" else f"（{_TOLD[event]}）"
    check = "，限值待核" if alarm.needs_check else ""
    place = f"{alarm.client.name} {alarm.point.name}"
    line = f"[{alarm.get_level_display()}]{told} {place}：{alarm.text}{check}（自 {since:%m-%d %H:%M}）"
    return " ".join(line.split())


_TOLD = {"alarm.escalated": "升级", "alarm.reopened": "再次出现", "alarm.gone": "已恢复正常"}


def have_sent(way: Way, at: dt.datetime | None = None) -> None:
    """Ask the worker to send what waits for a channel or person, now or at a time. Asked twice it is done once."""
    task, key = ("monitoring.mail", "person_id") if isinstance(way, User) else ("monitoring.send", "channel_id")
    lock = f"{task}-{way.pk}"
    when = "later" if at else "now"
    job = app.configure_task(task, lock=lock, queueing_lock=f"{lock}-{when}", schedule_at=at)
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(**{key: way.pk})


def sweep(now: dt.datetime | None = None) -> None:
    """Have everything sent that is due: to be tried again, or left by a worker that died."""
    due = Sending.objects.filter(_WAITING, next_at__lte=now or timezone.now())
    ways: list[Way] = list(Channel.objects.filter(on=True, pk__in=due.values("channel")))
    ways += User.objects.filter(pk__in=due.values("person"))
    for way in ways:
        have_sent(way)


def send(way: Way, now: dt.datetime | None = None) -> Answer | None:
    """Send what waits for a channel or person as one message and note what came of it. None where nothing is due yet."""
    at = now or timezone.now()
    tried = Sending.objects.filter(**_to(way)).aggregate(last=Max("tried_at"))["last"]
    if (ready := ready_at(tried, at)) > at:
        have_sent(way, ready)
        return None
    waiting = list(_due(way, at)[: MERGED + 1])
    if not waiting:
        return None
    batch = waiting[:MERGED]
    Sending.objects.filter(pk__in=[each.pk for each in batch]).update(tried_at=at)
    items = [_item(each) for each in batch]
    heard = _mail(way, items) if isinstance(way, User) else _deliver(way, items, at)
    _note(batch, heard, at)
    if len(waiting) > MERGED:
        have_sent(way, ready_at(at, at))
    return heard


def _mail(person: User, items: Sequence[Item]) -> Answer:
    """Send items to a person's own address, as far as they may and want to be told."""
    if not person.is_active or declined().filter(person=person).exists():
        return Answer(taken=False, words="本人已停用或不接收报警邮件")
    if not person.email:
        return Answer(taken=False, words="没有登记电子邮箱，请在人员资料里补上")
    return mail.send(person.email, items, _link())


def _due(way: Way, at: dt.datetime) -> QuerySet[Sending]:
    rows = Sending.objects.filter(_WAITING, next_at__lte=at, **_to(way)).order_by("pk")
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
    link, kind = _link(), ChannelKind(channel.kind)
    if kind == ChannelKind.EMAIL:
        return mail.send(channel.address, items, link)
    try:
        status, body = post(call(kind, channel.address, channel.secret, items, at, link=link))
    except (UnsafeAddressError, UnreachableError) as fault:
        return Answer(taken=False, words=str(fault))
    return answer(kind, status, body)


def _link() -> str:
    return f"{settings.SITE_URL}{reverse('monitoring:alarms')}" if settings.SITE_URL else ""


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
