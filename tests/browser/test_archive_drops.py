"""An archive as an office fills it: files dropped on its rows and beside them, bad ones among them, the whole as a zip."""

import csv
import hashlib
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from ecosteward.accounts.models import Kind, Role
from ecosteward.accounts.services import enrol, start
from ecosteward.archive.models import Layer, Paper, State, TextLayer
from ecosteward.archive.services.texts import read
from ecosteward.clients.models import Client
from ecosteward.clients.services import assign, create_client
from ecosteward.files.models import File
from ecosteward.journal.queries import check
from ecosteward.journal.services import SYSTEM
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.steps import archive
from tests.browser.steps.cast import COMPANY, PASSWORD
from tests.browser.steps.papers import pdf

pytestmark = pytest.mark.browser

LICENCE, MONITORING, REPORT, PERMIT = "E.1", "E.8-2", "E.3-2", "E.2-1"
QUARTER = "2026年第三季度排污许可证执行报告"
LARGE, SCAN = "环境监测报告（全年汇编）", "营业执照扫描件"
HIDDEN = "许可证fdp.exe.pdf"


def test_files_dropped_on_an_archive_are_placed_kept_and_packed(
    visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    client = _served()
    lead = visitor(DESK)
    lead.log_in("han", PASSWORD)
    page = lead.open(f"/archive/client/{client.pk}/")
    _onto_rows(page, tmp_path)
    _beside_rows(page)
    _not_taken(page)
    _no_needs_its_reason(lead, client)
    _kept(lead)
    _packed(archive.download(lead, client.pk, tmp_path))
    assert not list(check())
    assert (lead.elsewhere, lead.complaints) == ([], [])


def test_a_bad_file_is_refused_on_a_phone_in_words_that_fit(visitor: Callable[..., Visitor]) -> None:
    client = _served()
    lead = visitor(PHONE)
    lead.log_in("han", PASSWORD)
    page = lead.open(f"/archive/client/{client.pk}/")
    name = f"{'环境影响报告书批复' * 8}.pdf"
    archive.drop(page.locator("body"), [_file(name, b"")])
    expect(archive.told(page, name)).to_contain_text("文件是空的")
    assert lead.overflow() <= 0
    assert not Paper.objects.exists()


def _served() -> Client:
    director = start("清源环境技术服务有限公司", "周明远", "zhou", PASSWORD)
    agency = director.organisation
    lead = enrol(SYSTEM, agency, "han", "韩松", [Role.PROJECT_LEAD], password=PASSWORD)
    client = create_client(director, agency, Kind.ENTERPRISE, COMPANY, credit_code_reason="示例")
    assign(director, client, lead)
    return client


def _onto_rows(page: Page, folder: Path) -> None:
    scan = _file(f"{SCAN}.pdf", _picture_page(Image.effect_noise((600, 850), 60)))
    archive.drop(archive.row(page, LICENCE), [scan])
    expect(archive.told(page, f"{SCAN}.pdf")).to_have_text("已存入")
    expect(archive.row(page, LICENCE).locator(".tick").first).to_have_text("√")
    large = folder / f"{LARGE}.pdf"
    noise = random.Random(8).randbytes(3 * 4200 * 4400)
    large.write_bytes(_picture_page(Image.frombytes("RGB", (4200, 4400), noise), 98))
    assert 25 < large.stat().st_size / 1024**2 < 48
    archive.put(page, MONITORING, large)
    expect(archive.row(page, MONITORING).get_by_role("link", name=LARGE, exact=True)).to_be_visible(timeout=30_000)
    assert Paper.objects.get(slot_id=MONITORING).file.sha256 == hashlib.sha256(large.read_bytes()).hexdigest()
    assert read(Paper.objects.get(slot_id=LICENCE).file).state == Layer.NO_TEXT
    assert TextLayer.objects.count() == 2


def _beside_rows(page: Page) -> None:
    """Two files dropped beside the rows wait; one goes where it is suggested, the other where the person says."""
    archive.drop(page.locator(".drop-hint"), [pdf(QUARTER), pdf("资料")])
    expect(archive.told(page, "资料.pdf")).to_have_text("已收下，待归位")
    waiting = page.get_by_role("region", name="待归位")
    expect(waiting.get_by_text("2 份资料还没有归档")).to_be_visible()
    suggested = waiting.locator("li").filter(has_text=QUARTER)
    suggested.get_by_role("button", name="归入 3-2").click()
    expect(archive.row(page, REPORT).get_by_role("link", name=QUARTER, exact=True)).to_be_visible()
    expect(archive.row(page, REPORT)).to_contain_text("2026Q3")
    waiting.get_by_label("归入", exact=True).select_option(PERMIT)
    waiting.get_by_role("button", name="归入", exact=True).click()
    expect(archive.row(page, PERMIT).get_by_role("link", name="资料", exact=True)).to_be_visible()
    expect(waiting).to_have_count(0)


def _not_taken(page: Page) -> None:
    """Every bad file says why and leaves nothing; the good one among them is taken."""
    whole = pdf("x")["buffer"]
    bad = {
        "空白.pdf": (b"", "文件是空的（0 字节）"),
        "改过后缀.pdf": (b"MZ\x90\x00" * 400, "内容不是 PDF 文件"),
        "断了.pdf": (whole[: len(whole) // 2], "文件不完整"),
        "安装程序.exe": (b"MZ\x90\x00" * 400, "不收 .exe 文件"),
        "<img src=x onerror=alert(1)>.pdf": (whole, "文件名不能含"),
        "CON.pdf": (whole, "保留名"),
    }
    papers, files = Paper.objects.count(), File.objects.count()
    good = pdf("环保设施验收意见")
    archive.drop(archive.row(page, LICENCE), [*(_file(name, content) for name, (content, _) in bad.items()), good])
    expect(archive.told(page, good["name"])).to_have_text("已存入")
    for name, (_, words) in bad.items():
        expect(archive.told(page, name)).to_contain_text(words)
    assert (Paper.objects.count(), File.objects.count()) == (papers + 1, files + 1)
    hidden = _file("许可证\u202efdp.exe.pdf", whole)  # reads as though it ended otherwise
    archive.drop(archive.row(page, LICENCE), [good, hidden])
    expect(archive.told(page, hidden["name"])).to_have_text("已存入")
    expect(archive.told(page, good["name"]).last).to_contain_text("没有重复存入")
    assert Paper.objects.count() == papers + 2
    assert Paper.objects.latest("pk").file.name == HIDDEN


def _no_needs_its_reason(lead: Visitor, client: Client) -> None:
    page = lead.open(f"/archive/client/{client.pk}/edit/")
    for slot, words in (("E.2-2", "否"), ("E.2-3", "否"), ("E.1", "√")):
        archive.row(page, slot).get_by_role("radiogroup", name="纸质档").get_by_text(words).click()
    _paper_reason(page, "E.2-3").fill("原件由企业保存")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("有 1 行还不能保存")
    expect(archive.row(page, "E.2-2")).to_contain_text("原因")
    expect(_paper_reason(page, "E.2-3")).to_have_value("原件由企业保存")
    for slot, value in (("E.2-2", "no"), ("E.2-3", "no"), ("E.1", "yes")):
        expect(archive.row(page, slot).locator(f'input[name="p-{slot}"][value="{value}"]')).to_be_checked()
    _paper_reason(page, "E.2-2").fill("不涉及")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存 3 行")).to_be_visible()
    expect(archive.row(page, "E.2-2").locator(".tick").last).to_contain_text("不涉及")


def _paper_reason(page: Page, slot: str) -> Locator:
    return archive.row(page, slot).locator('[data-reason="p"]')


def _kept(lead: Visitor) -> None:
    """A filed paper has no way out before its time."""
    paper = Paper.objects.get(slot_id=REPORT)
    page = lead.open(f"/archive/paper/{paper.pk}/")
    expect(page.get_by_text(f"至 {paper.keep_until}")).to_be_visible()
    expect(page.get_by_role("link", name="退回")).to_have_count(0)
    lead.open(f"/archive/paper/{paper.pk}/discard/")
    page.get_by_label("原因").fill("用不着了")
    page.get_by_role("button", name="退回").click()
    expect(page.get_by_role("alert")).to_contain_text("期满前不能移出")
    expect(page.get_by_label("原因")).to_have_value("用不着了")
    paper.refresh_from_db()
    assert paper.state == State.FILED


def _packed(packed: zipfile.ZipFile) -> None:
    assert packed.testzip() is None
    archive.check_sums(packed)
    rows = list(csv.DictReader(io.StringIO(packed.read("清单.csv").decode("utf-8-sig"))))
    assert {row["题名"] for row in rows} == {
        SCAN,
        LARGE,
        QUARTER,
        "资料",
        "环保设施验收意见",
        HIDDEN.removesuffix(".pdf"),
    }
    for row in rows:
        content = packed.read(row["路径"])
        assert (hashlib.sha256(content).hexdigest(), str(len(content))) == (row["SHA-256"], row["字节数"])
        assert row["路径"].startswith(f"{row['资料类别']}/{row['资料名称']}/")
    folders = {name.split("/")[0] for name in packed.namelist() if "/" in name}
    assert {"1 企业基本信息", "2 执行“环评”、“三同时”情况", "9 图片资料"} <= folders, folders
    cover = openpyxl.load_workbook(io.BytesIO(packed.read("一企一档资料存档表.xlsx"))).worksheets[0]
    ticks = {str(line[1]): line[3:5] for line in cover.iter_rows(min_row=4, max_col=5, values_only=True)}
    assert ticks["8-2"][0] == "√"
    assert "不涉及" in str(ticks["2-2"][1])


def _file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def _picture_page(picture: Image.Image, quality: int = 80) -> bytes:
    """Return a PDF of one page that is a picture, as a scanner makes it."""
    out = io.BytesIO()
    picture.save(out, "PDF", quality=quality)
    return out.getvalue()
