"""Everybody who can log in may read the whole standard, and every link in it leads somewhere."""

import re
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from ecosteward.accounts.models import User
from ecosteward.standard import queries, rules
from ecosteward.standard.addresses import address
from ecosteward.standard.views import _TABLES

Browse = Callable[[User], Browser]
PAGES = ["/standard/", "/standard/norms/", *(f"/standard/{table}/" for table in _TABLES)]


@pytest.fixture
def browser(technician: User, browse: Browse) -> Browser:
    return browse(technician)


def page(browser: Browser, url: str) -> str:
    response = browser.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.mark.parametrize("url", PAGES)
def test_a_visitor_who_is_not_logged_in_is_asked_to(db: None, url: str) -> None:
    response = Browser().get(url)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_the_enterprise_reads_the_same_standard_as_its_agency(contact: User, browse: Browse) -> None:
    assert "第三方环保服务机构服务规范" in page(browse(contact), "/standard/")


@pytest.mark.parametrize("url", PAGES)
def test_a_page_gives_no_anchor_twice(browser: Browser, url: str) -> None:
    anchors = re.findall(r'\sid="([^"]+)"', page(browser, url))
    assert len(anchors) == len(set(anchors))


def test_every_id_of_the_edition_is_found_where_its_address_says(browser: Browser) -> None:
    pages: dict[str, str] = {}
    for each in rules.all_ids(queries.edition()):
        url, _, anchor = address(each).partition("#")
        if url not in pages:
            pages[url] = page(browser, url)
        assert f'id="{anchor}"' in pages[url], each


def test_no_link_within_the_standard_is_dead(browser: Browser) -> None:
    seen, waiting = set[str](), ["/standard/", "/standard/search/?q=排污"]
    while waiting:
        url = waiting.pop()
        seen.add(url)
        shown = page(browser, url)
        found = {link.partition("#")[0] for link in re.findall(r'href="(/standard/(?!at/)[^"?]*)"', shown)}
        waiting += sorted(found - seen - set(waiting))
    assert len(seen) == len(PAGES) + 1 + 50 + 11


def test_a_service_shows_its_clause_its_items_and_its_norms_with_their_editions(browser: Browser) -> None:
    shown = page(browser, "/standard/services/B1.07/")
    service = queries.service("B1.07")
    assert service.clause in shown
    assert all(item.text in shown for item in service.items)
    assert "HJ/T 394-2007" in shown
    assert "公告2018年第9号" in shown


def test_a_value_that_nobody_checked_says_so_and_one_that_was_checked_does_not(browser: Browser) -> None:
    registry = page(browser, "/standard/norms/")
    row = {code: re.search(rf'<tr id="{code}">.*?</tr>', registry, re.DOTALL) for code in ("HJ-606", "GB-37822")}
    assert row["HJ-606"]
    assert "待核" in row["HJ-606"].group()
    assert row["GB-37822"]
    assert "待核" not in row["GB-37822"].group()


def test_an_item_that_says_more_than_was_checked_shows_it(browser: Browser) -> None:
    shown = page(browser, "/standard/topics/B2.10/")
    items = {key: re.search(rf'<li id="{key}">.*?</li>', shown, re.DOTALL) for key in ("B2.10.07", "B2.10.09")}
    first, second = items["B2.10.07"], items["B2.10.09"]
    assert first
    assert second
    assert "pending-check" in first.group().partition("duty-more")[0]
    assert "pending-check" not in second.group().partition("duty-more")[0]


@pytest.mark.parametrize(
    ("url", "reading"),
    [
        ("/standard/services/C.1-5/", "清洁生产审核办法"),
        ("/standard/services/C.1-1/", "按附录B中表B-2执行"),
        ("/standard/requirements/", "按“考核与评价”理解"),
        ("/standard/g/", "工作业绩不计算，记“待议”"),
        ("/standard/d/", "漏印“参”字"),
        ("/standard/e/", "9个类别"),
        ("/standard/", "重构"),
    ],
)
def test_the_reading_chosen_stands_beside_the_slip(browser: Browser, url: str, reading: str) -> None:
    assert reading in page(browser, url)


def test_the_registry_answers_for_the_day_asked(browser: Browser) -> None:
    assert "GB 18599-2001" in page(browser, "/standard/norms/?on=2020-01-01")
    assert "GB 18599-2001" not in page(browser, "/standard/norms/?on=2026-11-23")


@pytest.mark.parametrize("asked", ["昨天", "2026-13-01", "<script>"])
def test_a_day_that_is_no_day_is_answered_with_what_to_write(browser: Browser, asked: str) -> None:
    shown = browser.get("/standard/norms/", {"on": asked}).content.decode()
    assert "日期请写成 2026-11-23 这样" in shown
    assert "<script>" not in shown.partition("<main")[2]


def test_a_search_leads_to_the_place_that_says_it(browser: Browser) -> None:
    shown = page(browser, "/standard/search/?q=雨污分流")
    assert "/standard/topics/B2.09/#B2.09.03" in shown


def test_a_search_without_words_says_what_to_type(browser: Browser) -> None:
    assert "输入" in page(browser, "/standard/search/?q=")


def test_a_search_that_finds_nothing_shows_what_was_typed_harmlessly(browser: Browser) -> None:
    shown = browser.get("/standard/search/", {"q": "<b>量子</b>"}).content.decode()
    assert "&lt;b&gt;量子&lt;/b&gt;" in shown
    assert "<b>量子</b>" not in shown


@pytest.mark.parametrize(
    ("id", "target"),
    [
        ("B2.08.03", "/standard/topics/B2.08/#B2.08.03"),
        ("C.2-2", "/standard/services/C.2-2/#C.2-2"),
        ("D.2", "/standard/d/#D.2"),
        ("E.6-3", "/standard/e/#E.6-3"),
        ("G.1.1.a", "/standard/g/#G.1.1.a"),
        ("R.4.2.1", "/standard/requirements/#R.4.2.1"),
        ("HJ/T 394", "/standard/norms/#HJ-T-394"),
        ("L.174", "/standard/norms/#L.174"),
        ("A.01", "/standard/#A.01"),
    ],
)
def test_any_id_has_one_address(browser: Browser, id: str, target: str) -> None:  # noqa: A002
    response = browser.get(f"/standard/at/{id}")
    assert (response.status_code, response.headers["Location"]) == (302, target)


@pytest.mark.parametrize(
    "url", ["/standard/services/B1.20/", "/standard/topics/B2.12/", "/standard/at/X.1", "/standard/h/"]
)
def test_what_the_edition_does_not_have_is_not_found(browser: Browser, url: str) -> None:
    assert browser.get(url).status_code == 404


def test_the_pages_of_the_standard_ask_the_database_only_who_is_looking(
    browser: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page(browser, "/standard/")
    for url in (*PAGES, "/standard/services/B1.13/", "/standard/search/?q=排"):
        with django_assert_max_num_queries(6):
            page(browser, url)
