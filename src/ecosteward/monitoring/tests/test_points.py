"""The page of a point: its curves, what it sends now, who sees it."""

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

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import (
    Alarm,
    CheckKind,
    Condition,
    Device,
    Instrument,
    Level,
    Link,
    Point,
    PointKind,
    Series,
    SeriesLimit,
)
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Validity
from ecosteward.monitoring.services import checks, setup
from ecosteward.monitoring.services.corrections import correct
from ecosteward.monitoring.store import copying, partitions, rows

HOURS = 48


def _begin() -> np.datetime64:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    return rows.instant(hour) - np.timedelta64(HOURS, "h")


def put(table: str, found: rows.Rows) -> None:
    """Copy rows into the store, making their months."""
    for month in {partitions.month_of(rows.moment(moment)) for moment in found["at"]}:
        partitions.ensure(table, month)
    copying.write(table, found)


@pytest.fixture
def hours(series: Series) -> rows.Rows:
    """Be two days of verdicts: the 5th hour over its limit, the 9th and 10th not valid."""
    found = rows.empty(rows.VERDICT, HOURS)
    found["series_id"], found["span"] = series.pk, Span.HOUR
    found["at"] = _begin() + np.arange(HOURS) * np.timedelta64(1, "h")
    found["mean"], found["converted"] = 30.0, 33.0
    found["mean"][4] = 80.0
    found["exceedance"][4] = Exceedance.OVER
    found["validity"][8:10] = Validity.INVALID
    put(rows.VERDICTS, found)
    return found


@pytest.fixture
def limit(technician: User, series: Series) -> SeriesLimit:
    limit = SeriesLimit(
        client=series.client, series=series, upper=50.0, unit="mg/m³", converted=True, source="许可证 DA001"
    )
    setup.add(technician, limit)
    return limit


def _data(browser: Browser, point: Point, **asked: str) -> Any:
    answer = browser.get(reverse("monitoring:data", args=[point.pk]), asked)
    assert answer.status_code == 200
    return answer.json()


def test_the_curves_carry_values_limits_and_what_does_not_count(
    point: Point, limit: SeriesLimit, hours: rows.Rows, technician: User, browse: Callable[[User], Browser]
) -> None:
    (curve,) = _data(browse(technician), point, span="hour")["series"]
    assert (curve["name"], curve["unit"]) == ("二氧化硫", "mg/m³")
    assert len(curve["at"]) == len(curve["value"]) == HOURS
    assert curve["over"] == [4]
    assert curve["out"] == [8, 9]
    assert curve["validity"][8] == "无效"
    assert [(each["upper"], each["converted"], each["unverified"]) for each in curve["limits"]] == [(50.0, True, True)]


def test_a_mark_and_an_alarm_are_drawn_over_the_time_they_lasted(
    point: Point, series: Series, technician: User, browse: Callable[[User], Browser], hours: rows.Rows
) -> None:
    now = timezone.now()
    owned = {"agency": point.agency, "client": point.client, "point": point}
    since = now - dt.timedelta(hours=6)
    Condition.objects.create(**owned, kind="M", begin=since, end=None, text="更换滤膜", marked_by=technician)
    Alarm.objects.create(
        **owned, series=series, cause="over", key="k", level=Level.ALARM, text="超标", since=since, last_at=now
    )
    data = _data(browse(technician), point, span="hour")
    assert [(each["words"], each["series"]) for each in data["conditions"]] == [("维护", None)]
    assert data["conditions"][0]["end"] == data["end"]
    assert [(each["series"], each["standing"]) for each in data["alarms"]] == [(series.pk, True)]


def test_minutes_are_shown_as_they_came(
    point: Point, series: Series, technician: User, browse: Callable[[User], Browser]
) -> None:
    found = rows.empty(rows.READING, 3)
    found["series_id"], found["value"] = series.pk, [1.0, 2.0, np.nan]
    found["at"] = _begin() + np.timedelta64(HOURS - 1, "h") + np.arange(3) * np.timedelta64(1, "m")
    put(rows.TABLES[Span.MINUTE], found)
    (curve,) = _data(browse(technician), point, span="minute")["series"]
    assert curve["value"] == [1.0, 2.0, None]
    assert curve["validity"] is None


@pytest.mark.parametrize(
    "asked", [{"span": "x"}, {"series": "9999999999999"}, {"from": "?"}, {"at": "2026-13-01"}, {"series": "1;drop"}]
)
def test_an_address_that_makes_no_sense_gives_the_usual_curves(
    asked: dict[str, str], point: Point, series: Series, technician: User, browse: Callable[[User], Browser]
) -> None:
    assert "series" in _data(browse(technician), point, **asked)
    assert browse(technician).get(reverse("monitoring:point", args=[point.pk]), asked).status_code == 200


@pytest.mark.parametrize("name", ["monitoring:point", "monitoring:data", "monitoring:now"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 404), ("colleague", 404), ("contact", 200), ("officer", 200), ("technician", 200), ("director", 200)],
)
def test_a_point_is_seen_by_who_sees_its_client(
    name: str, who: str, status: int, point: Point, request: pytest.FixtureRequest, browse: Callable[[User], Browser]
) -> None:
    browser = browse(request.getfixturevalue(who))
    assert browser.get(reverse(name, args=[point.pk])).status_code == status


def test_series_of_another_point_are_not_drawn(
    point: Point, series: Series, park: Client, director: User, technician: User, browse: Callable[[User], Browser]
) -> None:
    other = Point(client=park, kind=PointKind.AIR, name="空气站")
    setup.add(director, other)
    theirs = Series(client=park, point=other, code="a34004", name="PM2.5")
    setup.add(director, theirs)
    assert _data(browse(technician), point, series=f"{series.pk},{theirs.pk}")["series"][0]["id"] == series.pk
    assert len(_data(browse(technician), point, series=str(theirs.pk))["series"]) == 0


def test_the_page_says_what_is_over_and_who_is_silent(
    point: Point,
    device: Device,
    limit: SeriesLimit,
    hours: rows.Rows,
    technician: User,
    browse: Callable[[User], Browser],
) -> None:
    page = browse(technician).get(reverse("monitoring:point", args=[point.pk])).content.decode()
    assert "离线" in page
    assert "50（小时均值，折算）" in page
    assert "待核" in page
    Link.objects.create(device=device, heard_at=timezone.now())
    assert "在线</" in browse(technician).get(reverse("monitoring:point", args=[point.pk])).content.decode()


@pytest.mark.parametrize("name", ["monitoring:point", "monitoring:data"])
def test_the_number_of_queries_does_not_grow_with_the_factors(
    name: str, point: Point, series: Series, technician: User, hours: rows.Rows, browse: Callable[[User], Browser]
) -> None:
    browser, address = browse(technician), reverse(name, args=[point.pk])

    def asked() -> int:
        keys = ",".join(str(key) for key in point.series.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address, {"series": keys}).status_code == 200
        return len(queries)

    few = asked()
    for number in range(6):
        setup.add(technician, Series(client=point.client, point=point, code=f"a9900{number}", name=f"因子{number}"))
    assert asked() == few


def test_missing_minutes_are_a_gap_of_the_curve(
    point: Point, series: Series, technician: User, browse: Callable[[User], Browser]
) -> None:
    found = rows.empty(rows.READING, 12)
    found["series_id"], found["value"] = series.pk, 20.0
    begin = rows.instant(timezone.now().replace(second=0, microsecond=0)) - np.timedelta64(3, "h")
    found["at"] = begin + np.array([0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17]) * np.timedelta64(10, "m")
    put("monitoring_minute", found)
    given = {"span": "minute", "series": str(series.pk)}
    (curve,) = browse(technician).get(reverse("monitoring:data", args=[point.pk]), given).json()["series"]
    assert (curve["gaps"], curve["step"]) == ([5], 600_000)


def test_the_page_shows_checks_and_corrections_with_who_and_why(
    point: Point, series: Series, technician: User, browse: Callable[[User], Browser]
) -> None:
    instrument = Instrument(client=point.client, point=point, name="烟气分析仪")
    setup.add(technician, instrument)
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=3)
    checks.record(technician, instrument, CheckKind.STANDARD, hour, passed=False, text="标样偏差 12 %")
    correct(technician, series, Span.HOUR, hour, 31.5, "N", "以比对监测为准")
    page = browse(technician).get(reverse("monitoring:point", args=[point.pk])).content.decode()
    for words in ("标准样品核查", "不合格", "标样偏差 12 %", "31.5 mg/m³", "以比对监测为准", technician.name):
        assert words in page


def test_an_alarm_of_the_curve_can_be_opened(
    point: Point, series: Series, technician: User, browse: Callable[[User], Browser]
) -> None:
    now = timezone.now()
    about = {"client_id": point.client_id, "agency_id": point.agency_id, "point": point, "series": series}
    alarm = Alarm.objects.create(
        **about, cause="over", key="a", level=Level.ALARM, text="高", since=now - dt.timedelta(days=30), last_at=now
    )
    (told,) = browse(technician).get(reverse("monitoring:data", args=[point.pk])).json()["alarms"]
    assert told["id"] == alarm.pk
    assert told["since"] < told["begin"]


def test_the_counts_of_a_thinned_curve_are_those_of_all_its_hours(
    point: Point, series: Series, technician: User, browse: Callable[[User], Browser]
) -> None:
    number = 5000
    found = rows.empty(rows.VERDICT, number)
    found["series_id"], found["span"] = series.pk, Span.HOUR
    found["at"] = _begin() - np.arange(number, 0, -1) * np.timedelta64(1, "h")
    found["mean"] = np.arange(number) % 17
    found["validity"][:100], found["mean"][:100] = Validity.INVALID, np.nan
    found["exceedance"][200:203] = Exceedance.OVER
    put(rows.VERDICTS, found)
    begin = rows.moment(found["at"][0] - np.timedelta64(1, "h"))
    given = {"span": "hour", "series": str(series.pk), "from": f"{timezone.localtime(begin):%Y-%m-%dT%H:%M}"}
    (curve,) = browse(technician).get(reverse("monitoring:data", args=[point.pk]), given).json()["series"]
    assert len(curve["at"]) < number
    assert curve["counts"] == {"values": number - 100, "out": 100, "over": 3}
