"""A backup is worth what its restoring gives back, so both run as their operator runs them."""

import os
import subprocess
import sys
from pathlib import Path

from ecosteward.config.folders import project_folder

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


def test_a_restored_backup_has_every_row_and_file_and_is_never_laid_over_data(
    data_folder: Path, tmp_path: Path
) -> None:
    backups = tmp_path / "backups"
    said = _shell(data_folder / "first", _FILL_AND_BACK_UP_TWICE, backups).splitlines()
    assert "新增文件 1 个" in said[0]
    assert "新增文件 0 个" in said[1]

    said = _shell(data_folder / "other", _RESTORE_AND_LOOK, backups).splitlines()
    assert "文件 1 个" in said[0]
    assert said[1] == "清源环境 监测记录"
    assert "完好" in said[2]

    refused = _steward(data_folder / "other", "restore", str(backups))
    assert refused.returncode == 1
    assert "数据库不是空的" in refused.stderr


def test_a_folder_without_backup_is_refused(data_folder: Path, tmp_path: Path) -> None:
    refused = _steward(data_folder, "restore", str(tmp_path))
    assert refused.returncode == 1
    assert "里没有备份" in refused.stderr
