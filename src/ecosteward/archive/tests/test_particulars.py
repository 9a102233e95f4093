"""文号, 份数, 原件/复印件 and 密级: told by people, printed on the hand-over list, never made up."""

import io
from collections.abc import Callable

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import Organisation, User
from ecosteward.archive.exports.handover import NOTHING, handover_workbook
from ecosteward.archive.models import Handover, HandoverItem, Original, Paper
from ecosteward.archive.queries.handover import Line, lines
from ecosteward.archive.services import change, draft_handover, file_on_slot, give, receive
from ecosteward.archive.services.handover import list_digest
from ecosteward.archive.tests.conftest import Scan
from ecosteward.clients.models import Client

Rows = Callable[[], int]
TOLD = {"reference": "徐环发〔2026〕12号", "copies": 2, "original": Original.COPY, "secrecy": "内部"}


@pytest.fixture
def permit(technician: User, enterprise: Client, scan: Scan) -> Paper:
    return file_on_slot(technician, enterprise, "E.3-1", scan("许可证.pdf"), title="排污许可证")


def _tell(paper: Paper, **facts: object) -> Paper:
    for name, value in (facts or TOLD).items():
        setattr(paper, name, value)
    return paper


def _listed(record: Handover) -> list[dict[str, object]]:
    page = load_workbook(io.BytesIO(handover_workbook(record, lines(record)))).active
    assert page is not None
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1 : 1 + record.items.count()]]


def test_what_is_known_of_a_paper_is_printed_on_the_list(permit: Paper, technician: User) -> None:
    change(technician, _tell(permit))
    [row] = _listed(draft_handover(technician, permit.client, [permit], project="年度服务"))
    assert (row["文号"], row["份数"], row["原件/复印件"], row["密级"]) == ("徐环发〔2026〕12号", "2", "复印件", "内部")


def test_what_nobody_told_is_a_dash_and_not_a_guess(permit: Paper, technician: User) -> None:
    [row] = _listed(draft_handover(technician, permit.client, [permit], project="年度服务"))
    assert [row[name] for name in ("文号", "份数", "原件/复印件", "密级", "备注")] == [NOTHING] * 5


def test_the_list_keeps_what_was_told_when_it_was_drafted(permit: Paper, technician: User, contact: User) -> None:
    record = draft_handover(technician, permit.client, [permit], project="年度服务")
    give(technician, record)
    change(technician, _tell(permit))
    assert _listed(record)[0]["文号"] == NOTHING
    receive(contact, record)


def test_the_digest_of_a_list_covers_the_particulars_and_tells_one_from_another(
    permit: Paper, technician: User
) -> None:
    record = draft_handover(technician, permit.client, [permit], project="年度服务")
    seen = {list_digest(record)}
    for facts in ({"reference": "内部"}, {"reference": "", "secrecy": "内部"}, TOLD):
        HandoverItem.objects.filter(handover=record).update(**facts)
        seen.add(list_digest(record))
    assert len(seen) == 4


def test_changing_them_is_one_row_and_a_stranger_changes_nothing(
    permit: Paper, technician: User, colleague: User, contact: User, journal_rows: Rows
) -> None:
    before = journal_rows()
    for person in (colleague, contact):
        with pytest.raises(RefusedError):
            change(person, _tell(Paper.objects.select_related("client").get(pk=permit.pk)))
    assert journal_rows() == before
    assert Paper.objects.get(pk=permit.pk).reference == ""
    change(technician, _tell(permit))
    assert journal_rows() == before + 1
    assert Paper.objects.get(pk=permit.pk).particulars == TOLD


def test_the_form_asks_for_them_and_refuses_a_number_of_copies_that_is_none(
    permit: Paper, technician: User, browse: Callable[[User], Browser]
) -> None:
    address = f"/archive/paper/{permit.pk}/change/"
    browser = browse(technician)
    page = browser.get(address).content.decode()
    assert all(label in page for label in ("文号", "份数", "原件/复印件", "密级"))
    typed = {"title": permit.title, "version": permit.version, **TOLD}
    refused = browser.post(address, {**typed, "copies": "0"})
    assert refused.status_code == 422
    assert "徐环发〔2026〕12号" in refused.content.decode()
    assert browser.post(address, typed).status_code == 302
    shown = browser.get(permit.get_absolute_url()).content.decode()
    assert "徐环发〔2026〕12号" in shown
    assert "2 · 复印件" in shown


@given(reference=st.text(st.characters(categories=["L", "N", "P"]), max_size=80), copies=st.none() | st.integers(1, 99))
def test_every_cell_of_a_row_says_something(reference: str, copies: int | None) -> None:
    item = HandoverItem(number=1, path="a/b.pdf", sha256="0" * 64, reference=reference, copies=copies)
    item.paper = Paper(title="题名")
    record = Handover(agency=Organisation(name="机构"), client=Client(name="企业"), giver=User(name="移交人"))
    book = load_workbook(io.BytesIO(handover_workbook(record, [Line(item)])))
    assert book.active is not None
    assert all(cell.value not in (None, "") for cell in book.active[5])
