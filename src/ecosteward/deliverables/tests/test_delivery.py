"""Delivery tells the client, the timeline counts the review, and the archive's zip carries its cover in Word."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import User
from ecosteward.archive.exports import covers
from ecosteward.archive.models import Paper, Section
from ecosteward.archive.services import export, set_slot
from ecosteward.clients.models import Client
from ecosteward.deliverables import services
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.deliverables.queries import flow
from ecosteward.deliverables.tests.conftest import content_of, table_with, text_of, word
from ecosteward.engagements import services as engagements
from ecosteward.engagements.models import Contract, Notice
from ecosteward.engagements.queries import timeline
from ecosteward.files.models import File
from ecosteward.journal.models import Entry
from ecosteward.standard.queries import archive_slots

Rows = Callable[[], int]


def _rows_after(number: int) -> Counter[str]:
    return Counter(Entry.objects.filter(pk__gt=number).values_list("action", flat=True))


def _last() -> int:
    return Entry.objects.latest("pk").pk


# The notice


def test_delivery_sends_the_client_a_notice_with_the_document_at_the_step_of_handing_in_results(
    signed: Document, technician: User, contact: User
) -> None:
    services.deliver(technician, signed)
    notice = visible(contact, Notice).get()
    assert (notice.stage, notice.sent_by, notice.contract) == ("A.08", technician, signed.contract)
    assert signed.title in notice.text
    assert signed.number in notice.text
    assert list(notice.files.all()) == [signed.file]


def test_delivery_is_one_row_for_each_object_it_changes(signed: Document, technician: User) -> None:
    before = _last()
    services.deliver(technician, signed)
    # The record of the notice is a new file; it and the document are filed among the contract's notices.
    assert _rows_after(before) == {
        "document.delivered": 1,
        "file.shared": 1,
        "notice.sent": 1,
        "file.taken": 1,
        "paper.filed": 2,
    }
    assert signed.file is not None
    assert File.objects.get(pk=signed.file.pk).shared


@pytest.mark.parametrize("who", ["colleague", "contact", "stranger"])
def test_who_may_not_deliver_sends_no_notice_either(
    who: str, signed: Document, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(who)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.deliver(person, signed)
    assert journal_rows() == before
    assert not Notice.objects.exists()
    assert Document.objects.get(pk=signed.pk).state == DocumentState.SIGNED


def test_the_contracts_file_holds_the_notice_and_the_document_beside_it(signed: Document, technician: User) -> None:
    services.deliver(technician, signed)
    papers = Paper.objects.filter(contract_id=signed.contract_id, section=Section.NOTICE)
    assert {paper.title for paper in papers} >= {f"成果交付：{signed.title}（{signed.number}）"}
    assert signed.file in [paper.file for paper in papers.select_related("file")]


def test_the_client_sees_the_document_on_its_home_and_answers_the_notice(
    signed: Document, technician: User, contact: User, browse: Callable[[User], Browser]
) -> None:
    services.deliver(technician, signed)
    home = browse(contact).get("/").content.decode()
    assert signed.title in home
    assert "成果交付：" not in home
    notice = Notice.objects.get()
    response = browse(contact).post(reverse("engagements:notice", args=[notice.pk]), {"reply": "收到，没有意见"})
    assert response.status_code == 302
    notice.refresh_from_db()
    assert (notice.reply, notice.replied_by) == ("收到，没有意见", contact)


def test_the_documents_page_shows_what_the_client_answered(
    signed: Document, technician: User, contact: User, browse: Callable[[User], Browser]
) -> None:
    services.deliver(technician, signed)
    address = reverse("deliverables:document", args=[signed.pk])
    assert "交付通报" in browse(technician).get(address).content.decode()
    engagements.reply(contact, Notice.objects.get(), "第 3 页厂址有误")
    assert "第 3 页厂址有误" in browse(technician).get(address).content.decode()


def test_a_document_without_a_contract_or_of_an_ended_one_is_delivered_without_a_notice(
    technician: User, quality_lead: User, project_lead: User, enterprise: Client, signed: Document
) -> None:
    loose = services.draft(technician, enterprise, "problem_list")
    services.submit(technician, loose)
    services.sign(quality_lead, loose)
    services.deliver(technician, loose)
    assert signed.contract is not None
    engagements.end_contract(project_lead, signed.contract, reason="企业停产")
    services.deliver(technician, Document.objects.get(pk=signed.pk))
    assert set(Document.objects.values_list("state", flat=True)) == {DocumentState.DELIVERED}
    assert not Notice.objects.exists()


def test_a_crash_while_the_client_is_told_leaves_the_document_undelivered(
    signed: Document, technician: User, journal_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ecosteward.engagements.services import notices  # noqa: PLC0415

    def crash(*_args: object, **_kwargs: object) -> None:
        raise OSError("断电")

    before = journal_rows()
    monkeypatch.setattr(notices, "file_in_contract", crash)
    with pytest.raises(OSError, match="断电"):
        services.deliver(technician, signed)
    assert journal_rows() == before
    assert Document.objects.get(pk=signed.pk).state == DocumentState.SIGNED


def test_a_title_no_file_could_carry_is_signed_filed_and_delivered(
    technician: User, quality_lead: User, running: Contract, enterprise: Client
) -> None:
    title = "一季度/二季度“回头看”：" + "环保问题" * 44
    document = services.draft(technician, enterprise, "problem_list", contract=running, title=title)
    services.submit(technician, document)
    services.sign(quality_lead, document)
    services.deliver(technician, document)
    assert document.file is not None
    assert document.file.name.startswith("一季度／二季度")
    assert document.file.name.endswith(f"（{document.number}）.docx")
    notice = Notice.objects.get()
    assert notice.files.get() == document.file
    assert notice.title.endswith(f"（{document.number}）")


# The timeline


def _review(contract: Contract) -> tuple[str, str]:
    fact = next(each.fact for each in timeline(contract) if each.step.id == "A.07")
    return fact.state, fact.words


def test_the_step_of_internal_review_follows_the_documents_on_their_way(
    report: Document, running: Contract, technician: User, quality_lead: User
) -> None:
    assert _review(running) == ("todo", "")
    services.submit(technician, report)
    assert _review(running) == ("doing", "审签 0/1 份，待审签 1 份")
    services.sign(quality_lead, report)
    assert _review(running) == ("done", "审签 1/1 份")
    other = services.draft(technician, running.client, "problem_list", contract=running)
    assert _review(running) == ("doing", "审签 1/2 份")
    services.withdraw(technician, other, "重复")
    assert _review(running) == ("done", "审签 1/1 份")


def test_the_step_costs_one_statement(
    signed: Document, running: Contract, django_assert_num_queries: Callable[..., object]
) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]  # a context of pytest-django
        flow.reviewed(running)


# The cover in the zip


def _cover(client: Client, user: User) -> bytes:
    with zipfile.ZipFile(io.BytesIO(b"".join(export(user, client)))) as archive:
        return archive.read("一企一档资料存档表.docx")


def test_the_zip_has_the_list_in_word_before_anybody_signed_one_and_says_so(
    enterprise: Client, technician: User
) -> None:
    set_slot(
        technician,
        enterprise,
        "E.5",
        electronic=False,
        electronic_reason="未列入",
        on_paper=False,
        on_paper_reason="同左",
    )
    paper = word(_cover(enterprise, technician))
    rows = table_with(paper, "资料名称")[1:]
    assert [row[1] for row in rows] == [slot.no for slot in archive_slots()]
    assert next(row for row in rows if row[1] == "5")[3] == "否（未列入）"
    assert "未经质量负责人审签" in text_of(paper)
    assert "None" not in text_of(paper)


def test_the_zip_has_the_signed_list_as_long_as_it_is_true(
    enterprise: Client, technician: User, quality_lead: User
) -> None:
    for slot in archive_slots():
        set_slot(
            technician,
            enterprise,
            slot.id,
            electronic=False,
            electronic_reason="无",
            on_paper=False,
            on_paper_reason="无",
        )
    document = services.draft(technician, enterprise, "archive_cover")
    services.submit(technician, document)
    services.sign(quality_lead, document)
    assert _cover(enterprise, technician) == content_of(document)
    set_slot(technician, enterprise, "E.1", electronic=False, electronic_reason="待补", on_paper=True)
    assert "未经质量负责人审签" in text_of(word(_cover(enterprise, technician)))


def test_making_the_cover_changes_nothing(enterprise: Client, technician: User, journal_rows: Rows) -> None:
    before = journal_rows()
    assert [extra.name for extra in covers(enterprise, technician)] == [
        "一企一档资料存档表.xlsx",
        "一企一档资料存档表.docx",
    ]
    assert journal_rows() == before
    assert not Document.objects.exists()


def test_a_parks_zip_has_no_list_of_one_enterprise(park: Client, director: User) -> None:
    assert covers(park, director) == []
