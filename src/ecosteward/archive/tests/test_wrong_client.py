"""A paper filed with the wrong enterprise is put right: it is never lost, and the wrong one no longer sees it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from conftest import client_of, serving
from ecosteward.accounts.door import RefusedError, visible
from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.archive.models import Paper
from ecosteward.archive.queries import sheet
from ecosteward.archive.services import file_in_contract, file_on_slot, hand_to
from ecosteward.archive.tests.conftest import Scan
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.journal.queries import of_client

Rows = Callable[[], int]


@pytest.fixture
def right(agency: Organisation, technician: User) -> Client:
    client = client_of(agency, Kind.ENTERPRISE, "云龙电镀有限公司")
    serving(technician, client)
    return client


@pytest.fixture
def paper(technician: User, enterprise: Client, scan: Scan) -> Paper:
    found = file_on_slot(technician, enterprise, "E.1", scan())
    File.objects.update(shared=True)
    return Paper.objects.get(pk=found.pk)


def test_it_goes_to_the_right_one_with_its_days(
    technician: User, contact: User, enterprise: Client, right: Client, paper: Paper
) -> None:
    assert visible(contact, Paper).exists()
    until = paper.keep_until
    hand_to(technician, paper, right, reason="两家名称相近")
    paper.refresh_from_db()
    assert (paper.client, paper.keep_until, paper.file.client_id) == (right, until, right.pk)
    assert not visible(contact, Paper).exists()
    assert not visible(contact, File).exists()
    assert sheet(right).rows[0].papers == (paper,)
    row = sheet(enterprise).rows[0]
    assert (row.electronic.filed, row.papers) == (False, ())
    assert "改归" in row.electronic.reason
    assert "paper.taken_away" in of_client(enterprise.pk).values_list("action", flat=True)


def test_who_does_not_serve_both_moves_nothing(
    project_lead: User, colleague: User, stranger: User, right: Client, paper: Paper, journal_rows: Rows
) -> None:
    before = journal_rows()
    for person in (project_lead, colleague, stranger):
        with pytest.raises(RefusedError):
            hand_to(person, paper, right, reason="归错")
    assert journal_rows() == before


def test_a_file_that_others_rest_on_stays(
    technician: User, enterprise: Client, right: Client, paper: Paper, journal_rows: Rows
) -> None:
    file_in_contract(technician, enterprise, 7, "result", paper.file)
    before = journal_rows()
    with pytest.raises(ValidationError, match="引用"):
        hand_to(technician, paper, right, reason="归错")
    assert journal_rows() == before


def test_a_reason_and_another_client_are_asked_for(
    technician: User, enterprise: Client, right: Client, paper: Paper
) -> None:
    for client, reason in ((right, " "), (enterprise, "归错")):
        with pytest.raises(ValidationError, match="真正所属"):
            hand_to(technician, paper, client, reason=reason)


def test_the_page_offers_only_clients_one_serves(
    technician: User, agency: Organisation, right: Client, paper: Paper, browse: Callable[[User], Browser]
) -> None:
    other = client_of(agency, Kind.ENTERPRISE, "不归我服务的企业")
    browser = browse(technician)
    address = f"/archive/paper/{paper.pk}/hand_to/"
    page = browser.get(address).content.decode()
    assert right.name in page
    assert other.name not in page
    assert browser.post(address, {"client": other.pk, "reason": "归错"}).status_code == 422
    assert browser.post(address, {"client": right.pk, "reason": "归错"}).status_code == 302
    paper.refresh_from_db()
    assert paper.client == right
