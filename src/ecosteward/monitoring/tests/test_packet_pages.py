"""The log of a device says what the gateway found, whatever it found."""

import datetime as dt
from collections.abc import Callable
from hashlib import sha256

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Device, Packet, Series
from ecosteward.monitoring.rules.faults import OWN
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance
from ecosteward.monitoring.store import partitions, rows
from ecosteward.monitoring.tests.test_points import put
from ecosteward.norms.hj212.crc import written
from ecosteward.norms.hj212.deviations import WORDS

RAW = b"##0000&&nonsense&&1C80\r\n"


def test_every_code_of_the_gateway_and_of_the_norm_has_its_words_in_the_log(
    device: Device, technician: User, browse: Callable[[User], Browser]
) -> None:
    now = timezone.now()
    partitions.ensure(rows.PACKETS, month := partitions.month_of(now))
    Packet.objects.create(
        bucket=month,
        device_id=device.pk,
        digest=sha256(RAW).digest(),
        id=7,
        received_at=now - dt.timedelta(minutes=1),
        cn="2011",
        verdict="invalid",
        told=[*OWN, *WORDS, "code_of_a_later_version"],
        slot=0,
        seal=1,
        raw=RAW,
    )
    page = browse(technician).get(reverse("monitoring:packets", args=[device.pk])).content.decode()
    for words in (*OWN.values(), "校验码不符", "code_of_a_later_version"):
        assert words in page


def test_the_board_of_data_quality_opens_for_every_time_it_offers(
    device: Device, technician: User, browse: Callable[[User], Browser]
) -> None:
    browser = browse(technician)
    for days in ("", "1", "7", "30", "quarter", "x"):
        answer = browser.get(reverse("monitoring:quality"), {"days": days})
        assert device.point.name in answer.content.decode()


def _came(device: Device, told: tuple[str, ...] = (), cn: str = "2061") -> Packet:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=2)
    data = f"QN={timezone.localtime(hour):%Y%m%d%H%M%S}000;ST=31;CN={cn};PW=geh3im;MN={device.mn};Flag=5;"
    data += f"CP=&&DataTime={timezone.localtime(hour):%Y%m%d%H%M%S};a21026-Avg=20.5,a21026-Flag=N&&"
    raw = f"##{len(data):04}{data}{written(data.encode()).decode()}\r\n".encode()
    partitions.ensure(rows.PACKETS, month := partitions.month_of(hour))
    return Packet.objects.create(
        bucket=month,
        device_id=device.pk,
        digest=sha256(raw).digest(),
        id=9,
        received_at=hour + dt.timedelta(minutes=61),
        data_at=hour,
        cn=cn,
        verdict="valid",
        told=list(told),
        slot=0,
        seal=1,
        raw=raw,
    )


def _pages(browser: Browser, device: Device) -> tuple[str, str]:
    log = browser.get(reverse("monitoring:packets", args=[device.pk]))
    one = browser.get(reverse("monitoring:packet", args=[device.pk, 9]))
    assert (log.status_code, one.status_code) == (200, 200)
    return log.content.decode(), one.content.decode()


@pytest.mark.parametrize(("who", "shown"), [("technician", True), ("contact", False), ("officer", False)])
def test_the_password_of_a_packet_is_shown_to_who_keeps_the_device_alone(
    who: str, shown: bool, device: Device, request: pytest.FixtureRequest, browse: Callable[[User], Browser]
) -> None:
    _came(device)
    for page in _pages(browse(request.getfixturevalue(who)), device):
        assert ("geh3im" in page) == shown
        assert ("访问密码已隐去" in page) != shown


def test_a_packet_leads_to_its_curve_and_to_what_became_of_its_factors(
    device: Device, series: Series, technician: User, browse: Callable[[User], Browser]
) -> None:
    packet = _came(device)
    _, page = _pages(browse(technician), device)
    assert "还没有判定" in page
    found = rows.empty(rows.VERDICT, 1)
    assert packet.data_at
    found["series_id"], found["span"], found["mean"] = series.pk, Span.HOUR, 20.5
    found["at"] = rows.instant(packet.data_at)
    found["exceedance"] = Exceedance.OVER
    put(rows.VERDICTS, found)
    _, page = _pages(browse(technician), device)
    assert Exceedance.OVER.words in page
    at = f"{timezone.localtime(packet.data_at):%Y-%m-%dT%H:%M}"
    assert f"{reverse('monitoring:point', args=[device.point_id])}?span=hour&amp;at={at}&amp;series={series.pk}" in page


def test_a_log_narrowed_to_nothing_leads_back_to_all(
    device: Device, technician: User, browse: Callable[[User], Browser]
) -> None:
    address = reverse("monitoring:packets", args=[device.pk])
    page = browse(technician).get(address, {"cn": "9999"}).content.decode()
    assert "看全部报文" in page
