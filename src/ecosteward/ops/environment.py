"""Makes the Python environment from a lock file, and makes it again where the lock file has changed.

Standard library only: this runs before anything is installed.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ecosteward.ops import packages

_FOLDERS = {"base": ".venv", "dev": ".venv-test"}
_STAMP = "ecosteward-lock"
_UNFINISHED = "unfinished"


class EnvironmentFailedError(Exception):
    """The environment could not be made; the message is for the user, in Chinese."""


def ensure(project: Path, lock: str) -> Path:
    """Return the Python of the environment for `requirements/<lock>.txt`, making it where it is missing or outdated.

    A half-made environment is never used: its stamp is written last.
    """
    folder = project / _FOLDERS[lock]
    requirements = project / "requirements" / f"{lock}.txt"
    if not _up_to_date(folder, requirements):
        with _alone(project):
            if not _up_to_date(folder, requirements):
                _make(folder, requirements)
    return _python(folder)


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"


def _up_to_date(folder: Path, requirements: Path) -> bool:
    return _python(folder).exists() and _read(folder / _STAMP) == _wanted(requirements)


def _wanted(requirements: Path) -> str:
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    return f"{digest} {sys.version_info.major}.{sys.version_info.minor}"


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


def _make(folder: Path, requirements: Path) -> None:
    if folder.exists() and _read(folder / _STAMP) is None:
        raise EnvironmentFailedError(f"{folder} 不是本程序建立的，不敢覆盖。请把它移走或改名后再试。")
    print(f"正在建立运行环境 {folder.name}（第一次约需半分钟，取决于网络）……", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / _STAMP).write_text(_UNFINISHED)
    _install(folder, requirements)
    (folder / _STAMP).write_text(_wanted(requirements))


def _install(folder: Path, requirements: Path) -> None:
    """Install with uv if it is there, being fast, and with pip if not or if uv has no way to the packages."""
    if uv := shutil.which("uv"):
        _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
        install = (uv, "pip", "install", "--quiet", "--python", str(_python(folder)))
        if _succeeds(*install, "--require-hashes", "-r", str(requirements)):
            return
    _need_ensurepip()
    _run(sys.executable, "-m", "venv", str(folder))
    options = ("--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar", "off")
    _run(str(_python(folder)), "-m", "pip", "install", *options, "--require-hashes", "-r", str(requirements))


def _need_ensurepip() -> None:
    """Debian keeps the part of Python that brings pip into an environment in a package of its own."""
    package = f"python3.{sys.version_info.minor}-venv"
    if importlib.util.find_spec("ensurepip") is None and not packages.install(package):
        raise EnvironmentFailedError(f"缺少系统软件包 {package}。请运行：sudo apt-get install {package}，然后重试。")


def _run(*command: str) -> None:
    if not _succeeds(*command):
        raise EnvironmentFailedError(
            f"建立运行环境时这一步失败了：{' '.join(command)}\n"
            "若是下载不到软件包，请检查网络；可用环境变量 PIP_INDEX_URL 指定软件包镜像，然后重新运行。"
        )


def _succeeds(*command: str) -> bool:
    # No PYTHONPATH: the new environment must not see this project while it installs.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run(command, env=environment, check=False).returncode == 0


@contextmanager
def _alone(project: Path) -> Iterator[None]:
    handle = os.open(project, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
