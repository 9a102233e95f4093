"""One PostgreSQL server in one data folder: make it, find it, start it, stop it."""

import hashlib
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from ecosteward.config.folders import reachable_by_all
from ecosteward.ops.embedded.errors import EmbeddedDatabaseError
from ecosteward.ops.embedded.owner import Owner, owner_of
from ecosteward.ops.embedded.pid_file import PidFile
from ecosteward.ops.embedded.programs import MAJOR_VERSION, programs
from ecosteward.ops.embedded.tuning import server_settings

# A socket's path holds 107 bytes; the rest is "/.s.PGSQL.5432.lock".
_LONGEST_SOCKET_FOLDER = 107 - 19
# Seconds. Long, because after a power cut the server first replays its log.
_START_LIMIT = 300
_STOP_LIMIT = 60
_TRIES = 5
_LARGEST_LOG = 10_000_000  # bytes


class Cluster:
    """The server whose files lie in `<folder>/pg`. Callers hold the lock of `sharing`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "pg"

    @cached_property
    def owner(self) -> Owner:
        """Return the user the server runs as."""
        return owner_of(self.data)

    @property
    def socket_folder(self) -> Path:
        """Return where the server's socket is: in the data folder, or under /tmp where that path is too long."""
        if len(os.fsencode(self.data)) <= _LONGEST_SOCKET_FOLDER and '"' not in str(self.data):
            return self.data
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        # Not the user's own choice of a temporary folder: every process must find the same.
        return Path("/tmp") / f"ecosteward-{name}"  # noqa: S108  # its owner is checked

    @property
    def address(self) -> str:
        """Return the `DATABASE_URL` of this server."""
        return f"postgresql://postgres@/postgres?host={quote(str(self.socket_folder), safe='')}"

    def running(self) -> bool:
        """Return whether a server is running on our files."""
        return self._pid_file.program()[1:3] == ["-D", str(self.data)]

    def start(self) -> None:
        """Start the server if it is not running, making its files on the first call; return when it answers."""
        self._wait_until_settled()
        if self.running():
            return
        self._check()
        if not self.data.exists():
            self._make()
        self._pid_file.forget_other_program()
        self._make_socket_folder()
        self._rotate_log()
        self._try_to_start(_TRIES)

    def stop(self) -> None:
        """Stop the server if it is running; open connections are closed."""
        if self.running():
            self._run("pg_ctl", "stop", "-w", "-s", "-t", str(_STOP_LIMIT), "-m", "fast")

    def _try_to_start(self, tries: int) -> None:
        """Start the server; where a killed one's processes are still ending, it takes more than one try."""
        try:
            limit = ("-w", "-s", "-t", str(_START_LIMIT))
            self._run("pg_ctl", "start", *limit, "-l", str(self._log), "-o", self._options())
        except EmbeddedDatabaseError:
            if tries == 1:
                raise
            time.sleep(1)
            self._try_to_start(tries - 1)

    @property
    def _log(self) -> Path:
        return self.data / "server.log"

    def _check(self) -> None:
        if self.owner.other and not reachable_by_all(self.data):
            raise EmbeddedDatabaseError(
                f"内置数据库以普通用户身份运行，进不了 {self.data} 的上级目录。"
                "请用环境变量 ECOSTEWARD_DATA 指定一个各级目录都允许其他用户通过的位置，例如 /var/lib/ecosteward。"
            )
        version = self.data / "PG_VERSION"
        if version.exists() and version.read_text().strip() != str(MAJOR_VERSION):
            raise EmbeddedDatabaseError(
                f"{self.data} 是 PostgreSQL {version.read_text().strip()} 的数据，本版自带的是 {MAJOR_VERSION}。"
                "请用原来的版本导出备份，再恢复到新的数据目录。"
            )

    def _make(self) -> None:
        unfinished = self.folder / "pg.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self.owner.take(unfinished)
        locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
        self._run("initdb", "-U", "postgres", "--auth=trust", *locale, data=unfinished)
        unfinished.rename(self.data)

    @property
    def _pid_file(self) -> PidFile:
        return PidFile(self.data / "postmaster.pid")

    def _wait_until_settled(self) -> None:
        """Wait for a server that somebody, killed meanwhile, began to start or to stop."""
        limit = time.monotonic() + _START_LIMIT
        while self.running() and not self._pid_file.says_ready():
            if time.monotonic() > limit:
                raise EmbeddedDatabaseError(f"内置数据库 {_START_LIMIT} 秒内没有就绪，日志见 {self._log}。")
            time.sleep(0.1)

    def _make_socket_folder(self) -> None:
        folder = self.socket_folder
        if folder == self.data:
            return
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), self.owner.uid}:
            raise EmbeddedDatabaseError(f"{folder} 已被别的用户占用。请删除它，或把数据目录换到较短的路径。")
        self.owner.take(folder)

    def _rotate_log(self) -> None:
        if self._log.exists() and self._log.stat().st_size > _LARGEST_LOG:
            self._log.rename(self._log.with_suffix(".log.1"))

    def _options(self) -> str:
        settings = server_settings(self.socket_folder)
        return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())

    def _run(self, program: str, *arguments: str, data: Path | None = None) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        folder = programs(self.folder, for_other_user=self.owner.other)
        # The server inherits these files: a pipe would keep us waiting until it ends.
        with tempfile.TemporaryFile() as output:
            finished = subprocess.run(
                [folder / program, *arguments, "-D", data or self.data],
                cwd="/",
                env={**environment, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
                **self.owner.process_options(),
            )
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
        if finished.returncode:
            raise EmbeddedDatabaseError(f"内置数据库出错（{program}）：\n{said}\n{self._log}：\n{self._log_tail()}")

    def _log_tail(self) -> str:
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-5:]) if self._log.exists() else ""
