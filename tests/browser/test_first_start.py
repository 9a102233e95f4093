"""The first visitor of an empty installation makes the agency and its director."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from ecosteward.accounts.models import User
from tests.browser.conftest import PHONE, Visitor

pytestmark = pytest.mark.browser


def test_the_first_visitor_makes_the_agency_and_works_in_it(visitor: Callable[..., Visitor]) -> None:
    first = visitor()
    page = first.open("/")
    expect(page.get_by_role("heading", name="启用环管家")).to_be_visible()
    page.get_by_label("服务机构名称").fill("清源环境技术服务有限公司")
    page.get_by_label("机构负责人姓名").fill("周明远")
    page.get_by_label("登录名").fill("zhou")
    page.get_by_label("密码", exact=True).fill("12345678")
    page.get_by_label("再输一遍").fill("12345678")
    page.get_by_role("button", name="建立机构并登录").click()
    expect(page.get_by_text("密码")).not_to_have_count(0)
    assert page.get_by_label("服务机构名称").input_value() == "清源环境技术服务有限公司"
    assert not User.objects.exists()
    page.get_by_label("密码", exact=True).fill("qingyuan-2026")
    page.get_by_label("再输一遍").fill("qingyuan-2026")
    page.get_by_role("button", name="建立机构并登录").click()
    expect(page.get_by_role("heading", name="今日待办")).to_be_visible()
    assert User.objects.get().role_names == "机构负责人"
    assert first.elsewhere == []
    assert first.complaints == []


def test_the_first_page_fits_a_phone(visitor: Callable[..., Visitor]) -> None:
    phone = visitor(PHONE)
    phone.open("/")
    assert phone.overflow() <= 0
