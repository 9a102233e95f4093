"""Stations of the environment: the index of the air and the class of the water, by the norms."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.monitoring.models import Point
from ecosteward.monitoring.queries.stations import air_by_days, air_by_hours, water_class
from ecosteward.monitoring.rules import ambient
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services.judging import judge
from ecosteward.monitoring.store import copying, partitions, rows
from ecosteward.monitoring.tests.sample import NAN, data, factor, made_series

BEGIN = dt.datetime(2026, 6, 9, 16, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
MOMENT = np.array(["2026-06-09T16:00"], "M8[us]")
FINE = factor(1, "a34004", unit="μg/m³")


def test_the_index_of_a_day_is_that_of_the_edition_in_force() -> None:
    def fine_dust(moment: np.ndarray) -> float:
        return float(ambient.of_days((FINE,), moment, np.array([[60.0]]), np.full((1, 24), 60.0)).aqi[0])

    assert fine_dust(MOMENT) == 100  # table of 2026
    assert fine_dust(np.array(["2025-06-09T16:00"], "M8[us]")) == 82  # table of 2012


@pytest.mark.parametrize(("unit", "value"), [("ug/m3", 60.0), ("mg/m³", 0.06), ("ng/m3", 60_000.0)])
def test_the_index_knows_the_units_that_stations_send(unit: str, value: float) -> None:
    found = ambient.of_hours((factor(1, "a34004", unit=unit),), MOMENT, np.array([[value]]))
    assert found.aqi[0] == 100


def test_without_any_valid_mean_there_is_no_index() -> None:
    found = ambient.of_hours((FINE,), MOMENT, np.array([[NAN]]))
    assert (np.isnan(found.aqi[0]), found.level[0], found.primary[0]) == (True, 0, "")


@given(st.lists(st.floats(0, 400), min_size=24, max_size=24))
def test_eight_hours_of_ozone_lie_between_the_smallest_and_the_largest_hour(hours: list[float]) -> None:
    (found,) = ambient.eight_hours(np.array([hours]))
    assert min(hours) - 1e-9 <= found <= max(hours) + 1e-9


def test_eight_hours_of_ozone_need_six_valid_ones() -> None:
    five = np.array([[100.0] * 5 + [NAN] * 19])
    assert np.isnan(ambient.eight_hours(five)[0])
    assert ambient.eight_hours(np.array([[100.0] * 6 + [NAN] * 18]))[0] == 100.0


def test_the_class_of_a_section_is_that_of_its_worst_item() -> None:
    factors = (factor(1, "w01019"), factor(2, "w21003"), factor(3, "w01010"))
    found = ambient.class_of(factors, {1: 5.0, 2: 1.2, 3: 20.0}, "Ⅲ类")
    assert found is not None
    assert (found.outcome.grade, found.outcome.main) == (4, ("氨氮(NH3-N)",))
    assert ambient.class_of(factors, {1: NAN}, "III") is None


@pytest.mark.django_db
def test_a_station_of_the_air_has_its_index_by_hours_and_days(point: Point) -> None:
    Point.objects.update(kind="air")
    series = made_series(point, "a34004", unit="μg/m³")
    partitions.ensure("monitoring_hour", partitions.month_of(BEGIN))
    copying.write("monitoring_hour", data(series.pk, [60.0] * 24, minutes=60, begin=rows.instant(BEGIN)))
    judge([point.pk], BEGIN, BEGIN + DAY)
    hours, days = (
        air_by_hours(point, BEGIN, BEGIN + DAY),
        air_by_days(point, dt.date(2026, 6, 10), dt.date(2026, 6, 10)),
    )
    assert hours is not None
    assert days is not None
    assert (set(hours[1].aqi), days[1].aqi.tolist()) == ({100.0}, [100.0])


@pytest.mark.django_db
def test_a_section_of_surface_water_has_its_class_by_day(point: Point) -> None:
    Point.objects.update(kind="surface")
    series = made_series(point, "w21003", unit="mg/L")
    partitions.ensure("monitoring_hour", partitions.month_of(BEGIN))
    copying.write("monitoring_hour", data(series.pk, [1.2] * 24, minutes=60, begin=rows.instant(BEGIN)))
    judge([point.pk], BEGIN, BEGIN + DAY)
    found = water_class(point, Span.DAY, dt.date(2026, 6, 10))
    assert found is not None
    assert (found.grade, found.name) == (4, "Ⅳ类")
    assert water_class(point, Span.DAY, dt.date(2026, 6, 11)) is None


@pytest.mark.django_db
def test_a_point_without_series_says_nothing(point: Point) -> None:
    assert air_by_hours(point, BEGIN, BEGIN + DAY) is None
    assert air_by_days(point, dt.date(2026, 6, 10), dt.date(2026, 6, 10)) is None
    assert water_class(point, Span.DAY, dt.date(2026, 6, 10)) is None
