"""How forms treat people: bad input, two savers, and who is sent where."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import DecimalField, EmailField, FileField, FloatField, IntegerField
from django.test import Client as Browser
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.models import User
from ecosteward.clients.forms.client import ClientForm
from ecosteward.clients.models import Client
from ecosteward.journal.services import StaleError, write
from ecosteward.monitoring.models import AlarmRule
from ecosteward.pages.forms import PlainForm, RecordForm, _short
from ecosteward.pages.http import back, person

Browse = Callable[[User], Browser]


def _typed(client: Client, **facts: str) -> dict[str, str]:
    return {"name": client.name, "credit_code_reason": "示例", "record_version": str(client.version), **facts}


def test_the_conflict_page_shows_both_values_of_what_differs_and_only_that(director: User, enterprise: Client) -> None:
    seen = Client.objects.get(pk=enterprise.pk)
    enterprise.site = "别人写的"
    write(director, "client.changed", enterprise)
    form = ClientForm(_typed(seen, site="我写的"), instance=seen, user=director, kind=seen.kind)
    assert form.is_valid()
    with pytest.raises(StaleError) as stale:
        write(director, "client.changed", form.instance)
    form.show_conflict(stale.value.theirs)
    assert [(each.mine, each.theirs) for each in form.differences] == [("我写的", "别人写的")]
    assert form["site"].value() == "我写的"
    assert form["record_version"].value() == str(enterprise.version)


class _Bounded(PlainForm):
    number = IntegerField(label="份数", min_value=1, max_value=9)
    file = FileField(label="文件")


@pytest.mark.parametrize(("number", "words"), [("0", "不能小于 1，请改大"), ("10", "不能大于 9，请改小")])
def test_a_number_out_of_bounds_and_an_empty_file_are_told_what_to_do(number: str, words: str) -> None:
    form = _Bounded({"number": number}, {"file": SimpleUploadedFile("空.pdf", b"")})
    assert form.errors["number"] == [words]
    assert "另选一个" in form.errors["file"][0]


class _Counted(RecordForm[AlarmRule]):
    class Meta:
        model = AlarmRule
        fields = ("escalates_after",)


def test_a_number_that_the_record_itself_cannot_hold_is_told_what_to_do() -> None:
    assert _Counted({"escalates_after": "99999999999"}).errors["escalates_after"] == ["不能大于 2147483647，请改小"]


class _Reached(PlainForm):
    mail = EmailField(label="电子邮箱")


def test_what_is_no_mail_address_is_answered_with_how_one_is_written() -> None:
    assert _Reached({"mail": "不是邮箱"}).errors["mail"] == ["请填写电子邮箱，如 name@example.cn"]


class _Amounts(PlainForm):
    amount = DecimalField(label="数量", max_digits=5, decimal_places=2, required=False)
    level = FloatField(label="结果", required=False)
    times = IntegerField(label="次数", min_value=0, required=False)


@pytest.mark.parametrize("typed", ["1-2", "无", "3e9e", "1e400"])
def test_what_is_typed_where_a_number_belongs_reaches_the_server_and_stays_on_the_screen(typed: str) -> None:
    form = _Amounts({"amount": typed, "level": typed, "times": typed})
    assert set(form.errors) == {"amount", "level", "times"}
    shown = form.as_p()
    assert 'type="number"' not in shown  # it sends nothing for what is no number, and shows nothing of it
    assert shown.count(f'value="{typed}"') == 3


def test_too_many_digits_are_told_in_chinese_what_to_do() -> None:
    said = [_Amounts({"amount": amount}).errors["amount"][0] for amount in ("1234", "1.234", "123456")]
    assert said == [
        "整数部分最多 3 位，请核对单位和位数",
        "最多 2 位小数，请删减",
        "最多 5 位数字（含小数），请核对单位和位数",
    ]


@pytest.mark.parametrize(
    ("kept", "shown"), [("12000.0000", "12000"), ("0.3000", "0.3"), ("-5.50", "-5.5"), ("0.00", "0")]
)
def test_a_number_is_shown_for_change_as_people_write_it(kept: str, shown: str) -> None:
    assert str(_short(Decimal(kept))) == shown


@given(st.decimals(-(10**11), 10**11, places=4))
def test_a_number_that_is_shown_shorter_is_the_same_number(number: Decimal) -> None:
    assert _short(number) == number
    assert "E" not in str(_short(number))


def test_a_record_that_was_deleted_meanwhile_is_told_with_what_was_typed(director: User, enterprise: Client) -> None:
    form = ClientForm(_typed(enterprise, site="我写的"), instance=enterprise, user=director, kind=enterprise.kind)
    assert form.is_valid()
    form.show_conflict(None)
    assert "刚被别人删除" in str(form.non_field_errors())
    assert form["site"].value() == "我写的"


def test_the_first_of_two_savers_meets_no_conflict(browse: Browse, director: User, enterprise: Client) -> None:
    address = reverse("clients:change", args=[enterprise.pk])
    assert browse(director).post(address, _typed(enterprise, site="甲")).status_code == 302
    assert Client.objects.get(pk=enterprise.pk).site == "甲"


def test_a_form_sent_without_the_version_seen_is_saved_as_of_now(
    browse: Browse, director: User, enterprise: Client
) -> None:
    typed = _typed(enterprise, site="甲")
    del typed["record_version"]
    assert browse(director).post(reverse("clients:change", args=[enterprise.pk]), typed).status_code == 302


def test_every_field_in_error_says_so_beside_itself_in_chinese(browse: Browse, director: User) -> None:
    response = browse(director).post(reverse("clients:new"), {"industry_code": "x", "started_on": "y"})
    shown = response.content.decode()
    assert response.status_code == 422
    assert len(re.findall("invalid-feedback", shown)) >= 2
    assert "处需要改正" in shown
    assert "This field" not in shown


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_off_the_site(target: str) -> None:
    request = RequestFactory().get("/", {"next": target})
    assert back(request, "/clients/").headers["Location"] == "/clients/"


def test_a_person_is_sent_back_to_where_they_acted_from() -> None:
    request = RequestFactory().post("/", {"next": "/clients/?page=2"})
    assert back(request, "/").headers["Location"] == "/clients/?page=2"


def test_a_view_never_takes_an_anonymous_visitor_for_a_person() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(AssertionError):
        person(request)


def test_a_choice_without_choices_says_what_to_make_first(
    browse: Browse, director: User, request: pytest.FixtureRequest
) -> None:
    browser, address = browse(director), reverse("survey:plan")
    assert "还没有可选的服务对象" in browser.get(address).content.decode()
    request.getfixturevalue("enterprise")
    assert "还没有可选的服务对象" not in browser.get(address).content.decode()


def test_a_field_left_empty_asks_for_itself_and_is_tied_to_its_fault(browse: Browse, director: User) -> None:
    shown = browse(director).post(reverse("clients:new"), {}).content.decode()
    assert "请填写“名称”" in shown
    assert 'id="id_name_error"' in shown
    assert re.search(r'<input[^>]*name="name"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*id_name_error', shown)
