"""The profile on screen, section by section."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosteward.accounts.models import Kind, User
from ecosteward.clients.models import Client, Limit, Outlet, Permit, Product
from ecosteward.clients.sections import SECTIONS
from ecosteward.clients.services import add_to_profile, change_profile, create_client
from ecosteward.clients.tests.screens import CODE, page

Browse = Callable[[User], Browser]
Rows = Callable[[], int]


def test_the_profile_costs_the_same_number_of_queries_for_any_number_of_lines(
    browse: Browse, technician: User, enterprise: Client
) -> None:
    browser = browse(technician)
    outlet = Outlet(client=enterprise, code="DA001", name="排气筒", kind="gas")
    add_to_profile(technician, outlet)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(browser, "clients:profile", enterprise.pk)
        return len(queries)

    few = count()
    for number in range(8):
        limit = Limit(client=enterprise, outlet=outlet, pollutant=f"污染物{number}", value=Decimal(20), basis="许可证")
        add_to_profile(technician, limit)
        add_to_profile(technician, Product(client=enterprise, name=f"产品{number}", unit="t/a"))
    assert count() == few


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
def test_every_section_opens_its_form_and_says_what_it_will_hold(
    section: Any, browse: Browse, technician: User, enterprise: Client
) -> None:
    browser = browse(technician)
    shown = page(browser, "clients:profile", enterprise.pk)
    assert section.title in shown
    assert section.empty in shown
    form = page(browser, "clients:new_line", enterprise.pk, section.key)
    for name in section.asks:
        assert f'name="{name}"' in form


def test_a_line_is_added_changed_and_removed_in_place(browse: Browse, technician: User, enterprise: Client) -> None:
    browser = browse(technician)
    new = reverse("clients:new_line", args=[enterprise.pk, "wastes"])
    typed = {"code": "HW49 900-041-49", "name": "废包装桶", "unit": "t/a", "approved": "12"}
    response = browser.post(new, typed, headers={"HX-Request": "true"})
    assert response.headers["HX-Retarget"] == "#wastes"
    shown = response.content.decode()
    assert "900-041-49" in shown
    assert '<span id="wastes-count" hx-swap-oob="true" class="">1</span>' in shown
    assert shown.lstrip().startswith("<section")
    found = re.search(r"/profile/wastes/(\d+)/", shown)
    assert found is not None
    line = reverse("clients:line", args=[enterprise.pk, "wastes", int(found[1])])
    changed = browser.post(line, {**typed, "name": "废油桶", "record_version": "1"}, headers={"HX-Request": "true"})
    assert "废油桶" in changed.content.decode()
    removed = browser.post(f"{line}remove/")
    assert removed.headers["Location"].endswith("#wastes")
    assert "废油桶" not in page(browser, "clients:profile", enterprise.pk)


def test_a_wrong_line_comes_back_in_its_place_with_what_was_typed(
    browse: Browse, technician: User, enterprise: Client, journal_rows: Rows
) -> None:
    new, before = reverse("clients:new_line", args=[enterprise.pk, "permits"]), journal_rows()
    typed = {"number": "苏排-001", "management": "key", "report_rules": "每年 1 月 15 日前"}
    response = browse(technician).post(new, typed, headers={"HX-Request": "true"})
    shown = response.content.decode()
    assert response.status_code == 422
    assert "应为 22 位" in shown
    assert "每年 1 月 15 日前" in shown
    assert "<html" not in shown
    assert journal_rows() == before


def test_an_amount_below_nothing_is_refused_with_what_was_typed(
    browse: Browse, technician: User, enterprise: Client, journal_rows: Rows
) -> None:
    before = journal_rows()
    new = reverse("clients:new_line", args=[enterprise.pk, "products"])
    response = browse(technician).post(new, {"name": "速冻蔬菜", "unit": "t/a", "approved": "-1"})
    assert response.status_code == 422
    assert "不能小于 0，请核对" in response.content.decode()
    assert "速冻蔬菜" in response.content.decode()
    assert journal_rows() == before


def test_a_line_works_as_a_page_of_its_own_without_scripts(
    browse: Browse, technician: User, enterprise: Client
) -> None:
    new = reverse("clients:new_line", args=[enterprise.pk, "permits"])
    browser = browse(technician)
    assert "<html" in browser.get(new).content.decode()
    response = browser.post(new, {"number": f"{CODE}001P", "management": "key"})
    assert response.headers["Location"] == f"{reverse('clients:profile', args=[enterprise.pk])}#permits"
    assert Permit.objects.get().client == enterprise


def test_the_outlets_offered_for_a_limit_are_the_enterprises_own(
    browse: Browse, director: User, enterprise: Client
) -> None:
    other = create_client(director, director.organisation, Kind.ENTERPRISE, "别家", credit_code_reason="筹建")
    for client, name in ((enterprise, "自家排气筒"), (other, "别家排气筒")):
        add_to_profile(director, Outlet(client=client, code="DA001", name=name, kind="gas"))
    foreign = Outlet.objects.get(client=other)
    new = reverse("clients:new_line", args=[enterprise.pk, "limits"])
    browser = browse(director)
    form = browser.get(new).content.decode()
    assert "自家排气筒" in form
    assert "别家排气筒" not in form
    typed = {"outlet": str(foreign.pk), "pollutant": "颗粒物", "value": "20", "basis": "许可证"}
    assert browser.post(new, typed).status_code == 422
    assert not Limit.objects.exists()


def test_a_line_of_another_client_is_not_reached_through_this_one(
    browse: Browse, director: User, enterprise: Client
) -> None:
    other = create_client(director, director.organisation, Kind.ENTERPRISE, "别家", credit_code_reason="筹建")
    product = Product(client=other, name="产品", unit="t/a")
    add_to_profile(director, product)
    assert (
        browse(director).get(reverse("clients:line", args=[enterprise.pk, "products", product.pk])).status_code == 404
    )


def test_an_unverified_limit_says_so(browse: Browse, technician: User, enterprise: Client) -> None:
    outlet = Outlet(client=enterprise, code="DA001", name="排气筒", kind="gas")
    add_to_profile(technician, outlet)
    add_to_profile(
        technician, Limit(client=enterprise, outlet=outlet, pollutant="颗粒物", value=Decimal(20), basis="许可证")
    )
    assert "待核" in page(browse(technician), "clients:profile", enterprise.pk)


def test_a_permit_tells_what_is_wrong_with_it(browse: Browse, director: User) -> None:
    agency = director.organisation
    client = create_client(director, agency, Kind.ENTERPRISE, "企业", credit_code="91320312MA1XPC001U")
    own = Permit(client=client, number="91320312MA1XPC001U001P", management="key", valid_to=dt.date(2020, 1, 1))
    add_to_profile(director, own)
    browser = browse(director)
    assert "已过期" in page(browser, "clients:profile", client.pk)
    own.number = f"{CODE}001P"
    change_profile(director, own)
    assert "编号与信用代码不符" in page(browser, "clients:profile", client.pk)


def test_what_people_type_is_never_markup(browse: Browse, technician: User, enterprise: Client) -> None:
    add_to_profile(technician, Product(client=enterprise, name="<script>alert(1)</script>", unit="t/a"))
    shown = page(browse(technician), "clients:profile", enterprise.pk)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_an_unknown_section_does_not_exist(browse: Browse, technician: User, enterprise: Client) -> None:
    assert browse(technician).get(f"/clients/{enterprise.pk}/profile/secrets/new/").status_code == 404


def test_a_lines_form_shows_what_happened_to_it(browse: Browse, technician: User, enterprise: Client) -> None:
    product = Product(client=enterprise, name="涂料", unit="t/a")
    add_to_profile(technician, product)
    line = reverse("clients:line", args=[enterprise.pk, "products", product.pk])
    assert "环境档案增加一条" in browse(technician).get(line, headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize(("section", "name"), [("permits", "number"), ("wastes", "code")])
def test_a_line_without_its_number_is_told_so_once(
    section: str, name: str, browse: Browse, technician: User, enterprise: Client
) -> None:
    new = reverse("clients:new_line", args=[enterprise.pk, section])
    answer = browse(technician).post(new, {}, headers={"HX-Request": "true"})
    assert len(answer.context["form"].errors[name]) == 1


def test_an_outlet_is_not_entered_twice(
    browse: Browse, technician: User, enterprise: Client, journal_rows: Rows
) -> None:
    new, typed = reverse("clients:new_line", args=[enterprise.pk, "outlets"]), {"name": "排气筒", "kind": "gas"}
    browser = browse(technician)
    assert browser.post(new, {**typed, "code": "DA001"}).status_code == 302
    before = journal_rows()
    again = browser.post(new, {**typed, "code": "ｄａ001"})
    assert again.status_code == 422
    assert "已有编号 DA001 的排放口" in again.content.decode()
    assert journal_rows() == before
    line = reverse("clients:line", args=[enterprise.pk, "outlets", Outlet.objects.get().pk])
    assert browser.post(line, {**typed, "code": "DA001", "height": "25"}).status_code == 302
