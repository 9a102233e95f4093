"""Gateway and database killed again and again: what was answered is stored, once, and still as it was sealed."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from ecosteward.config.folders import project_folder
from ecosteward.monitoring.tests.lines import data, now
from ecosteward.monitoring.tests.many_devices import mn_of
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.packets import read
from ecosteward.norms.hj212.stream import Feed
from ecosteward.ops.embedded import Cluster, keep, shared

DEVICES = 50
PACKETS = 40  # of each device
KILLS = 3  # of each, gateway and database
PATIENCE = 2.0  # seconds a device waits for its answer
LIMIT = 240.0  # seconds for all on a busy machine


@dataclass
class Place:
    """A database of its own and a gateway that can be killed."""

    cluster: Cluster
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.cluster.address,
            "DJANGO_SETTINGS_MODULE": "ecosteward.config.settings",
            "PYTHONPATH": str(project_folder() / "src"),
        }

    def run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "-m", *arguments], env=self.environment, check=True)

    def start(self) -> None:
        command = [sys.executable, "-m", "django", "gateway", "--port", str(self.port)]
        quiet = {**self.environment, "ECOSTEWARD_LOG": "ERROR"}
        self.process = subprocess.Popen(command, env=quiet, stdout=subprocess.DEVNULL)

    def kill_gateway(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.start()

    def kill_database(self) -> None:
        postmaster = int((self.cluster.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        while self.cluster.running():
            time.sleep(0.05)
        keep(self.cluster)


@pytest.fixture
def place() -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="es-"))
    folder.chmod(0o711)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with shared(folder) as cluster:
        found = Place(cluster, port)
        found.run("ecosteward.monitoring.tests.many_devices", str(DEVICES))
        found.start()
        yield found
        assert found.process is not None
        found.process.kill()
        found.process.wait()
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Stubborn:
    """A device that sends each packet until it is answered, on as many lines as it takes."""

    number: int
    port: int
    begin: datetime
    answered: list[bytes] = field(default_factory=list)

    async def play(self) -> None:
        left = [self._packet(number) for number in range(PACKETS)]
        while left:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    await self._send(left, reader, writer)
                finally:
                    writer.close()
            except (OSError, TimeoutError):
                await asyncio.sleep(0.3)

    async def _send(self, left: list[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        feed = Feed()
        while left:
            writer.write(left[0])
            await asyncio.wait_for(self._answer(feed, reader, left[0]), PATIENCE)
            self.answered.append(left.pop(0))
            await asyncio.sleep(0.1)

    async def _answer(self, feed: Feed, reader: asyncio.StreamReader, raw: bytes) -> None:
        qn = raw.partition(b"QN=")[2][:17].decode()
        while received := await reader.read(4096):
            packets = [read(each) for each in feed.push(received) if isinstance(each, Frame)]
            if any(each.cn == "9014" and each.qn == qn for each in packets):
                return
        raise ConnectionResetError

    def _packet(self, number: int) -> bytes:
        at = self.begin + timedelta(seconds=30 * number)
        return data(at, {"a21026-Rtd": f"{number}.5", "a21002-Rtd": f"{self.number}"}, mn=mn_of(self.number))


async def play(place: Place) -> list[Stubborn]:
    """Play all devices while gateway and database are killed in turn."""
    begin = now().replace(microsecond=0) - timedelta(hours=2)
    devices = [Stubborn(number, place.port, begin) for number in range(DEVICES)]
    async with asyncio.timeout(LIMIT), asyncio.TaskGroup() as playing:
        for each in devices:
            playing.create_task(each.play())
        for number, kill in enumerate((place.kill_gateway, place.kill_database) * KILLS, start=1):
            while sum(len(each.answered) for each in devices) < number * DEVICES * 3:
                await asyncio.sleep(0.1)
            await asyncio.to_thread(kill)
    return devices


def test_what_was_answered_is_stored_exactly_once_whatever_was_killed(place: Place) -> None:
    devices = asyncio.run(play(place))
    with psycopg.connect(place.cluster.address) as connection:
        packets = connection.execute("SELECT digest, raw FROM monitoring_packet").fetchall()
        readings = connection.execute("SELECT series_id, at, value FROM monitoring_realtime").fetchall()
        (revisions,) = connection.execute("SELECT count(*) FROM monitoring_revision").fetchone() or (None,)
    stored = Counter(bytes(raw) for _, raw in packets)
    assert stored == Counter(raw for each in devices for raw in each.answered)
    assert all(sha256(raw).digest() == digest for digest, raw in packets)
    assert len(readings) == len({row[:2] for row in readings}) == DEVICES * PACKETS * 2
    assert sum(value for _, _, value in readings) == sum(
        PACKETS * number + PACKETS * PACKETS / 2 for number in range(DEVICES)
    )
    assert revisions == 0
    place.run("django", "gateway", "verify")
