"""Lets several processes use one embedded server: the first starts it, the last stops it.

Who uses it is told by a shared file lock, which the kernel drops with its process, however that ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ecosteward.config.folders import make_data_folder
from ecosteward.ops.embedded.cluster import Cluster
from ecosteward.ops.embedded.errors import EmbeddedDatabaseError


@contextmanager
def shared(folder: Path) -> Iterator[Cluster]:
    """Keep the server of the data folder `folder` running inside the `with` block."""
    users = _open(folder, "database.users")
    cluster = Cluster(folder)
    fcntl.flock(users, fcntl.LOCK_SH)
    try:
        keep(cluster)
        yield cluster
    finally:
        _leave(users, cluster)


def keep(cluster: Cluster) -> None:
    """Start the server unless it is running; for those who are inside `shared`."""
    lock = _open(cluster.folder, "database.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        cluster.start()
    finally:
        os.close(lock)


def _leave(users: int, cluster: Cluster) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        cluster.stop()
    finally:
        os.close(users)


def _open(folder: Path, name: str) -> int:
    try:
        make_data_folder(folder)
        return os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise EmbeddedDatabaseError(
            f"没有权限使用数据目录 {folder}。请用它的所有者运行，或用环境变量 ECOSTEWARD_DATA 指定另一个目录。"
        ) from error
