from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client as Browser

from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import User
from ecosteward.agency.models import SystemPaper
from ecosteward.archive.models import Destruction, Paper, State, TextLayer, Verdict
from ecosteward.archive.queries import sheet
from ecosteward.archive.queries.destruction import destroyable
from ecosteward.archive.services import (
    approve_destruction,
    file_in_contract,
    file_on_slot,
    propose_destruction,
    refuse_destruction,
)
from ecosteward.archive.tests.conftest import Scan
from ecosteward.clients.models import Client
from ecosteward.files.models import File

Rows = Callable[[], int]


@pytest.fixture
def old(technician: User, enterprise: Client, scan: Scan, aged: Callable[..., Paper]) -> Paper:
    """Be a paper whose five years are over."""
    return aged(file_on_slot(technician, enterprise, "E.1", scan("营业执照.pdf")), "2015-01-01", "2020-01-01")


def test_papers_are_destroyed_when_the_director_approves(
    quality_lead: User, director: User, enterprise: Client, old: Paper, django_capture_on_commit_callbacks: Any
) -> None:
    record = propose_destruction(quality_lead, [old], opinion="已过保存期，无继续保存价值")
    assert default_storage.exists(old.file.key)
    with django_capture_on_commit_callbacks(execute=True):
        approve_destruction(director, record, decision="同意")
    old.refresh_from_db()
    assert old.state == State.DESTROYED
    assert not default_storage.exists(old.file.key)
    assert not TextLayer.objects.exists()
    assert (record.state, record.decided_by) == (Verdict.DONE, director)
    row = sheet(enterprise).rows[0]
    assert row.papers == ()
    assert row.electronic.filed is False
    assert "销毁" in row.electronic.reason


def test_every_object_of_a_destruction_has_one_row(director: User, old: Paper, journal_rows: Rows) -> None:
    before = journal_rows()
    record = propose_destruction(director, [old], opinion="期满")
    assert journal_rows() == before + 2  # the register, its item
    approve_destruction(director, record, decision="")
    assert journal_rows() == before + 6  # the register, the paper, its file, the list's row


def test_a_paper_still_to_be_kept_is_refused_with_its_day(
    director: User, technician: User, enterprise: Client, scan: Scan, old: Paper, journal_rows: Rows
) -> None:
    young = file_on_slot(technician, enterprise, "E.2-1", scan())
    before = journal_rows()
    with pytest.raises(ValidationError, match=str(young.keep_until)):
        propose_destruction(director, [old, young], opinion="期满")
    assert not Destruction.objects.exists()
    assert journal_rows() == before


def test_a_paper_kept_longer_meanwhile_stops_the_whole_list(
    director: User, old: Paper, aged: Callable[..., Paper], journal_rows: Rows
) -> None:
    record = propose_destruction(director, [old], opinion="期满")
    aged(old, "2015-01-01", None)
    before = journal_rows()
    with pytest.raises(ValidationError, match="永久"):
        approve_destruction(director, record, decision="")
    old.refresh_from_db()
    record.refresh_from_db()
    assert (old.state, record.state) == (State.FILED, Verdict.PROPOSED)
    assert journal_rows() == before
    assert default_storage.exists(old.file.key)


def test_only_the_director_approves(
    director: User, quality_lead: User, technician: User, stranger: User, old: Paper, journal_rows: Rows
) -> None:
    with pytest.raises(RefusedError):
        propose_destruction(technician, [old], opinion="期满")
    record = propose_destruction(quality_lead, [old], opinion="期满")
    before = journal_rows()
    for person in (quality_lead, technician, stranger):
        with pytest.raises(RefusedError):
            approve_destruction(person, record, decision="")
    assert journal_rows() == before
    assert not visible(stranger, Destruction).exists()
    assert not visible(technician, Destruction).exists()


def test_a_decided_list_is_not_decided_again(director: User, old: Paper) -> None:
    record = propose_destruction(director, [old], opinion="期满")
    with pytest.raises(ValidationError, match="原因"):
        refuse_destruction(director, record, decision=" ")
    refuse_destruction(director, record, decision="仍有诉讼")
    with pytest.raises(RefusedError):
        approve_destruction(director, record, decision="")
    assert destroyable(old.agency).get() == old


def test_a_paper_is_on_one_waiting_list_at_a_time(director: User, old: Paper) -> None:
    propose_destruction(director, [old], opinion="期满")
    assert not destroyable(old.agency).exists()
    with pytest.raises(ValidationError, match="别的销毁清册"):
        propose_destruction(director, [old], opinion="期满")


def test_another_agency_s_papers_cannot_be_listed(stranger: User, old: Paper) -> None:
    with pytest.raises(ValidationError, match="不属于本机构"):
        propose_destruction(stranger, [old], opinion="期满")


def test_bytes_filed_elsewhere_too_are_kept(
    director: User, technician: User, enterprise: Client, old: Paper, django_capture_on_commit_callbacks: Any
) -> None:
    file_in_contract(technician, enterprise, 7, "result", old.file)
    record = propose_destruction(director, [old], opinion="期满")
    with django_capture_on_commit_callbacks(execute=True):
        approve_destruction(director, record, decision="")
    assert default_storage.exists(old.file.key)
    assert File.objects.get(pk=old.file_id).destroyed_on is None


def test_bytes_another_floor_rests_on_are_kept(
    director: User, old: Paper, django_capture_on_commit_callbacks: Any
) -> None:
    SystemPaper.objects.create(agency=old.agency, kind="other", title="制度", effective_on="2026-01-01", file=old.file)
    record = propose_destruction(director, [old], opinion="期满")
    with django_capture_on_commit_callbacks(execute=True):
        approve_destruction(director, record, decision="")
    old.refresh_from_db()
    assert old.state == State.DESTROYED
    assert default_storage.exists(old.file.key)


def test_the_pages_list_propose_and_decide(
    director: User, technician: User, old: Paper, browse: Callable[[User], Browser]
) -> None:
    assert browse(technician).get("/archive/destruction/propose/").status_code == 403
    browser = browse(director)
    assert "营业执照" in browser.get("/archive/destruction/propose/").content.decode()
    assert browser.post("/archive/destruction/propose/", {"opinion": "期满"}).status_code == 422
    assert "期满" in browser.post("/archive/destruction/propose/", {"opinion": "期满"}).content.decode()
    answer = browser.post("/archive/destruction/propose/", {"opinion": "期满", "paper": [old.pk]})
    record = Destruction.objects.get()
    assert answer["Location"] == f"/archive/destruction/{record.pk}/"
    assert "批准销毁" in browser.get(answer["Location"]).content.decode()
    assert browser.get("/archive/destruction/").status_code == 200
    assert browse(technician).get(answer["Location"]).status_code == 404
    assert browser.post(answer["Location"], {"decision": "", "refuse": ""}).status_code == 422
    browser.post(answer["Location"], {"decision": "同意"})
    record.refresh_from_db()
    assert record.state == Verdict.DONE
    assert "批准销毁</button>" not in browser.get(answer["Location"]).content.decode()
