"""Who came and is not believed: who may see it, what it leads to, and how the gateway does."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.models import User
from ecosteward.journal.services import SYSTEM, write
from ecosteward.monitoring.models import Count, Device, Point, PointKind, Seal, Stranger
from ecosteward.monitoring.queries import strangers as queries
from ecosteward.monitoring.queries.gateways import health
from ecosteward.monitoring.rules.mns import alike
from ecosteward.monitoring.rules.systems import expected, usual
from ecosteward.monitoring.services import setup
from ecosteward.monitoring.tests.lines import data, now
from ecosteward.norms.hj212.meanings import codes

Browse = Callable[[User], Browser]
OTHER = "888888888888888888888888"
SO2 = {"a21026-Rtd": "12.5", "a21026-Flag": "N"}
pytestmark = pytest.mark.django_db


def came(mn: str, why: str = "unknown_device", sample: bytes | None = None, **more: Any) -> Stranger:
    """Note a stranger as the gateway does."""
    raw = data(now(), SO2, mn=mn or OTHER, **more) if sample is None else sample
    about = {"first_at": timezone.now(), "last_at": timezone.now(), "packets": 3, "sample": raw}
    return Stranger.objects.create(mn=mn, remote="10.0.0.9", why=why, **about)


def seen(user: User, named: str = "") -> set[str]:
    return set(queries.strangers(user, named).values_list("mn", flat=True))


@pytest.mark.parametrize("who", ["director", "quality_lead", "project_lead"])
def test_the_leads_of_the_only_agency_see_whoever_came(
    who: str, device: Device, request: pytest.FixtureRequest
) -> None:
    for mn, why in ((OTHER, "unknown_device"), (device.mn, "wrong_password"), ("", "noise")):
        came(mn, why)
    assert seen(request.getfixturevalue(who)) == {OTHER, device.mn, ""}


def test_a_technician_sees_those_of_the_devices_served_and_whose_mn_is_known(device: Device, technician: User) -> None:
    came(OTHER)
    came(device.mn, "wrong_password")
    assert seen(technician) == {device.mn}
    assert seen(technician, OTHER.lower()) == {device.mn, OTHER}
    assert seen(technician, OTHER[:-1]) == {device.mn}


def test_a_colleague_who_does_not_serve_the_client_sees_no_wrong_password_of_it(
    device: Device, colleague: User
) -> None:
    came(device.mn, "wrong_password")
    assert seen(colleague, device.mn) == set()


@pytest.mark.parametrize("who", ["contact", "officer"])
def test_nobody_outside_the_agency_sees_any(
    who: str, device: Device, request: pytest.FixtureRequest, browse: Browse
) -> None:
    row, user = came(device.mn, "wrong_password"), request.getfixturevalue(who)
    assert seen(user, device.mn) == set()
    assert browse(user).get(reverse("monitoring:strangers")).status_code == 403
    assert browse(user).get(reverse("monitoring:stranger", args=[row.pk]), {"q": device.mn}).status_code == 404


def test_with_several_agencies_an_unknown_one_is_for_who_names_its_whole_mn(director: User, stranger: User) -> None:
    came(OTHER)
    came("", "noise", b"GET /")
    for user in (director, stranger):
        assert seen(user) == set()
        assert seen(user, OTHER) == {OTHER}
        assert seen(user, "8") == set()


def test_another_agency_learns_nothing_of_a_device_whatever_it_names(
    device: Device, director: User, stranger: User, browse: Browse
) -> None:
    row = came(device.mn, "wrong_password", pw="654321")
    assert seen(stranger, device.mn) == set()
    with pytest.raises(Http404):
        queries.stranger(stranger, row.pk, device.mn)
    assert browse(stranger).get(reverse("monitoring:register_stranger", args=[row.pk])).status_code == 404
    assert seen(director) == {device.mn}


def test_a_wrong_password_is_shown_beside_the_right_one_and_leads_to_the_device(
    device: Device, technician: User, browse: Browse
) -> None:
    row = came(device.mn, "wrong_password", pw="654321")
    page = browse(technician).get(reverse("monitoring:stranger", args=[row.pk])).content.decode()
    assert "654321" in page
    assert device.password in page
    address = reverse("monitoring:change", args=[device.client_id, "devices", device.pk])
    assert address in page
    form = browse(technician).get(address).content.decode()
    assert reverse("monitoring:stranger", args=[row.pk]) in form
    assert "数采仪怎样接入" in form


@pytest.mark.parametrize(
    ("why", "stopped", "words"),
    [
        ("unknown_device", False, "登记几秒后的报文照收"),
        ("unknown_device", True, "清空停用日期"),
        ("no_password", False, "报文不带密码"),
    ],
)
def test_each_reason_says_what_to_do(
    why: str, stopped: bool, words: str, device: Device, technician: User, browse: Browse
) -> None:
    if stopped:
        device.stopped_on = dt.date(2026, 1, 1)
        write(SYSTEM, "device.changed", device)
    row = came(device.mn, why, pw="")
    assert words in browse(technician).get(reverse("monitoring:stranger", args=[row.pk])).content.decode()


def test_an_unknown_mn_leads_to_a_form_filled_in_and_makes_one_device(
    point: Point, director: User, browse: Browse, journal_rows: Callable[[], int]
) -> None:
    row, browser = came(OTHER, pw="AB12cd", version="2025"), browse(director)
    assert (
        reverse("monitoring:stranger", args=[row.pk]) in browser.get(reverse("monitoring:strangers")).content.decode()
    )
    address = reverse("monitoring:register_stranger", args=[row.pk])
    form = browser.get(address, {"point": point.pk}).context["form"]
    given = {name: form[name].value() for name in ("point", "mn", "password", "protocol", "minutes")}
    assert given == {"point": point.pk, "mn": OTHER, "password": "AB12cd", "protocol": "2025", "minutes": 1}
    assert not form["bare"].value()
    before = journal_rows()
    answer = browser.post(address, {**given, "realtime_seconds": 30})
    assert answer.status_code == 302
    assert journal_rows() == before + 1
    device = Device.objects.get()
    assert (device.client, device.agency, device.mn) == (point.client, point.agency, OTHER)


def test_one_that_sends_no_password_is_offered_as_such(point: Point, director: User, browse: Browse) -> None:
    address = reverse("monitoring:register_stranger", args=[came(OTHER, pw="").pk])
    assert browse(director).get(address).context["form"]["bare"].value()


def test_a_device_is_registered_at_no_point_of_others_and_by_nobody_else(
    point: Point,
    director: User,
    contact: User,
    colleague: User,
    browse: Browse,
    journal_rows: Callable[[], int],
) -> None:
    address = reverse("monitoring:register_stranger", args=[came(OTHER).pk])
    given = {"point": point.pk, "mn": OTHER, "password": "1", "realtime_seconds": 30, "minutes": 1}
    before = journal_rows()
    assert browse(contact).post(address, given).status_code == 404
    assert browse(colleague).post(address, given).status_code == 404
    assert browse(colleague).post(f"{address}?q={OTHER}", given).status_code == 422
    assert browse(director).post(address, {**given, "minutes": 7}).status_code == 422
    assert (Device.objects.count(), journal_rows()) == (0, before)


@pytest.mark.parametrize("sample", [b"<script>alert(1)</script>", b"", b"\x00\xff", b"##0009ST=31;CP=&&&&"])
def test_whatever_was_sent_is_shown_and_does_nothing(sample: bytes, director: User, browse: Browse) -> None:
    row = came("<b>1</b>", "unknown_device", sample)
    for name, arguments in (("strangers", []), ("stranger", [row.pk]), ("register_stranger", [row.pk])):
        answer = browse(director).get(reverse(f"monitoring:{name}", args=arguments))
        assert answer.status_code == 200
        assert b"<b>1</b>" not in answer.content
        assert b"<script>alert(1)" not in answer.content


def test_the_number_of_queries_does_not_grow_with_the_strangers(device: Device, director: User, browse: Browse) -> None:
    browser, numbers = browse(director), []
    for count in (1, 20):
        for number in range(count):
            came(f"{count}0000000{number}")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            browser.get(reverse("monitoring:strangers"))
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]


def test_an_mn_like_that_of_a_device_is_told_of(device: Device, director: User, browse: Browse) -> None:
    row = came(f"00{device.mn}")
    assert device.mn in browse(director).get(reverse("monitoring:stranger", args=[row.pk])).content.decode()


def test_the_ways_to_the_page_are_for_the_agency_alone(
    device: Device, technician: User, contact: User, browse: Browse
) -> None:
    way = reverse("monitoring:strangers")
    for name in ("overview", "quality"):
        assert way in browse(technician).get(reverse(f"monitoring:{name}")).content.decode()
        assert way not in browse(contact).get(reverse(f"monitoring:{name}")).content.decode()


def test_how_the_gateway_does_is_counted_of_the_devices_one_sees_and_of_the_unknown(
    device: Device, technician: User, stranger: User
) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for number, what, packets in (
        (device.pk, "good", 5), (device.pk, "repeated", 2), (device.pk, "fault:crc", 3), (0, "fault:unknown_device", 4),
    ):  # fmt: skip
        Count.objects.create(device_id=number, hour=hour, what=what, packets=packets)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO monitoring_chain VALUES (0, 2, '')")
    for number, ago in ((1, 90), (2, 5)):
        at = timezone.now() - dt.timedelta(seconds=ago)
        Seal.objects.create(slot=0, number=number, at=at, packets=10, previous=b"", digest=b"")
    found = health(technician)
    assert (found.since, found.minute, found.hour) == (None, 10, 7)
    assert found.faults == [("MN 没有登记", 4), ("校验码不符", 3)]
    assert (health(stranger).hour, health(stranger).faults) == (0, [("MN 没有登记", 4)])


MNS = st.text(st.sampled_from("0123456789AB"), min_size=1, max_size=24)


@given(MNS, MNS)
def test_likeness_goes_both_ways_and_nothing_is_like_itself(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert not alike(one, one.lower())


@given(st.text(st.sampled_from("123456789AB"), min_size=6, max_size=20), st.integers(1, 4), st.integers(0, 4))
def test_zeros_round_an_mn_and_a_slip_are_likely_the_same(mn: str, before: int, after: int) -> None:
    assert alike(mn, "0" * before + mn + "0" * after)
    assert alike(mn, f"{mn[:-1]}Z")


def test_every_kind_of_point_goes_with_systems_of_the_norm() -> None:
    for kind in PointKind:
        assert expected(kind) <= set(codes("ST"))
        assert all(each in expected(kind) for each in usual(kind).split("、") if each)


def test_a_device_registered_by_hand_has_the_minutes_of_its_point(
    point: Point, technician: User, browse: Browse
) -> None:
    point.minutes = 5
    setup.change(technician, point)
    address = reverse("monitoring:add", args=[point.client_id, "devices"])
    assert browse(technician).get(address, {"point": point.pk}).context["form"]["minutes"].value() == 5
