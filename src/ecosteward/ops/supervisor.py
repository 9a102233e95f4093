"""Keeps the site's processes running until told to stop."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Seconds.
_STOP_LIMIT = 20.0
_STEADY_AFTER = 60.0
_LONGEST_PAUSE = 30.0
_TICK = 0.2
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One kept process. `name` is what the user is told of it."""

    name: str
    command: Sequence[str]
    _process: subprocess.Popen[bytes] | None = None
    _started: float = 0.0
    _not_before: float = 0.0
    _quick_deaths: int = 0

    @property
    def pid(self) -> int | None:
        """Return the process's number while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def tend(self, now: float) -> None:
        """Start the process if it is not running, after a pause that grows with each quick death."""
        if self.pid is not None:
            return
        if self._process is not None:
            self._plan_restart(self._process, now)
        elif now >= self._not_before:
            self._process = _start(self.command)
            self._started = now

    def ask_to_stop(self) -> None:
        """Ask the process to finish what it is doing and end."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End the process and whatever it started, at once."""
        if self._process is not None:
            _kill_group(self._process)
            self._process = None

    def _plan_restart(self, dead: subprocess.Popen[bytes], now: float) -> None:
        self.kill()
        self._quick_deaths = 1 if now - self._started > _STEADY_AFTER else self._quick_deaths + 1
        pause = min(_LONGEST_PAUSE, 2.0 ** (self._quick_deaths - 1))
        self._not_before = now + pause
        print(f"{self.name}意外退出（{dead.returncode}），{pause:.0f} 秒后重新启动。", file=sys.stderr, flush=True)


class Supervisor:
    """Runs children, restarts those that die, stops all at the end."""

    def __init__(self, children: Sequence[Child], keep: Callable[[], None]) -> None:
        """`keep` is called at each round, to look after what is not a child of ours."""
        self.children = children
        self._keep = keep

    def tend(self) -> None:
        """Look after every process once."""
        self._keep()
        for child in self.children:
            child.tend(time.monotonic())

    def run(self) -> None:
        """Look after the processes until interrupted."""
        while True:
            self.tend()
            time.sleep(_TICK)

    def stop(self, patience: float = _STOP_LIMIT) -> None:
        """Stop all; whatever still runs after `patience` seconds or at a second interrupt is killed."""
        try:
            for child in self.children:
                child.ask_to_stop()
            limit = time.monotonic() + patience
            while any(child.pid for child in self.children) and time.monotonic() < limit:
                time.sleep(0.05)
        finally:
            for child in self.children:
                child.kill()


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a process that leads its own group (Ctrl-C reaches us alone) and is told to stop when we die."""
    ours = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True)

    def follow_parent() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != ours:
            os._exit(1)

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # what matters goes to stderr
        start_new_session=True,
        preexec_fn=follow_parent,  # noqa: PLW1509
    )


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
