"""The whole site as real processes, as its operator starts and stops it."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from ecosteward.config.folders import project_folder
from ecosteward.ops.embedded import Cluster
from ecosteward.ops.tests.conftest import heed_interrupts

_PATIENCE = 120  # seconds; a first start on a busy machine migrates and compresses


@dataclass
class Site:
    """One data folder and the ports its site is started on."""

    folder: Path
    port: int
    gateway: int

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Start `up` and return it at once."""
        command = [sys.executable, "-u", "-m", "ecosteward.ops", "up", "--port", str(self.port), "--workers", "1"]
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        return subprocess.Popen(
            [*command, *options],
            env={**environment, **self.own_environment()},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=heed_interrupts,  # noqa: PLW1509
        )

    def own_environment(self) -> dict[str, str]:
        """Return what the environment says of this site."""
        return {
            "ECOSTEWARD_DATA": str(self.folder),
            "ECOSTEWARD_HJ212_PORT": str(self.gateway),
            "PYTHONPATH": str(project_folder() / "src"),
        }

    def processes(self) -> list[int]:
        """Return every process that works for this site: by its port, its data folder, or its environment."""
        marks = (f"ECOSTEWARD_DATA={self.folder}".encode(), f"{self.folder}/pg".encode())
        return [pid for pid in _numbers() if any(mark in _about(pid) for mark in marks)]

    def status(self) -> int:
        """Return the HTTP status of the first page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        finally:
            connection.close()


def _numbers() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _about(pid: int) -> bytes:
    """Return the command line and environment of another process, empty where it has ended or hides them."""
    about = b""
    for part in ("cmdline", "environ"):
        try:
            about += Path(f"/proc/{pid}/{part}").read_bytes()
        except (OSError, ProcessLookupError):
            continue
    return about if pid != os.getpid() else b""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    folder = Path(tempfile.mkdtemp(prefix="es-"))
    folder.chmod(0o711)
    with socket.socket() as probe, socket.socket() as other:
        probe.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        site = Site(folder, probe.getsockname()[1], other.getsockname()[1])
    yield site
    for pid in site.processes():
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Running:
    """A started site and what it said until it was ready."""

    supervisor: subprocess.Popen[str]
    said: str


@pytest.fixture(scope="class")
def running(site: Site) -> Iterator[Running]:
    with _started(site) as supervisor:
        yield supervisor


@contextmanager
def _started(site: Site, end: signal.Signals = signal.SIGINT) -> Iterator[Running]:
    """Run the site inside the block, then end it and wait."""
    with site.start() as supervisor:
        yield Running(supervisor, _read_until(supervisor, "按 Ctrl-C 停止"))
        supervisor.send_signal(end)


def _read_until(supervisor: subprocess.Popen[str], words: str) -> str:
    """Return what the supervisor said up to and with the line that holds `words`."""
    assert supervisor.stdout is not None
    said = ""
    for line in supervisor.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"never said {words!r}, but: {said}")


def _wait_until(true: Callable[[], bool], what: str) -> None:
    limit = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < limit, what
        time.sleep(0.1)


def _children(pid: int) -> dict[str, int]:
    """Return the site's three processes by what they are."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    commands = {int(child): Path(f"/proc/{child}/cmdline").read_text().split("\0") for child in listed}
    names = {"granian": "web", "worker": "worker", "gateway": "gateway"}
    return {names[name]: child for child, command in commands.items() for name in names if name in command}


class TestARunningSite:
    def test_it_answers_by_the_time_its_address_is_told(self, site: Site, running: Running) -> None:
        assert f"环管家已启动：http://127.0.0.1:{site.port}" in running.said
        assert site.status() < 500

    def test_data_loggers_can_connect(self, site: Site, running: Running) -> None:
        assert f"数采仪（HJ 212）接入地址：127.0.0.1:{site.gateway}" in running.said
        _wait_until(lambda: _connects(site.gateway), "nobody listens to data loggers")

    def test_where_it_is_empty_its_first_visitor_is_told_what_to_do(self, running: Running) -> None:
        assert "第一次使用" in running.said

    def test_a_second_start_on_the_same_data_says_where_the_first_is(self, site: Site, running: Running) -> None:
        with site.start() as second:
            said = _read_until(second, "已经在运行")
            assert f"http://127.0.0.1:{site.port}（进程 {running.supervisor.pid}）" in said
            assert second.wait() == 0
        assert site.status() < 500

    def test_killed_web_server_and_worker_and_gateway_and_database_are_started_again(
        self, site: Site, running: Running
    ) -> None:
        before = _children(running.supervisor.pid)
        postmaster = int((site.folder / "pg" / "postmaster.pid").read_text().split()[0])
        for pid in (*before.values(), postmaster):
            os.kill(pid, signal.SIGKILL)
        _wait_until(lambda: _all_again(site, running.supervisor.pid, before), "not everything came back")


def test_an_interrupt_leaves_no_process_behind(site: Site) -> None:
    with _started(site, signal.SIGINT):
        assert len(site.processes()) > 4
    assert site.processes() == []


def test_a_taken_port_is_told_and_nothing_stays_running(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", site.port))
        taken.listen()
        with site.start() as supervisor:
            assert f"端口 {site.port} 已被别的程序占用" in _read_until(supervisor, "端口")
            assert supervisor.wait() == 1
    assert site.processes() == []


def test_a_taken_port_of_the_gateway_is_told_and_the_site_runs_on(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", site.gateway))
        taken.listen()
        with _started(site) as running:
            assert f"端口 {site.gateway} 用不了" in running.said
            assert site.status() < 500
            assert "gateway" not in _children(running.supervisor.pid)


def test_a_killed_supervisor_takes_its_children_along_and_the_next_start_keeps_the_data(site: Site) -> None:
    with _started(site, signal.SIGKILL) as running:
        with psycopg.connect(Cluster(site.folder).address, autocommit=True) as connection:
            connection.execute("CREATE TABLE survived ()")
        children = _children(running.supervisor.pid).values()
    _wait_until(lambda: not any(Path(f"/proc/{child}").exists() for child in children), "the children live on")
    assert Cluster(site.folder).running()
    with _started(site, signal.SIGTERM):
        assert site.status() < 500
        with psycopg.connect(Cluster(site.folder).address) as connection:
            connection.execute("SELECT FROM survived")
    assert site.processes() == []


def _connects(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def _all_again(site: Site, supervisor: int, before: dict[str, int]) -> bool:
    try:
        now = _children(supervisor)
        return now.keys() == before.keys() and not set(now.values()) & set(before.values()) and site.status() < 500
    except OSError:
        return False
