"""Backup and restoring: the whole database as one dump, and the files beside it.

Files are named by their contents and never change, so that a folder that holds earlier backups takes only the new ones.
Where files are kept in an object store, its own versions are their backup: only the database is dumped. Files of a
backup made before that are sent to it when it is restored.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from ecosteward.ops.dumps import BackupError, play_dump, write_dump


def back_up(folder: Path, now: datetime) -> tuple[Path, int]:
    """Write a dump named by the time into `folder` and copy the files it lacks; return the dump and their number.

    The database first: whatever file a row of it names was there before, and is copied after.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    dump = folder / f"ecosteward-{now:%Y%m%d-%H%M%S}.dump"
    unfinished = dump.with_suffix(".unfinished")
    write_dump(unfinished)
    unfinished.rename(dump)
    return dump, _copy_new(_files_folder(), folder / "files")


def restore(folder: Path, dump: Path | None = None) -> tuple[Path, int]:
    """Bring a dump of `folder` (the latest by default) and its files into an empty database; all or nothing.

    Returns the dump and the number of files copied.
    """
    dump = dump or max(folder.glob("ecosteward-*.dump"), default=None)
    if dump is None or not dump.is_file():
        raise BackupError(f"{folder} 里没有备份（ecosteward-日期-时间.dump）。")
    if connection.introspection.table_names():
        raise BackupError("数据库不是空的，不能恢复到上面。请换一个空的数据目录（ECOSTEWARD_DATA）或空的数据库。")
    here = _files_folder()
    copied = _send_new(folder / "files") if here is None else _copy_new(folder / "files", here)
    play_dump(dump)
    return dump, copied


def _files_folder() -> Path | None:
    return Path(default_storage.location) if isinstance(default_storage, FileSystemStorage) else None


def _copy_new(source: Path | None, target: Path | None) -> int:
    if source is None or target is None:
        return 0
    copied = 0
    for path in _whole_files(source):
        goal = target / path.relative_to(source)
        if goal.exists() and goal.stat().st_size == path.stat().st_size:
            continue
        goal.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        part = goal.with_name(f".{goal.name}.part")
        shutil.copy2(path, part)
        part.rename(goal)
        copied += 1
    return copied


def _send_new(source: Path) -> int:
    """Send the files of a backup, made while they lay on a disk, to the object store that has taken its place."""
    sent = 0
    for path in _whole_files(source):
        name, size = path.relative_to(source).as_posix(), path.stat().st_size
        if default_storage.exists(name) and default_storage.size(name) == size:
            continue
        with path.open("rb") as stream:
            default_storage.save(name, File(stream))
        sent += 1
    return sent


def _whole_files(folder: Path) -> Iterator[Path]:
    """Yield the kept files; a name with a dot in front is still being written."""
    return (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
