"""The command line, as its own process against a real server."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from ecosteward.config.folders import project_folder
from ecosteward.monitoring.simulator.tests.platform import Platform, listening

BEGIN = ("--from", "2026-03-01T00:00", "--to", "2026-03-01T00:10", "--speed", "0")


def simulated(*options: str, silent: bool = False) -> tuple[int, list[str], str, Platform]:
    async def work() -> tuple[int, list[str], str, Platform]:
        async with listening(Platform(silent=lambda _packet: silent)) as platform:
            # Neither settings nor a database are there for it.
            environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(project_folder() / "src"), "PYTHONUTF8": "1"}
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "ecosteward.monitoring.simulator", "--port", str(platform.port), *options,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environment,
            )  # fmt: skip
            out, err = await process.communicate()
            return process.returncode or 0, out.decode().splitlines(), err.decode(), platform

    return asyncio.run(work())


def test_two_devices_are_played_and_the_last_line_tells_all_of_it(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    code, lines, err, platform = simulated(*BEGIN, "--devices", "2", "--json", "--strict", "--ledger", str(ledger))
    assert (code, err) == (0, "")
    told = json.loads(lines[-1])
    assert (told["devices"], told["sent"], told["answered"], told["unanswered"]) == (2, 44, 44, 0)
    assert told["p50_ms"] <= told["p99_ms"] <= told["max_ms"]
    assert len(ledger.read_text().splitlines()) == len(platform.good()) == 44


def test_strict_fails_where_packets_were_never_answered(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text("devices: [{mn: E1, timeout: 0.05, sends: [boot], factors: [{code: a21026, mean: 1}]}]")
    code, lines, _, _ = simulated(*BEGIN, "--plant", str(path), "--strict", silent=True)
    assert code == 1
    assert "未应答 1" in lines[-1]
    assert simulated(*BEGIN, "--plant", str(path), silent=True)[0] == 0


def test_named_devices_have_the_password_and_the_faults_that_are_told() -> None:
    code, _, _, platform = simulated(*BEGIN, "--mn", "E1,E2", "--pw", "888888", "--fault", "no_crlf=1")
    assert code == 0
    assert {(each.mn, each.pw) for each in platform.packets} == {("E1", "888888"), ("E2", "888888")}
    assert all("no_crlf" in each.deviations for each in platform.packets)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--fault", "crs=1"], "没有这一项"),
        (["--plant", "steel"], "没有自带的工厂"),
        (["--plant", "none.yaml"], "none.yaml"),
        (["--from", "gestern"], "--from"),
    ],
)
def test_a_mistake_is_told_in_one_line_without_a_traceback(options: list[str], told: str) -> None:
    code, _, err, _ = simulated(*options)
    assert code == 2
    assert told in err
    assert "Traceback" not in err
