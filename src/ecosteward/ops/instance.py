"""At most one running site in a data folder, and where it can be reached."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Running:
    """A running site: the number of its supervisor, its address."""

    pid: int
    address: str


class AlreadyRunningError(Exception):
    """Another supervisor holds the data folder."""

    def __init__(self, running: Running | None) -> None:
        super().__init__(running)
        self.running = running


@contextmanager
def only_one(folder: Path, address: str) -> Iterator[bool]:
    """Hold the data folder `folder` for a site at `address`, or raise `AlreadyRunningError`.

    Gives whether the last one was killed. The kernel lets go of the lock with the process, so that one leaves nothing
    in the way but, for a moment, its children.
    """
    with (folder / "up.lock").open("a+", encoding="utf-8") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(_read(folder / "up.lock")) from None
        was_killed = note.tell() > 0
        note.truncate(0)
        json.dump(asdict(Running(os.getpid(), address)), note)
        note.flush()
        try:
            yield was_killed
        finally:
            note.truncate(0)


def _read(path: Path) -> Running | None:
    try:
        return Running(**json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError):
        # Just being written.
        return None
