"""What time does to alarms."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.journal.models import Entry
from ecosteward.monitoring.models import Alarm, AlarmState, Device, Level, Link, Point
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.services import alarms
from ecosteward.monitoring.store.slots import LOCK
from ecosteward.monitoring.tests.alarms.conftest import HOUR, MakesSigns

pytestmark = pytest.mark.django_db
Rows = Callable[[], int]
MINUTE = dt.timedelta(minutes=1)
NOW = timezone.now()


def test_what_nobody_acknowledges_rises_step_by_step_to_the_highest_level(alarm: Alarm, journal_rows: Rows) -> None:
    before, begin = journal_rows(), alarm.waits_since
    assert alarms.escalate_due(begin + 119 * MINUTE) == 0
    assert alarms.escalate_due(begin + 120 * MINUTE) == 1
    kept = Alarm.objects.get()
    assert (kept.level, kept.escalated_at) == (Level.URGENT, begin + 120 * MINUTE)
    assert alarms.escalate_due(begin + 600 * MINUTE) == 0
    assert journal_rows() == before + 1
    assert Entry.objects.latest("pk").reason == "120 min 无人确认"


def test_what_is_acknowledged_does_not_rise(alarm: Alarm, contact: User) -> None:
    alarms.acknowledge(contact, alarm)
    assert alarms.escalate_due(NOW + 9999 * MINUTE) == 0


def test_a_rule_without_a_time_never_lets_it_rise(sign: MakesSigns) -> None:
    alarms.take([sign(Cause.JUMP)])
    assert alarms.escalate_due(NOW + 9999 * MINUTE) == 0


def test_after_a_silence_what_stands_asks_again_and_what_is_over_does_not(
    alarm: Alarm, sign: MakesSigns, technician: User, journal_rows: Rows
) -> None:
    alarms.take([sign(Cause.FROZEN)])
    for each in Alarm.objects.all():
        alarms.silence(technician, each, NOW + 2 * HOUR, "检修")
    alarms.take([sign(Cause.FROZEN, hour=1, standing=False)])
    before = journal_rows()
    assert alarms.wake_due(NOW + HOUR) == 0
    assert alarms.wake_due(NOW + 2 * HOUR) == 1
    states = dict(Alarm.objects.values_list("cause", "state"))
    assert states == {Cause.OVER: AlarmState.OPEN, Cause.FROZEN: AlarmState.SILENCED}
    assert journal_rows() == before + 1


def test_what_was_seen_and_is_over_for_a_day_closes_itself(
    alarm: Alarm, sign: MakesSigns, technician: User, journal_rows: Rows
) -> None:
    alarms.take([sign(hour=1, standing=False), sign(Cause.FROZEN), sign(Cause.FROZEN, hour=1, standing=False)])
    alarms.acknowledge(technician, Alarm.objects.get(cause=Cause.OVER))
    before, gone = journal_rows(), Alarm.objects.values_list("gone_at", flat=True)[0]
    assert gone is not None
    assert alarms.settle(gone + 23 * HOUR) == 0
    assert alarms.settle(gone + 24 * HOUR) == 1
    states = dict(Alarm.objects.values_list("cause", "state"))
    assert states == {Cause.OVER: AlarmState.CLOSED, Cause.FROZEN: AlarmState.OPEN}
    assert journal_rows() == before + 1


@pytest.fixture
def listening() -> None:
    """Hold the lock that a gateway holds while it runs, as this very connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])


@pytest.fixture
def link(device: Device) -> Link:
    return Link.objects.create(device=device, heard_at=timezone.now())


def test_a_device_silent_for_an_hour_is_one_alarm_that_ends_when_it_is_heard(
    listening: None, link: Link, journal_rows: Rows
) -> None:
    begin = link.heard_at
    assert begin is not None
    alarms.watch(begin + 59 * MINUTE)
    assert not Alarm.objects.exists()
    before = journal_rows()
    for minute in (61, 62, 63):
        alarms.watch(begin + minute * MINUTE)
    alarm = Alarm.objects.get()
    assert (alarm.cause, alarm.series, alarm.since, alarm.level, alarm.times) == (
        Cause.OFFLINE,
        None,
        begin,
        Level.WARNING,
        1,
    )
    alarms.watch(begin + 25 * HOUR)
    assert Alarm.objects.get().level == Level.ALARM
    assert journal_rows() == before + 2
    link.heard_at = begin + 26 * HOUR
    link.save()
    alarms.watch(begin + 26 * HOUR)
    assert Alarm.objects.get().gone_at == link.heard_at


def test_a_silence_once_closed_is_not_told_again_before_the_next(listening: None, link: Link, technician: User) -> None:
    begin = timezone.now()
    alarms.watch(begin + 90 * MINUTE)
    alarms.close(technician, Alarm.objects.get(), "停炉断电")
    alarms.watch(begin + 91 * MINUTE)
    assert Alarm.objects.filter(closed_at=None).count() == 0
    link.heard_at = begin + 2 * HOUR
    link.save()
    alarms.watch(begin + 4 * HOUR)
    assert Alarm.objects.filter(closed_at=None).count() == 1


def test_while_no_gateway_listens_nobody_is_called_silent(link: Link) -> None:
    alarms.watch(timezone.now() + 9 * HOUR)
    assert not Alarm.objects.exists()


def test_a_gateway_that_just_came_up_gives_the_devices_time(listening: None, link: Link) -> None:
    link.heard_at = NOW - 9 * HOUR
    link.save()
    alarms.watch(timezone.now() + MINUTE)
    assert not Alarm.objects.exists()


def test_devices_and_places_out_of_use_are_not_watched(listening: None, link: Link, point: Point) -> None:
    later = timezone.now() + 9 * HOUR
    point.stopped_on = timezone.localdate()
    point.save()
    alarms.watch(later)
    assert not Alarm.objects.exists()
    point.stopped_on = None
    point.save()
    alarms.watch(later)
    assert Alarm.objects.exists()
