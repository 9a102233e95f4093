"""The processes that are measured, and what they use of the machine."""

import atexit
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db import connection

from ecosteward.monitoring.store.slots import LOCK, SLOTS

HOST = "127.0.0.1"
_PATIENCE = 60.0  # seconds
_TICKS = os.sysconf("SC_CLK_TCK")
_OWN, _WAITED = slice(11, 13), slice(13, 15)  # of what follows the name in /proc/<pid>/stat: utime, stime; of children
_PARENT = 1
_SLOTS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid::bigint >= %s AND objid::bigint < %s"


class Database(Protocol):
    """The database server, which may be killed."""

    def pid(self) -> int:
        """Return the number of its first process."""

    def kill(self) -> None:
        """End it with all its processes, at once; return when it is gone."""

    def start(self) -> None:
        """Start it if it does not run; return when it answers."""


@dataclass(frozen=True)
class Used:
    """Seconds of the processor that a process and its children have used."""

    at: float
    seconds: float

    def share(self, later: "Used") -> float:
        """Return how much of one core it used until later."""
        return (later.seconds - self.seconds) / (later.at - self.at)


def used(pid: int) -> Used:
    """Return what a process used so far, with its children, those that ended included."""
    ticks = sum(map(int, _stat(pid)[_OWN])) + sum(map(int, _stat(pid)[_WAITED]))
    for child in children(pid):
        with suppress(OSError):  # it has just ended
            ticks += sum(map(int, _stat(child)[_OWN]))
    return Used(time.monotonic(), ticks / _TICKS)


def children(pid: int) -> list[int]:
    """Return the processes that a process started and that still run."""
    found = []
    for each in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if int(_stat(int(each.name))[_PARENT]) == pid:
                found.append(int(each.name))
    return found


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()


def load() -> str:
    """Return the machine's load over a minute, five and fifteen."""
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as looking:
        looking.bind((HOST, 0))
        port: int = looking.getsockname()[1]
        return port


def start(module: str, *arguments: object, quiet: bool = False) -> subprocess.Popen[str]:
    """Start a module of ours; what it says is read from its `stdout`."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    errors = subprocess.DEVNULL if quiet else None
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)  # noqa: S603  # ourselves
    atexit.register(process.kill)
    return process


def gateway(port: int, number: int = 1) -> subprocess.Popen[str]:
    """Start a gateway of so many processes and return it when all of them take connections."""
    more = ("--processes", number) if number > 1 else ()
    found = start("django", "gateway", "--host", HOST, "--port", port, *more, quiet=True)
    limit = time.monotonic() + _PATIENCE
    while not (_answers(port) and (number == 1 or _serving() >= number)):
        if time.monotonic() > limit or found.poll() is not None:
            raise RuntimeError("the gateway does not take connections")
        time.sleep(0.1)
    return found


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((HOST, port), 1):
        return True
    return False


def _serving() -> int:
    """Return how many processes of a gateway hold a slot of the store; they listen before that."""
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS, [LOCK, LOCK + SLOTS])
        return int(cursor.fetchone()[0])


@contextmanager
def serving(port: int, number: int) -> Iterator[subprocess.Popen[str]]:
    """Run a gateway of so many processes inside the block."""
    process = gateway(port, number)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def last_line(process: subprocess.Popen[str]) -> str:
    """Wait for a process and return the last line it said. Raises RuntimeError where it failed."""
    said, _ = process.communicate()
    if process.returncode or not said.strip():
        raise RuntimeError(f"{process.args!r} failed")
    return said.strip().splitlines()[-1]


def at(sorted_times: Sequence[float], share: float) -> float:
    """Return the time that this share of times, sorted, did not exceed."""
    return sorted_times[min(len(sorted_times) - 1, round(share * (len(sorted_times) - 1)))]
