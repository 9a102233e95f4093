"""Real servers: a folder's first start takes about a second."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ecosteward.ops.embedded import Cluster, EmbeddedDatabaseError, keep, shared
from ecosteward.ops.tests.conftest import heed_interrupts

_HOLD = """
import sys, time
from pathlib import Path
from ecosteward.ops.embedded import shared
with shared(Path(sys.argv[1])):
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(data_folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run another process that uses the folder's server."""
    command = [sys.executable, "-c", _HOLD, str(data_folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=heed_interrupts) as holder:  # noqa: PLW1509
        assert holder.stdout is not None
        assert holder.stdout.readline() == "ready\n"
        yield holder
        holder.kill()


def _answer(cluster: Cluster) -> int:
    with psycopg.connect(cluster.address) as connection:
        row = connection.execute("SELECT 42").fetchone()
        assert row is not None
        return int(row[0])


def test_the_server_runs_inside_the_block_and_not_after(data_folder: Path) -> None:
    with shared(data_folder) as cluster:
        assert _answer(cluster) == 42
    assert not cluster.running()


def test_only_its_user_can_reach_the_socket(data_folder: Path) -> None:
    with shared(data_folder) as cluster:
        assert cluster.data.stat().st_mode & 0o077 == 0
        assert next(cluster.socket_folder.glob(".s.PGSQL.5432")).stat().st_mode & 0o077 == 0


def test_the_last_user_stops_the_server_not_the_first(data_folder: Path, holder: subprocess.Popen[str]) -> None:
    with shared(data_folder) as cluster:
        pass
    assert _answer(cluster) == 42
    holder.send_signal(signal.SIGINT)
    assert holder.wait() == -signal.SIGINT
    assert not cluster.running()


def test_a_killed_users_server_is_found_again_and_stopped_by_the_next(
    data_folder: Path, holder: subprocess.Popen[str]
) -> None:
    holder.kill()
    holder.wait()
    cluster = Cluster(data_folder)
    assert cluster.running()
    with shared(data_folder):
        assert _answer(cluster) == 42
    assert not cluster.running()


def test_a_pid_file_whose_number_another_program_now_has_is_no_obstacle(data_folder: Path) -> None:
    with shared(data_folder) as cluster:
        server = int((cluster.data / "postmaster.pid").read_text().split()[0])
        pid_file = (cluster.data / "postmaster.pid").read_text()
        os.kill(server, signal.SIGQUIT)
        _wait_for_end(server)
        (cluster.data / "postmaster.pid").write_text(pid_file.replace(str(server), str(os.getpid()), 1))
        keep(cluster)
        assert _answer(cluster) == 42


def test_a_server_that_is_just_stopping_is_waited_for_and_started_again(data_folder: Path) -> None:
    with shared(data_folder) as cluster:
        server = int((cluster.data / "postmaster.pid").read_text().split()[0])
        with psycopg.connect(cluster.address):  # a smart stop waits for this connection
            os.kill(server, signal.SIGTERM)
            while "stopping" not in (cluster.data / "postmaster.pid").read_text():
                time.sleep(0.01)
        keep(cluster)
        assert _answer(cluster) == 42


def test_a_folder_too_deep_for_a_socket_still_works(data_folder: Path) -> None:
    deep = data_folder / "很深的目录" / ("d" * 90)
    deep.mkdir(parents=True)
    with shared(deep) as cluster:
        assert cluster.socket_folder != cluster.data
        assert _answer(cluster) == 42
    cluster.socket_folder.rmdir()


def test_an_unfinished_first_start_is_begun_again(data_folder: Path) -> None:
    (data_folder / "pg.unfinished").mkdir()
    (data_folder / "pg.unfinished" / "PG_VERSION").write_text("18")
    with shared(data_folder) as cluster:
        assert _answer(cluster) == 42


def test_data_of_another_postgresql_is_refused_with_what_to_do(data_folder: Path) -> None:
    (data_folder / "pg").mkdir(mode=0o700)
    (data_folder / "pg" / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedDatabaseError, match=r"PostgreSQL 15 的数据.*导出备份"), shared(data_folder):
        pass


def _wait_for_end(pid: int) -> None:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("the server did not end")
