"""Pages for what went wrong: they say what to do, and nothing typed is lost with them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.models import User
from ecosteward.engagements.forms.dealings import AcceptanceForm
from ecosteward.pages.http import _line
from ecosteward.survey.forms import DeadlinesForm

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


def test_what_is_shown_again_has_the_forms_labels_and_names_the_files(contact: User, browse: Browse) -> None:
    given = {
        "title": "复核",
        "mode": "on_site",
        "client": "42",
        "major": "7",
        "photo": SimpleUploadedFile("门.jpg", b"x"),
    }
    page = _page(browse(contact).post(reverse("survey:deadlines"), given), 403)
    assert f"{DeadlinesForm.base_fields['major'].label}：7" in page
    assert "附件 门.jpg 没有保留，请重新选择" in page


def test_a_choice_is_told_in_words_and_a_records_number_not_at_all() -> None:
    fields = AcceptanceForm.base_fields
    assert _line("passed", fields["passed"], "no") == "验收结论：验收不合格，有任务要返工"
    assert _line("independent", fields["independent"], "on").endswith("：是")
    assert _line("returned", fields["returned"], "42") == ""
    assert _line("note", None, "先写一半") == "先写一半"


def test_of_a_long_table_the_rows_that_were_written_into_are_told_by_their_number(
    contact: User, browse: Browse
) -> None:
    given = {"e-E.6-3": "no", "er-E.6-3": "不涉及", "initial-er-E.6-3": "旧", "v-E.6-3": "0", "fill_column": "e"}
    page = _page(browse(contact).post(reverse("survey:deadlines"), given), 403)
    assert "E.6-3：不涉及</p>" in page
    assert "旧" not in page


def test_what_was_typed_before_the_login_ran_out_is_shown_with_the_way_back_in(client: Browser) -> None:
    came = {"Referer": "http://testserver/survey/raise/"}
    page = _page(client.post(reverse("survey:deadlines"), TYPED, headers=came), 403)
    assert "登录已过期" in page
    assert "先写一半" in page
    assert "geheim" not in page
    assert "next=%2Fsurvey%2Fraise%2F" in page
    itself = {"Referer": f"http://testserver{reverse('survey:deadlines')}"}
    again = _page(client.post(reverse("survey:deadlines"), TYPED, headers=itself), 403)
    assert "next=%2Fsurvey%2Ffindings%2Fdeadlines%2F" in again
    away = _page(client.post(reverse("survey:deadlines"), TYPED, HTTP_REFERER="https://evil.example/x"), 403)
    assert "next=%2F&quot;" in away or 'next=%2F"' in away


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}])
def test_what_a_script_sends_after_the_login_ran_out_is_led_to_the_login(
    client: Browser, headers: dict[str, str]
) -> None:
    assert client.post(reverse("survey:deadlines"), TYPED, headers=headers).status_code == 302
    assert client.get(reverse("survey:deadlines")).status_code == 302


def test_another_site_can_not_have_its_words_shown_to_who_is_not_logged_in() -> None:
    assert "先写一半" not in _page(Browser(enforce_csrf_checks=True).post(reverse("survey:deadlines"), TYPED), 403)


def test_a_form_whose_token_is_of_an_earlier_login_shows_what_was_typed(contact: User) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(contact)
    page = _page(browser.post(reverse("survey:deadlines"), TYPED), 403)
    assert "页面已过期" in page
    assert "先写一半" in page


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ("http://testserver/survey/findings/?page=2#x", True),
        ("https://evil.example/x", False),
        ("http://testserver/survey/findings/deadlines/", False),
        ("", False),
    ],
)
def test_a_refusal_leads_back_to_the_page_one_came_from_on_this_site(
    contact: User, browse: Browse, came: str, shown: bool
) -> None:
    page = _page(browse(contact).get(reverse("survey:deadlines"), HTTP_REFERER=came), 403)
    assert ('href="/survey/findings/?page=2"' in page) is shown
    assert ("返回上一页" in page) is shown


def test_a_step_that_is_refused_leads_to_how_things_stand_now(contact: User, browse: Browse) -> None:
    page = _page(browse(contact).post(reverse("survey:deadlines"), TYPED), 403)
    assert f'href="{reverse("survey:findings")}">看最新情况' in page
    assert "看最新情况" not in _page(browse(contact).post("/no-such-page/", TYPED), 404)


def test_who_is_not_logged_in_is_shown_nothing_that_was_sent(client: Browser) -> None:
    assert "先写一半" not in client.post("/no-such-page/", TYPED).content.decode()
