import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client as Browser
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import Organisation, User
from ecosteward.archive.models import Paper, RetentionRule, SlotState, State
from ecosteward.archive.rules.retention import keep_contract_until, keep_until, later, longer
from ecosteward.archive.services import (
    bring,
    file_in_contract,
    file_on_slot,
    keep_contract_file,
    keep_longer,
    place,
    set_retention,
    unset_retention,
)
from ecosteward.archive.tests.conftest import Scan
from ecosteward.clients.models import Client
from ecosteward.files.models import File

Aged = Callable[..., Paper]
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2200, 1, 1))
YEARS = st.one_of(st.none(), st.integers(1, 200))


@given(DAYS, YEARS)
def test_a_paper_is_never_kept_less_than_five_years(day: dt.date, years: int | None) -> None:
    until = keep_until(day, years)
    assert until is None or until >= later(day, 5) > day + dt.timedelta(days=5 * 365 - 1)
    assert (until is None) == (years is None)


@given(DAYS, st.one_of(st.none(), DAYS), YEARS)
def test_a_contract_s_paper_outlasts_the_contract_by_the_years(
    day: dt.date, end: dt.date | None, years: int | None
) -> None:
    until = keep_contract_until(day, end, years)
    if end is None or years is None:
        assert until is None
    else:
        assert until == keep_until(max(day, end), years)


@given(st.one_of(st.none(), DAYS), st.one_of(st.none(), DAYS))
def test_the_longer_of_two_is_never_shorter_than_either(one: dt.date | None, other: dt.date | None) -> None:
    found = longer(one, other)
    assert found is None or (one is not None and other is not None and found >= one and found >= other)


def test_five_years_from_a_leap_day_end_a_day_later_not_sooner() -> None:
    assert later(dt.date(2024, 2, 29), 5) == dt.date(2029, 3, 1)
    assert later(dt.date(2024, 2, 29), 4) == dt.date(2028, 2, 29)


def refused(sql: str, *values: int) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(error.value)


def test_the_database_refuses_to_delete_a_filed_paper_and_says_until_when(
    technician: User, enterprise: Client, pdf: File
) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", pdf)
    words = refused("delete from archive_paper where id = %s", paper.pk)
    assert "营业执照" in words
    assert str(paper.keep_until) in words
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.all().delete()
    assert Paper.objects.exists()


def test_the_database_refuses_to_lose_the_file_or_the_client_of_a_paper(
    technician: User, enterprise: Client, pdf: File
) -> None:
    file_on_slot(technician, enterprise, "E.1", pdf)
    for record in (pdf, enterprise):
        with pytest.raises(ProtectedError):
            record.delete()


def test_the_database_refuses_to_call_a_paper_destroyed_before_its_day(
    technician: User, enterprise: Client, pdf: File, aged: Aged
) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", pdf)
    destroy = "update archive_paper set state = 'destroyed' where id = %s"
    assert str(paper.keep_until) in refused(destroy, paper.pk)
    today = timezone.localdate()
    aged(paper, "2015-01-01", today.isoformat())
    assert str(today) in refused(destroy, paper.pk)
    aged(paper, "2015-01-01", None)
    assert "永久" in refused(destroy, paper.pk)


@pytest.mark.parametrize(
    "change", ["file_id = file_id + 1", "agency_id = agency_id + 1", "filed_on = filed_on - 400", "state = 'inbox'"]
)
def test_the_database_refuses_to_swap_what_was_filed(
    technician: User, enterprise: Client, pdf: File, change: str
) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", pdf)
    refused(f"update archive_paper set {change} where id = %s", paper.pk)


def test_the_database_refuses_less_than_five_years(technician: User, enterprise: Client, pdf: File) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", pdf)
    refused("update archive_paper set keep_until = filed_on + 300 where id = %s", paper.pk)


def test_the_database_refuses_a_paper_in_two_places_or_in_none(technician: User, enterprise: Client, pdf: File) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", pdf)
    refused("update archive_paper set contract_id = 7, section = 'result' where id = %s", paper.pk)
    refused("update archive_paper set slot_id = '' where id = %s", paper.pk)


@pytest.mark.parametrize("reason", ["", "  "])
def test_the_database_refuses_a_no_without_a_reason(technician: User, enterprise: Client, reason: str) -> None:
    for column in ("electronic", "on_paper"):
        state = SlotState(agency=enterprise.agency, client=enterprise, slot_id="E.1")
        setattr(state, column, False)
        setattr(state, f"{column}_reason", reason)
        with pytest.raises(IntegrityError), transaction.atomic():
            state.save()


def test_the_database_lets_a_waiting_paper_go(technician: User, enterprise: Client, pdf: File) -> None:
    bring(technician, enterprise, pdf).delete()
    assert not Paper.objects.exists()


def test_an_agency_keeps_longer_than_five_years(
    director: User, agency: Organisation, technician: User, enterprise: Client, scan: Scan
) -> None:
    set_retention(director, agency, "", 10, basis="本机构档案管理办法")
    set_retention(director, agency, "E.2-1", None, basis="")
    today = timezone.localdate()
    assert file_on_slot(technician, enterprise, "E.1", scan()).keep_until == later(today, 10)
    assert file_on_slot(technician, enterprise, "E.2-1", scan()).keep_until is None


def test_a_new_rule_lengthens_what_is_filed_and_never_shortens_it(
    director: User,
    agency: Organisation,
    technician: User,
    enterprise: Client,
    scan: Scan,
    journal_rows: Callable[[], int],
) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", scan())
    other = file_on_slot(technician, enterprise, "E.2-2", scan())
    set_retention(director, agency, "E.1", 30, basis="")
    before = journal_rows()
    assert keep_longer(agency.pk, "E.1") == 1
    assert journal_rows() == before + 1
    paper.refresh_from_db()
    assert paper.keep_until == later(timezone.localdate(), 30)
    set_retention(director, agency, "E.1", 6, basis="")
    assert keep_longer(agency.pk, "E.1") == 0
    set_retention(director, agency, "", 8, basis="")
    assert keep_longer(agency.pk, "") == 1
    other.refresh_from_db()
    assert other.keep_until == later(timezone.localdate(), 8)


def test_a_rule_taken_back_leaves_filed_papers_their_time(
    director: User, agency: Organisation, technician: User, enterprise: Client, scan: Scan
) -> None:
    rule = set_retention(director, agency, "E.1", 30, basis="")
    paper = file_on_slot(technician, enterprise, "E.1", scan())
    unset_retention(director, rule)
    paper.refresh_from_db()
    assert paper.keep_until == later(timezone.localdate(), 30)
    assert file_on_slot(technician, enterprise, "E.1", scan()).keep_until == later(timezone.localdate(), 5)


@pytest.mark.parametrize("years", [0, 1, 4])
def test_less_than_five_years_is_refused_with_the_clause(director: User, agency: Organisation, years: int) -> None:
    with pytest.raises(ValidationError, match="第 8 章"):
        set_retention(director, agency, "", years, basis="")
    assert not RetentionRule.objects.exists()


def test_only_those_who_rule_the_agency_s_archives_set_years(
    technician: User, stranger: User, agency: Organisation, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    for person in (technician, stranger):
        with pytest.raises(RefusedError):
            set_retention(person, agency, "", 10, basis="")
    assert journal_rows() == before


def test_a_paper_moved_to_another_slot_keeps_its_first_day_and_the_longer_time(
    director: User, agency: Organisation, technician: User, enterprise: Client, scan: Scan, aged: Aged
) -> None:
    set_retention(director, agency, "E.2-1", 30, basis="")
    paper = aged(file_on_slot(technician, enterprise, "E.2-1", scan()), "2020-03-01", "2050-03-01")
    place(technician, paper, "E.1")
    paper.refresh_from_db()
    assert (paper.filed_on, paper.keep_until) == (dt.date(2020, 3, 1), dt.date(2050, 3, 1))


def test_contract_papers_count_from_the_contract_s_end_also_when_it_moves(
    technician: User, enterprise: Client, scan: Scan
) -> None:
    keep_contract_file(technician, enterprise, 7, name="HT-7", ends_on=dt.date(2030, 6, 30))
    paper = file_in_contract(technician, enterprise, 7, "notice", scan())
    keep_contract_file(technician, enterprise, 7, name="HT-7", ends_on=dt.date(2031, 6, 30))
    paper.refresh_from_db()
    assert paper.keep_until == dt.date(2036, 6, 30)
    keep_contract_file(technician, enterprise, 7, name="HT-7", ends_on=None)
    paper.refresh_from_db()
    assert paper.keep_until is None


def test_a_contract_of_another_client_takes_nothing(
    technician: User, director: User, enterprise: Client, park: Client, scan: Scan
) -> None:
    keep_contract_file(director, park, 9, name="HT-9", ends_on=None)
    with pytest.raises(ValidationError, match="不属于"):
        file_in_contract(technician, enterprise, 9, "notice", scan())
    with pytest.raises(ValidationError, match="不属于"):
        keep_contract_file(technician, enterprise, 9, name="HT-9", ends_on=None)


def test_the_page_sets_and_takes_back_a_rule(
    director: User, agency: Organisation, technician: User, browse: Callable[[User], Browser]
) -> None:
    assert browse(technician).get("/archive/retention/").status_code == 403
    browser = browse(director)
    assert "二者取一" in browser.post("/archive/retention/", {"place": ""}).content.decode()
    assert browser.post("/archive/retention/", {"place": "", "years": "3"}).status_code == 422
    assert browser.post("/archive/retention/", {"place": "E.2-1", "forever": "on"}).status_code == 302
    rule = RetentionRule.objects.get()
    assert (rule.place, rule.years) == ("E.2-1", None)
    assert "永久" in browser.get("/archive/retention/").content.decode()
    browser.post(f"/archive/retention/{rule.pk}/drop/")
    assert not RetentionRule.objects.exists()


def test_states_never_go_back(technician: User, enterprise: Client, pdf: File, aged: Aged) -> None:
    paper = aged(file_on_slot(technician, enterprise, "E.1", pdf), "2015-01-01", "2020-01-01")
    Paper.objects.filter(pk=paper.pk).update(state=State.DESTROYED)
    refused("update archive_paper set state = 'filed' where id = %s", paper.pk)
