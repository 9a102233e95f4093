"""The log of a device says what the gateway found, whatever it found."""

import datetime as dt
from collections.abc import Callable
from hashlib import sha256

from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Device, Packet
from ecosteward.monitoring.rules.faults import OWN
from ecosteward.monitoring.store import partitions, rows
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
