"""What is told to whom, tried again until it is taken, merged where much comes at once."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import User
from ecosteward.journal.models import Entry
from ecosteward.journal.services import SYSTEM, write
from ecosteward.monitoring.models import Alarm, Channel, ChannelKind, Level, Point, Sending, Series
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.sending.pace import BETWEEN, MERGED
from ecosteward.monitoring.services import alarms, sendings
from ecosteward.monitoring.tests.alarms.conftest import HOUR, NOON, sign_of
from ecosteward.monitoring.tests.alarms.robots import Robot, robot

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def inside(settings: Any) -> None:
    """Let messages go to this machine."""
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})


@pytest.fixture
def listener(inside: None) -> Iterator[Robot]:
    with robot() as it:
        yield it


@pytest.fixture
def channel(point: Point, listener: Robot) -> Channel:
    """Be the robot of the agency's group, which hears of 提示 and more."""
    return channel_to(point, listener.address)


def channel_to(point: Point, address: str, kind: ChannelKind = ChannelKind.WECOM, **facts: Any) -> Channel:
    told = {"name": "运维群", "least": Level.NOTICE, **facts}
    made = Channel(agency=point.agency, kind=kind, address=address, **told)
    write(SYSTEM, "channel.added", made)
    return made


def seen(series: Series, stage: str = "", **facts: Any) -> Alarm:
    """Let something be seen just now."""
    alarms.take([sign_of(series, stage=stage, **{"hour": (timezone.now() - NOON) // HOUR, **facts})])
    return Alarm.objects.get(stage=stage, cause=facts.get("cause", Cause.OVER))


def jobs() -> list[tuple[str, dict[str, Any]]]:
    return list(ProcrastinateJob.objects.filter(task_name="monitoring.send").values_list("queueing_lock", "args"))


def test_a_new_alarm_is_written_down_for_its_channels_and_the_worker_asked(channel: Channel, series: Series) -> None:
    alarm = seen(series)
    row = Sending.objects.get()
    assert (row.alarm, row.channel, row.sent_at) == (alarm, channel, None)
    assert row.text.startswith("[报警] 彭城精细化工有限公司 DA001 锅炉排放口：二氧化硫")
    assert jobs() == [(f"monitoring.send-{channel.pk}-now", {"channel_id": channel.pk})]


def test_channels_of_others_too_high_a_level_or_switched_off_hear_nothing(
    channel: Channel, point: Point, series: Series, park: Any, stranger: User
) -> None:
    channel_to(point, "http://x.example", least=Level.URGENT)
    channel_to(point, "http://x.example", on=False)
    channel_to(point, "http://x.example", client=park)
    other = channel_to(point, "http://x.example")
    Channel.objects.filter(pk=other.pk).update(agency=stranger.organisation)
    mine = channel_to(point, "http://x.example", client=point.client)
    seen(series)
    assert set(Sending.objects.values_list("channel", flat=True)) == {channel.pk, mine.pk}


def test_what_was_measured_long_ago_wakes_nobody(channel: Channel, series: Series) -> None:
    alarms.take([sign_of(series)])
    assert Alarm.objects.exists()
    assert not Sending.objects.exists()


def test_it_is_sent_and_the_answer_kept(channel: Channel, series: Series, listener: Robot) -> None:
    seen(series)
    sendings.send(channel)
    assert listener.heard[0].path == "/robot/send?key=abc"
    assert listener.heard[0].json["text"]["content"].startswith("【环管家】监测报警\n[报警] 彭城")
    row = Sending.objects.get()
    assert row.sent_at is not None
    assert (row.tries, row.answer) == (1, 'HTTP 200 {"errcode":0,"errmsg":"ok"}')
    assert sendings.send(channel, timezone.now() + MINUTE) is None
    assert len(listener.heard) == 1


def test_after_a_fault_it_is_tried_again_later_and_given_up_at_last(
    channel: Channel, series: Series, listener: Robot
) -> None:
    seen(series)
    listener.answers = [(500, b"oops")]
    at = timezone.now()
    for tries in range(1, 7):
        assert Sending.objects.get().failed_at is None
        sendings.send(channel, at)
        row = Sending.objects.get()
        assert (row.tries, row.sent_at, row.answer) == (tries, None, "HTTP 500 oops")
        at = max(row.next_at, at + BETWEEN)
    assert row.failed_at is not None
    assert sendings.send(channel, at + 99 * HOUR) is None
    assert len(listener.heard) == 6


def test_a_500_then_a_200_is_one_message_taken(channel: Channel, series: Series, listener: Robot) -> None:
    seen(series)
    listener.answers = [(500, b""), (200, b'{"errcode":0}')]
    now = timezone.now()
    sendings.send(channel, now)
    assert sendings.send(channel, now + 30 * MINUTE / 60) is None
    sendings.send(channel, now + 2 * MINUTE)
    row = Sending.objects.get()
    assert (row.tries, row.failed_at) == (2, None)
    assert row.sent_at is not None


def test_what_a_worker_that_died_did_not_note_is_sent_again(channel: Channel, series: Series, listener: Robot) -> None:
    seen(series)
    ProcrastinateJob.objects.all().delete()
    Sending.objects.update(tried_at=timezone.now())
    sendings.sweep(timezone.now() + MINUTE)
    assert [args for _, args in jobs()] == [{"channel_id": channel.pk}]
    sendings.send(channel, timezone.now() + MINUTE)
    assert Sending.objects.get().sent_at is not None


def test_many_alarms_at_once_are_few_messages_and_none_is_lost(
    channel: Channel, series: Series, listener: Robot
) -> None:
    hour = (timezone.now() - NOON) // HOUR
    alarms.take([sign_of(series, hour=hour, stage=f"{n}", words=f"第 {n} 项超标") for n in range(MERGED + 5)])
    now = timezone.now()
    sendings.send(channel, now)
    assert sendings.send(channel, now + BETWEEN / 2) is None
    sendings.send(channel, now + 2 * BETWEEN)
    assert len(listener.heard) == 2
    assert not Sending.objects.filter(sent_at=None).exists()
    told = "".join(each.json["text"]["content"] for each in listener.heard)
    assert "监测报警 20 条" in told
    assert "监测报警 5 条" in told
    assert all(len(each.json["text"]["content"].encode()) <= 2000 for each in listener.heard)


def test_asked_many_times_the_worker_has_one_job_waiting(channel: Channel, series: Series) -> None:
    for stage in "abc":
        seen(series, stage)
    assert len(jobs()) == 1


def test_an_alarm_that_rises_is_told_again(channel: Channel, series: Series) -> None:
    alarm = seen(series)
    alarms.escalate_due(alarm.waits_since + 3 * HOUR)
    assert "（升级）" in Sending.objects.latest("pk").text
    assert Sending.objects.count() == 2


def test_that_it_is_over_is_told_once_however_often_it_comes_and_goes(channel: Channel, series: Series) -> None:
    hour = (timezone.now() - NOON) // HOUR
    seen(series)
    for later in range(1, 5):
        alarms.take([sign_of(series, hour=hour + later, standing=later % 2 == 0)])
    told = list(Sending.objects.order_by("pk").values_list("event", flat=True))
    assert told == ["raised-1", "gone-1"]
    assert "（已恢复正常）" in Sending.objects.latest("pk").text


def test_a_silenced_alarm_says_nothing_when_it_is_over(channel: Channel, series: Series, technician: User) -> None:
    alarm, hour = seen(series), (timezone.now() - NOON) // HOUR
    alarms.silence(technician, alarm, timezone.now() + HOUR, "检修")
    alarms.take([sign_of(series, hour=hour + 1, standing=False)])
    assert list(Sending.objects.values_list("event", flat=True)) == ["raised-1"]


def test_the_generic_form_is_signed_over_what_arrives(point: Point, series: Series, listener: Robot) -> None:
    channel = channel_to(point, listener.address, ChannelKind.WEBHOOK, secret="geheim")
    alarm = seen(series)
    sendings.send(channel)
    heard = listener.heard[0]
    signed = heard.headers["X-EcoSteward-Timestamp"].encode() + b"." + heard.body
    digest = hmac.new(b"geheim", signed, hashlib.sha256).hexdigest()
    assert heard.headers["X-EcoSteward-Signature"] == f"sha256={digest}"
    (item,) = heard.json["items"]
    assert (item["id"], item["factor"], item["value"], item["bound"]) == (alarm.pk, "a21026", 61.2, 50)


def test_mail_goes_to_each_address_once_a_server_is_set(point: Point, series: Series, settings: Any) -> None:
    settings.EMAIL_HOST = "smtp.example"
    channel = channel_to(point, "a@example.cn，b@example.cn", ChannelKind.EMAIL)
    seen(series)
    sendings.send(channel)
    (sent,) = mail.outbox
    assert sent.to == ["a@example.cn", "b@example.cn"]
    assert "DA001" in sent.subject
    assert "二氧化硫" in str(sent.body)


def test_a_name_with_a_line_break_does_not_stop_the_mail(point: Point, series: Series, settings: Any) -> None:
    settings.EMAIL_HOST = "smtp.example"
    channel = channel_to(point, "a@example.cn", ChannelKind.EMAIL)
    Point.objects.update(name="DA001\r\nBcc: x@example.cn")
    seen(series)
    sendings.send(channel)
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["a@example.cn"]


def test_without_a_mail_server_the_log_says_so(point: Point, series: Series, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    channel = channel_to(point, "a@example.cn", ChannelKind.EMAIL)
    seen(series)
    sendings.send(channel)
    row = Sending.objects.get()
    assert row.sent_at is None
    assert "没有设置发信服务器" in row.answer
    assert mail.outbox == []


def test_an_inner_address_is_never_called_and_the_log_says_why(
    channel: Channel, series: Series, listener: Robot, settings: Any
) -> None:
    settings.WEBHOOK_HOSTS = frozenset()
    seen(series)
    sendings.send(channel)
    assert listener.heard == []
    assert "内部网络" in Sending.objects.get().answer


def test_who_leads_tests_a_channel_and_sees_the_answer(
    channel: Channel, listener: Robot, director: User, technician: User, contact: User, stranger: User
) -> None:
    for person in (technician, contact, stranger):
        with pytest.raises(RefusedError):
            sendings.send_test(person, channel)
    assert (listener.heard, Sending.objects.count()) == ([], 0)
    listener.answers = [(200, b'{"errcode":93000,"errmsg":"invalid webhook url"}')]
    row = sendings.send_test(director, channel)
    assert "93000" in row.answer
    assert (row.sent_at, row.alarm) == (None, None)
    assert row.failed_at is not None
    assert "周明远" in listener.heard[0].json["text"]["content"]


def test_address_and_secret_never_reach_the_journal_or_the_log(
    channel: Channel, point: Point, series: Series, listener: Robot
) -> None:
    hidden = channel_to(point, listener.address, ChannelKind.DINGTALK, secret="SECgeheim")
    seen(series)
    listener.answers = [(500, b"")]
    sendings.send(hidden)
    told = json.dumps(list(Entry.objects.values_list("changes", flat=True))) + "".join(
        f"{row.text}{row.answer}" for row in Sending.objects.all()
    )
    assert "SECgeheim" not in told
    assert "key=abc" not in told
