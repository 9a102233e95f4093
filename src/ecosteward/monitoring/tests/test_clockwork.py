"""What the clock and the command line have judged and moved."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ecosteward.monitoring import tasks
from ecosteward.monitoring.models import Due, Kept, Point, Series
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.services.judging import judge
from ecosteward.monitoring.store import copying, partitions, rows
from ecosteward.monitoring.store.reading import readings, verdicts
from ecosteward.monitoring.tests.sample import data

HOUR = dt.timedelta(hours=1)
pytestmark = pytest.mark.django_db


def _hour(back: int) -> dt.datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0) - back * HOUR


def _sent(series: Series, begin: dt.datetime, number: int = 1) -> None:
    partitions.ensure("monitoring_hour", partitions.month_of(begin))
    copying.write("monitoring_hour", data(series.pk, [20.0] * number, minutes=60, begin=rows.instant(begin)))


def test_an_hour_that_nothing_was_heard_of_becomes_a_missing_one(point: Point, series: Series) -> None:
    _sent(series, _hour(4))
    judge([point.pk], _hour(4), _hour(3))
    tasks.expect(0)
    Due.objects.update(hour=_hour(3), due_at=_hour(2))
    tasks.judge(0)
    assert verdicts([series.pk], Span.HOUR, _hour(4), _hour(2))["validity"].tolist() == [
        Validity.VALID,
        Validity.MISSING,
    ]


def test_an_hour_is_expected_once_and_not_of_places_out_of_service(point: Point, series: Series) -> None:
    tasks.expect(0)
    tasks.expect(0)
    assert Due.objects.count() == 1
    assert Due.objects.get().hour == _hour(1)
    Due.objects.all().delete()
    Point.objects.update(stopped_on=dt.date(2026, 1, 1))
    tasks.expect(0)
    assert not Due.objects.exists()


def test_old_months_are_moved_and_young_ones_stay(point: Point, series: Series, settings: Any) -> None:
    settings.KEEP_DAYS = {"monitoring_hour": 90, "monitoring_day": 0}
    old = timezone.now() - dt.timedelta(days=200)
    for begin in (old, timezone.now() - dt.timedelta(days=40)):
        _sent(series, begin)
    before = readings([series.pk], Span.HOUR, old - HOUR, timezone.now())
    out = StringIO()
    call_command("judge", "keep", stdout=out)
    assert "移走了 1 个月" in out.getvalue()
    assert [(kept.table, kept.rows) for kept in Kept.objects.all()] == [("monitoring_hour", 1)]
    assert readings([series.pk], Span.HOUR, old - HOUR, timezone.now())["at"].tolist() == before["at"].tolist()


def test_any_past_days_are_judged_again_from_the_command_line(point: Point, series: Series) -> None:
    _sent(series, dt.datetime(2026, 6, 9, 16, tzinfo=dt.UTC), 24)
    out = StringIO()
    call_command("judge", "again", "--since", "2026-06-10", "--until", "2026-06-10", stdout=out)
    assert "新判定或有变化的结果 27 条" in out.getvalue()  # 24 hours, the day, the month, the quarter
    call_command(
        "judge", "again", "--since", "2026-06-10", "--until", "2026-06-10", "--point", str(point.pk), stdout=out
    )
    assert "新判定或有变化的结果 0 条" in out.getvalue()


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["--since", "2026-06-10", "--until", "2026-06-09"],
        ["--since", "2026-06-10", "--point", "0"],
        ["--since", "2026-06-10", "--processes", "0"],
    ],
)
def test_a_command_that_says_too_little_is_refused_in_words(point: Point, wrong: list[str]) -> None:
    with pytest.raises(CommandError, match="请"):
        call_command("judge", "again", *wrong)
