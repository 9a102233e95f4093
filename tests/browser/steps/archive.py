"""The archive: what the steps filed there, one more paper put on its row, and the whole as a zip."""

import hashlib
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.steps.papers import pdf

SUMS = "SHA256SUMS"


def file_licence(lead: Visitor, client: int) -> None:
    """Put the business licence on its row."""
    page = lead.open(f"/archive/client/{client}/")
    with page.expect_file_chooser() as waiting:
        page.get_by_role("link", name="添加文件到 1 营业执照").click()
    waiting.value.set_files(pdf("营业执照（副本）"))
    expect(page.locator("#E\\.1").get_by_role("link", name="营业执照（副本）", exact=True)).to_be_visible()


def download(lead: Visitor, client: int, folder: Path) -> zipfile.ZipFile:
    """Download the whole archive."""
    page = lead.open(f"/archive/client/{client}/")
    page.get_by_role("link", name="打包下载").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 zip").click()
    target = folder / "archive.zip"
    waiting.value.save_as(target)
    return zipfile.ZipFile(target)


def check(packed: zipfile.ZipFile) -> None:
    """Find the folders of Appendix E and of the contract's file, and every digest right."""
    names = [info.filename for info in packed.infolist()]
    assert packed.testzip() is None
    folders = {name.split("/")[1] if "/" in name else name for name in names} | {name.split("/")[0] for name in names}
    assert {"1 企业基本信息", "9 图片资料"} <= folders, folders
    assert any("合同档案" in folder for folder in folders), folders
    assert any(name.endswith("清单.csv") for name in names)
    _check_sums(packed, names)


def _check_sums(packed: zipfile.ZipFile, names: list[str]) -> None:
    sums = next(name for name in names if name.endswith(SUMS))
    base = sums.removesuffix(SUMS)
    lines = packed.read(sums).decode().splitlines()
    assert len(lines) > 5
    for line in lines:
        digest, path = line.split("  ", 1)
        assert hashlib.sha256(packed.read(base + path)).hexdigest() == digest
