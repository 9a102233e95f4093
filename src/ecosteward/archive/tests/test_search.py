import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import QuerySet
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import Organisation, User
from ecosteward.archive.models import Layer, PageText, Paper, TextLayer
from ecosteward.archive.queries.search import Found, _Phrases, _saying, search
from ecosteward.archive.rules.bigrams import loose, query, readable, runs, vector
from ecosteward.archive.services import bring, file_on_slot
from ecosteward.archive.services import texts as reading
from ecosteward.archive.tasks import read_forgotten, read_text
from ecosteward.clients.models import Client
from ecosteward.demo import scans
from ecosteward.files.models import File
from ecosteward.files.services import take

Filed = Callable[[str, bytes], Paper]
EMPTY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def text_pdf(*pages: str) -> bytes:
    """Return a PDF of pages with a line of Latin text each."""
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>"]
    objects.append("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for index, text in enumerate(pages):
        stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET"
        page = f"/MediaBox[0 0 612 792]/Contents {5 + 2 * index} 0 R/Resources<</Font<</F1 3 0 R>>>>"
        objects += [f"<</Type/Page/Parent 2 0 R{page}>>", f"<</Length {len(stream)}>>stream\n{stream}\nendstream"]
    body = "".join(f"{number} 0 obj{content}\nendobj\n" for number, content in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n%%EOF\n".encode()


def word(*lines: str) -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.add_table(1, 1).cell(0, 0).text = "表格里的氨氮限值"
    document.save(out)
    return out.getvalue()


def excel(rows: int) -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "危废台账"
    for row in range(rows):
        book.active.append([f"第{row}行", "废矿物油"])
    book.save(out)
    return out.getvalue()


@pytest.fixture
def filed(technician: User, agency: Organisation, enterprise: Client) -> Filed:
    def make(name: str, content: bytes) -> Paper:
        file = take(technician, ContentFile(content, name), agency=agency, client_id=enterprise.pk)
        paper = file_on_slot(technician, enterprise, "E.8-2", file)
        reading.read(file)
        return paper

    return make


def layer(paper: Paper) -> TextLayer:
    return TextLayer.objects.get(sha256=paper.file.sha256)


def places(found: Found) -> list[str]:
    return [f"{hit.paper.title} {hit.page.label}" for hit in found.hits]


def jobs(file: File) -> QuerySet[ProcrastinateJob]:
    return ProcrastinateJob.objects.filter(args__file_id=file.pk)


def test_filing_asks_the_worker_to_read_the_text_once_per_content(
    technician: User, enterprise: Client, agency: Organisation, pdf: File
) -> None:
    file_on_slot(technician, enterprise, "E.1", pdf)
    bring(technician, enterprise, pdf)
    assert list(jobs(pdf).values_list("task_name", flat=True)) == ["archive.read_text"]
    assert TextLayer.objects.get().state == Layer.WAITING


def test_a_pdf_is_found_by_a_word_on_its_second_page(filed: Filed, technician: User) -> None:
    filed("监测报告.pdf", text_pdf("Ammonia nitrogen", "GB 13271-2014 boiler"))
    assert places(search(technician, "13271")) == ["监测报告 第 2 页"]
    assert places(search(technician, "BOILER")) == ["监测报告 第 2 页"]
    assert places(search(technician, "boiler ammonia")) == []
    assert places(search(technician, "nitro")) == ["监测报告 第 1 页"]


def test_word_excel_and_plain_text_are_found_too(filed: Filed, technician: User) -> None:
    filed("制度.docx", word("第一条 危险废物管理", "其他"))
    filed("台账.xlsx", excel(250))
    filed("说明.txt", "生态环境局来文".encode("gb18030"))
    assert places(search(technician, "险废物管")) == ["制度 第 1 部分"]
    assert places(search(technician, "氨氮")) == ["制度 第 1 部分"]
    assert places(search(technician, "第249行")) == ["台账 工作表「危废台账」"]
    assert places(search(technician, "环境局")) == ["说明 第 1 部分"]


def test_a_single_character_finds_where_it_stands(filed: Filed, technician: User) -> None:
    filed("说明.txt", "本厂排废水。".encode())
    for text in ("厂", "水", "废"):
        assert places(search(technician, text)) == ["说明 第 1 部分"]
    assert places(search(technician, "气")) == []


def test_a_scanned_pdf_is_marked_and_found_by_its_name(filed: Filed, technician: User) -> None:
    paper = filed("扫描的批复.pdf", EMPTY_PDF)
    assert layer(paper).state == Layer.NO_TEXT
    assert "OCR" in layer(paper).note
    assert search(technician, "批复").named == [paper]


def test_a_pdf_with_some_scanned_pages_says_how_many(filed: Filed) -> None:
    paper = filed("报告.pdf", text_pdf("Ammonia nitrogen", "", "7"))
    assert (layer(paper).state, layer(paper).pages) == (Layer.READ, 3)
    assert "2 页没有文字" in layer(paper).note


def test_a_broken_pdf_is_kept_and_the_failure_is_recorded(filed: Filed, technician: User) -> None:
    paper = filed("坏.pdf", b"%PDF-1.4\nnothing of a PDF\n%%EOF\n")
    assert layer(paper).state == Layer.FAILED
    assert layer(paper).note
    assert search(technician, "坏").named == [paper]


def test_a_picture_is_findable_by_name_only(technician: User, enterprise: Client, agency: Organisation) -> None:
    drawing = take(None, ContentFile(b"AC1027" + b"\0" * 99, "平面图.dwg"), agency=agency, client_id=enterprise.pk)
    paper = file_on_slot(technician, enterprise, "E.9-3", drawing)
    assert layer(paper).state == Layer.NAME_ONLY
    assert not jobs(drawing).exists()


def test_a_workbook_that_unfolds_to_gigabytes_costs_only_its_own_reader(filed: Filed) -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        zipfile.ZipFile(io.BytesIO(excel(1))) as whole,
    ):
        for name in whole.namelist():
            if not name.startswith("xl/worksheets/"):
                archive.writestr(name, whole.read(name))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c t="str"><v>'
            )
            for _ in range(700):
                sheet.write(b"A" * 1024 * 1024)
    paper = filed("炸弹.xlsx", out.getvalue())
    assert layer(paper).state == Layer.FAILED


def test_a_reader_that_takes_too_long_is_stopped(filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.01)
    paper = filed("慢.pdf", text_pdf("Ammonia"))
    assert (layer(paper).state, layer(paper).note) == (Layer.FAILED, "文件内部结构读不出（读取中断或超时）")


def test_reading_again_replaces_what_was_kept(filed: Filed) -> None:
    paper = filed("报告.pdf", text_pdf("Ammonia nitrogen"))
    reading.read(paper.file)
    assert PageText.objects.count() == 1


def test_the_worker_survives_bytes_that_are_gone(filed: Filed) -> None:
    paper = filed("报告.pdf", text_pdf("Ammonia nitrogen"))
    default_storage.delete(paper.file.key)
    read_text(file_id=paper.file.pk)
    assert layer(paper).state == Layer.FAILED
    read_text(file_id=0)


def test_what_a_dead_worker_left_is_read_later(technician: User, enterprise: Client, agency: Organisation) -> None:
    content = ContentFile(text_pdf("Ammonia nitrogen"), "报告.pdf")
    paper = file_on_slot(technician, enterprise, "E.8-2", take(None, content, agency=agency, client_id=enterprise.pk))
    read_forgotten(0)
    assert layer(paper).state == Layer.WAITING
    TextLayer.objects.update(since="2026-01-01T00:00:00+08:00")
    read_forgotten(0)
    assert layer(paper).state == Layer.READ


def test_nobody_finds_what_they_may_not_see(
    filed: Filed, technician: User, colleague: User, stranger: User, contact: User
) -> None:
    paper = filed("报告.pdf", text_pdf("Ammonia nitrogen"))
    for person in (colleague, stranger, contact):
        found = search(person, "ammonia")
        assert (found.hits, found.named) == ([], [])
        assert search(person, "报告").named == []
    File.objects.filter(pk=paper.file.pk).update(shared=True)
    assert places(search(contact, "ammonia")) == ["报告 第 1 页"]


def test_a_search_can_be_kept_to_one_client(
    filed: Filed, technician: User, enterprise: Client, park: Client, director: User
) -> None:
    filed("报告.pdf", text_pdf("Ammonia nitrogen"))
    assert search(director, "ammonia", client=park).hits == []
    assert len(search(director, "ammonia", client=enterprise).hits) == 1


def test_many_finds_come_page_by_page(filed: Filed, technician: User) -> None:
    filed("报告.pdf", text_pdf(*["Ammonia nitrogen"] * 40))
    first, second = search(technician, "ammonia"), search(technician, "ammonia", page=2)
    assert (len(first.hits), first.more) == (30, True)
    assert (len(second.hits), second.more) == (10, False)


@pytest.mark.parametrize("wanted", ["废水", "废水处理", "水处理剂", "水处理站", "水", "处理 氨氮", "废气"])
def test_the_papers_read_first_or_last_give_the_same_pages(
    wanted: str, filed: Filed, technician: User, stranger: User, enterprise: Client
) -> None:
    filed("甲.txt", "废水处理站，氨氮在线监测".encode())
    filed("乙.txt", "处理废水，水处理剂".encode())
    for person in (technician, stranger):
        papers = visible(person, Paper)
        plain = PageText.objects.filter(vector=_Phrases(query(wanted)), layer__in=papers.values("file__sha256"))
        assert set(_saying(wanted, papers)) == set(plain)


@given(
    st.text(alphabet="废水气处理氨氮A1，\n 。", max_size=80),
    st.text(alphabet="废水气处理氨氮A1", min_size=1, max_size=5),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_a_search_finds_exactly_the_pages_that_hold_the_word(db: None, page: str, wanted: str) -> None:
    text = readable(page)
    with connection.cursor() as cursor:
        cursor.execute("select %s::tsvector @@ %s::tsquery", [vector(text), query(wanted)])
        assert cursor.fetchone() == (any(wanted.lower() in run for run in runs(text)),)
        both = [vector(text), query(wanted), vector(text), loose(wanted)]
        cursor.execute("select not (%s::tsvector @@ %s::tsquery) or %s::tsvector @@ %s::tsquery", both)
        assert cursor.fetchone() == (True,)


@pytest.mark.parametrize("text", ["'", "a' | 'b", "\\", ":*", "& | !", "<->", "(", "\x00", "％"])
def test_a_hostile_search_is_only_a_search(
    filed: Filed, technician: User, browse: Callable[[User], Browser], text: str
) -> None:
    assert browse(technician).get("/archive/search/", {"q": text}).status_code == 200


def test_the_page_escapes_what_the_papers_say(
    filed: Filed, technician: User, browse: Callable[[User], Browser]
) -> None:
    filed("说明.txt", "危险<script>alert(1)</script>废物".encode())
    page = browse(technician).get("/archive/search/", {"q": "script"}).content.decode()
    assert "<mark>script</mark>" in page
    assert "<script>alert" not in page


def test_a_scan_says_that_it_has_no_text_and_a_written_chinese_page_is_found(filed: Filed, technician: User) -> None:
    scan = io.BytesIO()
    Image.effect_noise((400, 600), 60).save(scan, "PDF")
    assert layer(filed("扫描件.pdf", scan.getvalue())).state == Layer.NO_TEXT
    written = filed("监测报告.pdf", scans.pdf("自行监测报告", ["执行污水综合排放标准", "氨氮 12 mg/L"]))
    assert layer(written).state == Layer.READ
    assert [hit.paper for hit in search(technician, "综合排放标准").hits] == [written]
