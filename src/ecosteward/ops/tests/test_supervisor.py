import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from ecosteward.ops.supervisor import Child, Supervisor

_SLEEP = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
_STUBBORN = [
    sys.executable,
    "-S",
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
]


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child("试验", _SLEEP)
    yield child
    child.kill()


def _running_pid(child: Child) -> int:
    assert child.pid is not None
    return child.pid


def _kill(child: Child) -> None:
    os.kill(_running_pid(child), signal.SIGKILL)
    while child.pid is not None:
        time.sleep(0.01)


def test_a_process_is_started_once_however_often_it_is_tended(child: Child) -> None:
    child.tend(now=0)
    first = _running_pid(child)
    child.tend(now=1)
    assert child.pid == first


def test_a_dead_process_is_started_again_after_a_pause(child: Child, capfd: pytest.CaptureFixture[str]) -> None:
    child.tend(now=0)
    _kill(child)
    child.tend(now=5)
    assert child.pid is None
    assert "试验意外退出（-9），1 秒后重新启动" in capfd.readouterr().err
    child.tend(now=5.9)
    assert child.pid is None
    child.tend(now=6.1)
    assert child.pid is not None


def test_the_pause_grows_with_each_quick_death_up_to_half_a_minute(
    child: Child, capfd: pytest.CaptureFixture[str]
) -> None:
    now = 0.0
    for pause in (1, 2, 4, 8, 16, 30, 30):
        child.tend(now)
        _kill(child)
        child.tend(now)
        assert f"{pause} 秒后" in capfd.readouterr().err
        now += pause


def test_a_death_after_steady_work_is_forgiven(child: Child, capfd: pytest.CaptureFixture[str]) -> None:
    for now in (0.0, 1.0):
        child.tend(now)
        _kill(child)
        child.tend(now)
    child.tend(now=3)
    capfd.readouterr()
    _kill(child)
    child.tend(now=100)
    assert "1 秒后" in capfd.readouterr().err


def test_stopping_ends_every_process_and_waits_for_it() -> None:
    children = [Child("甲", _SLEEP), Child("乙", _SLEEP)]
    supervisor = Supervisor(children, keep=lambda: None)
    supervisor.tend()
    numbers = [_running_pid(child) for child in children]
    supervisor.stop()
    for number in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_a_process_deaf_to_the_request_is_killed_in_the_end() -> None:
    child = Child("聋", _STUBBORN)
    supervisor = Supervisor([child], keep=lambda: None)
    supervisor.tend()
    number = _running_pid(child)
    time.sleep(0.3)
    supervisor.stop(patience=0.2)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_what_is_not_a_child_is_looked_after_at_each_round(child: Child) -> None:
    rounds: list[int] = []
    supervisor = Supervisor([child], keep=lambda: rounds.append(1))
    supervisor.tend()
    supervisor.tend()
    assert len(rounds) == 2
