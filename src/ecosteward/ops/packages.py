"""Installs Debian packages where that is possible. Standard library only."""

import os
import shutil
import subprocess

_INSTALL = ("apt-get", "install", "--yes", "--quiet", "--no-install-recommends")


def install(*names: str) -> bool:
    """Install Debian packages by name; return whether that worked. Only root can."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"正在安装系统软件包：{'、'.join(names)}……", flush=True)
    # A fresh machine has no package lists, so the first try may fail where the second does not.
    return _run(*_INSTALL, *names) or (_run("apt-get", "update", "--quiet") and _run(*_INSTALL, *names))


def _run(*command: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    finished = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return finished.returncode == 0
