"""The connection that a device keeps: made, lost on demand, made again after a while that grows."""

import asyncio
from collections.abc import Callable
from random import Random

from ecosteward.monitoring.simulator.line import Line
from ecosteward.monitoring.simulator.plants import Device
from ecosteward.monitoring.simulator.sender import Sender
from ecosteward.monitoring.simulator.sessions import Session
from ecosteward.norms.hj212 import sm4
from ecosteward.norms.hj212.packets import Packet


async def keep(
    device: Device, session: Session, sender: Sender, chance: Random, heard: Callable[[Packet], None]
) -> None:
    """Keep a line to the platform until cancelled."""
    wait, first = session.retry, True
    while True:
        lost = asyncio.Event()
        if line := await _connected(device, session, sender, heard, lost):
            session.tally.counts["reconnects"] += not first
            first, wait = False, session.retry
            await _until_lost(device, session, sender, line, lost)
        await asyncio.sleep(wait * (0.5 + chance.random()))
        wait = min(2 * wait, session.retry_most)


async def _connected(
    device: Device, session: Session, sender: Sender, heard: Callable[[Packet], None], lost: asyncio.Event
) -> Line | None:
    unseal = sm4.opener(bytes.fromhex(device.key)) if device.key else None
    line = Line(heard, lost.set, sender.flush, unseal)
    try:
        await asyncio.get_running_loop().create_connection(lambda: line, session.host, session.port)
    except OSError:
        session.tally.counts["refused"] += 1
        return None
    return line


async def _until_lost(device: Device, session: Session, sender: Sender, line: Line, lost: asyncio.Event) -> None:
    """Use a line until the other side ends it, or the fault does."""
    faults = device.faults
    session.tally.counts["connected"] += 1
    sender.line_made(line)
    try:
        async with asyncio.timeout(faults.lost_every or None):
            await lost.wait()
    except TimeoutError:
        line.close()
        sender.line_lost()
        await asyncio.sleep(faults.lost_for)
    finally:
        session.tally.counts["connected"] -= 1
        line.close()
        sender.line_lost()
