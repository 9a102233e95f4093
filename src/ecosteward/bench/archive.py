"""Memory and speed of giving out a large archive, from the file store to the last byte of the zip."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ecosteward.archive.exports import Member, Pack, Plan
from ecosteward.archive.models import Paper
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.files.queries import condition

MB = 1024 * 1024
PART = 100 * MB


@dataclass(frozen=True)
class Packed:
    """What it took: bytes sent, seconds, and megabytes of memory before and at the peak."""

    size: int
    seconds: float
    before: float
    peak: float


def measure(store: Path, gigabytes: float) -> Packed:
    """Fill an empty file store with papers of 100 MB and send them as one zip to nowhere."""
    plan = Plan(Client(), (), tuple(_members(store, round(gigabytes * 1024 * MB / PART))))
    before, start = _memory(), time.perf_counter()
    size = sum(len(piece) for piece in Pack(plan))
    return Packed(size, time.perf_counter() - start, before, _memory())


def _memory() -> float:
    # The kernel's own mark: getrusage would count the program that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _members(store: Path, number: int) -> Iterator[Member]:
    for each in range(number):
        file = _file(store, each)
        paper = Paper(title=f"第 {each} 份", file=file, slot_id="E.1", state="filed")
        yield Member(f"1 企业基本信息/1 营业执照/{each}.zip", "1", "1", paper, condition(file))


def _file(store: Path, number: int) -> File:
    """Lay one sparse file into the store: its own number, then zeros."""
    head = f"{number:08d}".encode()
    total = hashlib.sha256(head)
    total.update(bytes(MB - len(head)))
    for _ in range(PART // MB - 1):
        total.update(bytes(MB))
    file = File(name=f"{number}.zip", sha256=total.hexdigest(), size=PART)
    path = store / file.key
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        out.write(head)
        out.truncate(PART)
    return file
