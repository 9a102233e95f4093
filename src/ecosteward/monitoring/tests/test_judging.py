"""Hours judged out of the store and into it: once, traceably, at any time again."""

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ecosteward.monitoring.models import Alarm, Due, Point, Revision, Series, SeriesLimit
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Note, Validity
from ecosteward.monitoring.services.judging import judge, judge_apart, judge_due
from ecosteward.monitoring.store import cold, copying, partitions, rows
from ecosteward.monitoring.store.reading import verdicts
from ecosteward.monitoring.tests.sample import data, made_series

BEGIN = dt.datetime(2026, 6, 10, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def gas_flow(point: Point) -> Series:
    """Be the outlet's flow."""
    return made_series(point, "a00000", unit="m³/s", role="flow")


def _store(series: Series, values: Sequence[float], begin: dt.datetime = BEGIN, **more: Any) -> None:
    found = data(series.pk, values, begin=rows.instant(begin), **more)
    partitions.ensure("monitoring_minute", partitions.month_of(begin))
    copying.write("monitoring_minute", found)


def _due(point: Point, hour: dt.datetime = BEGIN, *, late: bool = False) -> None:
    Due.objects.create(point_id=point.pk, hour=hour, due_at=hour + HOUR, late=late)


def _hours(*series: Series, begin: dt.datetime = BEGIN, end: dt.datetime | None = None) -> rows.Rows:
    return verdicts([each.pk for each in series], Span.HOUR, begin, end or begin + 24 * HOUR)


def _former() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT series_id, at, mean, revision FROM monitoring_verdict_former WHERE span = 2 ORDER BY at, revision"
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def test_an_hour_that_waits_is_judged_and_waits_no_more(point: Point, series: Series, gas_flow: Series) -> None:
    _store(series, [20.0] * 60)
    _store(gas_flow, [2.0] * 60)
    SeriesLimit.objects.create(
        agency=point.agency, client=point.client, series=series, upper=10, unit="mg/m3", source="证"
    )
    _due(point)
    assert judge_due() == 1
    found = _hours(series, gas_flow)
    assert found["series_id"].tolist() == sorted([series.pk, gas_flow.pk])
    verdict = found[found["series_id"] == series.pk][0]
    assert (verdict["mean"], verdict["validity"], verdict["exceedance"]) == (20.0, Validity.VALID, Exceedance.OVER)
    assert verdict["amount"] == pytest.approx(20 * 7200 * 1e-6)
    assert verdict["revision"] == 0
    assert verdict["notes"] & Note.UNVERIFIED  # the limit was not compared with its source
    assert judge_due() == 0


def test_an_hour_is_not_judged_before_it_is_due(point: Point, series: Series) -> None:
    _store(series, [20.0] * 60)
    Due.objects.create(point_id=point.pk, hour=BEGIN, due_at=timezone.now() + HOUR)
    assert judge_due() == 0
    assert Due.objects.count() == 1
    assert len(_hours(series)) == 0


def test_late_data_make_exactly_one_recomputation_and_the_former_verdict_stays(point: Point, series: Series) -> None:
    _store(series, [20.0] * 30)
    _due(point)
    judge_due()
    assert _hours(series)["validity"].tolist() == [Validity.INVALID]
    _store(series, [40.0] * 30, BEGIN + HOUR / 2)
    _due(point, late=True)
    judge_due()
    (verdict,) = _hours(series, end=BEGIN + HOUR)
    assert (verdict["mean"], verdict["revision"]) == (30.0, 1)
    assert verdict["notes"] & Note.LATE
    ((number, at, mean, revision),) = _former()
    assert (number, at, revision) == (series.pk, BEGIN, 0)
    assert np.isnan(mean)


def test_what_is_as_it_was_is_not_written_again(point: Point, series: Series) -> None:
    _store(series, [20.0] * 120)
    assert judge([point.pk], BEGIN, BEGIN + 2 * HOUR) == 5  # their day, month and quarter too
    before = _hours(series)
    assert judge([point.pk], BEGIN, BEGIN + 2 * HOUR) == 0
    assert _hours(series).tobytes() == before.tobytes()
    assert _former() == []


def test_a_corrected_datum_counts_and_the_verdict_tells_of_it(point: Point, series: Series) -> None:
    _store(series, [20.0] * 60)
    judge([point.pk], BEGIN, BEGIN + HOUR)
    Revision.objects.create(
        series=series, span=Span.MINUTE, at=BEGIN, kind="corrected", value=80, converted=float("nan"),
        low=float("nan"), high=float("nan"), total=float("nan"), mark=0, made_at=timezone.now(),
    )  # fmt: skip
    assert judge([point.pk], BEGIN, BEGIN + HOUR) == 4
    (verdict,) = _hours(series)
    assert verdict["mean"] == 21.0
    assert verdict["notes"] & Note.CORRECTED
    assert len(_former()) == 1


def test_hours_without_data_are_missing_only_while_the_series_is_in_service(point: Point, series: Series) -> None:
    _store(series, [20.0] * 60, BEGIN + 3 * HOUR)
    judge([point.pk], BEGIN, BEGIN + 6 * HOUR)
    assert _hours(series)["validity"].tolist() == [Validity.VALID, Validity.MISSING, Validity.MISSING]
    judge([point.pk], BEGIN + 6 * HOUR, BEGIN + 8 * HOUR)
    assert len(_hours(series)) == 5


def test_a_month_that_was_moved_is_judged_again_as_one_that_was_not(point: Point, series: Series) -> None:
    _store(series, [20.0] * 120)
    judge([point.pk], BEGIN, BEGIN + 2 * HOUR)
    june = partitions.month_of(BEGIN)
    for table in ("monitoring_minute", rows.VERDICTS):
        assert cold.move(table, june)
    assert judge([point.pk], BEGIN, BEGIN + 2 * HOUR) == 0
    _store(series, [50.0] * 60, BEGIN + 2 * HOUR)
    _store(series, [80.0], BEGIN)  # came again with another value
    assert judge([point.pk], BEGIN, BEGIN + 3 * HOUR) == 5
    assert _hours(series)["mean"].tolist() == [21.0, 20.0, 50.0]
    assert _hours(series)["revision"].tolist() == [1, 0, 0]
    assert [row[3] for row in _former()] == [0]


def test_all_points_of_an_hour_are_judged_in_a_constant_number_of_queries(
    point: Point, series: Series, django_assert_num_queries: Any
) -> None:
    def wait(number: int) -> None:
        for _ in range(number):
            other = Point.objects.create(
                agency=point.agency, client=point.client, kind="gas", name=f"{Point.objects.count()}"
            )
            twin = Series.objects.create(
                agency=point.agency, client=point.client, point=other, code="a21026", name="二氧化硫", unit="mg/m³"
            )
            _store(twin, [9.0] * 60)
            _due(other)

    wait(1)
    judge_due()  # makes the month's part of the verdicts
    wait(1)
    with CaptureQueriesContext(connection) as one:
        judge_due()
    wait(6)
    with django_assert_num_queries(len(one)):
        assert judge_due() == 6


def test_an_hour_over_its_limit_raises_an_alarm_and_judging_it_again_does_not(point: Point, series: Series) -> None:
    SeriesLimit.objects.create(
        agency=point.agency, client=point.client, series=series, upper=10, unit="mg/m3", source="证"
    )
    _store(series, [20.0] * 60)
    _due(point)
    judge_due()
    alarm = Alarm.objects.get(cause=Cause.OVER)
    assert (alarm.value, alarm.bound, alarm.series, alarm.since) == (20.0, 10.0, series, BEGIN)
    assert "20" in alarm.text
    _due(point)
    judge_due()
    alarm.refresh_from_db()
    assert alarm.times == 1


def test_days_months_and_quarters_follow_their_hours_once_they_are_over(point: Point, series: Series) -> None:
    begin = dt.datetime(2026, 3, 31, 16, tzinfo=dt.UTC)  # 1 April in China
    for month in (4, 5, 6):
        partitions.ensure("monitoring_hour", dt.date(2026, month, 1))
    copying.write("monitoring_hour", data(series.pk, [20.0] * 91 * 24, minutes=60, begin=rows.instant(begin)))
    judge([point.pk], begin, begin + 91 * 24 * HOUR)
    end = begin + 100 * 24 * HOUR
    days, months, quarters = (verdicts([series.pk], span, begin, end) for span in (Span.DAY, Span.MONTH, Span.QUARTER))
    assert (len(days), set(days["mean"])) == (91, {20.0})
    assert months["counted"].tolist() == [30, 31, 30]
    ((counted, due, validity),) = quarters[["counted", "due", "validity"]].tolist()
    assert (counted, due, validity) == (91 * 24, 91 * 24, Validity.VALID)
    assert set(quarters["revision"]) == {0}
    assert judge([point.pk], begin, begin + 91 * 24 * HOUR) == 0


def test_a_day_that_is_not_over_is_not_judged(point: Point, series: Series) -> None:
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    yesterday = today - 24 * HOUR
    for month in {partitions.month_of(each) for each in (yesterday, timezone.now())}:
        partitions.ensure("monitoring_hour", month)
    copying.write("monitoring_hour", data(series.pk, [20.0] * 24, minutes=60, begin=rows.instant(yesterday)))
    judge([point.pk], yesterday, timezone.now())
    assert len(verdicts([series.pk], Span.DAY, yesterday, today + 24 * HOUR)) == 1


def test_a_late_hour_changes_its_day_too(point: Point, series: Series) -> None:
    begin = dt.datetime(2026, 6, 9, 16, tzinfo=dt.UTC)
    _store(series, [20.0] * 60 * 20, begin)
    judge([point.pk], begin, begin + 24 * HOUR)
    assert verdicts([series.pk], Span.DAY, begin, begin + HOUR)["counted"].tolist() == [20]
    _store(series, [41.0] * 60, begin + 20 * HOUR)
    _due(point, begin + 20 * HOUR, late=True)
    judge_due()
    (day,) = verdicts([series.pk], Span.DAY, begin, begin + HOUR)
    assert (day["counted"], day["mean"], day["revision"]) == (21, 21.0, 1)
    assert day["notes"] & Note.LATE


def test_an_hour_that_cannot_be_judged_does_not_hold_up_the_others(point: Point, series: Series) -> None:
    other = Point.objects.create(agency=point.agency, client=point.client, kind="gas", name="二号排放口")
    twin = made_series(other, "a21026", unit="mg/m³")
    for each in (series, twin):
        _store(each, [20.0] * 60)
    SeriesLimit.objects.create(  # past the form: a limit that cannot be compared with
        agency=point.agency, client=point.client, series=series, upper=10, lower=20, unit="mg/m3", source="证"
    )
    _due(point)
    _due(other)
    assert judge_due() == 2
    assert len(_hours(series)) == 0
    assert len(_hours(twin)) == 1
    left = Due.objects.get()
    assert (left.point_id, left.due_at > timezone.now()) == (point.pk, True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("months")
def test_two_judges_at_a_time_take_different_hours(point: Point, series: Series) -> None:
    _store(series, [20.0] * 120)
    _due(point)
    _due(point, BEGIN + HOUR)
    with transaction.atomic(), ThreadPoolExecutor(1) as other:
        mine = Due.objects.select_for_update().get(hour=BEGIN)
        assert other.submit(_elsewhere).result(timeout=60) == 1
    assert Due.objects.get().pk == mine.pk
    assert judge_due() == 1
    assert len(_hours(series)) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("months")
def test_several_processes_find_what_one_finds(point: Point, series: Series) -> None:
    points = [point]
    for number in range(2):
        points.append(Point.objects.create(agency=point.agency, client=point.client, kind="gas", name=f"{number}"))
        _store(made_series(points[-1], "a21026", unit="mg/m³"), [20.0 + number] * 120)
    _store(series, [9.0] * 120)
    keys = [each.pk for each in points]
    assert judge_apart(keys, BEGIN, BEGIN + 2 * HOUR, 3) == 15
    found = verdicts([each.pk for each in Series.objects.all()], Span.HOUR, BEGIN, BEGIN + 2 * HOUR)
    assert sorted(found["mean"]) == [9.0, 9.0, 20.0, 20.0, 21.0, 21.0]
    assert judge(keys, BEGIN, BEGIN + 2 * HOUR) == 0


def _elsewhere() -> int:
    try:
        return judge_due()
    finally:
        connection.close()
