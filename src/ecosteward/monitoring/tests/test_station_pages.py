"""Stations of the environment on the pages: the index of the air, the class of the water, what made them so."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Point, PointKind, Series
from ecosteward.monitoring.queries.station_page import DAYS, HOURS, station
from ecosteward.monitoring.queries.stations import newest
from ecosteward.monitoring.rules import ambient
from ecosteward.monitoring.rules.periods import holding
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.services import setup
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.tests.sample import NAN, factor, made_series
from ecosteward.monitoring.tests.test_points import put
from ecosteward.norms import hj633

Browse = Callable[[User], Browser]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MOMENT = np.datetime64("2026-06-09T16:00", "us")


def _point(director: User, park: Client, kind: PointKind, name: str) -> Point:
    point = Point(client=park, kind=kind, name=name, grade="Ⅲ类" if kind == PointKind.SURFACE else "二类")
    setup.add(director, point)
    return point


@pytest.fixture
def air(director: User, park: Client) -> Point:
    return _point(director, park, PointKind.AIR, "产业园空气站")


@pytest.fixture
def surface(director: User, park: Client) -> Point:
    return _point(director, park, PointKind.SURFACE, "清水河断面")


def _judged(series: Series, span: Span, values: dict[int, float], validity: int = Validity.VALID) -> None:
    """Store verdicts on the spans so many before the present one (0 is the present one itself)."""
    step = HOUR if span == Span.HOUR else DAY
    now = holding(span, timezone.now()).begin
    found = rows.empty(rows.VERDICT, len(values))
    found["series_id"], found["span"], found["validity"] = series.pk, span, validity
    found["at"] = [rows.instant(now - ago * step) for ago in values]
    found["mean"], found["due"] = list(values.values()), 60
    put(rows.VERDICTS, found)


def _page(browser: Browser, name: str, *args: int) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@given(st.floats(0, 900), st.floats(0, 900))
def test_the_highest_of_the_parts_is_the_index(fine: float, coarse: float) -> None:
    factors = (factor(1, "a34004", unit="μg/m³"), factor(2, "a34002", unit="μg/m³"))
    parts = ambient.parts_of_hour(factors, MOMENT, np.array([fine, coarse]))
    found = ambient.of_hours(factors, np.array([MOMENT]), np.array([[fine], [coarse]]))
    assert max(parts.values()) == found.aqi[0]
    assert ambient.level_of(found.aqi[0]) == found.level[0]


@given(st.integers(0, 500))
def test_the_level_of_an_index_is_that_of_the_norm(index: int) -> None:
    upper = [50, 100, 150, 200, 300]
    assert ambient.level_of(index) == next((at for at, most in enumerate(upper, 1) if index <= most), 6)


def test_what_was_not_measured_or_has_no_index_has_no_part() -> None:
    factors = (factor(1, "a34004", unit="μg/m³"), factor(2, "a01001"), factor(3, "a05024", unit="μg/m³"))
    assert set(ambient.parts_of_hour(factors, MOMENT, np.array([60.0, 20.0, NAN]))) == {1}
    assert ambient.parts_of_hour(factors, MOMENT, np.array([NAN, 20.0, NAN])) == {}


def test_the_worst_of_the_items_is_the_class() -> None:
    factors = (factor(1, "w01019"), factor(2, "w21003"), factor(3, "w01010"))
    found = ambient.graded(factors, {1: 5.0, 2: 1.2, 3: 20.0}, "Ⅲ类")
    assert {series: item.grade for series, item in found.items()} == {1: 3, 2: 4}


@pytest.mark.django_db
def test_a_station_of_the_air_says_its_newest_hour_its_hours_and_its_days(air: Point) -> None:
    fine, ozone = (made_series(air, code, unit="μg/m³") for code in ("a34004", "a05024"))
    _judged(fine, Span.HOUR, {1: 60.0, 2: 10.0})
    _judged(ozone, Span.HOUR, {1: 80.0})
    _judged(fine, Span.DAY, {1: 90.0, 29: 20.0, 30: 20.0})
    found = station(air)
    assert found.newest is not None
    assert (found.newest.figure, found.newest.level, found.newest.words) == ("100", 2, "良")
    assert (found.newest.primary, found.newest.norm) == ("PM2.5", "HJ 633-2026")
    assert [(item.factor.id, item.part, item.decides) for item in found.items] == [
        (fine.pk, "100", True),
        (ozone.pk, "25", False),
    ]
    assert len(found.hours) == HOURS
    clean = hj633.hour.run({"on": timezone.localdate(), "pm25": 10}).outcome.aqi
    assert [said.figure for _, said in found.hours if said] == [str(clean), "100"]
    assert len(found.days) == DAYS
    assert [at for at, (_, said) in enumerate(found.days) if said] == [0, DAYS - 2]


@pytest.mark.django_db
def test_hours_that_do_not_count_have_no_index(air: Point) -> None:
    _judged(made_series(air, "a34004", unit="μg/m³"), Span.HOUR, {1: 60.0}, Validity.INVALID)
    assert station(air).newest is None
    assert newest([air]) == {}


@pytest.mark.django_db
def test_a_section_says_its_newest_day_what_decides_and_its_last_month(surface: Point) -> None:
    ammonia, phosphorus = (made_series(surface, code, unit="mg/L") for code in ("w21003", "w21011"))
    _judged(ammonia, Span.DAY, {2: 1.2, 5: 0.4})
    _judged(phosphorus, Span.DAY, {2: 0.15})
    month = holding(Span.MONTH, timezone.now()).before
    found = rows.empty(rows.VERDICT, 1)
    found["series_id"], found["span"], found["at"], found["mean"] = (
        ammonia.pk,
        Span.MONTH,
        rows.instant(month.begin),
        0.8,
    )
    put(rows.VERDICTS, found)
    said = station(surface)
    assert said.newest is not None
    assert (said.newest.figure, said.newest.words, said.newest.primary) == ("Ⅳ类", "轻度污染", "氨氮(NH3-N)")
    assert (said.newest.needs_check, said.hours) == (True, [])
    assert [(item.part, item.decides) for item in said.items] == [("Ⅳ类", True), ("Ⅲ类", False)]
    assert [each.figure for _, each in said.days if each] == ["Ⅱ类", "Ⅳ类"]
    assert said.month is not None
    assert (said.month.figure, said.month.period) == ("Ⅲ类", month)


@pytest.mark.django_db
def test_the_page_shows_the_index_with_its_colour_word_and_reasons(air: Point, director: User, browse: Browse) -> None:
    fine = made_series(air, "a34004", unit="μg/m³")
    _judged(fine, Span.HOUR, {1: 60.0})
    page = _page(browse(director), "monitoring:point", air.pk)
    hour = holding(Span.HOUR, timezone.now() - HOUR)
    for words in ("is-air-2", "AQI 100", "良", "首要污染物 PM2.5", "HJ 633-2026", "近 24 小时", "近 30 天", "分指数"):
        assert words in page
    assert reverse("monitoring:verdict", args=[fine.pk, "hour", hour.text]) in page


@pytest.mark.django_db
def test_the_page_shows_the_class_as_to_be_checked(surface: Point, director: User, browse: Browse) -> None:
    _judged(made_series(surface, "w21003", unit="mg/L"), Span.DAY, {1: 2.5})
    page = _page(browse(director), "monitoring:point", surface.pk)
    for words in ("is-surface-6", "劣Ⅴ类", "GB 3838-2002", "待核", "目标 Ⅲ类", "决定类别"):
        assert words in page
    assert "近 24 小时" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["air", "surface"])
def test_a_station_without_data_says_what_it_needs(
    kind: str, director: User, browse: Browse, request: pytest.FixtureRequest
) -> None:
    point: Point = request.getfixturevalue(kind)
    browser = browse(director)
    assert "还没有可以评价的" in _page(browser, "monitoring:point", point.pk)
    made_series(point, "a34004" if kind == "air" else "w21003", unit="μg/m³" if kind == "air" else "mg/L")
    assert "还没有可以评价的" in _page(browser, "monitoring:point", point.pk)
    assert "还没有可以评价的数据" in _page(browser, "monitoring:client", point.client_id)
    assert "还没有可以评价的数据" in _page(browser, "monitoring:overview")


@pytest.mark.django_db
def test_an_outlet_shows_no_index(point: Point, technician: User, browse: Browse) -> None:
    page = _page(browse(technician), "monitoring:point", point.pk)
    assert "空气质量" not in page
    assert "水质类别" not in page


@pytest.mark.django_db
def test_overview_and_client_page_show_the_newest_of_stations(
    air: Point, surface: Point, director: User, browse: Browse
) -> None:
    _judged(made_series(air, "a34004", unit="μg/m³"), Span.HOUR, {1: 60.0})
    _judged(made_series(surface, "w21003", unit="mg/L"), Span.DAY, {1: 0.4})
    for name, args in (("monitoring:overview", ()), ("monitoring:client", (air.client_id,))):
        page = _page(browse(director), name, *args)
        assert "AQI 100" in page
        assert "Ⅱ类" in page


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("colleague", 404), ("director", 200)])
def test_a_station_is_seen_by_who_sees_its_client(
    who: str, status: int, air: Point, request: pytest.FixtureRequest, browse: Browse
) -> None:
    browser = browse(request.getfixturevalue(who))
    assert browser.get(reverse("monitoring:point", args=[air.pk])).status_code == status
    assert (air.name in _page(browser, "monitoring:overview")) == (status == 200)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["monitoring:point", "monitoring:client", "monitoring:overview"])
def test_the_number_of_queries_does_not_grow_with_stations_and_days(
    name: str, air: Point, surface: Point, director: User, browse: Browse
) -> None:
    browser = browse(director)
    args = {"monitoring:point": (air.pk,), "monitoring:client": (air.client_id,)}.get(name, ())

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            _page(browser, name, *args)
        return len(queries)

    for point, code, unit in ((air, "a34004", "μg/m³"), (surface, "w21003", "mg/L")):
        series = made_series(point, code, unit=unit)
        _judged(series, Span.HOUR, {1: 10.0})
        _judged(series, Span.DAY, {1: 10.0})
    few = asked()
    for number in range(3):
        more = _point(director, air.client, PointKind.AIR, f"空气站 {number}")
        _judged(made_series(more, "a34004", unit="μg/m³"), Span.HOUR, {1: 60.0, 2: 30.0})
        _judged(made_series(air, f"a3400{number + 5}", unit="μg/m³"), Span.DAY, {2: 20.0, 3: 30.0})
    assert asked() == few
