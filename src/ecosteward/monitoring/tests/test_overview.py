"""What a park's or a government's officer is asked for by noon: who is offline, who is over, alarms, totals."""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import openpyxl
import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Alarm, Device, Level, Link, Point, Quota, Series
from ecosteward.monitoring.rules.calendar import midnight
from ecosteward.monitoring.rules.signs import Cause
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services import setup
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.tests.test_points import put

Browse = Callable[[User], Browser]


def _alarm(point: Point, cause: Cause, series: Series | None = None, **more: Any) -> Alarm:
    now = timezone.now()
    about = {"client_id": point.client_id, "agency_id": point.client.agency_id, "point": point, "series": series}
    facts = {
        "cause": cause,
        "key": f"{cause} {series}",
        "level": Level.ALARM,
        "text": "二氧化硫 小时值 61 mg/m³",
        **more,
    }
    return Alarm.objects.create(**about, since=now, last_at=now, **facts)


def _names(browser: Browser, point: Point, state: str) -> bool:
    answer = browser.get(reverse("monitoring:overview"), {"state": state})
    assert answer.status_code == 200
    return f">{point.client.name}<" in answer.content.decode()


def _sheet(browser: Browser) -> dict[str, Any]:
    answer = browser.get(reverse("monitoring:overview"), {"export": "xlsx"})
    head, row = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
    return dict(zip(map(str, head), row, strict=True))


def _emitted(series: Series, kilograms: float) -> None:
    """Let yesterday and the day before have been emitted on."""
    found = rows.empty(rows.VERDICT, 2)
    found["series_id"], found["span"], found["amount"] = series.pk, Span.DAY, kilograms
    first = midnight(timezone.localdate() - dt.timedelta(days=2))
    found["at"] = rows.instant(first) + np.arange(2) * np.timedelta64(1, "D")
    put(rows.VERDICTS, found)


def test_each_state_finds_those_it_names(device: Device, series: Series, officer: User, browse: Browse) -> None:
    browser, point = browse(officer), device.point
    assert [_names(browser, point, each) for each in ("offline", "over", "alarms", "total")] == [
        True,
        False,
        False,
        False,
    ]
    Link.objects.create(device=device, heard_at=timezone.now())
    over = _alarm(point, Cause.OVER, series)
    assert [_names(browser, point, each) for each in ("offline", "over", "alarms", "total")] == [
        False,
        True,
        True,
        False,
    ]
    Alarm.objects.filter(pk=over.pk).update(gone_at=timezone.now())
    _alarm(point, Cause.TOTAL, series)
    assert [_names(browser, point, each) for each in ("offline", "over", "alarms", "total")] == [
        False,
        False,
        True,
        True,
    ]


def test_a_state_of_nonsense_shows_all(device: Device, officer: User, browse: Browse) -> None:
    assert _names(browse(officer), device.point, "<b>")


def test_the_sheet_answers_all_of_it(
    device: Device, series: Series, technician: User, officer: User, browse: Browse
) -> None:
    year = (timezone.localdate() - dt.timedelta(days=1)).year
    facts = {"name": "二氧化硫", "year": year, "source": "许可证 第 5 页", "tonnes": Decimal("0.5")}
    setup.add(technician, Quota(client=series.client, code="a21026", **facts))
    _emitted(series, 100.0)
    _alarm(device.point, Cause.OVER, series)
    told = _sheet(browse(officer))
    assert (told["离线"], told["离线点位"], told["正在超标的因子数"]) == (1, device.point.name, 1)
    assert "61 mg/m³" in told["正在超标"]
    assert (told["未关闭报警"], told["其中报警及以上"]) == (1, 1)
    if year == timezone.localdate().year:  # on New Year's day nothing of the year is past
        assert (told["占许可最多的污染物"], told["已排放（t）"], told["占许可量 %"]) == ("二氧化硫", 0.2, 40.0)
        assert "二氧化硫 40.0 %" in browse(officer).get(reverse("monitoring:overview")).content.decode()


def test_who_sees_nobody_is_told_nothing(device: Device, series: Series, stranger: User, browse: Browse) -> None:
    _alarm(device.point, Cause.OVER, series)
    page = browse(stranger).get(reverse("monitoring:overview")).content.decode()
    assert device.client.name not in page
    assert "还没有联网的企业" in page


@pytest.mark.parametrize("state", ["", "over"])
def test_the_number_of_queries_does_not_grow_with_alarms_and_amounts(
    state: str, device: Device, series: Series, technician: User, browse: Browse
) -> None:
    browser = browse(technician)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("monitoring:overview"), {"state": state})
        return len(queries)

    def amount(code: str) -> None:
        facts = {"name": code, "year": timezone.localdate().year, "source": "许可证", "tonnes": Decimal(3)}
        setup.add(technician, Quota(client=series.client, code=code, **facts))

    amount("a21026")
    _alarm(device.point, Cause.OVER, series)
    few = asked()
    for number in range(3):
        amount(f"a9900{number}")
        _alarm(device.point, Cause.PERSISTENT, series, key=f"more {number}")
    assert asked() == few
