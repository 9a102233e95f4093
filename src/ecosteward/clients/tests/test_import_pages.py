"""Taking in a list on screen: looked at, corrected, imported whole."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from openpyxl import load_workbook

from ecosteward.accounts.models import Kind, User
from ecosteward.clients.models import Client
from ecosteward.clients.services import create_client
from ecosteward.clients.tests.lists import HEAD, book
from ecosteward.clients.tests.messy import Messy, code, messy

Browse = Callable[[User], Browser]
Rows = Callable[[], int]


@pytest.fixture(scope="module")
def untidy() -> Messy:
    return messy()


def upload(browser: Browser, content: bytes, name: str = "名单.xlsx") -> Any:
    return browser.post(reverse("clients:import"), {"file": SimpleUploadedFile(name, content)})


def _choices(shown: str, **chosen: str) -> dict[str, str]:
    """Return what the preview's form would send as it stands, with the choices made."""
    data = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown))
    data |= dict(re.findall(r'<input type="(?:text|number)" name="(\w+)" value="([^"]*)"', shown))
    for name, body in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', shown, re.DOTALL):
        selected = re.search(r'<option value="([^"]*)" selected', body)
        data[name] = selected[1] if selected else ""
    return {**data, **chosen}


def _main_button(shown: str) -> str:
    (found,) = re.findall(r'<button class="btn btn-primary" name="action" value="(\w+)"', shown)
    return str(found)


def test_a_list_is_looked_at_then_imported_whole(
    browse: Browse, director: User, untidy: Messy, park: Client, journal_rows: Rows
) -> None:
    browser = browse(director)
    address = upload(browser, untidy.content).headers["Location"]
    before = journal_rows()
    first = browser.get(address).content.decode()
    assert "行有错误" in first
    assert "科学计数法" in first
    refused = browser.post(address, _choices(first, action="import"))
    assert refused.status_code == 422
    assert "一行也没有导入" in refused.content.decode()
    assert journal_rows() == before
    assert _main_button(first) == "check"
    chosen = {"blank_wrong_codes": "on", "leave_out_errors": "on"}
    changed = browser.post(address, _choices(first, action="import", **chosen))
    assert "结果与刚才看到的不同" in changed.content.decode()
    assert journal_rows() == before
    seen = browser.post(address, _choices(first, action="check", **chosen)).content.decode()
    assert _main_button(seen) == "import"
    done = browser.post(address, _choices(seen, action="import", **chosen), follow=True)
    count = untidy.enterprises - len(untidy.repeated) - len(untidy.nameless)
    assert f"已导入 {count} 家企业" in done.content.decode()
    assert Client.objects.filter(kind=Kind.ENTERPRISE).count() == count
    for again in (browser.post(address, _choices(seen, action="import", **chosen)), browser.get(address)):
        assert again.headers["Location"] == f"{address}done/"
    assert Client.objects.filter(kind=Kind.ENTERPRISE).count() == count


def test_a_list_changed_by_somebody_else_meanwhile_is_shown_again(browse: Browse, director: User) -> None:
    browser = browse(director)
    address = upload(browser, book(HEAD, ["云山电子有限公司", code(1)]).getvalue()).headers["Location"]
    seen = browser.get(address).content.decode()
    create_client(director, director.organisation, Kind.ENTERPRISE, "云山电子有限公司", credit_code=code(1))
    response = browser.post(address, _choices(seen, action="import"))
    assert response.status_code == 422
    assert "请核对后再确认" in response.content.decode()
    assert Client.objects.count() == 1


def test_a_wrongly_guessed_column_is_corrected(browse: Browse, director: User) -> None:
    browser = browse(director)
    content = book(["名字", "企业名称", "单位全名"], ["x", "y", "云山电子有限公司"]).getvalue()
    address = upload(browser, content).headers["Location"]
    seen = browser.get(address).content.decode()
    again = browser.post(address, _choices(seen, action="check", column_name="2")).content.decode()
    assert "云山电子有限公司" in again
    browser.post(address, _choices(again, action="import"))
    assert Client.objects.get().name == "云山电子有限公司"


def test_a_list_without_a_recognised_header_asks_where_the_names_are(browse: Browse, director: User) -> None:
    browser = browse(director)
    address = upload(browser, book(["甲", "乙"], ["云山电子有限公司", code(1)]).getvalue()).headers["Location"]
    seen = browser.get(address).content.decode()
    assert "请选择企业名称在哪一列" in seen
    mended = browser.post(address, _choices(seen, column_name="0", column_credit_code="1", action="check"))
    assert "云山电子有限公司" in mended.content.decode()


def test_the_problems_are_sent_as_a_workbook(browse: Browse, director: User, untidy: Messy) -> None:
    browser = browse(director)
    address = upload(browser, untidy.content).headers["Location"]
    seen = browser.get(address).content.decode()
    response = browser.post(address, _choices(seen, action="problems"))
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    lines = {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert {*untidy.wrong_codes, *untidy.nameless, *untidy.repeated} <= lines


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("名单.xlsx", b"", "空的"),
        ("名单.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "另存为 .xlsx"),
        ("名单.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "密码"),
        ("名单.xlsx", b"not a workbook at all", "只能导入 .xlsx"),
        ("名单.exe", b"MZ", "只能导入 .xlsx"),
    ],
)
def test_a_hostile_upload_is_refused_and_leaves_nothing(
    name: str, content: bytes, message: str, browse: Browse, director: User, journal_rows: Rows
) -> None:
    before = journal_rows()
    response = upload(browse(director), content, name)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert journal_rows() == before


def test_nobody_sees_the_list_another_person_brought(
    browse: Browse, director: User, quality_lead: User, technician: User
) -> None:
    address = upload(browse(director), book(HEAD, ["云山电子有限公司", code(1)]).getvalue()).headers["Location"]
    assert browse(quality_lead).get(address).status_code == 404
    assert browse(technician).get(address).status_code == 403
    assert browse(technician).get(reverse("clients:import")).status_code == 403


def test_the_template_is_a_workbook(browse: Browse, director: User) -> None:
    response = browse(director).get(reverse("clients:import_template"))
    assert load_workbook(io.BytesIO(response.content)).sheetnames == ["企业名单", "填写说明"]
