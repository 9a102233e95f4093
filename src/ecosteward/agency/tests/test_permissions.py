"""Who may write what of clause 4's records: refused leaves nothing behind, allowed leaves exactly one row."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import User
from ecosteward.agency import queries, services
from ecosteward.agency.models import (
    Agreement,
    Appointment,
    Appraisal,
    AppraisalResult,
    Certificate,
    CreditCheck,
    CreditSource,
    Education,
    PaperKind,
    Policy,
    StaffRecord,
    SystemPaper,
    Training,
)
from ecosteward.agency.tests.conftest import Files
from ecosteward.journal.models import Record

DAY = dt.date(2026, 3, 2)
Rows = Callable[[], int]
Step = Callable[[User, StaffRecord], object]


def _policy(actor: User, record: StaffRecord) -> None:
    policy = queries.policy(record.agency)
    policy.credit_days = 90
    services.set_policy(actor, policy)


def _change(actor: User, record: StaffRecord) -> None:
    record.background = "环境科学 硕士"
    services.change_staff(actor, record)


def _credit(actor: User, _record: StaffRecord) -> None:
    services.check_credit(actor, CreditSource.PLATFORM, "信用中国", DAY, listed=False)


def _agreement(actor: User, record: StaffRecord) -> None:
    services.sign_agreement(actor, record, DAY)


def _appraise(actor: User, record: StaffRecord) -> None:
    services.appraise(actor, record, 2025, AppraisalResult.COMPETENT)


def _certificate(actor: User, record: StaffRecord) -> None:
    services.add_certificate(actor, record, "环境影响评价工程师")


def _education(actor: User, record: StaffRecord) -> None:
    services.add_education(actor, record, 2026, "排污许可专题", Decimal(8))


def _quality_paper(actor: User, _record: StaffRecord) -> None:
    services.issue_paper(actor, PaperKind.QUALITY, "服务质量管理制度", DAY)


def _training_paper(actor: User, _record: StaffRecord) -> None:
    services.issue_paper(actor, PaperKind.TRAINING, "培训制度", DAY)


STEPS: list[tuple[Step, type[Record], set[str]]] = [
    (_policy, Policy, {"director"}),
    (_credit, CreditCheck, {"director"}),
    (_agreement, Agreement, {"director"}),
    (_appraise, Appraisal, {"director", "quality_lead"}),
    (_certificate, Certificate, {"director", "colleague"}),  # the file is the colleague's
    (_education, Education, {"director", "colleague"}),
    (_quality_paper, SystemPaper, {"director", "quality_lead"}),
    (_training_paper, SystemPaper, {"director"}),
]
PEOPLE = ["director", "quality_lead", "project_lead", "technician", "colleague", "contact", "stranger"]


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("step", "model", "allowed"), STEPS)
def test_a_step_is_one_row_for_those_who_may_and_nothing_for_the_rest(
    step: Step,
    model: type[Record],
    allowed: set[str],
    who: str,
    record: StaffRecord,
    journal_rows: Rows,
    request: pytest.FixtureRequest,
) -> None:
    actor: User = request.getfixturevalue(who)
    before = journal_rows()
    if who in allowed:
        step(actor, record)
        assert (journal_rows() - before, model._default_manager.count()) == (1, 1)
        return
    if who == "stranger" and step in {_credit, _quality_paper, _training_paper}:
        step(actor, record)  # a director elsewhere writes their own agency's records, never these
        assert [each.chain for each in model._default_manager.all()] == [actor.organisation_id]
        return
    with pytest.raises(RefusedError):
        step(actor, record)
    assert (journal_rows() - before, model._default_manager.count()) == (0, 0)


@pytest.mark.parametrize("who", [each for each in PEOPLE if each != "director"])
def test_only_the_director_changes_a_file(
    who: str, record: StaffRecord, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    actor: User = request.getfixturevalue(who)
    before = journal_rows()
    with pytest.raises(RefusedError):
        _change(actor, record)
    assert journal_rows() == before
    record.refresh_from_db()
    assert record.background == "环境工程 本科"


def test_the_director_changes_a_file_in_one_row(director: User, record: StaffRecord, journal_rows: Rows) -> None:
    before = journal_rows()
    _change(director, record)
    assert journal_rows() == before + 1


@pytest.mark.parametrize("who", ["quality_lead", "colleague", "stranger"])
def test_only_the_director_confirms_what_a_person_brought(
    who: str, colleague: User, record: StaffRecord, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    entry = services.add_certificate(colleague, record, "注册环保工程师")
    actor: User = request.getfixturevalue(who)
    before = journal_rows()
    with pytest.raises(RefusedError):
        services.confirm(actor, entry)
    assert journal_rows() == before
    assert Certificate.objects.get().confirmed_on is None


def test_what_a_person_brings_waits_and_what_the_director_adds_counts_at_once(
    director: User, colleague: User, record: StaffRecord, journal_rows: Rows
) -> None:
    mine = services.add_certificate(colleague, record, "注册环保工程师")
    theirs = services.add_certificate(director, record, "清洁生产审核师")
    assert (mine.confirmed_on is None, theirs.confirmed_by) == (True, director)
    before = journal_rows()
    services.confirm(director, mine)
    assert journal_rows() == before + 1
    assert mine.valid(DAY)


def test_a_confirmed_entry_is_no_longer_the_persons_to_change(
    director: User, colleague: User, record: StaffRecord
) -> None:
    entry = services.add_education(colleague, record, 2026, "环境法典宣讲", Decimal(4))
    services.confirm(director, entry)
    with pytest.raises(RefusedError):
        services.turn_down(colleague, entry, reason="填错了")
    assert Education.objects.count() == 1


def test_an_entry_is_confirmed_once(director: User, colleague: User, record: StaffRecord) -> None:
    entry = services.add_education(colleague, record, 2026, "环境法典宣讲", Decimal(4))
    services.confirm(director, entry)
    with pytest.raises(RefusedError):
        services.confirm(director, entry)


@pytest.mark.parametrize("who", ["quality_lead", "technician", "stranger"])
def test_only_the_director_records_a_training(
    who: str, record: StaffRecord, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    actor: User = request.getfixturevalue(who)
    before = journal_rows()
    with pytest.raises((RefusedError, ValidationError)):
        services.record_training(actor, "排污许可", DAY, Decimal(4), [record])
    assert journal_rows() == before
    assert not Training.objects.exists()


@pytest.mark.parametrize("who", ["quality_lead", "technician", "stranger"])
def test_only_the_director_appoints_a_quality_lead(
    who: str, colleague: User, journal_rows: Rows, request: pytest.FixtureRequest
) -> None:
    actor: User = request.getfixturevalue(who)
    before = journal_rows()
    with pytest.raises((RefusedError, ValidationError)):
        services.appoint_quality_lead(actor, colleague, DAY)
    assert journal_rows() == before
    assert not Appointment.objects.exists()


def test_appraisals_and_agreements_are_read_by_the_leaders_and_the_person_only(
    director: User, quality_lead: User, colleague: User, technician: User, stranger: User, file_of: Files
) -> None:
    record = file_of(colleague)
    services.appraise(director, record, 2025, AppraisalResult.BASIC)
    services.sign_agreement(director, record, DAY)
    for model in (Appraisal, Agreement):
        seen = {
            each: visible(each, model).count() for each in (director, quality_lead, colleague, technician, stranger)
        }
        assert seen == {director: 1, quality_lead: 1, colleague: 1, technician: 0, stranger: 0}
