"""Asking a device from its page."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Command, CommandState, Device
from ecosteward.monitoring.services import commands

Browse = Callable[[User], Browser]


@pytest.mark.parametrize(
    ("who", "status"), [("stranger", 404), ("contact", 403), ("technician", 403), ("project_lead", 200)]
)
def test_who_leads_the_work_asks_devices(
    who: str, status: int, device: Device, request: pytest.FixtureRequest, browse: Browse
) -> None:
    browser = browse(request.getfixturevalue(who))
    assert browser.get(reverse("monitoring:commands", args=[device.pk])).status_code == status


def test_hours_are_asked_for_again(device: Device, project_lead: User, browse: Browse) -> None:
    now = timezone.localtime().replace(second=0, microsecond=0)
    begin, end = now - dt.timedelta(hours=6), now - dt.timedelta(hours=2)
    given = {"cn": "2061", "begin": f"{begin:%Y-%m-%dT%H:%M}", "end": f"{end:%Y-%m-%dT%H:%M}"}
    answer = browse(project_lead).post(reverse("monitoring:commands", args=[device.pk]), given)
    assert answer.status_code == 302, answer.content.decode()
    command = Command.objects.get()
    assert (command.cn, command.begin, command.end, command.asked_by) == ("2061", begin, end, project_lead)
    page = browse(project_lead).get(reverse("monitoring:commands", args=[device.pk])).content.decode()
    assert "补采小时数据" in page
    assert "待发送" in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"cn": "2061"}, "请填写起止时间"),
        ({"cn": "1062"}, "须填写此项"),
        ({"cn": "1062", "seconds": "5"}, "不能小于 30"),
        ({"cn": "1072", "password": "12"}, "6"),
        ({"cn": "9999"}, "9999"),
    ],
)
def test_what_hj_212_does_not_let_one_ask_is_refused(
    given: dict[str, str], words: str, device: Device, project_lead: User, browse: Browse
) -> None:
    answer = browse(project_lead).post(reverse("monitoring:commands", args=[device.pk]), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Command.objects.exists()


def test_a_new_password_is_never_shown(device: Device, project_lead: User, browse: Browse) -> None:
    address = reverse("monitoring:commands", args=[device.pk])
    assert browse(project_lead).post(address, {"cn": "1072", "password": "geh3im"}).status_code == 302
    assert "geh3im" not in browse(project_lead).get(address).content.decode()


def test_what_a_device_returned_stands_in_words(device: Device, project_lead: User, browse: Browse) -> None:
    address = reverse("monitoring:commands", args=[device.pk])
    browse(project_lead).post(address, {"cn": "1011"})
    commands.moved(Command.objects.get(), CommandState.FAILED, "3")
    assert "3 命令请求条件错误" in browse(project_lead).get(address).content.decode()


def test_each_field_says_which_commands_need_it(device: Device, project_lead: User, browse: Browse) -> None:
    page = browse(project_lead).get(reverse("monitoring:commands", args=[device.pk])).content.decode()
    for codes in ("2061 2051 2031", "1062", "1064", "1072"):
        assert f'data-for="{codes}"' in page
