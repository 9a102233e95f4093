"""A list of many rows: sorted, paged, narrowed, left and come back to."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from ecosteward.accounts.models import Kind, Role
from ecosteward.accounts.services import create_organisation, enrol
from ecosteward.clients.services import create_client
from ecosteward.journal.services import SYSTEM
from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser
PASSWORD = "jiancha-2026"


@pytest.fixture
def director(visitor: Callable[..., Visitor]) -> Visitor:
    """Be the director of an agency with 60 enterprises and a park."""
    agency = create_organisation(SYSTEM, Kind.AGENCY, "清源环境技术服务有限公司")
    user = enrol(SYSTEM, agency, "zhou", "周明远", [Role.DIRECTOR], password=PASSWORD)
    for number in range(60):
        create_client(user, agency, Kind.ENTERPRISE, f"企业{number:02d}", credit_code_reason="筹建")
    create_client(user, agency, Kind.PARK, "某园区", credit_code_reason="筹建")
    arrived = visitor()
    arrived.log_in("zhou", PASSWORD)
    return arrived


def test_who_goes_back_to_a_list_finds_it_as_it_was_left(director: Visitor) -> None:
    page = director.open("/clients/")
    page.locator("[name=kind]").select_option("enterprise")
    expect(page.locator(".list-foot")).to_contain_text("共 60 条")
    page.get_by_role("link", name="名称", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    page.locator(".pagination").get_by_text("2").click()
    page.get_by_role("link", name="企业55").click()
    expect(page.get_by_role("heading", name="企业55")).to_be_visible()
    page.go_back()
    expect(page.locator(".site-nav")).to_be_visible()
    expect(page.locator(".page-item.active")).to_have_text("2")
    expect(page.locator("[name=kind]")).to_have_value("enterprise")
    page.go_back()
    expect(page.locator(".page-item.active")).to_have_text("1")
    page.locator("[name=kind]").select_option("")
    expect(page.locator(".list-foot")).to_contain_text("共 61 条")
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    assert page.evaluate("localStorage.length") == 0, "no page is kept in the browser"
