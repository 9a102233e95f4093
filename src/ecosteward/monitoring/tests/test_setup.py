"""Who registers points, devices, factors and limits, and what is refused."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.journal.models import Entry
from ecosteward.journal.services import StaleError
from ecosteward.monitoring.models import Device, Instrument, Point, PointKind, Quota, Series, SeriesLimit
from ecosteward.monitoring.services import setup
from ecosteward.monitoring.services.setup import Kept

KINDS = ("point", "instrument", "device", "series", "limit", "quota")


def _new(kind: str, client: Client, point: Point, series: Series) -> Kept:
    made: dict[str, Callable[[], Kept]] = {
        "point": lambda: Point(client=client, kind=PointKind.WATER, name="废水总排口"),
        "instrument": lambda: Instrument(client=client, point=point, name="烟气分析仪"),
        "device": lambda: Device(client=client, point=point, mn="888888888888888800000009"),
        "series": lambda: Series(client=client, point=point, code="a21002", name="氮氧化物"),
        "limit": lambda: SeriesLimit(client=client, series=series, upper=35.0, source="许可证"),
        "quota": lambda: Quota(
            client=client, code="a21026", name="二氧化硫", year=2026, tonnes=Decimal("3.2"), source="许可证"
        ),
    }
    return made[kind]()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", ["contact", "colleague", "officer", "stranger"])
def test_who_does_not_serve_the_client_registers_nothing(
    kind: str, who: str, point: Point, series: Series, request: pytest.FixtureRequest, journal_rows: Callable[[], int]
) -> None:
    actor: User = request.getfixturevalue(who)
    record = _new(kind, point.client, point, series)
    before, rows = journal_rows(), type(record)._default_manager.count()
    with pytest.raises(PermissionDenied):
        setup.add(actor, record)
    assert (journal_rows(), type(record)._default_manager.count()) == (before, rows)


@pytest.mark.parametrize("kind", KINDS)
def test_who_serves_the_client_registers_with_one_row(
    kind: str, point: Point, series: Series, technician: User, journal_rows: Callable[[], int]
) -> None:
    record, before = _new(kind, point.client, point, series), journal_rows()
    setup.add(technician, record)
    assert journal_rows() == before + 1
    assert type(record)._default_manager.get(pk=record.pk).agency_id == point.client.agency_id


def test_a_device_never_shows_its_password_or_key_in_the_journal(device: Device, technician: User) -> None:
    device.password, device.key = "geheim", "00112233445566778899AABBCCDDEEFF"
    setup.change(technician, device)
    told = "".join(str(row.changes) for row in Entry.objects.filter(kind="monitoring.device"))
    assert "geheim" not in told
    assert "AABBCC" not in told


def test_of_two_people_changing_a_point_the_second_is_told(point: Point, technician: User, director: User) -> None:
    other = Point.objects.get(pk=point.pk)
    other.note = "东侧"
    setup.change(director, other)
    point.note = "西侧"
    with pytest.raises(StaleError):
        setup.change(technician, point)


@pytest.mark.parametrize("mn", ["", "8888 0001", "88880001;PW=1", "中文", "9" * 41])
def test_an_mn_that_no_packet_can_carry_is_refused(mn: str, point: Point, technician: User) -> None:
    with pytest.raises(ValidationError):
        setup.add(technician, Device(client=point.client, point=point, mn=mn))


@pytest.mark.parametrize("mn", ["A110000_0001", "JLYP01-AIR01.1", "4201003", "9" * 40])
def test_an_mn_as_stations_of_the_state_have_it_is_taken(mn: str, point: Point, technician: User) -> None:
    setup.add(technician, Device(client=point.client, point=point, mn=mn))
    assert Device.objects.get().mn == mn


def test_an_mn_that_differs_in_case_alone_is_that_of_the_device_there_is(
    device: Device, technician: User, browse: Callable[[User], Browser], journal_rows: Callable[[], int]
) -> None:
    address, before = reverse("monitoring:add", args=[device.client_id, "devices"]), journal_rows()
    given = {
        "point": device.point_id,
        "mn": device.mn.lower(),
        "password": "1",
        "realtime_seconds": "30",
        "minutes": "1",
    }
    answer = browse(technician).post(address, given)
    assert answer.status_code == 422
    assert "该 MN 已经登记过" in answer.content.decode()
    assert (Device.objects.count(), journal_rows()) == (1, before)


@pytest.mark.parametrize(("key", "kept"), [("0x00112233445566778899aabbccddeeff", "00112233445566778899AABBCCDDEEFF")])
def test_a_key_is_brought_into_one_form(key: str, kept: str, device: Device, technician: User) -> None:
    device.key = key
    with pytest.raises(ValidationError):
        setup.change(technician, Device(client=device.client, point=device.point, mn="1", key="12"))
    device.key = key[2:]
    setup.change(technician, device)
    assert Device.objects.get(pk=device.pk).key == kept


def test_a_limit_needs_a_bound_and_an_end_after_its_beginning(series: Series, technician: User) -> None:
    with pytest.raises(ValidationError):
        setup.add(technician, SeriesLimit(client=series.client, series=series, source="许可证"))
    turned = SeriesLimit(
        client=series.client,
        series=series,
        upper=1.0,
        source="许可证",
        since=dt.date(2026, 2, 1),
        until=dt.date(2026, 1, 1),
    )
    with pytest.raises(ValidationError):
        setup.add(technician, turned)


@pytest.mark.parametrize(
    ("unit", "kept", "said"),
    [("", "μg/L", ""), ("ug/L", "ug/L", ""), ("mg/L", "", "请把限值换算成 μg/L，或先把因子的单位改对")],
)
def test_a_limit_in_another_unit_than_the_factors_is_refused_for_it_would_compare_nothing(
    unit: str, kept: str, said: str, series: Series, technician: User, browse: Callable[[User], Browser]
) -> None:
    series.unit = "μg/L"
    setup.change(technician, series)
    address = reverse("monitoring:add", args=[series.client_id, "limits"])
    typed = {"series": series.pk, "basis": "day", "upper": "0.2", "unit": unit, "source": "许可证第 14 页"}
    answer = browse(technician).post(address, typed)
    assert [each.unit for each in SeriesLimit.objects.all()] == [kept] * (not said)
    assert said in answer.content.decode()


def test_a_limit_that_is_not_compared_says_so_where_it_is_shown(
    series: Series, technician: User, browse: Callable[[User], Browser]
) -> None:
    setup.add(technician, SeriesLimit(client=series.client, series=series, upper=0.2, unit="kg/h", source="许可证"))
    page = browse(technician).get(reverse("monitoring:point", args=[series.point_id])).content.decode()
    assert "单位与因子不同，没有比较" in page
    assert "0.2 kg/h（小时均值，单位不同未比较）" in page


def test_a_permitted_amount_that_there_is_already_is_told_as_that(
    series: Series, technician: User, browse: Callable[[User], Browser]
) -> None:
    address = reverse("monitoring:add", args=[series.client_id, "quotas"])
    typed = {"code": series.code, "name": "二氧化硫", "year": "2026", "tonnes": "3.2", "source": "许可证"}
    assert browse(technician).post(address, typed).status_code == 302
    answer = browse(technician).post(address, typed)
    assert answer.status_code == 422
    assert "该污染物本年度已有许可排放量" in answer.content.decode()
    assert Quota.objects.count() == 1


def test_a_field_that_cannot_be_read_is_asked_for_once(
    point: Point, series: Series, technician: User, browse: Callable[[User], Browser]
) -> None:
    address = reverse("monitoring:add", args=[point.client_id, "devices"])
    answer = browse(technician).post(address, {"point": point.pk, "mn": ""}).content.decode()
    assert "请填写“设备唯一标识 MN”" in answer
    assert "MN 只能由" not in answer
    limit = {"series": series.pk, "basis": "hour", "upper": "无", "source": "许可证"}
    answer = (
        browse(technician).post(reverse("monitoring:add", args=[point.client_id, "limits"]), limit).content.decode()
    )
    assert "请填写数字" in answer
    assert "请填写上限或下限" not in answer


def test_the_form_offers_the_clients_own_points_alone(
    point: Point, park: Client, technician: User, director: User, browse: Callable[[User], Browser]
) -> None:
    setup.add(director, Point(client=park, kind=PointKind.AIR, name="园区空气站"))
    page = browse(technician).get(reverse("monitoring:add", args=[point.client_id, "devices"])).content.decode()
    assert point.name in page
    assert "园区空气站" not in page


def test_the_form_shows_what_is_wrong_and_loses_nothing(
    point: Point, technician: User, browse: Callable[[User], Browser]
) -> None:
    given = {"point": point.pk, "mn": "有空格 的", "password": "654321", "realtime_seconds": "30", "minutes": "10"}
    answer = browse(technician).post(reverse("monitoring:add", args=[point.client_id, "devices"]), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "MN 只能由字母、数字和" in page
    assert "654321" in page
    assert not Device.objects.exists()


def test_a_device_that_sends_other_minutes_than_its_point_expects_is_refused(
    point: Point, technician: User, browse: Callable[[User], Browser]
) -> None:
    address = reverse("monitoring:add", args=[point.client_id, "devices"])
    given = {"point": point.pk, "mn": "8800000001", "password": "654321", "realtime_seconds": "30"}
    answer = browse(technician).post(address, {**given, "minutes": str(point.minutes + 4)})
    assert answer.status_code == 422
    assert "两者须一致" in answer.content.decode()
    assert browse(technician).post(address, {**given, "minutes": str(point.minutes)}).status_code == 302


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("colleague", 404), ("contact", 403), ("officer", 403)])
def test_the_form_is_not_for_everybody(
    who: str, status: int, point: Point, request: pytest.FixtureRequest, browse: Callable[[User], Browser]
) -> None:
    browser = browse(request.getfixturevalue(who))
    assert browser.get(reverse("monitoring:add", args=[point.client_id, "points"])).status_code == status


def test_an_unknown_kind_is_no_page(point: Point, technician: User, browse: Callable[[User], Browser]) -> None:
    assert browse(technician).get(reverse("monitoring:add", args=[point.client_id, "secrets"])).status_code == 404
