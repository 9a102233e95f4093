"""Pages for what went wrong: they say what to do, and nothing typed is lost with them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User

Browse = Callable[[User], Browser]
pytestmark = pytest.mark.django_db
TYPED = {
    "name": "恒锐表面处理",
    "note": "先写一半\n再写一半",
    "secret": "SECgeheim",
    "new_password": "geheim1",
    "again": "geheim1",
}


def _page(answer: Any, status: int) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def test_what_was_typed_into_a_form_that_is_refused_is_shown_to_be_copied(contact: User, browse: Browse) -> None:
    page = _page(browse(contact).post(reverse("survey:deadlines"), TYPED), 403)
    for words in ("不能办理", "您刚才填写的内容没有提交", "恒锐表面处理", "先写一半", "再写一半"):
        assert words in page


def test_what_was_typed_about_something_that_is_gone_is_shown_to_be_copied(contact: User, browse: Browse) -> None:
    page = _page(browse(contact).post(reverse("survey:step", args=[987654, "submit"]), TYPED), 404)
    assert "先写一半" in page


def test_secrets_are_never_shown_again(contact: User, browse: Browse) -> None:
    assert "geheim" not in _page(browse(contact).post(reverse("survey:deadlines"), TYPED), 403)


def test_a_page_that_was_only_asked_for_shows_nothing_typed(contact: User, browse: Browse) -> None:
    assert "您刚才填写的内容" not in _page(browse(contact).get(reverse("survey:deadlines")), 403)


def test_what_was_typed_is_shown_as_text_and_not_as_a_page(contact: User, browse: Browse) -> None:
    page = _page(browse(contact).post(reverse("survey:deadlines"), {"note": "<script>alert(1)</script>"}), 403)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_who_is_not_logged_in_is_shown_nothing_that_was_sent(client: Browser) -> None:
    assert "先写一半" not in client.post("/no-such-page/", TYPED).content.decode()
