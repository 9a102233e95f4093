"""A park's list of 300 enterprises that nobody tidied, brought by somebody of the office."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from ecosteward.accounts.models import Kind
from ecosteward.accounts.services import start
from ecosteward.clients.models import Client
from ecosteward.clients.tests.messy import Messy, messy
from ecosteward.journal.models import Entry
from ecosteward.journal.queries import check
from tests.browser.conftest import PHONE, Visitor
from tests.browser.steps.cast import PASSWORD

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PARK = "云龙湖化工产业园"


def test_an_untidy_list_is_looked_at_settled_and_imported_once(visitor: Callable[..., Visitor]) -> None:
    untidy = messy()
    start("清源环境技术服务有限公司", "周明远", "zhou", PASSWORD)
    person = visitor()
    person.log_in("zhou", PASSWORD)
    _bring(person, untidy)
    _is_told_what_is_wrong(person.page, untidy)
    _is_refused_before_it_is_settled(person.page)
    count = untidy.enterprises - len(untidy.repeated) - len(untidy.nameless)
    _settle(person.page, untidy, count)
    _import(person.page, count)
    _bring(person, untidy)
    _adds_nothing_again(person.page, untidy, count)
    assert not list(check())
    assert (person.elsewhere, person.complaints) == ([], [])


def test_an_untidy_list_is_read_on_a_phone(visitor: Callable[..., Visitor]) -> None:
    start("清源环境技术服务有限公司", "周明远", "zhou", PASSWORD)
    person = visitor(PHONE)
    person.log_in("zhou", PASSWORD)
    _bring(person, messy(90))
    expect(person.page.locator("#errors")).to_be_visible()
    assert person.overflow() <= 0
    assert person.complaints == []


def _bring(person: Visitor, untidy: Messy) -> None:
    page = person.open("/clients/")
    page.get_by_role("link", name="导入 Excel").click()
    payload: FilePayload = {"name": "园区企业名单.xlsx", "mimeType": XLSX, "buffer": untidy.content}
    page.get_by_label("企业名单").set_input_files(payload)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name="核对导入内容")).to_be_visible()


def _is_told_what_is_wrong(page: Page, untidy: Messy) -> None:
    errors, repeated = _rows(page, "#errors"), _rows(page, "#duplicates")
    assert set(errors) == {*untidy.wrong_codes, *untidy.lost_codes, *untidy.nameless}
    assert set(repeated) == set(untidy.repeated)
    assert _figure(page, "行有错误") == len(errors)
    assert _figure(page, "行重复，不导入") == len(repeated)
    assert _figure(page, "家可导入") == untidy.enterprises - len(errors) - len(repeated)
    assert all("统一社会信用代码" in errors[line] for line in (*untidy.wrong_codes, *untidy.lost_codes))
    assert all("科学计数法" in errors[line] for line in untidy.lost_codes)
    assert all("企业名称" in errors[line] for line in untidy.nameless)
    assert all("只导入第" in words for words in repeated.values())
    assert _problem_lines(page) >= {*errors, *repeated}
    assert not Client.objects.exists()


def _is_refused_before_it_is_settled(page: Page) -> None:
    before = Entry.objects.count()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("alert")).to_contain_text("一行也没有导入")
    assert (Client.objects.count(), Entry.objects.count()) == (0, before)


def _settle(page: Page, untidy: Messy, count: int) -> None:
    page.get_by_label("信用代码有误的行").check()
    page.get_by_label("仍有错误的行不导入").check()
    page.get_by_label("新建名单里有、系统里还没有的园区").check()
    page.get_by_role("button", name="按现在的选择重新检查").click()
    expect(page.get_by_role("button", name=f"确认导入 {count} 家")).to_be_visible()
    assert set(_rows(page, "#errors")) == set(untidy.nameless)
    assert not Client.objects.exists()


def _import(page: Page, count: int) -> None:
    page.get_by_role("button", name=f"确认导入 {count} 家").click()
    expect(page.get_by_role("heading", name=f"已导入 {count} 家企业")).to_be_visible()
    expect(page.get_by_text(f"共 {count} 条")).to_be_visible()
    assert Client.objects.filter(kind=Kind.ENTERPRISE).count() == count
    page.get_by_role("link", name="全部服务对象").click()
    expect(page.get_by_text(f"共 {count + 1} 条")).to_be_visible()  # with their park
    assert Client.objects.get(kind=Kind.PARK).name == PARK


def _adds_nothing_again(page: Page, untidy: Messy, count: int) -> None:
    before = Entry.objects.count()
    page.get_by_label("信用代码有误的行").check()
    page.get_by_role("button", name="按现在的选择重新检查").click()
    expect(page.locator(".figure").filter(has_text="家可导入").locator("strong")).to_have_text("0")
    assert _figure(page, "行重复，不导入") == count + len(untidy.repeated)
    expect(page.get_by_text(f"没有可以导入的新企业：{count + len(untidy.repeated)} 行重复")).to_be_visible()
    expect(page.get_by_role("button", name="确认导入")).to_have_count(0)
    assert all("不再导入" in words or "只导入第" in words for words in _rows(page, "#duplicates").values())
    assert Client.objects.filter(kind=Kind.ENTERPRISE).count() == count
    assert Entry.objects.count() == before


def _figure(page: Page, words: str) -> int:
    return int(page.locator(".figure").filter(has_text=words).locator("strong").inner_text())


def _rows(page: Page, card: str) -> dict[int, str]:
    """Return the words of each row told of, by its number in the sheet."""
    rows: Locator = page.locator(f"{card} tbody tr")
    told = rows.evaluate_all("rows => rows.map(row => [row.cells[0].innerText, row.cells[2].innerText])")
    return {int(line): words for line, words in told}


def _problem_lines(page: Page) -> set[object]:
    """Download the list of problems and return the numbers of its rows."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载问题清单").click()
    sheet = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes())).worksheets[0]
    return {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
