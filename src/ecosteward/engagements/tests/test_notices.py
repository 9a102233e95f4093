"""Notices: read, answered, and both filed in the contract's own file."""

import io
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse
from docx import Document

from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper, Section
from ecosteward.engagements import services
from ecosteward.engagements.models import Contract, Notice
from ecosteward.files.models import File
from ecosteward.files.services import opened
from ecosteward.journal.models import Entry


@pytest.fixture
def notice(running: Contract, technician: User, paper: Callable[[str], File]) -> Notice:
    return services.notify(
        technician,
        running,
        "A.06",
        "三季度检查发现 6 项问题\n请确认整改安排",
        [paper("问题清单.pdf")],
        title="检查进展",
    )


def _filed(contract: Contract) -> dict[str, File]:
    papers = Paper.objects.filter(contract_id=contract.pk, section=Section.NOTICE).select_related("file")
    return {paper.title: paper.file for paper in papers}


def _words(file: File) -> str:
    with opened(file) as content:
        document = Document(io.BytesIO(content.read()))
    return "\n".join(cell.text for row in document.tables[0].rows for cell in row.cells)


def test_a_notice_is_filed_with_its_files_when_it_is_sent(notice: Notice) -> None:
    filed = _filed(notice.contract)
    assert set(filed) == {"检查进展", "检查进展附件：问题清单.pdf"}
    words = _words(filed["检查进展"])
    for part in (notice.client.name, "三季度检查发现 6 项问题", "实施服务", "问题清单.pdf", "未回复"):
        assert part in words
    assert all(file.shared for file in filed.values())


def test_the_reply_is_filed_beside_the_notice(notice: Notice, contact: User) -> None:
    services.reply(contact, notice, "已收到，本周整改")
    filed = _filed(notice.contract)
    assert "检查进展（含回复）" in filed
    assert "已收到，本周整改" in _words(filed["检查进展（含回复）"])
    assert notice.read_by == contact


def test_opening_a_notice_marks_it_read_once_and_only_for_the_client(
    notice: Notice, contact: User, project_lead: User, browse: Callable[[User], Browser]
) -> None:
    address = reverse("engagements:notice", args=[notice.pk])
    assert browse(project_lead).get(address).status_code == 200
    assert not Entry.objects.filter(action="notice.read").exists()
    for _ in range(2):
        assert browse(contact).get(address).status_code == 200
    assert Entry.objects.filter(action="notice.read").count() == 1
    notice.refresh_from_db()
    assert notice.read_by == contact


def test_a_notice_without_a_title_is_named_after_its_stage(running: Contract, technician: User) -> None:
    assert (
        services.notify(technician, running, "A.05", "计划已排定").title == "关于“制定服务方案与年、季、月计划”的通报"
    )


@pytest.mark.parametrize(("stage", "text", "words"), [("A.06", "  ", "通报内容"), ("A.99", "有话", "环节")])
def test_an_empty_notice_or_an_unknown_stage_is_refused(
    running: Contract, technician: User, stage: str, text: str, words: str, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError, match=words):
        services.notify(technician, running, stage, text)
    assert journal_rows() == before


def test_an_empty_reply_says_what_to_write_and_a_second_one_is_refused(
    notice: Notice, contact: User, browse: Callable[[User], Browser]
) -> None:
    browser, address = browse(contact), reverse("engagements:notice", args=[notice.pk])
    answer = browser.post(address, {"reply": "   "})
    assert answer.status_code == 422
    assert browser.post(address, {"reply": "无意见"}).status_code == 302
    assert browser.post(address, {"reply": "改主意了"}).status_code == 403
    notice.refresh_from_db()
    assert notice.reply == "无意见"


def test_a_notice_says_what_was_typed_and_nothing_of_it_is_markup(
    running: Contract, technician: User, contact: User, browse: Callable[[User], Browser]
) -> None:
    sent = services.notify(technician, running, "A.06", "<script>alert(1)</script>")
    page = browse(contact).get(reverse("engagements:notice", args=[sent.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
