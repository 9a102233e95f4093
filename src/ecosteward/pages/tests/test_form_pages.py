"""A form that cannot be saved because of somebody else is shown again with everything typed."""

from typing import Any

import pytest
from django import forms
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.journal.services import SYSTEM, StaleError, write
from ecosteward.pages.forms import PlainForm
from ecosteward.pages.views import FormPage


class Words(PlainForm):
    words = forms.CharField(label="说明")


class Twice(FormPage):
    """Saves what somebody else has just saved."""

    form_class = Words

    def save(self, form: Words) -> str:
        raise IntegrityError


class Late(FormPage):
    """Acts on a record that somebody else has just changed."""

    form_class = Words
    client: Client | None = None

    def save(self, form: Words) -> str:
        assert self.client is not None
        raise StaleError(self.client)


def shown(request: HttpRequest) -> str:
    answer = Twice.as_view()(request)
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def posted(user: User) -> HttpRequest:
    request = RequestFactory().post("/", {"words": "写了很久的话"})
    request.user = user
    return request


@pytest.mark.parametrize(("view", "told"), [(Twice, "别人刚刚保存了同样的记录"), (Late, "刚被别人修改过")])
def test_the_later_of_two_is_told_and_keeps_what_was_typed(
    view: type[FormPage], told: str, director: User, enterprise: Client
) -> None:
    enterprise.note = "别人写的"
    write(SYSTEM, "client.changed", enterprise)
    arguments: dict[str, Any] = {"client": enterprise} if view is Late else {}
    answer = view.as_view(**arguments)(posted(director))
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 409
    assert told in answer.content.decode()
    assert "写了很久的话" in answer.content.decode()


@pytest.mark.parametrize(
    ("came_from", "led_to"),
    [("http://testserver/tasks/?q=x", "http://testserver/tasks/?q=x"), ("https://evil.example/", "/"), ("", "/")],
)
def test_cancel_leads_back_to_where_one_came_from_and_never_off_the_site(
    came_from: str, led_to: str, director: User
) -> None:
    request = RequestFactory().get("/", headers={"referer": came_from})
    request.user = director
    assert f'href="{led_to}">取消</a>' in shown(request)


def test_cancel_still_leads_back_after_a_form_sent_in_vain(director: User) -> None:
    form, origin = "http://testserver/form/", "http://testserver/tasks/"
    request = RequestFactory().post(form, {"came_from": origin}, headers={"referer": form})
    request.user = director
    assert f'href="{origin}">取消</a>' in shown(request)
