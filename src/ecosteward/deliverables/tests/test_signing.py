"""Who may sign what, what signing freezes, and that it is all or nothing."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ecosteward.accounts.door import RefusedError, allowed, visible
from ecosteward.accounts.models import Role, User
from ecosteward.archive.models import Paper, Section
from ecosteward.archive.queries import sheet
from ecosteward.clients.models import Client
from ecosteward.deliverables import services
from ecosteward.deliverables.kinds import kind
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.deliverables.queries import changed_since
from ecosteward.deliverables.services import signing
from ecosteward.deliverables.tests.conftest import content_of, text_of, word
from ecosteward.engagements.models import Contract
from ecosteward.engagements.services import reply as answer_notice
from ecosteward.files.models import File
from ecosteward.journal.models import Entry
from ecosteward.survey import services as survey
from ecosteward.survey.models import Finding, Visit

Rows = Callable[[], int]


def test_the_number_names_agency_kind_year_serial_and_version(report: Document) -> None:
    assert report.number == f"JG{report.agency_id}-DC-{report.created_at.year}-0001-V1"


def test_the_quality_lead_signs_and_the_file_is_frozen_filed_and_sealed(
    signed: Document, quality_lead: User, enterprise: Client
) -> None:
    assert (signed.state, signed.signed_by) == (DocumentState.SIGNED, quality_lead)
    assert signed.file is not None
    assert hashlib.sha256(content_of(signed)).hexdigest() == signed.file.sha256
    assert len(signed.data_digest) == 64
    assert signed.template_version.startswith("内置 ")
    slot = next(row for row in sheet(enterprise).rows if row.slot.id == "E.8-3")
    assert [paper.file for paper in slot.papers] == [signed.file]
    assert slot.electronic.filed is True
    contract_paper = Paper.objects.get(contract_id=signed.contract_id, section=Section.RESULT)
    assert contract_paper.file == signed.file


def test_a_signed_file_carries_no_draft_mark_and_a_draft_does(signed: Document, report: Document) -> None:
    frozen = word(content_of(signed))
    assert "草稿" not in text_of(frozen)
    assert frozen.core_properties.comments == "已审签定稿"
    report.file = None
    draft = word(content_of(report))
    assert "草稿 · 未经质量负责人审签" in text_of(draft)
    assert any("草稿" in section.header._element.xml for section in draft.sections)


def test_signing_is_one_journal_row_of_the_document(
    submitted: Document, quality_lead: User, journal_rows: Rows
) -> None:
    before = Entry.objects.filter(kind="deliverables.document").count()
    services.sign(quality_lead, submitted)
    rows = Entry.objects.filter(kind="deliverables.document").order_by("-id")
    assert rows.count() == before + 1
    assert rows[0].action == "document.signed"
    assert rows[0].changes["data_digest"][1] == submitted.data_digest
    assert rows[0].changes["facts"] == ["•••", "•••"]


@pytest.mark.parametrize("who", ["technician", "project_lead", "director", "colleague", "contact", "stranger"])
def test_nobody_else_signs_and_nothing_changes(
    who: str, submitted: Document, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(who)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.sign(person, submitted)
    assert journal_rows() == before
    assert Document.objects.get(pk=submitted.pk).state == DocumentState.REVIEW


def test_an_author_cannot_sign_their_own_even_as_quality_lead(
    quality_lead: User, enterprise: Client, running: Contract, visited: Visit, journal_rows: Rows
) -> None:
    own = services.draft(quality_lead, enterprise, "problem_list", contract=running, subject_id=visited.pk)
    services.submit(quality_lead, own)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.sign(quality_lead, own)
    assert journal_rows() == before


def test_another_quality_lead_than_the_contracts_does_not_sign(
    submitted: Document, agency: Any, person: Any, quality_lead: User
) -> None:
    other = person(agency, Role.QUALITY_LEAD, "顾问")
    assert allowed(quality_lead, "document.sign", submitted)
    assert not allowed(other, "document.sign", submitted)


def test_a_draft_cannot_be_signed_before_it_is_submitted(report: Document, quality_lead: User) -> None:
    with pytest.raises(RefusedError):
        services.sign(quality_lead, report)


def test_a_document_sent_back_goes_to_its_author_with_the_reason(
    submitted: Document, quality_lead: User, technician: User, journal_rows: Rows
) -> None:
    with pytest.raises(ValidationError):
        services.send_back(quality_lead, submitted, " ")
    before = journal_rows()
    services.send_back(quality_lead, submitted, "第 3.8 节缺无组织废气")
    assert journal_rows() == before + 1
    assert Entry.objects.latest("id").reason == "第 3.8 节缺无组织废气"
    services.change(technician, submitted, title=submitted.title, words={"risk": "已补充"})
    services.submit(technician, submitted)
    assert submitted.state == DocumentState.REVIEW


@pytest.mark.parametrize("where", ["file_away", "write", "made", "_supersede"])
def test_a_crash_in_the_middle_of_signing_leaves_nothing(
    where: str, submitted: Document, quality_lead: User, journal_rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, files, papers = journal_rows(), File.objects.count(), Paper.objects.count()

    def crash(*_args: object, **_kwargs: object) -> None:
        raise OSError("断电")

    monkeypatch.setattr(signing, where, crash)
    with pytest.raises(OSError, match="断电"):
        services.sign(quality_lead, submitted)
    assert (journal_rows(), File.objects.count(), Paper.objects.count()) == (rows, files, papers)
    stored = Document.objects.get(pk=submitted.pk)
    assert (stored.state, stored.file, stored.data_digest) == (DocumentState.REVIEW, None, "")
    monkeypatch.undo()
    services.sign(quality_lead, stored)
    assert stored.state == DocumentState.SIGNED


def test_a_summary_does_not_list_itself_among_the_results_once_it_is_signed(
    quality_lead: User, project_lead: User, enterprise: Client, running: Contract, signed: Document
) -> None:
    period = f"{timezone.localdate(signed.signed_at):%Y-%m}"
    summary = services.draft(project_lead, enterprise, "summary", contract=running, period=period)
    services.submit(project_lead, summary)
    services.sign(quality_lead, summary)
    kept = Document.objects.get(pk=summary.pk)
    assert [row["number"] for row in kept.facts["results"]] == [signed.number]
    assert changed_since(kept) == []


def test_a_frozen_file_never_changes_and_what_changed_since_is_named(signed: Document, technician: User) -> None:
    before = content_of(signed)
    assert changed_since(signed) == []
    finding = Finding.objects.select_related("client").get(number="WT-2026-0002")
    survey.change_finding(technician, finding, "措辞", text="危险废物贮存间地面裂缝 2 m")
    changes = changed_since(Document.objects.get(pk=signed.pk))
    assert any(change.after == "危险废物贮存间地面裂缝 2 m" for change in changes)
    assert content_of(Document.objects.get(pk=signed.pk)) == before


@pytest.mark.parametrize("step", ["change", "submit", "sign", "send_back", "comment"])
def test_nothing_more_is_written_into_a_signed_document(step: str, signed: Document, quality_lead: User) -> None:
    assert not allowed(quality_lead, f"document.{step}", signed)


def test_delivery_shows_it_to_the_client_who_signs_for_it(signed: Document, technician: User, contact: User) -> None:
    assert not visible(contact, Document)
    assert signed.file is not None
    assert not visible(contact, File).filter(pk=signed.file.pk)
    services.deliver(technician, signed)
    assert visible(contact, Document).get() == signed
    assert visible(contact, File).filter(pk=signed.file.pk).exists()
    services.acknowledge(contact, signed)
    assert Entry.objects.filter(action="document.received").count() == 1
    assert (signed.state, signed.received_by) == (DocumentState.RECEIVED, contact.name)


def test_the_receipt_answers_the_notice_the_document_came_with(
    signed: Document, technician: User, contact: User
) -> None:
    services.deliver(technician, signed)
    notice = signed.notice
    assert notice is not None
    assert f"成果交付：{signed.title}" in notice.title
    services.acknowledge(contact, signed)
    notice.refresh_from_db()
    assert (notice.reply, notice.replied_by) == ("已签收", contact)
    assert Entry.objects.filter(action="notice.replied").count() == 1


def test_a_receipt_leaves_the_words_with_which_the_client_answered(
    signed: Document, technician: User, contact: User
) -> None:
    services.deliver(technician, signed)
    assert signed.notice is not None
    answer_notice(contact, signed.notice, "第 3 页数字请核对")
    services.acknowledge(contact, signed)
    signed.notice.refresh_from_db()
    assert signed.notice.reply == "第 3 页数字请核对"


def test_a_receipt_on_paper_says_nothing_in_the_client_s_name(signed: Document, technician: User) -> None:
    services.deliver(technician, signed)
    services.acknowledge(technician, signed, name="宋岚")
    assert signed.notice is not None
    assert signed.notice.replied_at is None


def test_a_client_cannot_deliver_or_withdraw(
    signed: Document, contact: User, technician: User, journal_rows: Rows
) -> None:
    before = journal_rows()
    for step in (services.deliver, lambda actor, document: services.withdraw(actor, document, "不要")):
        with pytest.raises(RefusedError):
            step(contact, signed)
    assert journal_rows() == before


def test_a_receipt_on_paper_needs_a_name_and_a_sensible_date(signed: Document, technician: User) -> None:
    services.deliver(technician, signed)
    with pytest.raises(ValidationError, match="签收人"):
        services.acknowledge(technician, signed)
    with pytest.raises(ValidationError, match="早于交付"):
        services.acknowledge(technician, signed, name="宋岚", on=signed.created_at.date().replace(year=2020))
    services.acknowledge(technician, signed, name="宋岚")
    assert signed.received_by == "宋岚"


def test_a_new_version_takes_the_old_ones_place_when_it_is_signed(
    signed: Document, technician: User, quality_lead: User, enterprise: Client
) -> None:
    newer = services.revise(technician, signed, "补充二期情况")
    assert newer.number == signed.number.replace("-V1", "-V2")
    with pytest.raises(ValidationError, match="已经在起草"):
        services.revise(technician, signed, "再来")
    assert Document.objects.get(pk=signed.pk).state == DocumentState.SIGNED
    services.change(technician, newer, title=newer.title, words={"risk": "补充"})
    services.submit(technician, newer)
    services.sign(quality_lead, newer)
    assert Document.objects.get(pk=signed.pk).state == DocumentState.SUPERSEDED
    slot = next(row for row in sheet(enterprise).rows if row.slot.id == "E.8-3")
    assert [paper.file_id for paper in slot.papers] == [newer.file_id]


def test_what_was_signed_is_withdrawn_only_by_who_answers_for_it(
    signed: Document, technician: User, quality_lead: User
) -> None:
    assert not allowed(technician, "document.withdraw", signed)
    with pytest.raises(ValidationError):
        services.withdraw(quality_lead, signed, "")
    services.withdraw(quality_lead, signed, "检查日期有误")
    assert signed.state == DocumentState.WITHDRAWN


def test_a_report_of_an_unfinished_visit_cannot_be_submitted(
    technician: User, enterprise: Client, running: Contract, started: Any
) -> None:
    visit = started()
    made = services.draft(technician, enterprise, "survey_report", contract=running, subject_id=visit.pk)
    with pytest.raises(ValidationError, match="现场检查还没有提交"):
        services.submit(technician, made)


@pytest.mark.parametrize("who", ["colleague", "contact", "stranger"])
def test_who_does_not_serve_the_client_drafts_nothing(
    who: str, enterprise: Client, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(who)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.draft(person, enterprise, "archive_cover")
    assert journal_rows() == before


def test_drafting_is_one_row(technician: User, enterprise: Client, journal_rows: Rows) -> None:
    before = journal_rows()
    services.draft(technician, enterprise, "archive_cover")
    assert journal_rows() == before + 1


def test_a_kind_is_not_made_for_a_client_it_does_not_suit(
    director: User, park: Client, running: Contract, visited: Visit
) -> None:
    with pytest.raises(ValidationError, match="不用于园区"):
        services.draft(director, park, "archive_cover")
    with pytest.raises(ValidationError, match="合同不属于"):
        services.draft(director, park, "problem_list", contract=running)
    with pytest.raises(ValidationError):
        services.draft(director, park, "problem_list", subject_id=visited.pk)


def test_every_kind_says_where_it_is_filed() -> None:
    assert kind("survey_report").slot == "E.8-3"
    assert kind("evaluation_table").section == "evaluation"
