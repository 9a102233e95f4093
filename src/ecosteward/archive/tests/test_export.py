import contextlib
import csv
import hashlib
import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from openpyxl import load_workbook

from ecosteward.accounts.door import RefusedError
from ecosteward.accounts.models import Organisation, User
from ecosteward.archive.exports import Extra, Pack, plan
from ecosteward.archive.models import Paper
from ecosteward.archive.queries import sheet
from ecosteward.archive.services import bring, export, file_in_contract, file_on_slot, keep_contract_file, replace
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.files.services import DamagedFileError, take
from ecosteward.standard.queries import archive_slots

Taken = Callable[..., File]


@pytest.fixture
def scan(agency: Organisation, enterprise: Client) -> Taken:
    def make(name: str, text: str = "") -> File:
        content = f"%PDF-1.4\n{text or name}\n%%EOF\n".encode()
        return take(None, ContentFile(content, name), agency=agency, client_id=enterprise.pk)

    return make


@pytest.fixture
def filled(technician: User, enterprise: Client, scan: Taken) -> Client:
    """Be an enterprise with papers in every kind of place."""
    file_on_slot(technician, enterprise, "E.1", scan("营业执照.pdf"))
    file_on_slot(technician, enterprise, "E.2-1", scan("批复.pdf", "一期"))
    file_on_slot(technician, enterprise, "E.2-1", scan("批复.pdf", "二期"))
    old = file_on_slot(technician, enterprise, "E.3-1", scan("排污许可证.pdf", "旧"))
    replace(technician, old, scan("许可证（2026）.pdf"), title="排污许可证")
    keep_contract_file(technician, enterprise, 7, name="HT-7 年度服务", ends_on=None)
    file_in_contract(technician, enterprise, 7, "result", scan("总结.pdf"))
    bring(technician, enterprise, scan("扫描件.pdf"))
    return enterprise


def packed(client: Client, person: User) -> zipfile.ZipFile:
    content = b"".join(export(person, client))
    return zipfile.ZipFile(io.BytesIO(content))


def rows(archive: zipfile.ZipFile) -> dict[str, dict[str, str]]:
    text = archive.read("清单.csv").decode("utf-8-sig")
    return {row["路径"]: row for row in csv.DictReader(io.StringIO(text))}


def test_the_zip_lies_in_the_folders_of_appendix_e(filled: Client, technician: User) -> None:
    with packed(filled, technician) as archive:
        files = {name for name in archive.namelist() if not name.endswith("/")}
    assert files == {
        "一企一档资料存档表.xlsx",
        "一企一档资料存档表.docx",
        "清单.csv",
        "SHA256SUMS",
        "1 企业基本信息/1 营业执照/营业执照.pdf",
        "2 执行“环评”、“三同时”情况/2-1 环境影响评价登记表、环境影响评价报告书（表）及批复/批复.pdf",
        "2 执行“环评”、“三同时”情况/2-1 环境影响评价登记表、环境影响评价报告书（表）及批复/批复(2).pdf",
        "3 排污许可执行情况/3-1 排污许可证正本（副本）/排污许可证.pdf",
        "3 排污许可执行情况/3-1 排污许可证正本（副本）/历史版本/排污许可证.pdf",
        "合同档案 HT-7 年度服务/6 成果/总结.pdf",
        "待归位/扫描件.pdf",
    }


def test_every_document_has_its_folder_also_an_empty_one(filled: Client, technician: User) -> None:
    with packed(filled, technician) as archive:
        folders = {name for name in archive.namelist() if name.endswith("/")}
    assert folders == {f"{slot.category_no} {slot.category}/{slot.no} {slot.name}/" for slot in archive_slots()}


def test_the_zip_holds_what_the_sheet_shows(filled: Client, technician: User) -> None:
    with packed(filled, technician) as archive:
        listed = rows(archive)
        for row in sheet(filled).rows:
            for paper in row.papers:
                [path] = [
                    path
                    for path in listed
                    if f"/{row.slot.no} " in path and listed[path]["SHA-256"] == paper.file.sha256
                ]
                assert hashlib.sha256(archive.read(path)).hexdigest() == paper.file.sha256
        [cover] = [name for name in archive.namelist() if name.endswith(".xlsx")]
        page = load_workbook(io.BytesIO(archive.read(cover))).active
        assert page is not None
        cells = [[cell.value for cell in line] for line in page.iter_rows(min_row=4, max_row=38)]
    assert [line[1] for line in cells] == [slot.no for slot in archive_slots()]
    assert [line[2] for line in cells] == [slot.name for slot in archive_slots()]
    assert [line[3] or "" for line in cells] == [row.electronic.words for row in sheet(filled).rows]


def test_the_sums_are_accepted_by_sha256sum(filled: Client, technician: User, tmp_path: Path) -> None:
    with packed(filled, technician) as archive:
        archive.extractall(tmp_path)
        count = len([name for name in archive.namelist() if not name.endswith("/")])
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == count - 1


def test_the_size_is_known_before_the_first_byte(filled: Client, technician: User) -> None:
    pack = export(technician, filled)
    assert len(pack) == sum(map(len, pack))


def test_a_missing_file_is_named_and_the_rest_is_packed(filled: Client, technician: User) -> None:
    lost = Paper.objects.get(title="总结")
    default_storage.delete(lost.file.key)
    assert [member.paper for member in plan(filled, Paper.objects.select_related("file")).lost] == [lost]
    with packed(filled, technician) as archive:
        listed = rows(archive)
        assert archive.testzip() is None
        assert "合同档案 HT-7 年度服务/6 成果/总结.pdf" not in archive.namelist()
    assert listed["合同档案 HT-7 年度服务/6 成果/总结.pdf"]["原件状态"] == "缺失"
    assert sum(row["原件状态"] == "完好" for row in listed.values()) == len(listed) - 1


def spoil(file: File, content: bytes) -> None:
    path = Path(default_storage.path(file.key))
    path.chmod(0o600)
    path.write_bytes(content)


def test_a_file_cut_short_in_the_store_is_named_damaged(filled: Client, technician: User) -> None:
    spoil(Paper.objects.get(title="总结").file, b"%PDF")
    with packed(filled, technician) as archive:
        assert rows(archive)["合同档案 HT-7 年度服务/6 成果/总结.pdf"]["原件状态"] == "损坏"


def test_a_file_changed_in_the_store_is_found_while_it_is_sent(
    filled: Client, technician: User, tmp_path: Path
) -> None:
    file = Paper.objects.get(title="总结").file
    spoil(file, b"x" * file.size)
    pack = export(technician, filled)
    size = len(pack)
    content = b"".join(pack)
    assert len(content) == size
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert rows(archive)["合同档案 HT-7 年度服务/6 成果/总结.pdf"]["原件状态"] == "损坏"
        archive.extractall(tmp_path)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if not line.endswith(": OK")] == [
        "合同档案 HT-7 年度服务/6 成果/总结.pdf: FAILED"
    ]


def sent_until_it_broke(pack: Pack) -> io.BytesIO:
    sent = io.BytesIO()
    with contextlib.suppress(FileNotFoundError):
        sent.writelines(pack)
        pytest.fail("nothing broke")
    return sent


def test_a_store_that_fails_half_way_leaves_no_zip_that_opens(filled: Client, technician: User) -> None:
    pack = export(technician, filled)
    default_storage.delete(Paper.objects.get(title="扫描件").file.key)
    sent = sent_until_it_broke(pack)
    assert sent.tell() > 0
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(sent)


def test_a_broken_zip_shows_none_of_its_papers_even_behind_a_paper_that_is_itself_a_zip(
    agency: Organisation, filled: Client, technician: User
) -> None:
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w") as inner:
        inner.writestr("word/document.xml", "x")
    file = take(None, ContentFile(word.getvalue(), "说明.docx"), agency=agency, client_id=filled.pk)
    bring(technician, filled, file)
    pack = export(technician, filled)
    default_storage.delete(Paper.objects.get(title="总结").file.key)
    with zipfile.ZipFile(sent_until_it_broke(pack)) as found:
        assert found.namelist() == ["word/document.xml"]


def test_a_file_that_shrinks_after_the_plan_leaves_no_zip_that_opens(filled: Client, technician: User) -> None:
    pack = export(technician, filled)
    spoil(Paper.objects.get(title="扫描件").file, b"%PDF")
    with pytest.raises(DamagedFileError):
        b"".join(pack)


def test_a_hostile_title_stays_inside_its_folder_and_no_formula(
    technician: User, enterprise: Client, scan: Taken, tmp_path: Path
) -> None:
    file_on_slot(technician, enterprise, "E.1", scan("a.pdf"), title="../../etc/passwd")
    file_on_slot(technician, enterprise, "E.1", scan("b.pdf"), title='=HYPERLINK("http://x")')
    with packed(enterprise, technician) as archive:
        names = [name for name in archive.namelist() if name.startswith("1 企业") and not name.endswith("/")]
        listed = rows(archive)
    assert all(name.startswith("1 企业基本信息/1 营业执照/") and name.count("/") == 2 for name in names)
    assert not any(row["题名"].startswith("=") for row in listed.values())


def test_a_higher_floor_adds_its_own_cover(filled: Client) -> None:
    papers = Paper.objects.filter(client=filled).select_related("file")
    pack = Pack(plan(filled, papers), [Extra("存档表.docx", b"word")])
    with zipfile.ZipFile(io.BytesIO(b"".join(pack))) as archive:
        assert archive.read("存档表.docx") == b"word"
        assert hashlib.sha256(b"word").hexdigest() in archive.read("SHA256SUMS").decode()


def test_an_empty_archive_is_still_a_zip(technician: User, enterprise: Client) -> None:
    with packed(enterprise, technician) as archive:
        assert "清单.csv" in archive.namelist()


def test_the_enterprise_gets_only_what_is_shared_with_it(filled: Client, contact: User) -> None:
    with packed(filled, contact) as archive:
        assert not rows(archive)
    File.objects.filter(name="营业执照.pdf").update(shared=True)
    with packed(filled, contact) as archive:
        assert list(rows(archive)) == ["1 企业基本信息/1 营业执照/营业执照.pdf"]


def test_taking_the_archive_out_is_one_row(
    filled: Client, technician: User, colleague: User, journal_rows: Callable[[], int]
) -> None:
    before = journal_rows()
    with pytest.raises(RefusedError):
        export(colleague, filled)
    assert journal_rows() == before
    export(technician, filled)
    assert journal_rows() == before + 1


def test_the_browser_is_told_the_size_and_the_chinese_name(
    filled: Client, technician: User, browse: Callable[[User], Browser]
) -> None:
    response: Any = browse(technician).post(f"/archive/client/{filled.pk}/export/")
    content = b"".join(response)
    assert response["Content-Length"] == str(len(content))
    assert "%E4%B8%80%E4%BC%81%E4%B8%80%E6%A1%A3" in response["Content-Disposition"]
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_the_page_names_what_is_lost_before_the_download(
    filled: Client, technician: User, browse: Callable[[User], Browser]
) -> None:
    default_storage.delete(Paper.objects.get(title="总结").file.key)
    changed = Paper.objects.get(title="扫描件").file
    spoil(changed, b"x" * changed.size)
    browser = browse(technician)
    page = browser.get(f"/archive/client/{filled.pk}/export/").content.decode()
    assert "缺失：合同档案 HT-7 年度服务/6 成果/总结.pdf" in page
    assert "损坏：待归位/扫描件.pdf" in browser.get(f"/archive/client/{filled.pk}/verify/").content.decode()


def test_nobody_else_sees_or_takes_it(
    filled: Client, colleague: User, stranger: User, browse: Callable[[User], Browser]
) -> None:
    for person in (colleague, stranger):
        for address in ("export", "verify"):
            assert browse(person).get(f"/archive/client/{filled.pk}/{address}/").status_code == 404
        assert browse(person).post(f"/archive/client/{filled.pk}/export/").status_code == 404


def test_the_command_writes_the_whole_zip_or_nothing(filled: Client, director: User, tmp_path: Path) -> None:
    target = tmp_path / "档案.zip"
    call_command("archive", "export", client=filled.pk, to=target, stdout=io.StringIO())
    assert zipfile.ZipFile(target).testzip() is None
    target.unlink()
    spoil(Paper.objects.get(title="总结").file, b"")
    call_command("archive", "export", client=filled.pk, to=target, stdout=io.StringIO())
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["档案.zip"]
    with pytest.raises(CommandError):
        call_command("archive", "export", client=0, to=target)


def test_the_check_names_every_lost_paper(filled: Client, technician: User) -> None:
    out = io.StringIO()
    call_command("archive", "verify", stdout=out)
    assert "完好：共 7 份" in out.getvalue()
    default_storage.delete(Paper.objects.get(title="总结").file.key)
    changed = Paper.objects.get(title="扫描件").file
    spoil(changed, b"x" * changed.size)
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("archive", "verify", stdout=out)
    assert "缺失：彭城精细化工有限公司｜合同档案 HT-7 年度服务 · 成果｜总结（总结.pdf）" in out.getvalue()
    assert "损坏：彭城精细化工有限公司｜待归位｜扫描件（扫描件.pdf）" in out.getvalue()
    assert "共 2 份" in out.getvalue()
