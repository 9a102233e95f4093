"""The board of data quality: what was due, what came, what counts, by point and day."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Count, Device, Due, Link, Point, PointDay, Role, Series
from ecosteward.monitoring.queries.quality import month_rates, qualities
from ecosteward.monitoring.rules.calendar import midnight
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.services import setup
from ecosteward.monitoring.services.judging import judge_due
from ecosteward.monitoring.services.tallies import tally
from ecosteward.monitoring.store import copying, partitions, rows
from ecosteward.monitoring.tests.sample import data, made_series
from ecosteward.monitoring.tests.test_points import put

Browse = Callable[[User], Browser]
HOUR = dt.timedelta(hours=1)
FIRST = dt.date(2026, 6, 10)
BEGIN = midnight(FIRST)
pytestmark = pytest.mark.django_db


def _judged(series: Series, states: list[int], begin: dt.datetime = BEGIN) -> None:
    """Store verdicts on hours in a row, and count their days."""
    found = rows.empty(rows.VERDICT, len(states))
    found["series_id"], found["span"], found["validity"] = series.pk, Span.HOUR, states
    found["at"] = rows.instant(begin) + np.arange(len(states)) * np.timedelta64(1, "h")
    put(rows.VERDICTS, found)
    tally([series.point_id], begin, begin + len(states) * HOUR)


def _only(user: User, first: dt.date = FIRST, last: dt.date = FIRST) -> Any:
    (found,) = qualities(user, first, last)
    return found


def test_rates_are_made_of_hours_that_were_due_that_came_and_that_count(series: Series, technician: User) -> None:
    states = [Validity.VALID] * 6 + [Validity.INVALID] * 2 + [Validity.MISSING] * 2 + [Validity.STOPPED] * 5
    _judged(series, [*states, Validity.UNJUDGED])
    found = _only(technician)
    assert (found.due, found.came, found.valid) == (10, 8, 6)
    assert (found.sent, found.counts, found.effective) == (80.0, 75.0, 60.0)


def test_where_nothing_was_due_there_is_no_rate(series: Series, technician: User) -> None:
    _judged(series, [Validity.STOPPED] * 3)
    found = _only(technician)
    assert (found.due, found.sent, found.counts, found.effective) == (0, None, None, None)


def test_a_point_never_judged_stands_on_the_board_with_nothing(point: Point, technician: User) -> None:
    found = _only(technician)
    assert (found.pk, found.due, found.effective, found.faults) == (point.pk, 0, None, 0)


def test_only_pollutants_are_counted(point: Point, series: Series, technician: User) -> None:
    _judged(made_series(point, "a00000", unit="m³/s", role="flow"), [Validity.VALID] * 4)
    _judged(series, [Validity.VALID])
    assert _only(technician).due == 1


def test_days_are_those_of_china(series: Series, technician: User) -> None:
    _judged(series, [Validity.VALID] * 3, BEGIN - HOUR)
    assert _only(technician).due == 2
    assert _only(technician, FIRST - dt.timedelta(days=1), FIRST).due == 3


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(st.sampled_from([int(each) for each in Validity]), min_size=1, max_size=60))
def test_what_is_counted_by_day_is_what_the_hours_say(states: list[int], point: Point, technician: User) -> None:
    PointDay.objects.all().delete()
    Series.objects.filter(point=point).update(role=Role.CONTROL)  # those of the example before
    _judged(made_series(point, f"a{Series.objects.count():05d}"), states)
    found = _only(technician, FIRST, FIRST + dt.timedelta(days=3))
    valid, came = states.count(Validity.VALID), states.count(Validity.VALID) + states.count(Validity.INVALID)
    assert (found.valid, found.came, found.due) == (valid, came, came + states.count(Validity.MISSING))


def test_counting_again_changes_nothing(series: Series) -> None:
    _judged(series, [Validity.VALID] * 30)
    before = list(PointDay.objects.order_by("on").values_list("point", "on", "due", "came", "valid"))
    tally([series.point_id], BEGIN, BEGIN + 30 * HOUR)
    assert list(PointDay.objects.order_by("on").values_list("point", "on", "due", "came", "valid")) == before
    assert len(before) == 2


def test_judging_an_hour_counts_its_day(point: Point, series: Series, technician: User) -> None:
    partitions.ensure("monitoring_minute", partitions.month_of(BEGIN))
    copying.write("monitoring_minute", data(series.pk, [20.0] * 60, begin=rows.instant(BEGIN)))
    Due.objects.create(point_id=point.pk, hour=BEGIN, due_at=BEGIN + HOUR)
    assert judge_due() == 1
    assert (_only(technician).due, _only(technician).valid) == (1, 1)


def test_a_factor_that_is_a_pollutant_no_more_is_counted_no_more(series: Series, technician: User) -> None:
    _judged(series, [Validity.VALID] * 30)
    series.role = Role.PARAMETER
    setup.change(technician, series)
    assert _only(technician, FIRST, FIRST + dt.timedelta(days=1)).due == 0
    series.role = Role.POLLUTANT
    setup.change(technician, series)
    assert _only(technician, FIRST, FIRST + dt.timedelta(days=1)).due == 30


def test_packets_that_were_not_believed_stand_beside_the_rates(device: Device, technician: User) -> None:
    for hour, number in ((0, 3), (23, 4), (24, 50)):
        at = BEGIN + hour * HOUR
        Count.objects.create(device_id=device.pk, hour=at, what="fault:crc", packets=number)
        Count.objects.create(device_id=device.pk, hour=at, what="good", packets=100)
    assert _only(technician).faults == 7


def test_the_month_so_far_is_told_of_a_clients_points(series: Series, technician: User) -> None:
    _judged(series, [Validity.VALID], timezone.now().replace(minute=0, second=0, microsecond=0))
    assert month_rates(technician, series.client)[series.point_id].effective == 100.0


def test_the_board_sorts_by_rate(point: Point, series: Series, technician: User, browse: Browse) -> None:
    worse = Point.objects.create(agency=point.agency, client=point.client, kind=point.kind, name="DA002")
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) - 5 * HOUR
    _judged(series, [Validity.VALID] * 4, hour)
    _judged(made_series(worse, "a21026"), [Validity.VALID, Validity.INVALID] * 2, hour)
    page = browse(technician).get(reverse("monitoring:quality"), {"sort": "effective"}).content.decode()
    assert 0 < page.index("DA002") < page.index(point.name)
    page = browse(technician).get(reverse("monitoring:quality"), {"sort": "-effective"}).content.decode()
    assert 0 < page.index(point.name) < page.index("DA002")


def test_the_board_finds_a_point_by_the_mn_of_a_logger_once_however_many_it_has(
    device: Device, technician: User, browse: Browse
) -> None:
    other = Device.objects.get(pk=device.pk)
    other.pk, other.mn = None, f"{device.mn}X"
    other.save(force_insert=True)
    board = reverse("monitoring:quality")
    (line,) = browse(technician).get(board, {"q": device.mn.lower()}).context["lines"]
    assert line.row.pk == device.point_id
    assert not browse(technician).get(board, {"q": f"{device.mn}Y"}).context["lines"]


def test_who_does_not_see_a_client_does_not_see_its_rates(series: Series, stranger: User) -> None:
    _judged(series, [Validity.VALID])
    assert not qualities(stranger, FIRST, FIRST).exists()


def test_the_board_asks_as_often_for_many_points_as_for_few(
    point: Point, series: Series, technician: User, browse: Browse
) -> None:
    browser = browse(technician)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("monitoring:quality")).status_code == 200
        return len(captured)

    _judged(series, [Validity.VALID])
    few = queries()
    for number in range(30):
        other = Point.objects.create(agency=point.agency, client=point.client, kind=point.kind, name=f"DA1{number:02d}")
        _judged(made_series(other, "a21026"), [Validity.VALID])
    assert queries() == few


def test_the_board_says_who_is_silent(device: Device, technician: User, browse: Callable[[User], Browser]) -> None:
    browser, board = browse(technician), reverse("monitoring:quality")
    Link.objects.create(device=device, heard_at=timezone.now() - dt.timedelta(hours=5))
    assert "离线" in browser.get(board).content.decode()
    Link.objects.update(heard_at=timezone.now())
    assert "离线" not in browser.get(board).content.decode()
