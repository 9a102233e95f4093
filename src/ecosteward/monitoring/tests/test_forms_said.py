"""What the forms say: which point of whom they are about, what is wrong and what to do, what was done."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Condition, Device, Instrument, Point, Quota, Revision, Series
from ecosteward.monitoring.services import setup

Browse = Callable[[User], Browser]


def _text(time: dt.datetime) -> str:
    return f"{timezone.localtime(time):%Y-%m-%dT%H:%M}"


@pytest.fixture
def instrument(technician: User, point: Point) -> Instrument:
    instrument = Instrument(client=point.client, point=point, name="烟气分析仪")
    setup.add(technician, instrument)
    return instrument


def test_every_form_of_a_point_says_whose_point_it_is_and_leads_back(
    instrument: Instrument, point: Point, technician: User, browse: Browse
) -> None:
    browser = browse(technician)
    addresses = [
        reverse(f"monitoring:{name}", args=[point.pk]) for name in ("mark", "correct", "audit", "record_result")
    ]
    addresses.append(reverse("monitoring:check", args=[instrument.pk]))
    addresses.append(f"{reverse('monitoring:add', args=[point.client_id, 'devices'])}?point={point.pk}")
    addresses.append(reverse("monitoring:change", args=[point.client_id, "points", point.pk]))
    for address in addresses:
        page = browser.get(address).content.decode()
        assert point.client.name in page
        assert reverse("monitoring:point", args=[point.pk]) in page


def test_a_form_with_a_point_of_nonsense_in_its_address_still_opens(
    point: Point, technician: User, browse: Browse
) -> None:
    address = reverse("monitoring:add", args=[point.client_id, "devices"])
    for number in ("x", "９", "9" * 40, "-1"):
        assert browse(technician).get(address, {"point": number}).status_code == 200


def test_ending_and_voiding_say_which_mark_they_are_about(point: Point, contact: User, browse: Browse) -> None:
    browser = browse(contact)
    begin = timezone.now() - dt.timedelta(hours=3)
    done = browser.post(
        reverse("monitoring:mark", args=[point.pk]),
        {"kind": "M", "begin": _text(begin), "text": "更换滤膜"},
        follow=True,
    )
    assert "已标记维护" in done.content.decode()
    mark = Condition.objects.get()
    for name in ("end_mark", "void_mark"):
        page = browser.get(reverse(f"monitoring:{name}", args=[mark.pk])).content.decode()
        assert "更换滤膜" in page
        assert point.name in page


@pytest.mark.parametrize(
    ("span", "time", "words"),
    [
        ("2", "10:30", "小时数据的时间是整点，请改为 10:00"),
        ("3", "08:00", "请改为 00:00"),
        ("1", "10:07", "每 10 min 一个"),
    ],
)
def test_a_correction_of_a_time_that_no_datum_begins_at_is_refused(
    span: str, time: str, words: str, point: Point, series: Series, technician: User, browse: Browse
) -> None:
    point.minutes = 10
    setup.change(technician, point)
    given = {"series": series.pk, "span": span, "at": f"2026-06-01T{time}", "value": "3", "reason": "标样核查"}
    answer = browse(technician).post(reverse("monitoring:correct", args=[point.pk]), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "标样核查" in answer.content.decode()
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"tonnes": "-3"}, "许可排放量不能小于 0"),
        ({"tonnes": "很多"}, "请填写数字，如 12.5"),
        ({"year": "99"}, "请填写四位年份"),
        ({"code": "COD"}, "化学需氧量 w01018"),
        ({"code": "<b>", "name": "没有的东西"}, "请填 HJ 212 的编码"),
    ],
)
def test_a_permitted_amount_that_nothing_could_be_summed_against_is_refused(
    more: dict[str, str], words: str, point: Point, technician: User, browse: Browse
) -> None:
    given = {"code": "w01018", "name": "化学需氧量", "year": "2026", "tonnes": "11.2", "source": "许可证", **more}
    answer = browse(technician).post(reverse("monitoring:add", args=[point.client_id, "quotas"]), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Quota.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"minutes": "0"}, "分钟数据间隔应能整除 60"),
        ({"minutes": "7"}, "分钟数据间隔应能整除 60"),
        ({"minutes": "十"}, "请填写整数"),
        ({"name": "长" * 300}, "最多 80 个字，现在有 300 个，请删减"),
    ],
)
def test_a_point_that_cannot_be_judged_is_refused_in_words(
    more: dict[str, str], words: str, point: Point, technician: User, browse: Browse
) -> None:
    given = {"name": "二号排放口", "kind": "gas", "minutes": "10", **more}
    answer = browse(technician).post(reverse("monitoring:add", args=[point.client_id, "points"]), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Point.objects.count() == 1


@pytest.mark.parametrize("password", ["１２３４５６", "密码", "12;456", "a b", "a&b=c"])
def test_a_password_that_no_packet_can_carry_is_refused(password: str, point: Point, technician: User) -> None:
    made = Device(client=point.client, point=point, mn="888888888888888800000009", password=password)
    with pytest.raises(ValidationError, match="访问密码"):
        setup.add(technician, made)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"cn": "1072", "password": "１２３４５６"}, "半角"),
        ({"cn": "2061", "begin": "2016-01-01T00:00", "end": "2026-01-01T00:00"}, "一次最多 31 天"),
        ({"cn": "2061", "begin": "2026-01-02T00:00", "end": "2026-01-01T00:00"}, "截止时间应晚于开始时间"),
    ],
)
def test_a_command_mistyped_does_not_reach_the_device(
    given: dict[str, str], words: str, device: Device, project_lead: User, browse: Browse
) -> None:
    answer = browse(project_lead).post(reverse("monitoring:commands", args=[device.pk]), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
