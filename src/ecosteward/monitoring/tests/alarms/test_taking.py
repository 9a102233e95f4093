"""What is seen becomes one alarm for each cause, in whatever order and however often it is told."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosteward.accounts.models import User
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import check
from ecosteward.journal.services import SYSTEM, write
from ecosteward.monitoring.models import Alarm, AlarmRule, AlarmState, Level, Point, Series
from ecosteward.monitoring.rules.signs import Cause, Sign
from ecosteward.monitoring.services.alarms import take
from ecosteward.monitoring.tests.alarms.conftest import HOUR, NOON, MakesSigns, sign_of

Rows = Callable[[], int]


def rule(point: Point, cause: Cause, level: Level, threshold: float | None = None, **facts: object) -> AlarmRule:
    made = AlarmRule(agency=point.agency, cause=cause, level=level, threshold=threshold, **facts)
    write(SYSTEM, "alarm_rule.added", made)
    return made


@pytest.mark.django_db
def test_a_sign_raises_an_alarm_with_one_row_of_the_journal(
    sign: MakesSigns, series: Series, journal_rows: Rows
) -> None:
    before = journal_rows()
    take([sign()])
    assert journal_rows() == before + 1
    alarm = Alarm.objects.get()
    assert (alarm.agency, alarm.client, alarm.series) == (series.agency, series.client, series)
    assert (alarm.state, alarm.level, alarm.value, alarm.bound) == (AlarmState.OPEN, Level.ALARM, 61.2, 50)
    assert (alarm.since, alarm.last_at, alarm.times, alarm.gone_at) == (NOON, NOON, 1, None)
    assert Entry.objects.latest("pk").client_id == series.client_id


@pytest.mark.django_db
def test_the_same_cause_again_renews_it_without_a_row(sign: MakesSigns, journal_rows: Rows) -> None:
    take([sign()])
    before = journal_rows()
    take([sign(hour=1, value=70.0, words="二氧化硫 70")])
    take([sign(hour=1, value=70.0, words="二氧化硫 70")])
    alarm = Alarm.objects.get()
    assert (alarm.value, alarm.text, alarm.times, alarm.last_at) == (70, "二氧化硫 70", 2, NOON + HOUR)
    assert journal_rows() == before


@pytest.mark.django_db
def test_a_late_hour_moves_the_beginning_and_not_the_newest_value(sign: MakesSigns) -> None:
    take([sign(value=70.0)])
    take([sign(hour=-2, value=55.0)])
    alarm = Alarm.objects.get()
    assert (alarm.value, alarm.since, alarm.last_at, alarm.times) == (70, NOON - 2 * HOUR, NOON, 2)


@pytest.mark.django_db
def test_what_is_over_says_since_when_and_what_is_older_changes_nothing(sign: MakesSigns, alarm: Alarm) -> None:
    take([sign(hour=-1, standing=False)])
    alarm.refresh_from_db()
    assert alarm.gone_at is None
    take([sign(hour=3, standing=False), sign(hour=2, standing=False)])
    gone = Alarm.objects.get()
    assert (gone.gone_at, gone.state) == (NOON + 2 * HOUR, AlarmState.OPEN)
    take([sign(hour=4)])
    assert Alarm.objects.get().gone_at is None


@pytest.mark.django_db
def test_an_hour_judged_anew_and_found_good_ends_the_alarm(sign: MakesSigns, alarm: Alarm) -> None:
    take([sign(standing=False)])
    alarm.refresh_from_db()
    assert alarm.gone_at == NOON


@pytest.mark.django_db
def test_after_closing_only_a_later_hour_raises_a_new_one(sign: MakesSigns, alarm: Alarm) -> None:
    alarm.state, alarm.closed_at = AlarmState.CLOSED, NOON
    write(SYSTEM, "alarm.closed", alarm)
    take([sign(), sign(hour=-1)])
    assert Alarm.objects.get() == alarm
    take([sign(hour=1)])
    assert Alarm.objects.filter(closed_at=None).get() != alarm


@pytest.mark.django_db
def test_one_acknowledged_that_went_and_is_back_waits_again(
    sign: MakesSigns, alarm: Alarm, technician: User, journal_rows: Rows
) -> None:
    alarm.state, alarm.holder = AlarmState.ACKNOWLEDGED, technician
    write(technician, "alarm.acknowledged", alarm)
    take([sign(hour=1)])
    assert Alarm.objects.get().state == AlarmState.ACKNOWLEDGED
    take([sign(hour=2, standing=False)])
    before = journal_rows()
    take([sign(hour=3), sign(hour=4)])
    assert (Alarm.objects.get().state, journal_rows()) == (AlarmState.OPEN, before + 1)
    assert Entry.objects.latest("pk").action == "alarm.reopened"


@pytest.mark.django_db
def test_a_silenced_one_stays_silent_whatever_is_seen(sign: MakesSigns, alarm: Alarm, journal_rows: Rows) -> None:
    alarm.state, alarm.silent_until = AlarmState.SILENCED, NOON + 9 * HOUR
    write(SYSTEM, "alarm.silenced", alarm)
    before = journal_rows()
    take([sign(hour=1, standing=False), sign(hour=2), sign(hour=3)])
    alarm.refresh_from_db()
    assert (alarm.state, alarm.gone_at, alarm.times) == (AlarmState.SILENCED, None, 3)
    assert journal_rows() == before


@pytest.mark.django_db
@pytest.mark.parametrize(("share", "raised"), [(79.9, []), (80, ["2026-80"]), (92, ["2026-90"]), (130, ["2026-100"])])
def test_a_total_is_told_at_80_90_and_100_per_cent(share: float, raised: list[str], sign: MakesSigns) -> None:
    take([sign(Cause.TOTAL, value=share, bound=100.0)])
    assert [alarm.stage for alarm in Alarm.objects.all()] == raised


@pytest.mark.django_db
def test_a_share_of_a_total_once_closed_is_not_told_again_in_its_year(sign: MakesSigns) -> None:
    take([sign(Cause.TOTAL, value=81.0, bound=100.0)])
    alarm = Alarm.objects.get()
    alarm.state, alarm.closed_at = AlarmState.CLOSED, NOON
    write(SYSTEM, "alarm.closed", alarm)
    take([sign(Cause.TOTAL, hour=24, value=82.0, bound=100.0)])
    assert Alarm.objects.count() == 1
    take([sign(Cause.TOTAL, hour=24 * 300, value=81.0, bound=100.0)])
    assert Alarm.objects.filter(closed_at=None).get().stage == "2027-80"


@pytest.mark.django_db
def test_what_grows_worse_rises_in_level_and_waits_again(
    sign: MakesSigns, technician: User, journal_rows: Rows, point: Point
) -> None:
    rule(point, Cause.PERSISTENT, Level.ALARM, 3)
    rule(point, Cause.PERSISTENT, Level.URGENT, 24, escalates_after=30)
    take([sign(Cause.PERSISTENT, value=3.0, unit="h", bound=None)])
    alarm = Alarm.objects.get()
    alarm.state = AlarmState.ACKNOWLEDGED
    write(technician, "alarm.acknowledged", alarm)
    before = journal_rows()
    take([sign(Cause.PERSISTENT, hour=1, value=24.0, unit="h", bound=None)])
    alarm.refresh_from_db()
    assert (alarm.level, alarm.state, alarm.escalates_after) == (Level.URGENT, AlarmState.OPEN, 30)
    assert journal_rows() == before + 1


@pytest.mark.django_db
def test_a_share_below_the_threshold_is_as_good_as_over(sign: MakesSigns) -> None:
    take([sign(Cause.APPROACHING, value=45.0)])
    assert Alarm.objects.get().level == Level.NOTICE
    take([sign(Cause.APPROACHING, hour=1, value=39.0)])
    assert Alarm.objects.get().gone_at == NOON + HOUR


@pytest.mark.django_db
def test_the_clients_rule_comes_before_the_agencys_and_that_before_the_default(sign: MakesSigns, point: Point) -> None:
    rule(point, Cause.OVER, Level.WARNING)
    take([sign()])
    assert Alarm.objects.get().level == Level.WARNING
    rule(point, Cause.OVER, Level.NOTICE, client=point.client)
    take([sign(stage="day")])
    assert Alarm.objects.get(stage="day").level == Level.NOTICE


@pytest.mark.django_db
def test_a_rule_switched_off_keeps_silent_and_the_default_does_not_step_in(sign: MakesSigns, point: Point) -> None:
    rule(point, Cause.OVER, Level.WARNING, on=False)
    take([sign()])
    assert not Alarm.objects.exists()


@pytest.mark.django_db
def test_signs_of_a_place_that_is_gone_are_left_out(sign: MakesSigns) -> None:
    take([Sign(Cause.OFFLINE, 0, None, NOON, "离线", value=90.0), sign()])
    assert Alarm.objects.count() == 1


@pytest.mark.django_db
def test_many_signs_cost_no_more_queries_than_one_where_nothing_new_is_seen(sign: MakesSigns, alarm: Alarm) -> None:
    with CaptureQueriesContext(connection) as one:
        take([sign(hour=1)])
    with CaptureQueriesContext(connection) as many:
        take([sign(hour=hour) for hour in range(2, 40)])
    assert len(many) == len(one)


_SIGNS = st.lists(
    st.tuples(
        st.sampled_from([Cause.OVER, Cause.TOTAL, Cause.APPROACHING]),
        st.integers(0, 4),
        st.booleans(),
        st.sampled_from([42.0, 48.0, 61.0]),
    ),
    max_size=8,
)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(batches=st.lists(_SIGNS, max_size=5))
def test_any_order_and_repetition_leaves_one_open_alarm_for_each_cause(
    batches: list[list[tuple[Cause, int, bool, float]]], series: Series
) -> None:
    with transaction.atomic():
        for batch in batches:
            take([sign_of(series, cause, hour, standing=up, value=value) for cause, hour, up, value in batch])
        keys = list(Alarm.objects.filter(closed_at=None).values_list("key", flat=True))
        assert len(keys) == len(set(keys))
        for alarm in Alarm.objects.all():
            assert alarm.since <= alarm.last_at
            assert alarm.gone_at is None or alarm.gone_at >= alarm.last_at
            assert alarm.times >= 1
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(hours=st.lists(st.booleans(), min_size=1, max_size=8), cuts=st.sets(st.integers(1, 7)))
def test_told_in_order_it_stands_as_the_newest_hour_does_however_it_is_cut_into_batches(
    hours: list[bool], cuts: set[int], series: Series
) -> None:
    signs = [sign_of(series, hour=hour, standing=up) for hour, up in enumerate(hours)]
    edges = [0, *sorted(cut for cut in cuts if cut < len(signs)), len(signs)]
    with transaction.atomic():
        for begin, end in pairwise(edges):
            take(signs[begin:end])
        found = Alarm.objects.filter(closed_at=None).first()
        assert (found is not None) == any(hours)
        if found is not None:
            assert found.times == sum(hours)
            assert (found.gone_at is None) == hours[-1]
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_see_the_same_at_once_raise_one_alarm(series: Series) -> None:
    barrier = Barrier(2)

    def work(hour: int) -> None:
        try:
            barrier.wait()
            take([sign_of(series, hour=hour)])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, [0, 1]))
    alarm = Alarm.objects.get()
    assert alarm.last_at == NOON + dt.timedelta(hours=1)
    assert Entry.objects.filter(action="alarm.raised").count() == 1
    assert list(check()) == []
