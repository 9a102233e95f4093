"""A backup is worth what its restoring gives back, so both run as their operator runs them."""

import io
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from moto import mock_aws

from ecosteward.accounts.models import Kind
from ecosteward.accounts.services import create_organisation
from ecosteward.config.folders import project_folder
from ecosteward.files.models import File
from ecosteward.files.queries import Condition
from ecosteward.files.services import take
from ecosteward.journal.services import SYSTEM
from ecosteward.ops import backup, dumps, stocktaking
from ecosteward.ops.management.commands import restore as restoring
from ecosteward.ops.management.commands.files import told

_FILL_AND_BACK_UP_TWICE = """
from django.core.files.base import ContentFile
from django.core.management import call_command
from ecosteward.accounts.models import Kind
from ecosteward.accounts.services import create_organisation
from ecosteward.files.services import take
from ecosteward.journal.services import SYSTEM
call_command("migrate", verbosity=0)
agency = create_organisation(SYSTEM, Kind.AGENCY, "清源环境")
take(None, ContentFile("监测记录".encode(), "记录.txt"), agency=agency)
call_command("backup", {folder!r})
call_command("backup", {folder!r})
"""
_RESTORE_AND_LOOK = """
from django.core.management import call_command
from ecosteward.accounts.models import Organisation
from ecosteward.files.models import File
from ecosteward.files.services import opened
call_command("restore", {folder!r})
print(Organisation.objects.get().name, opened(File.objects.get()).read().decode())
call_command("journal", "verify")
"""

_DIE_HALF_WAY_THROUGH_THE_PLAYING = """
import os, signal
from django.core.management import call_command
from ecosteward.ops import backup, dumps
def die(script, told):
    told.write(script.read(40_000))
    told.flush()
    os.kill(os.getpid(), signal.SIGKILL)
dumps.shutil.copyfileobj = die
call_command("restore", {folder!r})
"""
_COUNT_TABLES = """
from django.db import connection
print(len(connection.introspection.table_names()))
"""


def _steward(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "ecosteward.ops", *arguments],
        env={**kept, "ECOSTEWARD_DATA": str(data), "PYTHONPATH": str(project_folder() / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def _shell(data: Path, script: str, backups: Path) -> str:
    finished = _steward(data, "shell", "--no-imports", "-c", script.format(folder=str(backups)))
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def backups() -> Iterator[Path]:
    """Give a folder of two backups of one data folder."""
    with tempfile.TemporaryDirectory(prefix="es-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        said = _shell(folder / "data", _FILL_AND_BACK_UP_TWICE, folder / "backups").splitlines()
        assert "新增文件 1 个" in said[0]
        assert "新增文件 0 个" in said[1]
        yield folder / "backups"


def test_a_restored_backup_has_every_row_and_file_and_is_never_laid_over_data(data_folder: Path, backups: Path) -> None:
    said = _shell(data_folder / "other", _RESTORE_AND_LOOK, backups).splitlines()
    assert "文件 1 个" in said[0]
    assert "登记的文件都在" in said[1]
    assert said[2] == "清源环境 监测记录"
    assert "完好" in said[3]

    kept = next((data_folder / "other" / "files" / "sha256").glob("*/*"))
    kept.unlink()
    lacking = _steward(data_folder / "other", "files", "verify")
    assert lacking.returncode == 1
    assert "缺失" in lacking.stdout
    assert "记录.txt" in lacking.stdout

    refused = _steward(data_folder / "other", "restore", str(backups))
    assert refused.returncode == 1
    assert "数据库不是空的" in refused.stderr


def test_a_restoring_that_is_killed_half_way_leaves_nothing_and_the_next_one_works(
    data_folder: Path, backups: Path
) -> None:
    data = data_folder / "other"
    killed = _steward(
        data, "shell", "--no-imports", "-c", _DIE_HALF_WAY_THROUGH_THE_PLAYING.format(folder=str(backups))
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert _shell(data, _COUNT_TABLES, backups) == "0\n"
    assert "清源环境 监测记录" in _shell(data, _RESTORE_AND_LOOK, backups)


def test_a_dump_that_is_cut_off_is_refused_and_nothing_of_it_stays(data_folder: Path, backups: Path) -> None:
    cut = data_folder / "ecosteward-1.dump"
    cut.write_bytes(max(backups.glob("*.dump")).read_bytes()[:-2000])
    refused = _steward(data_folder / "other", "restore", str(data_folder))
    assert refused.returncode == 1
    assert "没有恢复成功：pg_restore 出错" in refused.stderr
    assert _shell(data_folder / "other", _COUNT_TABLES, backups) == "0\n"


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Keep files in a bucket."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    options = {"bucket_name": "huan", "region_name": "us-east-1"}
    backend = {"BACKEND": "ecosteward.files.object_storage.ObjectStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    with mock_aws():
        yield boto3.resource("s3", region_name="us-east-1").create_bucket(Bucket="huan")


def test_files_of_a_backup_made_on_a_disk_are_sent_to_the_bucket_once(bucket: Any, tmp_path: Path) -> None:
    for name in ("sha256/ab/ab12", "sha256/ab/.ab12.part"):
        (tmp_path / "files" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "files" / name).write_text("监测记录")
    assert [backup._send_new(tmp_path / "files") for _ in range(2)] == [1, 0]
    assert [item.key for item in bucket.objects.all()] == ["sha256/ab/ab12"]


@pytest.fixture
def kept(bucket: Any, db: None) -> list[File]:
    """Keep three files in the bucket, as people bring them, and one that was destroyed."""
    agency = create_organisation(SYSTEM, Kind.AGENCY, "清源环境")
    names = ("报告.txt", "台账.txt", "方案.txt", "旧档.txt")
    files = [take(None, ContentFile(f"内容：{name}".encode(), name), agency=agency) for name in names]
    File.objects.filter(pk=files[3].pk).update(destroyed_on=timezone.localdate())
    bucket.Object(files[3].key).delete()
    return files[:3]


def test_a_bucket_that_holds_everything_is_said_to(kept: list[File]) -> None:
    said = io.StringIO()
    call_command("files", "verify", "--read", stdout=said)
    assert "内容相符" in said.getvalue()
    assert list(stocktaking.faults(read=False)) == []


def test_objects_that_are_missing_or_differ_are_named(bucket: Any, kept: list[File]) -> None:
    bucket.Object(kept[0].key).delete()
    bucket.Object(kept[1].key).put(Body=b"cut")
    bucket.Object(kept[2].key).put(Body=b"x" * kept[2].size)
    by_length = {each.key: state for each, state in stocktaking.faults(read=False)}
    assert by_length == {kept[0].key: Condition.MISSING, kept[1].key: Condition.DAMAGED}
    assert {each.key for each, _ in stocktaking.faults(read=True)} == {file.key for file in kept}
    said = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("files", "verify", stdout=said)
    assert "有 2 个文件缺失或与登记的不一致" in said.getvalue()
    assert f"缺失  {kept[0].key}  报告.txt" in said.getvalue()


def test_a_long_list_of_faults_is_cut_and_counted() -> None:
    found = [(stocktaking.Wanted(f"sha256/{no}", 1, "", f"{no}.txt"), Condition.MISSING) for no in range(25)]
    lines = told(found)
    assert "25 个" in lines[0]
    assert "其余 5 个" in lines[-2]
    assert told([]) == []


def test_a_restoring_says_what_the_bucket_lacks_of_what_the_database_names(
    bucket: Any, kept: list[File], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dump = tmp_path / "ecosteward-1.dump"
    monkeypatch.setattr(restoring, "restore", lambda _folder, _dump: (dump, 0))  # it needs an empty database
    said = io.StringIO()
    call_command("restore", str(tmp_path), stdout=said)
    assert "登记的文件都在，大小相符" in said.getvalue()
    bucket.Object(kept[0].key).delete()
    with pytest.raises(CommandError, match=r"数据库已恢复(?s:.)*缺失(?s:.)*报告.txt"):
        call_command("restore", str(tmp_path), stdout=said)


def test_a_store_that_does_not_answer_after_the_restoring_is_told(
    store_lost: Callable[[], None], tmp_path: Path, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "restore", lambda _folder, _dump: (tmp_path / "ecosteward-1.dump", 0))
    store_lost()
    with pytest.raises(CommandError, match=r"数据库已恢复，但没有核对文件库.*files verify"):
        call_command("restore", str(tmp_path), stdout=io.StringIO())


def test_with_a_bucket_only_the_database_is_backed_up(bucket: Any, tmp_path: Path, db: None) -> None:
    told = io.StringIO()
    call_command("backup", str(tmp_path), stdout=told)
    assert "只有数据库" in told.getvalue()
    assert [path.suffix for path in tmp_path.iterdir()] == [".dump"]


def test_a_server_too_old_for_it_is_not_told_of_the_newest_setting() -> None:
    script = b"SET lock_timeout = 0;\nSET transaction_timeout = 0;\nSET row_security = off;\n"
    told, rest = io.BytesIO(), io.BytesIO(script)
    dumps._leave_out_greeting(rest, told)
    assert told.getvalue() + rest.read() == b"SET lock_timeout = 0;\nSET row_security = off;\n"


def test_a_database_without_our_tables_is_told_in_words(data_folder: Path) -> None:
    refused = _steward(data_folder, "journal", "verify")
    assert refused.returncode == 1
    assert refused.stderr.strip().startswith("数据库里还没有本程序的数据表")


def test_a_folder_without_backup_is_refused(data_folder: Path, tmp_path: Path) -> None:
    refused = _steward(data_folder, "restore", str(tmp_path))
    assert refused.returncode == 1
    assert "里没有备份" in refused.stderr
