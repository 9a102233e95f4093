"""内部审核单: the review of a result as the records tell it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper, Section
from ecosteward.clients.models import Client
from ecosteward.deliverables import services
from ecosteward.deliverables.models import Document
from ecosteward.deliverables.queries import changed_since, preview
from ecosteward.deliverables.tests.conftest import content_of, table_with, text_of, word
from ecosteward.engagements.models import Contract

Rows = Callable[[], int]


@pytest.fixture
def mended(technician: User, project_lead: User, quality_lead: User, submitted: Document) -> Document:
    """Be a report that was remarked on, sent back, mended, submitted again and signed."""
    services.comment(project_lead, submitted, "厂址写到门牌号", place="2.1")
    services.send_back(quality_lead, submitted, "第 3.8 节缺无组织废气")
    services.change(technician, submitted, title=submitted.title, words={"risk": "已补充无组织废气"})
    services.submit(technician, submitted)
    services.sign(quality_lead, submitted)
    return Document.objects.get(pk=submitted.pk)


@pytest.fixture
def form(technician: User, enterprise: Client, running: Contract, mended: Document) -> Document:
    """Be the form about it, being written."""
    return services.draft(technician, enterprise, "review_form", contract=running, subject_id=mended.pk)


def test_it_tells_every_step_with_who_and_the_words_of_the_return(form: Document, mended: Document) -> None:
    rows = table_with(word(content_of(form)), "步骤")[1:]
    assert [(row[1], row[2]) for row in rows] == [
        ("起草成果", "吕岩"),
        ("提交审签", "吕岩"),
        ("退回修改", "沈静"),
        ("修改成果内容", "吕岩"),
        ("提交审签", "吕岩"),
        ("审签定稿", "沈静"),
    ]
    assert rows[2][4] == "第 3.8 节缺无组织废气"
    assert "提交审签 2 次" in text_of(word(content_of(form)))


def test_each_opinion_stands_beside_its_mending_and_its_confirmation(
    form: Document, project_lead: User, quality_lead: User, technician: User
) -> None:
    rows = table_with(word(content_of(form)), "修改情况")[1:]
    assert [(row[1], row[2]) for row in rows] == [("2.1", "厂址写到门牌号"), ("全文", "第 3.8 节缺无组织废气")]
    assert rows[0][3].startswith(project_lead.name)
    assert all(row[4].startswith(f"{technician.name}修改后重新提交") for row in rows)
    assert all(row[5].startswith(quality_lead.name) for row in rows)


def test_it_names_the_signed_file_by_its_digest(form: Document, mended: Document) -> None:
    text = text_of(word(content_of(form)))
    assert mended.file is not None
    for part in (mended.number, mended.file.sha256, mended.data_digest, mended.template_version):
        assert part in text
    assert "None" not in text


def test_a_result_nobody_remarked_on_says_so(
    technician: User, enterprise: Client, running: Contract, signed: Document
) -> None:
    form = services.draft(technician, enterprise, "review_form", contract=running, subject_id=signed.pk)
    assert "审核中没有提出意见" in text_of(word(content_of(form)))
    assert form.title == f"{signed.title}内部审核单"


def test_signed_it_lies_among_the_contracts_process_files(
    form: Document, technician: User, quality_lead: User, enterprise: Client
) -> None:
    services.submit(technician, form)
    services.sign(quality_lead, form)
    paper = Paper.objects.get(file=form.file)
    assert (paper.contract_id, paper.section, paper.slot_id) == (form.contract_id, Section.PROCESS, "")


def test_it_stays_within_the_agency(
    form: Document, technician: User, quality_lead: User, contact: User, journal_rows: Rows
) -> None:
    services.submit(technician, form)
    services.sign(quality_lead, form)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.deliver(technician, form)
    assert journal_rows() == before
    assert not visible(contact, Document).filter(pk=form.pk).exists()


def test_what_happens_to_the_result_later_does_not_change_the_form(
    form: Document, mended: Document, technician: User, quality_lead: User, contact: User
) -> None:
    services.submit(technician, form)
    services.sign(quality_lead, form)
    services.deliver(technician, mended)
    services.acknowledge(contact, mended)
    assert changed_since(Document.objects.get(pk=form.pk)) == []


def test_an_unsigned_result_has_no_form_yet(
    technician: User, enterprise: Client, running: Contract, submitted: Document
) -> None:
    form = services.draft(technician, enterprise, "review_form", contract=running, subject_id=submitted.pk)
    with pytest.raises(ValidationError, match="还没有审签"):
        services.submit(technician, form)


def test_a_form_belongs_to_its_results_contract_and_has_none_of_its_own(
    technician: User, quality_lead: User, enterprise: Client, running: Contract, form: Document, mended: Document
) -> None:
    loose = services.draft(technician, enterprise, "review_form", subject_id=mended.pk)
    assert "不在同一份合同" in preview(loose).blocking[0].text
    services.submit(technician, form)
    services.sign(quality_lead, form)
    again = services.draft(technician, enterprise, "review_form", contract=running, subject_id=form.pk)
    assert "本身不再出审核单" in preview(again).blocking[0].text


def test_another_clients_result_is_none_of_its_subjects(park: Client, director: User, mended: Document) -> None:
    with pytest.raises(ValidationError, match="请选择这个服务对象的一条成果"):
        services.draft(director, park, "review_form", subject_id=mended.pk)


@pytest.mark.parametrize("who", ["colleague", "contact", "stranger"])
def test_who_does_not_serve_the_client_makes_no_form(
    who: str, enterprise: Client, mended: Document, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    person: User = request.getfixturevalue(who)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.draft(person, enterprise, "review_form", subject_id=mended.pk)
    assert journal_rows() == before


def test_who_serves_it_makes_one_with_one_row(
    technician: User, enterprise: Client, running: Contract, mended: Document, journal_rows: Rows
) -> None:
    before = journal_rows()
    services.draft(technician, enterprise, "review_form", contract=running, subject_id=mended.pk)
    assert journal_rows() == before + 1


def test_the_results_page_leads_to_the_form_and_the_client_sees_nothing_of_it(
    mended: Document, technician: User, contact: User, browse: Callable[[User], Browser]
) -> None:
    address = reverse("deliverables:document", args=[mended.pk])
    page = browse(technician).get(address).content.decode()
    start = reverse("deliverables:draft", args=[mended.client_id, "review_form"])
    assert f"{start}?subject={mended.pk}" in page
    chosen = browse(technician).get(start, {"subject": mended.pk}).content.decode()
    assert f'value="{mended.pk}" selected' in chosen
    services.deliver(technician, mended)
    assert "审核单" not in browse(contact).get(address).content.decode()
