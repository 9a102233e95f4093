"""The system user the embedded server runs as. PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecosteward.ops.embedded.errors import EmbeddedDatabaseError

SYSTEM_USER = "ecosteward"


@dataclass(frozen=True)
class Owner:
    """A user by number. `other` is true where it is not the one we run as."""

    uid: int
    gid: int
    other: bool

    def process_options(self) -> dict[str, Any]:
        """Return what `subprocess` needs to run a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}

    def take(self, path: Path) -> None:
        """Make this user the owner of `path`."""
        if self.other:
            os.chown(path, self.uid, self.gid)


def owner_of(data: Path) -> Owner:
    """Return who runs the server of the folder `data`: its owner if it is there, else a user fit for a new one."""
    running = os.geteuid()
    if data.exists():
        status = data.stat()
        if running not in {0, status.st_uid}:
            raise EmbeddedDatabaseError(
                f"数据库目录 {data} 属于用户 {_name(status.st_uid)}。"
                "请用该用户或 root 运行，或用环境变量 ECOSTEWARD_DATA 指定另一个数据目录。"
            )
        if status.st_uid != 0:
            return Owner(status.st_uid, status.st_gid, other=status.st_uid != running)
    if running != 0:
        return Owner(running, os.getegid(), other=False)
    return _system_owner()


def _system_owner() -> Owner:
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run([*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True, capture_output=True)
        entry = pwd.getpwnam(SYSTEM_USER)
    return Owner(entry.pw_uid, entry.pw_gid, other=True)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
