"""Files dropped on an archive, and where they go from there."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper, State
from ecosteward.archive.services import bring, file_on_slot, keep_contract_file
from ecosteward.archive.tests.conftest import PDF, Scan, drop, upload
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.journal.models import Entry

Browse = Callable[[User], Browser]
Rows = Callable[[], int]


def test_a_file_dropped_on_a_row_is_filed_there(technician: User, enterprise: Client, browse: Browse) -> None:
    answer = drop(browse(technician), enterprise, "E.1", shared="on")
    assert (answer.status_code, answer.json()["words"]) == (200, "已存入")
    paper = Paper.objects.get()
    assert (paper.slot_id, paper.state, paper.file.shared) == ("E.1", State.FILED, True)
    assert answer.json()["url"] == f"/archive/paper/{paper.pk}/"


def test_a_file_dropped_beside_the_rows_waits_with_a_suggestion(
    technician: User, enterprise: Client, browse: Browse
) -> None:
    browser = browse(technician)
    assert drop(browser, enterprise).json()["words"] == "已收下，待归位"
    page = browser.get(f"/archive/client/{enterprise.pk}/").content.decode()
    assert "待归位" in page
    assert 'value="E.1" title="营业执照"' in page
    paper = Paper.objects.get()
    browser.post(f"/archive/paper/{paper.pk}/place/", {"place": "E.1"})
    paper.refresh_from_db()
    assert (paper.slot_id, paper.file.shared) == ("E.1", False)


def test_a_dropped_report_takes_its_period_from_its_name(technician: User, enterprise: Client, browse: Browse) -> None:
    data = {"file": upload("2026年第三季度排污许可执行报告.pdf"), "place": "E.3-2"}
    browse(technician).post(f"/archive/client/{enterprise.pk}/drop/", data)
    assert Paper.objects.get().period == "2026Q3"


def test_a_file_dropped_on_a_contract_s_section_is_filed_there(
    technician: User, enterprise: Client, browse: Browse
) -> None:
    keep_contract_file(technician, enterprise, 7, name="HT-7", ends_on=dt.date(2030, 1, 1))
    assert drop(browse(technician), enterprise, "7:complaint").status_code == 200
    paper = Paper.objects.get()
    assert (paper.contract_id, paper.section, paper.file.shared) == (7, "complaint", False)


@pytest.mark.parametrize(
    ("file", "place", "words"),
    [
        (upload("木马.exe", b"MZ"), "", "不收 .exe"),
        (upload("空.pdf", b""), "", "空的"),
        (upload("断.pdf", PDF[:12]), "E.1", "不完整"),
        (upload("假.pdf", b"MZ\x90" * 50), "E.1", "内容不是"),
        (upload(), "E.99", "没有这个存档项"),
        (upload(), "x:y", "没有这个存档项"),
        (upload(), "7:nothing", "没有这个存档项"),
        ("", "E.1", "没有收到文件"),
    ],
)
def test_a_drop_that_is_refused_says_why_and_leaves_nothing(
    technician: User, enterprise: Client, browse: Browse, journal_rows: Rows, file: Any, place: str, words: str
) -> None:
    before = journal_rows()
    answer = browse(technician).post(f"/archive/client/{enterprise.pk}/drop/", {"file": file, "place": place})
    assert answer.status_code == 422
    assert words in answer.json()["words"]
    assert not Paper.objects.exists()
    assert not File.objects.exists()
    assert journal_rows() == before


def test_the_same_file_dropped_twice_is_said_to_be_there(technician: User, enterprise: Client, browse: Browse) -> None:
    browser = browse(technician)
    drop(browser, enterprise, "E.1")
    for place in ("E.1", ""):
        answer = drop(browser, enterprise, place)
        assert answer.status_code == 422
        assert "（1 营业执照）内容相同，没有重复存入" in answer.json()["words"]
    assert drop(browser, enterprise, "E.2-1").status_code == 200
    assert File.objects.count() == Paper.objects.count() == 2


def test_a_file_that_somebody_cannot_see_is_not_told_of(
    technician: User, contact: User, enterprise: Client, browse: Browse
) -> None:
    drop(browse(technician), enterprise, "E.1")  # not shown to the client side
    assert drop(browse(contact), enterprise).status_code == 200
    assert drop(browse(contact), enterprise).status_code == 422


def test_the_enterprise_s_drop_waits_for_the_agency(
    contact: User, technician: User, enterprise: Client, browse: Browse, journal_rows: Rows
) -> None:
    before = journal_rows()
    browser = browse(contact)
    assert drop(browser, enterprise, "E.1").status_code == 403
    assert journal_rows() == before
    assert drop(browser, enterprise).status_code == 200
    paper = Paper.objects.get()
    assert (paper.state, paper.source, paper.file.shared) == (State.INBOX, "服务对象提供", True)
    assert "营业执照" in browser.get(f"/archive/client/{enterprise.pk}/").content.decode()
    assert browser.post(f"/archive/paper/{paper.pk}/place/", {"place": "E.1"}).status_code == 403
    assert browse(technician).post(f"/archive/paper/{paper.pk}/place/", {"place": "E.1"}).status_code == 302


def test_strangers_and_colleagues_drop_nothing(
    stranger: User, colleague: User, enterprise: Client, browse: Browse
) -> None:
    for person in (stranger, colleague):
        assert drop(browse(person), enterprise, "E.1").status_code == 404
    assert not File.objects.exists()


def test_ticked_papers_are_placed_together_and_one_that_cannot_go_says_why(
    technician: User, contact: User, enterprise: Client, scan: Scan, browse: Browse
) -> None:
    files = [scan(f"{number}.pdf") for number in range(3)]
    file_on_slot(technician, enterprise, "E.8-2", files[0])
    waiting = [bring(technician, enterprise, file) for file in files]
    data = {"paper": [paper.pk for paper in waiting] + ["x"], "place": "E.8-2"}
    address = f"/archive/client/{enterprise.pk}/place/"
    assert browse(contact).post(address, data).status_code == 403
    page = browse(technician).post(address, data, follow=True).content.decode()
    assert "2 份资料已归入 8-2 环境监测类报告" in page
    assert "「0」这一项里已有内容相同的文件" in page
    assert list(Paper.objects.filter(state=State.INBOX)) == [waiting[0]]


def test_a_waiting_paper_is_sent_back_with_its_reason(
    contact: User, technician: User, enterprise: Client, browse: Browse
) -> None:
    drop(browse(contact), enterprise)
    paper = Paper.objects.get()
    browser = browse(technician)
    assert browser.post(f"/archive/paper/{paper.pk}/discard/", {"reason": ""}).status_code == 422
    browser.post(f"/archive/paper/{paper.pk}/discard/", {"reason": "不是本企业的"})
    assert not Paper.objects.exists()
    assert Entry.objects.get(action="paper.discarded").reason == "不是本企业的"


def test_placing_nowhere_or_twice_is_told(technician: User, enterprise: Client, scan: Scan, browse: Browse) -> None:
    file = scan()
    paper = bring(technician, enterprise, file)
    browser = browse(technician)
    address = f"/archive/paper/{paper.pk}/place/"
    assert "请先选择" in browser.post(address, {"place": ""}, follow=True).content.decode()
    assert "请先选择" in browser.post(address, {"place": "7:nothing"}, follow=True).content.decode()
    assert "还没有建立档案" in browser.post(address, {"place": "7:notice"}, follow=True).content.decode()
    file_on_slot(technician, enterprise, "E.1", file)
    assert "内容相同" in browser.post(address, {"place": "E.1"}, follow=True).content.decode()
    paper.refresh_from_db()
    assert paper.state == State.INBOX
