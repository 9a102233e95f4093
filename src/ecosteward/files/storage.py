"""The file store on a local disk, and what any file store says when it cannot be used."""

import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from ecosteward.pages.faults import UnavailableError

_PASSING = ".part"
_LOST = "文件库现在不能用，这一步没有办成，已有的数据没有变化。请过几分钟再试；若一直如此，请联系管理员检查文件库"

_log = logging.getLogger(__name__)


class LostStoreError(UnavailableError):
    """The disk or the object store does not take files or does not give them. Its cause says why."""

    def __init__(self) -> None:
        super().__init__(_LOST)


@contextmanager
def told_as_lost(*faults: type[Exception]) -> Iterator[None]:
    """Raise LostStoreError for faults of a file store, and log them. A file that is not there stays one."""
    try:
        yield
    except FileNotFoundError:
        raise
    except faults as error:
        _log.exception("the file store failed")
        raise LostStoreError from error


class WholeFileStorage(FileSystemStorage):
    """Keeps a file whole or not at all: written under a passing name, flushed to the disk, then renamed.

    Names are digests of what is kept, so that writing one again is harmless and never needs another name.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002
        """Return the name itself."""
        return name

    def sizes(self) -> dict[str, int]:
        """Return everything kept, with its bytes."""
        base = Path(self.location)
        whole = (path for path in base.rglob("*") if path.is_file() and not path.name.startswith("."))
        return {path.relative_to(base).as_posix(): path.stat().st_size for path in whole}

    def sweep(self, seconds: float) -> int:
        """Delete what writers that died left under passing names so long ago; return how many."""
        latest, swept = time.time() - seconds, 0
        for path in Path(self.location).rglob(f".*{_PASSING}"):
            if path.stat().st_mtime < latest:
                path.unlink(missing_ok=True)
                swept += 1
        return swept

    def _save(self, name: str, content: File[bytes]) -> str:
        with told_as_lost(OSError):
            self._write(Path(self.path(name)), content)
        return name

    def _write(self, path: Path, content: File[bytes]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=self.directory_permissions_mode or 0o777)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=_PASSING, delete=False) as part:
            try:
                for chunk in content.chunks():
                    part.write(chunk)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).chmod(self.file_permissions_mode or 0o644)
                Path(part.name).replace(path)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
