"""The measures of monitoring, at a size that takes seconds."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecosteward.bench.monitoring import faults, options, processes
from ecosteward.config.folders import project_folder

_SMALL = (
    "--seconds",
    "8",
    "--connections",
    "10",
    "--rate",
    "10",
    "--backlog",
    "100",
    "--rows",
    "120000",
    "--series",
    "10",
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that the embedded server's own user can reach, as pytest's `tmp_path` is not."""
    found = Path(tempfile.mkdtemp(prefix="es-"))
    found.chmod(0o711)
    yield found
    shutil.rmtree(found)


def _measured(folder: Path, *arguments: str) -> str:
    environment = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    environment |= {"ECOSTEWARD_DATA": str(folder), "PYTHONPATH": str(project_folder() / "src")}
    command = [sys.executable, "-m", "ecosteward.ops.measuring", *_SMALL, *arguments]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_every_part_is_measured_and_nothing_is_left_behind(folder: Path) -> None:
    told = _measured(folder)
    for words in (
        "持续接收",
        "应答用时",
        "占用处理器",
        "同时打开页面",
        "两者之比",
        "一年的小时数据",
        "一个排放口",
        "全部",
    ):
        assert words in told
    assert list((folder / "bench").iterdir()) == []


def test_a_whole_year_of_minutes_is_judged_most_of_it_out_of_kept_months(folder: Path) -> None:
    told = _measured(folder, "--only", "judge", "--year", "--series", "2")
    assert "1,068,720 行" in told  # minutes and hours of two factors
    assert "全部（2 个因子、365 天" in told


def test_what_was_answered_is_stored_once_though_gateway_and_database_are_killed(folder: Path) -> None:
    told = _measured(folder, "--only", "faults", "--rounds", "1")
    assert "0、0、0、0" in told


def test_a_packet_answered_but_not_stored_and_one_stored_twice_are_found() -> None:
    answered = faults.promised(f'{{"mn": "{mn}", "sha256": "a"}}' for mn in ("1", "2", "3"))
    assert faults.differences(answered, Counter({("1", "a"): 1, ("2", "a"): 2, ("9", "a"): 1})) == (1, 1)


def test_a_rate_that_the_connections_cannot_send_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options.read(["--rate", "11", "--connections", "10"], Path("/nowhere"))
    assert "--connections" in capsys.readouterr().err


def test_what_a_process_used_grows_with_its_work() -> None:
    before = processes.used(os.getpid())
    while (later := processes.used(os.getpid())).seconds - before.seconds < 0.05:
        sum(range(100_000))
    assert 0 < before.share(later) <= 1.5
