import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import Organisation, User
from ecosteward.archive.models import Paper, SlotState, State
from ecosteward.archive.queries import completeness, completeness_of, contract_papers, sheet
from ecosteward.archive.services import (
    bring,
    change,
    discard,
    file_in_contract,
    file_on_slot,
    keep_contract_file,
    place,
    replace,
    set_slot,
)
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.files.services import take
from ecosteward.journal.models import Entry
from ecosteward.standard.queries import UnknownId

Rows = Callable[[], int]


@pytest.fixture
def scan(agency: Organisation, enterprise: Client) -> File:
    return take(
        None, ContentFile(b"%PDF-1.4\nother\n%%EOF\n", "排污许可证.pdf"), agency=agency, client_id=enterprise.pk
    )


def test_filing_on_a_slot_ticks_it(technician: User, enterprise: Client, pdf: File) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", pdf, valid_until=dt.date(2036, 1, 1))
    assert paper.title == "营业执照"
    assert paper.state == State.FILED
    row = sheet(enterprise).rows[0]
    assert (row.electronic.filed, row.on_paper.filed) == (True, None)
    assert row.papers == (paper,)
    assert completeness(enterprise) == (1, 35)


def test_filing_is_one_row_for_the_paper_and_one_for_the_list(
    technician: User, enterprise: Client, pdf: File, journal_rows: Rows
) -> None:
    before = journal_rows()
    file_on_slot(technician, enterprise, "E.1", pdf)
    assert journal_rows() == before + 2
    assert set(Entry.objects.order_by("-pk").values_list("action", flat=True)[:2]) == {"paper.filed", "slot.recorded"}


def test_the_same_content_is_filed_once(technician: User, enterprise: Client, pdf: File, journal_rows: Rows) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", pdf)
    before = journal_rows()
    assert file_on_slot(technician, enterprise, "E.1", pdf) == paper
    assert journal_rows() == before


def test_a_colleague_who_does_not_serve_the_client_files_nothing(
    colleague: User, enterprise: Client, pdf: File, journal_rows: Rows
) -> None:
    before = journal_rows()
    with pytest.raises(RefusedError):
        file_on_slot(colleague, enterprise, "E.1", pdf)
    assert not Paper.objects.exists()
    assert not SlotState.objects.exists()
    assert journal_rows() == before


def test_the_enterprise_brings_papers_but_does_not_file_them(contact: User, enterprise: Client, pdf: File) -> None:
    with pytest.raises(RefusedError):
        file_on_slot(contact, enterprise, "E.1", pdf)
    assert bring(contact, enterprise, pdf).state == State.INBOX


def test_a_slot_the_standard_does_not_have_is_refused(technician: User, enterprise: Client, pdf: File) -> None:
    with pytest.raises(UnknownId):
        file_on_slot(technician, enterprise, "E.10", pdf)
    assert not Paper.objects.exists()


def test_a_file_of_another_client_is_refused(technician: User, enterprise: Client, park: Client, scan: File) -> None:
    scan.client_id = park.pk
    with pytest.raises(ValidationError, match="别的服务对象"):
        file_on_slot(technician, enterprise, "E.1", scan)
    assert not Paper.objects.exists()


def test_a_waiting_paper_is_placed_by_one_step(technician: User, enterprise: Client, pdf: File) -> None:
    paper = bring(technician, enterprise, pdf)
    assert completeness(enterprise) == (0, 35)
    place(technician, paper, "E.1")
    paper.refresh_from_db()
    assert (paper.state, paper.slot_id, paper.filed_on) == (State.FILED, "E.1", timezone.localdate())
    assert completeness(enterprise) == (1, 35)


def test_a_waiting_paper_takes_its_period_from_its_name_once(
    technician: User, agency: Organisation, enterprise: Client
) -> None:
    content = ContentFile(b"%PDF-1.4\n%%EOF\n", "2026年第三季度排污许可证执行报告.pdf")
    paper = bring(technician, enterprise, take(None, content, agency=agency, client_id=enterprise.pk))
    place(technician, paper, "E.3-2")
    assert paper.period == "2026Q3"
    paper.period = ""
    change(technician, paper)
    place(technician, paper, "E.8-3")
    paper.refresh_from_db()
    assert paper.period == ""


def test_a_waiting_paper_is_sent_away_with_a_reason(
    technician: User, enterprise: Client, pdf: File, journal_rows: Rows
) -> None:
    paper = bring(technician, enterprise, pdf)
    before = journal_rows()
    with pytest.raises(ValidationError, match="原因"):
        discard(technician, paper, reason=" ")
    discard(technician, paper, reason="传错了企业")
    assert not Paper.objects.exists()
    assert journal_rows() == before + 1


def test_a_filed_paper_is_never_sent_away(technician: User, enterprise: Client, pdf: File) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", pdf)
    with pytest.raises(ValidationError, match=str(paper.keep_until)):
        discard(technician, paper, reason="不要了")
    assert Paper.objects.exists()


def test_a_newer_version_leaves_the_old_one_in_the_archive(
    technician: User, enterprise: Client, pdf: File, scan: File
) -> None:
    old = file_on_slot(technician, enterprise, "E.1", pdf)
    newer = replace(technician, old, scan, reason="换发")
    old.refresh_from_db()
    assert (old.state, old.replaced_by) == (State.SUPERSEDED, newer)
    assert sheet(enterprise).rows[0].papers == (newer,)
    assert newer.title == "营业执照"


def test_a_no_without_a_reason_is_not_saved(technician: User, enterprise: Client, journal_rows: Rows) -> None:
    before = journal_rows()
    with pytest.raises(ValidationError) as refused:
        set_slot(technician, enterprise, "E.2-1", electronic=False, on_paper=False, on_paper_reason="不涉及")
    assert list(refused.value.message_dict) == ["E.2-1"]
    assert journal_rows() == before


def test_an_electronic_tick_needs_a_file(technician: User, enterprise: Client) -> None:
    with pytest.raises(ValidationError, match="电子文件"):
        set_slot(technician, enterprise, "E.2-1", electronic=True, on_paper=True)


def test_a_contract_keeps_its_own_file(technician: User, enterprise: Client, pdf: File, scan: File) -> None:
    keep_contract_file(technician, enterprise, 7, name="HT-7 环保管家服务", ends_on=dt.date(2030, 6, 30))
    paper = file_in_contract(technician, enterprise, 7, "contract", pdf)
    file_in_contract(technician, enterprise, 7, "result", scan)
    assert paper.keep_until == dt.date(2035, 6, 30)
    assert [each.section for each in contract_papers(7)] == ["contract", "result"]


def test_a_contract_that_ends_later_keeps_its_papers_longer(technician: User, enterprise: Client, pdf: File) -> None:
    paper = file_in_contract(technician, enterprise, 7, "contract", pdf)
    assert paper.keep_until is None
    keep_contract_file(technician, enterprise, 7, name="HT-7", ends_on=dt.date(2031, 1, 1))
    paper.refresh_from_db()
    assert paper.keep_until == dt.date(2036, 1, 1)


def test_the_client_side_sees_only_papers_shared_with_it(
    technician: User, contact: User, enterprise: Client, pdf: File
) -> None:
    file_on_slot(technician, enterprise, "E.1", pdf)
    assert not visible(contact, Paper).exists()
    File.objects.filter(pk=pdf.pk).update(shared=True)
    assert visible(contact, Paper).exists()


def test_completeness_of_many_is_one_query(
    technician: User, enterprise: Client, park: Client, pdf: File, django_assert_num_queries: Callable[..., object]
) -> None:
    file_on_slot(technician, enterprise, "E.1", pdf)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]  # a context manager
        assert completeness_of([enterprise, park]) == {enterprise.pk: (1, 35), park.pk: (0, 35)}
