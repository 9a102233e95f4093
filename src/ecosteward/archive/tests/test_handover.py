import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client as Browser
from openpyxl import load_workbook

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import User
from ecosteward.archive.models import Handover, HandoverItem, Paper, Step
from ecosteward.archive.services import (
    draft_handover,
    drop_handover,
    file_in_contract,
    file_on_slot,
    give,
    receive,
    record_receipt,
)
from ecosteward.archive.tests.conftest import Scan
from ecosteward.clients.models import Client

Rows = Callable[[], int]


@pytest.fixture
def papers(technician: User, enterprise: Client, scan: Scan) -> list[Paper]:
    return [
        file_on_slot(technician, enterprise, "E.1", scan("营业执照.pdf")),
        file_in_contract(technician, enterprise, 7, "result", scan("总结.pdf")),
    ]


@pytest.fixture
def draft(technician: User, enterprise: Client, papers: list[Paper]) -> Handover:
    return draft_handover(technician, enterprise, papers, project="年度服务")


def test_a_handover_is_given_and_received(draft: Handover, technician: User, contact: User) -> None:
    assert list(draft.items.values_list("number", "path")) == [
        (1, "1 企业基本信息/1 营业执照/营业执照.pdf"),
        (2, "合同档案 合同 7/6 成果/总结.pdf"),
    ]
    assert not visible(contact, Handover).exists()
    give(technician, draft)
    assert visible(contact, Handover).get() == draft
    assert visible(contact, Paper).count() == 2
    receive(contact, draft)
    draft.refresh_from_db()
    assert (draft.state, draft.receiver, draft.received_by) == (Step.RECEIVED, "宋岚", contact)


def test_each_step_is_one_row_of_the_list(draft: Handover, technician: User, contact: User, journal_rows: Rows) -> None:
    before = journal_rows()
    give(technician, draft)
    assert journal_rows() == before + 3  # the list, and two files now open to the client side
    receive(contact, draft)
    assert journal_rows() == before + 4


def test_each_side_signs_only_its_own_part(
    draft: Handover, technician: User, colleague: User, contact: User, stranger: User, journal_rows: Rows
) -> None:
    before = journal_rows()
    for person in (colleague, contact, stranger):
        with pytest.raises(RefusedError):
            give(person, draft)
    with pytest.raises(RefusedError):
        receive(contact, draft)
    give(technician, draft)
    for person in (technician, colleague, stranger):
        with pytest.raises(RefusedError):
            receive(person, draft)
    with pytest.raises(RefusedError):
        record_receipt(contact, draft, receiver="宋岚")
    assert journal_rows() == before + 3


def test_a_list_changed_after_it_was_given_is_not_received(draft: Handover, technician: User, contact: User) -> None:
    give(technician, draft)
    HandoverItem.objects.filter(number=1).update(sha256="0" * 64)
    with pytest.raises(ValidationError, match="不一致"):
        receive(contact, draft)
    draft.refresh_from_db()
    assert draft.state == Step.GIVEN


def test_a_lost_file_is_not_handed_over(technician: User, enterprise: Client, papers: list[Paper]) -> None:
    default_storage.delete(papers[1].file.key)
    with pytest.raises(ValidationError, match=r"总结.*缺失"):
        draft_handover(technician, enterprise, papers, project="年度服务")
    assert not Handover.objects.exists()


def test_an_empty_list_is_refused(technician: User, enterprise: Client) -> None:
    with pytest.raises(ValidationError, match="至少勾选"):
        draft_handover(technician, enterprise, [], project="年度服务")


def test_a_draft_is_taken_back_and_a_given_list_is_not(draft: Handover, technician: User, papers: list[Paper]) -> None:
    again = draft_handover(technician, draft.client, papers, project="第二次")
    drop_handover(technician, draft)
    assert list(Handover.objects.all()) == [again]
    give(technician, again)
    with pytest.raises(RefusedError):
        drop_handover(technician, again)


def test_the_pages_take_it_from_draft_to_receipt(
    technician: User, contact: User, enterprise: Client, papers: list[Paper], browse: Callable[[User], Browser]
) -> None:
    agency, client = browse(technician), browse(contact)
    address = f"/archive/client/{enterprise.pk}/handover/"
    assert "营业执照" in agency.get(address).content.decode()
    assert client.get(address).status_code == 403
    refused = agency.post(address, {"project": "年度服务"})
    assert refused.status_code == 422
    assert "年度服务" in refused.content.decode()
    page = agency.post(address, {"project": "年度服务", "paper": [paper.pk for paper in papers]})["Location"]
    assert client.get(page).status_code == 404
    assert agency.post(f"{page}give/").status_code == 302
    assert "签收" in client.get(page).content.decode()
    assert agency.post(f"{page}receipt/", {"receiver": ""}).status_code == 422
    assert client.post(f"{page}receive/").status_code == 302
    assert "宋岚" in agency.get(page).content.decode()
    assert "年度服务" in agency.get("/archive/handover/").content.decode()


def test_a_signature_on_paper_is_recorded(draft: Handover, technician: User, browse: Callable[[User], Browser]) -> None:
    give(technician, draft)
    browse(technician).post(f"/archive/handover/{draft.pk}/receipt/", {"receiver": "王厂长"})
    draft.refresh_from_db()
    assert (draft.state, draft.receiver, draft.received_by) == (Step.RECEIVED, "王厂长", None)


def test_the_list_and_its_papers_come_as_excel_and_zip(
    draft: Handover, technician: User, browse: Callable[[User], Browser]
) -> None:
    give(technician, draft)
    browser = browse(technician)
    book = load_workbook(io.BytesIO(browser.get(f"/archive/handover/{draft.pk}/list/").content))
    assert book.active is not None
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert cells[4][:3] == [1, "1 企业基本信息", "营业执照"]
    assert cells[4][9] == draft.items.get(number=1).sha256
    response: Any = browser.get(f"/archive/handover/{draft.pk}/zip/")
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as archive:
        names = archive.namelist()
    assert {item.path for item in draft.items.all()} < set(names)
    assert "移交清单.xlsx" in names
