"""The monitoring of one client at a glance: limited factors, rates of the month, totals of the year."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Point, PointKind, Quota, Series, SeriesLimit
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Validity
from ecosteward.monitoring.services import setup
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.tests.test_points import put

Browse = Callable[[User], Browser]


def _limit(technician: User, series: Series, upper: float = 50.0) -> None:
    facts = {"unit": "mg/m³", "converted": True, "source": "许可证 DA001", "verified": True}
    setup.add(technician, SeriesLimit(client=series.client, series=series, upper=upper, **facts))


def _quota(technician: User, client: Client, tonnes: str, code: str = "a21026", year: int | None = None) -> None:
    facts = {"name": "二氧化硫", "year": year or timezone.localdate().year, "source": "许可证 第 5 页"}
    setup.add(technician, Quota(client=client, code=code, tonnes=Decimal(tonnes), **facts))


def _page(browser: Browser, client: Client) -> str:
    answer = browser.get(reverse("monitoring:client", args=[client.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def _hours(series: Series, number: int, **facts: float) -> None:
    """Store the newest hours of this month and the last as judged."""
    found = rows.empty(rows.VERDICT, number)
    last = rows.instant(timezone.now().replace(minute=0, second=0, microsecond=0))
    found["series_id"], found["span"] = series.pk, Span.HOUR
    found["at"] = last - np.arange(number, 0, -1) * np.timedelta64(1, "h")
    for name, value in facts.items():
        found[name] = value
    put(rows.VERDICTS, found)


def _days(series: Series, kilograms: float) -> int:
    """Store every day of the year so far; return how many they are."""
    first = dt.datetime.combine(
        timezone.localdate().replace(month=1, day=1), dt.time(), timezone.get_default_timezone()
    )
    number = (timezone.localtime() - first).days
    found = rows.empty(rows.VERDICT, number)
    found["series_id"], found["span"] = series.pk, Span.DAY
    found["at"] = rows.instant(first) + np.arange(number) * np.timedelta64(1, "D")
    found["amount"] = kilograms
    put(rows.VERDICTS, found)
    return number


def test_a_limited_factor_stands_with_what_is_held_against_its_limit(
    point: Point, series: Series, technician: User, browse: Browse
) -> None:
    _limit(technician, series)
    _hours(series, 3, mean=47.0, converted=61.5, exceedance=Exceedance.OVER)
    page = _page(browse(technician), point.client)
    assert "61.5" in page
    assert ">47<" not in page
    assert "超标" in page


def test_a_factor_without_a_limit_is_left_to_the_page_of_the_point(
    point: Point, series: Series, technician: User, browse: Browse
) -> None:
    _hours(series, 1, mean=47.0)
    page = _page(browse(technician), point.client)
    assert "二氧化硫" not in page
    assert "还没有登记限值的因子" in page


@pytest.mark.parametrize(("tonnes", "words"), [("1000", "在许可量内"), ("0.0001", "已超许可量"), ("0", "许可量为 0")])
def test_the_total_of_the_year_stands_beside_what_is_permitted(
    tonnes: str, words: str, point: Point, series: Series, technician: User, browse: Browse
) -> None:
    _quota(technician, point.client, tonnes)
    number = _days(series, 10.0)
    page = _page(browse(technician), point.client)
    assert words in page
    assert f"{number * 10 / 1000:.4g}" in page


def test_a_total_that_nothing_is_known_of_is_not_foretold(
    point: Point, series: Series, technician: User, browse: Browse
) -> None:
    _quota(technician, point.client, "3")
    page = _page(browse(technician), point.client)
    assert "天没有数据" in page
    assert "不足 4 个完整周" in page


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("colleague", 404), ("contact", 200), ("officer", 200)])
def test_the_page_is_seen_by_who_sees_the_client(
    who: str, status: int, point: Point, request: pytest.FixtureRequest, browse: Browse
) -> None:
    browser = browse(request.getfixturevalue(who))
    assert browser.get(reverse("monitoring:client", args=[point.client_id])).status_code == status


def test_the_number_of_queries_does_not_grow_with_points_factors_and_amounts(
    point: Point, series: Series, technician: User, browse: Browse
) -> None:
    browser = browse(technician)
    _limit(technician, series)
    _quota(technician, point.client, "3")
    _hours(series, 2, mean=40.0, validity=Validity.VALID)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            _page(browser, point.client)
        return len(queries)

    few = asked()
    for number in range(3):
        other = Point(client=point.client, kind=PointKind.GAS, name=f"DA10{number}")
        setup.add(technician, other)
        made = Series(client=point.client, point=other, code="a21026", name="二氧化硫", unit="mg/m³")
        setup.add(technician, made)
        _limit(technician, made)
        _quota(technician, point.client, "1", code=f"a9900{number}")
    assert asked() == few
