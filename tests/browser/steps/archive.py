"""The archive: what the steps filed there, papers put on its rows or dropped, and the whole as a zip."""

import base64
import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import Visitor
from tests.browser.steps.papers import pdf

SUMS = "SHA256SUMS"
_TRANSFER = """files => {
  const transfer = new DataTransfer();
  for (const [name, type, content] of files)
    transfer.items.add(new File([Uint8Array.from(atob(content), each => each.charCodeAt(0))], name, { type }));
  return transfer;
}"""


def file_licence(lead: Visitor, client: int) -> None:
    """Put the business licence on its row."""
    page = lead.open(f"/archive/client/{client}/")
    with page.expect_file_chooser() as waiting:
        page.get_by_role("link", name="添加文件到 1 营业执照").click()
    waiting.value.set_files(pdf("营业执照（副本）"))
    expect(page.locator("#E\\.1").get_by_role("link", name="营业执照（副本）", exact=True)).to_be_visible()


def row(page: Page, slot: str) -> Locator:
    """Return a row of the list."""
    return page.locator(f'[id="{slot}"]')


def put(page: Page, slot: str, *files: str | Path) -> None:
    """Choose files for a row, as somebody who does not drag does."""
    with page.expect_file_chooser() as waiting:
        row(page, slot).get_by_role("link", name="添加文件到").click()
    waiting.value.set_files(list(files))


def drop(target: Locator, files: Sequence[FilePayload]) -> None:
    """Drag files over a place of the page and let them go there."""
    given = [[each["name"], each["mimeType"], base64.b64encode(each["buffer"]).decode()] for each in files]
    transfer = target.page.evaluate_handle(_TRANSFER, given)
    for event in ("dragenter", "dragover", "drop"):
        target.dispatch_event(event, {"dataTransfer": transfer})


def told(page: Page, name: str) -> Locator:
    """Return what the page says of the newest file of a name that was sent."""
    return page.locator("#drops li").filter(has=page.get_by_text(name, exact=True)).locator("span").last


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
    check_sums(packed)


def check_sums(packed: zipfile.ZipFile) -> None:
    """Find every digest right."""
    sums = next(name for name in packed.namelist() if name.endswith(SUMS))
    base = sums.removesuffix(SUMS)
    lines = packed.read(sums).decode().splitlines()
    assert len(lines) > 5
    for line in lines:
        digest, path = line.split("  ", 1)
        assert hashlib.sha256(packed.read(base + path)).hexdigest() == digest
