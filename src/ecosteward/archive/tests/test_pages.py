import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import client_of
from ecosteward.accounts.models import Kind, Organisation, User
from ecosteward.archive.models import Paper
from ecosteward.archive.queries import sheet
from ecosteward.archive.services import bring, file_in_contract, file_on_slot, keep_contract_file
from ecosteward.archive.tests.conftest import PDF, Scan, drop, upload
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.journal.models import Entry
from ecosteward.standard.queries import archive_slots

Browse = Callable[[User], Browser]
Rows = Callable[[], int]
ADDRESSES = ["", "edit/", "cover/", "add/", "handover/", "export/"]


def queries(browser: Browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def test_of_many_papers_in_one_slot_the_latest_stand_open(
    technician: User, enterprise: Client, scan: Scan, browse: Browse
) -> None:
    papers = [file_on_slot(technician, enterprise, "E.6-4", scan(f"联单{number}.pdf")) for number in range(9)]
    row = sheet(enterprise).row("E.6-4")
    assert (row.earlier, row.latest) == (tuple(papers[:3]), tuple(papers[3:]))
    page = browse(technician).get(f"/archive/client/{enterprise.pk}/").content.decode()
    assert page.index("较早的 3 份") < page.index("联单2") < page.index("</details>") < page.index("联单3")


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_page_of_a_client_opens_to_those_who_serve_it(
    technician: User, colleague: User, stranger: User, enterprise: Client, browse: Browse, address: str
) -> None:
    path = f"/archive/client/{enterprise.pk}/{address}"
    assert browse(technician).get(path).status_code == 200
    for person in (colleague, stranger):
        assert browse(person).get(path).status_code == 404
    assert Browser().get(path).status_code == 302


@pytest.mark.parametrize("address", ["", "change/", "replace/"])
def test_each_page_of_a_paper_opens_to_those_who_serve_the_client(
    technician: User,
    colleague: User,
    stranger: User,
    contact: User,
    enterprise: Client,
    scan: Scan,
    browse: Browse,
    address: str,
) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", scan())
    path = f"/archive/paper/{paper.pk}/{address}"
    assert browse(technician).get(path).status_code == 200
    for person in (colleague, stranger, contact):
        assert browse(person).get(path).status_code == 404
    File.objects.update(shared=True)
    assert browse(contact).get(path).status_code == (403 if address else 200)


def test_files_are_added_with_their_dates_by_a_plain_form(technician: User, enterprise: Client, browse: Browse) -> None:
    data = {
        "file": [upload("甲.pdf"), upload("乙.pdf", PDF + b"2")],
        "place": "E.6-2",
        "dated_on": "2026-01-01",
        "valid_until": "2026-12-31",
        "period": "2026年",
        "shared": "on",
    }
    assert browse(technician).post(f"/archive/client/{enterprise.pk}/add/", data).status_code == 302
    for paper in Paper.objects.all():
        assert (paper.slot_id, paper.valid_until, paper.period) == ("E.6-2", dt.date(2026, 12, 31), "2026")


def test_a_form_without_a_file_is_refused_and_keeps_what_was_typed(
    technician: User, enterprise: Client, browse: Browse
) -> None:
    answer = browse(technician).post(f"/archive/client/{enterprise.pk}/add/", {"title": "排污许可证副本"})
    assert answer.status_code == 422
    assert "请选择“文件”" in answer.content.decode()
    assert "排污许可证副本" in answer.content.decode()
    assert not Paper.objects.exists()


def test_files_are_added_to_a_contract_s_section_by_a_plain_form(
    technician: User, enterprise: Client, browse: Browse
) -> None:
    keep_contract_file(technician, enterprise, 7, name="HT-7", ends_on=None)
    data = {"file": upload(), "place": "7:notice", "title": "进场通报", "dated_on": "2026-01-01"}
    assert browse(technician).post(f"/archive/client/{enterprise.pk}/add/", data).status_code == 302
    paper = Paper.objects.get()
    assert (paper.section, paper.title, paper.dated_on) == ("notice", "进场通报", dt.date(2026, 1, 1))


def test_one_refused_file_stops_the_others_and_keeps_what_was_typed(
    technician: User, enterprise: Client, browse: Browse, journal_rows: Rows
) -> None:
    before = journal_rows()
    data = {"file": [upload(), upload("木马.exe")], "place": "E.1", "title": "我写的题名", "valid_until": "2026-12-31"}
    answer = browse(technician).post(f"/archive/client/{enterprise.pk}/add/", data)
    assert answer.status_code == 422
    assert "不收 .exe" in answer.content.decode()
    assert "我写的题名" in answer.content.decode()
    assert journal_rows() == before


def test_a_validity_before_the_date_is_told_at_its_field(technician: User, enterprise: Client, browse: Browse) -> None:
    data = {"file": upload(), "place": "E.1", "dated_on": "2026-12-31", "valid_until": "2026-01-01"}
    answer = browse(technician).post(f"/archive/client/{enterprise.pk}/add/", data)
    assert answer.status_code == 422
    assert "不能早于文件日期" in answer.content.decode()


def test_what_is_known_of_a_paper_is_changed(
    technician: User, enterprise: Client, scan: Scan, browse: Browse, journal_rows: Rows
) -> None:
    paper = file_on_slot(technician, enterprise, "E.3-2", scan())
    before = journal_rows()
    data = {"title": "执行报告", "period": "2026年第2季度", "record_version": paper.version}
    assert browse(technician).post(f"/archive/paper/{paper.pk}/change/", data).status_code == 302
    paper.refresh_from_db()
    assert (paper.title, paper.period) == ("执行报告", "2026Q2")
    assert journal_rows() == before + 1
    answer = browse(technician).post(f"/archive/paper/{paper.pk}/change/", {**data, "title": "别的"})
    assert answer.status_code == 409
    assert "别的" in answer.content.decode()


def test_a_newer_version_takes_a_paper_s_place_and_shows_the_old_one(
    technician: User, enterprise: Client, scan: Scan, browse: Browse
) -> None:
    old = file_on_slot(technician, enterprise, "E.3-1", scan("许可证.pdf"), title="排污许可证")
    browser = browse(technician)
    data = {"file": upload("新证.pdf"), "title": "排污许可证", "valid_until": "2031-01-01", "reason": "延续"}
    page = browser.post(f"/archive/paper/{old.pk}/replace/", data)["Location"]
    assert "以前的版本" in browser.get(page).content.decode()
    assert "已替换为" in browser.get(f"/archive/paper/{old.pk}/").content.decode()
    assert browser.get(f"/archive/paper/{old.pk}/replace/").status_code == 403
    assert "延续" in Entry.objects.get(action="paper.replaced").reason


def test_a_refused_newer_version_changes_nothing(
    technician: User, enterprise: Client, browse: Browse, journal_rows: Rows
) -> None:
    drop(browse(technician), enterprise, "E.3-1")
    paper = Paper.objects.get()
    before = journal_rows()
    for file, words in ((upload(), "完全相同"), (upload("空.pdf", b""), "空的")):
        answer = browse(technician).post(f"/archive/paper/{paper.pk}/replace/", {"file": file, "title": "新"})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert journal_rows() == before


def test_a_filed_paper_has_no_way_out_and_the_refusal_says_until_when(
    technician: User, director: User, contact: User, enterprise: Client, scan: Scan, browse: Browse, journal_rows: Rows
) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", scan())
    File.objects.update(shared=True)
    before = journal_rows()
    for person in (technician, director):
        answer = browse(person).post(f"/archive/paper/{paper.pk}/discard/", {"reason": "不要"})
        assert answer.status_code == 422
        assert f"保存至 {paper.keep_until}" in answer.content.decode()
    assert browse(contact).post(f"/archive/paper/{paper.pk}/discard/", {"reason": "不要"}).status_code == 403
    assert Paper.objects.exists()
    assert journal_rows() == before


def test_a_paper_is_shown_to_the_client_side_and_hidden_again(
    technician: User, contact: User, enterprise: Client, scan: Scan, browse: Browse, journal_rows: Rows
) -> None:
    paper = file_on_slot(technician, enterprise, "E.1", scan())
    before = journal_rows()
    browse(technician).post(f"/archive/paper/{paper.pk}/show/", {"shared": "yes"})
    assert browse(contact).get(f"/archive/paper/{paper.pk}/").status_code == 200
    assert browse(contact).post(f"/archive/paper/{paper.pk}/show/", {"shared": "no"}).status_code == 403
    browse(technician).post(f"/archive/paper/{paper.pk}/show/", {"shared": "no"})
    assert browse(contact).get(f"/archive/paper/{paper.pk}/").status_code == 404
    assert journal_rows() == before + 2


def test_the_printed_list_reads_as_appendix_e(technician: User, enterprise: Client, scan: Scan, browse: Browse) -> None:
    file_on_slot(technician, enterprise, "E.1", scan())
    page = browse(technician).get(f"/archive/client/{enterprise.pk}/cover/").content.decode()
    assert all(f"<td>{slot.name}</td>" in page for slot in archive_slots())
    assert page.count("√") == 2  # the ticked cell and the note
    assert "企业名称：彭城精细化工有限公司" in page


def test_a_contract_s_file_shows_its_six_sections(
    technician: User, stranger: User, enterprise: Client, scan: Scan, browse: Browse
) -> None:
    keep_contract_file(technician, enterprise, 7, name="HT-7 年度服务", ends_on=dt.date(2030, 1, 1))
    file_in_contract(technician, enterprise, 7, "result", scan("总结报告.pdf"))
    page = browse(technician).get("/archive/contract/7/").content.decode()
    assert all(words in page for words in ("合同", "通报", "评价", "投诉", "过程文件", "成果", "总结报告"))
    assert "合同至 2030-01-01" in page
    assert browse(stranger).get("/archive/contract/7/").status_code == 404
    assert browse(technician).get("/archive/contract/8/").status_code == 404


def test_a_park_s_archive_has_no_list_but_its_contracts(director: User, park: Client, browse: Browse) -> None:
    page = browse(director).get(f"/archive/client/{park.pk}/").content.decode()
    assert "合同档案" in page
    assert "排污许可证正本" not in page


def test_the_list_shows_each_client_s_figures(
    technician: User, enterprise: Client, scan: Scan, browse: Browse, stranger: User
) -> None:
    today = timezone.localdate()
    file_on_slot(technician, enterprise, "E.1", scan())
    file_on_slot(technician, enterprise, "E.3-1", scan(), valid_until=today + dt.timedelta(days=30))
    file_on_slot(technician, enterprise, "E.6-2", scan(), valid_until=today + dt.timedelta(days=300))
    bring(technician, enterprise, scan())
    [row] = browse(technician).get("/archive/").context["page"].object_list
    assert (row.electronic, row.on_paper, row.unsaid) == (3, 0, 35)
    assert (row.waiting, row.expiring, row.papers_filed) == (1, 1, 3)
    assert not browse(stranger).get("/archive/").context["page"].object_list
    assert browse(technician).get("/archive/?export=xlsx").status_code == 200
    assert browse(technician).get("/archive/?sort=-electronic&kind=park").status_code == 200


def test_papers_that_soon_end_are_listed(technician: User, enterprise: Client, scan: Scan, browse: Browse) -> None:
    today = timezone.localdate()
    for days, name in ((-3, "过期的"), (0, "今天的"), (60, "临期的"), (61, "远的")):
        file_on_slot(technician, enterprise, "E.6-2", scan(), title=name, valid_until=today + dt.timedelta(days=days))
    browser = browse(technician)
    page = browser.get("/archive/expiring/").content.decode()
    assert all(words in page for words in ("过期的", "今天到期", "临期的", "已过期 3 天"))
    assert "远的" not in page
    assert "临期的" not in browser.get("/archive/expiring/?expired=yes").content.decode()
    assert "过期的" not in browser.get("/archive/expiring/?expired=no").content.decode()


def test_the_lists_ask_as_often_for_many_as_for_one(
    director: User, agency: Organisation, enterprise: Client, scan: Scan, browse: Browse
) -> None:
    def fill(client: Client) -> None:
        soon = timezone.localdate() + dt.timedelta(days=3)
        file_on_slot(director, client, "E.1", scan(client=client), valid_until=soon)
        bring(director, client, scan(client=client))
        keep_contract_file(director, client, client.pk, name="HT", ends_on=None)

    fill(enterprise)
    browser = browse(director)
    lists = [
        "/archive/",
        "/archive/expiring/",
        "/archive/handover/",
        "/archive/destruction/",
        "/archive/search/?q=扫描",
    ]
    before = [queries(browser, address) for address in lists]
    for number in range(12):
        fill(client_of(agency, Kind.ENTERPRISE, f"第 {number} 企业"))
    assert [queries(browser, address) for address in lists] == before


def test_a_client_s_page_asks_as_often_for_many_papers_as_for_one(
    technician: User, enterprise: Client, scan: Scan, browse: Browse
) -> None:
    def fill() -> None:
        file_on_slot(technician, enterprise, "E.8-2", scan())
        bring(technician, enterprise, scan())
        file_in_contract(technician, enterprise, 7, "result", scan())

    fill()
    browser = browse(technician)
    pages = [f"/archive/client/{enterprise.pk}/", "/archive/contract/7/", f"/archive/client/{enterprise.pk}/export/"]
    pages.append(f"/archive/client/{enterprise.pk}/handover/")
    before = [queries(browser, address) for address in pages]
    for _ in range(10):
        fill()
    assert [queries(browser, address) for address in pages] == before


def test_what_people_type_is_escaped_on_every_page(
    technician: User, enterprise: Client, scan: Scan, browse: Browse
) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    paper = file_on_slot(technician, enterprise, "E.1", scan(), title=hostile, source=hostile)
    bring(technician, enterprise, scan(), title=hostile)
    keep_contract_file(technician, enterprise, 7, name=hostile, ends_on=None)
    browser = browse(technician)
    for address in ("", "export/", "handover/", "cover/", "edit/"):
        assert hostile not in browser.get(f"/archive/client/{enterprise.pk}/{address}").content.decode()
    for address in (f"/archive/paper/{paper.pk}/", "/archive/contract/7/", "/archive/search/?q=onerror"):
        assert hostile not in browser.get(address).content.decode()
