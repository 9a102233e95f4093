"""Every list filters, searches, sorts, pages and exports, at a constant number of queries. The list of clients stands for all."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from ecosteward.accounts.models import Kind, User
from ecosteward.clients.models import Client
from ecosteward.clients.services import create_client
from ecosteward.pages.lists import Badge, Cell, Column, workbook

Browse = Callable[[User], Browser]
FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("http://x","点")', "=cmd|'/c calc'!A1", "\t=1", "{=1}"]


@pytest.fixture
def clients(director: User) -> list[Client]:
    return [
        create_client(director, director.organisation, Kind.ENTERPRISE, f"企业{number:03d}", credit_code_reason="示例")
        for number in range(120)
    ]


def shown(browser: Browser, **query: str) -> str:
    response = browser.get(reverse("clients:list"), query)
    assert response.status_code == 200
    return bytes(response.content).decode()


def names(text: str) -> list[str]:
    return re.findall(r">(企业\d+)</a>", text)


def sheet(browser: Browser, **query: str) -> list[tuple[Any, ...]]:
    response = browser.get(reverse("clients:list"), {"export": "xlsx", **query})
    active = load_workbook(io.BytesIO(response.content)).active
    assert active is not None
    return list(active.iter_rows(values_only=True))


def test_a_list_is_paged_and_counts_all_rows(browse: Browse, director: User, clients: list[Client]) -> None:
    browser = browse(director)
    first, last = shown(browser), shown(browser, page="3")
    assert names(first) == [f"企业{number:03d}" for number in range(50)]
    assert names(last) == [f"企业{number:03d}" for number in range(100, 120)]
    assert "共 120 条" in first


@pytest.mark.parametrize("address", ["/clients/", "/archive/search/"])
def test_a_search_with_a_null_character_is_answered_as_if_it_were_not_there(
    address: str, browse: Browse, director: User
) -> None:
    answer = browse(director).get(address, {"q": "企\0业"})
    assert answer.status_code == 200
    assert 'value="企业"' in answer.content.decode()


@pytest.mark.parametrize("page", ["0", "99", "-1", "x", ""])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(
    page: str, browse: Browse, director: User, clients: list[Client]
) -> None:
    assert names(shown(browse(director), page=page))


def test_a_list_is_sorted_by_a_heading_and_back(browse: Browse, director: User, clients: list[Client]) -> None:
    browser = browse(director)
    assert names(shown(browser, sort="name"))[0] == "企业000"
    assert names(shown(browser, sort="-name"))[0] == "企业119"


@pytest.mark.parametrize("sort", ["note", "agency__people__password", "-organisation__credit_code_reason", "?", "'"])
def test_a_list_is_sorted_by_nothing_but_its_headings(
    sort: str, browse: Browse, director: User, clients: list[Client]
) -> None:
    browser = browse(director)
    assert names(shown(browser, sort=sort)) == names(shown(browser))


def test_words_searched_for_must_all_be_found(browse: Browse, director: User, clients: list[Client]) -> None:
    browser = browse(director)
    assert names(shown(browser, q="企业 007")) == ["企业007"]
    assert "没有符合条件的记录" in shown(browser, q="企业 无此")


def test_a_search_counts_all_it_found_and_is_turned_over(browse: Browse, director: User, clients: list[Client]) -> None:
    browser = browse(director)
    first, second = shown(browser, q="企业0"), shown(browser, q="企业0", page="2")
    assert names(first) + names(second) == [f"企业{number:03d}" for number in range(100)]
    assert "共 100 条" in first
    assert "共 100 条" in second


@pytest.mark.parametrize("q", ["Abc", "abc", "ABC"])
def test_letters_are_found_however_they_are_written(q: str, browse: Browse, director: User) -> None:
    name = "徐州aBC化工"
    create_client(director, director.organisation, Kind.ENTERPRISE, name, credit_code_reason="示例")
    assert f">{name}</a>" in shown(browse(director), q=q)


@pytest.mark.parametrize("q", ["%", "_", "'", "\\", '" onclick="x', "<script>alert(1)</script>", "企业" * 500])
def test_any_words_may_be_searched_for(q: str, browse: Browse, director: User, clients: list[Client]) -> None:
    text = shown(browse(director), q=q)
    assert "<script>alert" not in text
    assert '" onclick="x' not in text


def test_a_filter_that_is_not_offered_is_not_applied(browse: Browse, director: User, clients: list[Client]) -> None:
    assert len(names(shown(browse(director), kind="agency", organisation__name="x"))) == 50


def test_htmx_gets_the_rows_alone(browse: Browse, director: User, clients: list[Client]) -> None:
    response = browse(director).get(
        reverse("clients:list"), {"q": "007"}, headers={"HX-Request": "true", "HX-Target": "list"}
    )
    text = response.content.decode()
    assert "<html" not in text
    assert names(text) == ["企业007"]


def test_an_export_holds_every_row_of_what_is_shown_and_nothing_else(
    browse: Browse, director: User, technician: User, clients: list[Client], enterprise: Client
) -> None:
    rows = sheet(browse(director))
    assert rows[0][:2] == ("名称", "统一社会信用代码")
    assert len(rows) == 122
    assert len(sheet(browse(director), q="企业11")) == 11
    assert [row[0] for row in sheet(browse(technician))[1:]] == [enterprise.name]


def test_codes_leave_as_text(browse: Browse, director: User) -> None:
    code = "91350100M000100Y43"
    create_client(director, director.organisation, Kind.ENTERPRISE, "企业", credit_code=code)
    assert sheet(browse(director))[1][1] == code


@pytest.mark.parametrize("name", FORMULAS)
def test_what_looks_like_a_formula_leaves_as_text(name: str, browse: Browse, director: User) -> None:
    create_client(director, director.organisation, Kind.ENTERPRISE, name, credit_code_reason="示例")
    response = browse(director).get(reverse("clients:list"), {"export": "xlsx"})
    active = load_workbook(io.BytesIO(response.content)).active
    assert active is not None
    cell = active.cell(2, 1)
    assert cell.data_type == "s"
    assert str(cell.value).strip() == name.strip()


def test_an_exports_name_is_chinese_and_dated(browse: Browse, director: User) -> None:
    header = browse(director).get(reverse("clients:list"), {"export": "xlsx"}).headers["Content-Disposition"]
    assert header.startswith("attachment; filename*=UTF-8''%E6%9C%8D%E5%8A%A1")
    assert header.endswith(".xlsx")


def test_a_list_costs_as_many_queries_for_fifty_rows_as_for_one(
    browse: Browse, director: User, clients: list[Client]
) -> None:
    browser = browse(director)
    shown(browser)
    with CaptureQueriesContext(connection) as one:
        shown(browser, q="007")
    with CaptureQueriesContext(connection) as fifty:
        shown(browser, q="企业")
    assert len(one) == len(fifty)


def test_an_export_costs_as_many_queries_for_a_hundred_rows_as_for_one(
    browse: Browse, director: User, clients: list[Client]
) -> None:
    browser = browse(director)
    sheet(browser, q="007")
    with CaptureQueriesContext(connection) as one:
        sheet(browser, q="007")
    with CaptureQueriesContext(connection) as all_of_them:
        sheet(browser)
    assert len(one) == len(all_of_them)


def test_numbers_dates_badges_and_nothing_keep_their_kind_in_excel() -> None:
    columns = (
        Column("数", lambda row: row["n"]),
        Column("日", lambda row: row["d"]),
        Column("时", lambda row: row["t"]),
        Column("状", lambda row: row["b"]),
        Column("空", lambda row: row["e"]),
    )
    at = dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC)
    row = {"n": 3, "d": dt.date(2026, 11, 23), "t": at, "b": Badge("超期", "red"), "e": None}
    active = load_workbook(io.BytesIO(workbook("表[1]:/名", columns, iter([row])))).active
    assert active is not None
    values = [cell.value for cell in active[2]]
    assert values == [3, dt.datetime(2026, 11, 23), "2026-11-24 00:30", "超期", None]  # noqa: DTZ001  # as Excel has it


@pytest.mark.parametrize(
    ("value", "fit", "blank"),
    [("企业", "is-word", False), ("示范新材料产业园", "is-word", False), ("江北明川精细化工有限公司", "is-text", False)]
    + [(value, "is-word", True) for value in ("", None)],
)
def test_a_cell_knows_whether_its_text_may_be_cut_and_whether_a_phone_needs_it(
    value: str | None, fit: str, *, blank: bool
) -> None:
    cell = Cell(Column("名称", lambda row: row), value, "")
    assert (cell.fit, cell.blank) == (fit, blank)


def test_a_list_under_another_place_leads_back_to_it(browse: Browse, director: User) -> None:
    shown = browse(director).get(reverse("archive:expiring")).content.decode()
    assert f'<div class="crumbs"><a href="{reverse("archive:list")}">一企一档</a></div>' in shown


def test_an_empty_list_begins_where_what_it_holds_comes_from(browse: Browse, director: User) -> None:
    shown = browse(director).get(reverse("engagements:tasks")).content.decode()
    assert f'<a class="btn btn-primary" href="{reverse("engagements:contracts")}">去看合同</a>' in shown
