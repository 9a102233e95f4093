"""All devices of a plant at once, or a recording."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TextIO

from ecosteward.monitoring.simulator import tally as tallies
from ecosteward.monitoring.simulator.clock import Clock, running
from ecosteward.monitoring.simulator.ledger import Ledger
from ecosteward.monitoring.simulator.logger import Logger
from ecosteward.monitoring.simulator.plants import Plant
from ecosteward.monitoring.simulator.recordings import Item
from ecosteward.monitoring.simulator.replayer import Replayer
from ecosteward.monitoring.simulator.sessions import Session
from ecosteward.monitoring.simulator.stations import Station
from ecosteward.monitoring.simulator.tally import Tally

_APART = 0.001  # seconds between the first connections of two devices
EVERY = 5.0  # seconds between two lines of the summary


async def play(
    plant: Plant,
    host: str,
    port: int,
    *,
    clock: Clock | None = None,
    until: datetime | None = None,
    duration: float | None = None,
    count: int | None = None,
    ledger: Ledger | None = None,
    out: TextIO | None = None,
    as_json: bool = False,
) -> Tally:
    """Play a plant until simulated `until`, for `duration` seconds or `count` uploads, else until cancelled.

    A line of the summary is written to `out` every few seconds and at the end. Returns what was sent and answered.
    """
    session = Session(host, port, plant.seed, clock or running(), until, count, ledger=ledger or Ledger(None))
    loggers = [Logger(device, session) for device in plant.devices]
    return await together(loggers, session, duration=duration, out=out, as_json=as_json)


async def replay(
    items: list[Item],
    plant: Plant,
    host: str,
    port: int,
    *,
    new: bool = True,
    rate: float = 0,
    clock: Clock | None = None,
    duration: float | None = None,
    count: int | None = None,
    ledger: Ledger | None = None,
    out: TextIO | None = None,
    as_json: bool = False,
) -> Tally:
    """Let every device of a plant send a recording, made `new` or as it is, `rate` packets a second in all (0: at once).

    Returns what was sent and answered; what a platform is not to answer is counted as not answerable.
    """
    session = Session(host, port, plant.seed, clock or running(), None, count, ledger=ledger or Ledger(None))
    wait = len(plant.devices) / rate if rate else 0.0
    players = [Replayer(device, session, items, wait, new=new) for device in plant.devices]
    return await together(players, session, duration=duration, out=out, as_json=as_json)


async def together(
    players: Sequence[Station], session: Session, *, duration: float | None, out: TextIO | None, as_json: bool
) -> Tally:
    """Run all players of a session to their end."""
    tally = session.tally
    tally.devices, tally.pending = len(players), lambda: sum(each.sender.unanswered for each in players)
    telling = asyncio.create_task(_tell(tally, out, as_json=as_json)) if out else None
    ending = asyncio.get_running_loop().call_later(duration, session.end) if duration is not None else None
    try:
        async with asyncio.TaskGroup() as tasks:
            for place, each in enumerate(players):
                tasks.create_task(_run(each, place * _APART))
    finally:
        if ending:
            ending.cancel()
        if telling:
            telling.cancel()
        if out:
            tallies.tell(tally.summary(), out, as_json=as_json)
    return tally


async def _run(player: Station, wait: float) -> None:
    await asyncio.sleep(wait)
    await player.run()


async def _tell(tally: Tally, out: TextIO, *, as_json: bool) -> None:
    while True:
        await asyncio.sleep(EVERY)
        tallies.tell(tally.summary(), out, as_json=as_json)
