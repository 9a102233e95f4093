"""Plants and sessions small enough to be played in a test."""

from datetime import datetime
from typing import Any

from ecosteward.monitoring.simulator.clock import UNBOUND, running
from ecosteward.monitoring.simulator.plants import Plant
from ecosteward.monitoring.simulator.playing import play
from ecosteward.monitoring.simulator.tally import Tally
from ecosteward.monitoring.simulator.tests.platform import Platform

when = datetime.fromisoformat
BEGIN = when("2026-03-01T00:00")
MN = "EC0000000000000000000031"
FACTORS: list[dict[str, Any]] = [
    {"code": "a21026", "mean": 30, "spread": 5, "swing": 0.2, "fields": ["Rtd", "Min", "Avg", "Max", "Cou", "Flag"]},
    {"code": "a00000", "mean": 20, "spread": 1, "fields": ["Rtd", "Min", "Avg", "Max", "Cou", "Flag"]},
]


def plant(**given: Any) -> Plant:
    """Make a plant of one device. It sends nothing again because a busy machine is slow to answer."""
    return Plant.read({"seed": 7, "devices": [{"mn": MN, "factors": FACTORS, "timeout": 30, **given}]})


async def back_filled(platform: Platform, played: Plant, until: str = "2026-03-01T01:00", **options: Any) -> Tally:
    """Play the first hour of March as fast as it is answered."""
    clock = running(BEGIN, UNBOUND, ahead=True)
    return await play(played, "127.0.0.1", platform.port, clock=clock, until=when(until), **options)
