"""What every player has: its line, its sender, its own clock and pen, its side work, its end."""

import asyncio
from collections.abc import Coroutine
from random import Random
from typing import Any

from ecosteward.monitoring.simulator import connection, noise
from ecosteward.monitoring.simulator.clock import OwnClock
from ecosteward.monitoring.simulator.pen import Pen
from ecosteward.monitoring.simulator.plants import Device
from ecosteward.monitoring.simulator.requests import Settings
from ecosteward.monitoring.simulator.sender import Sender
from ecosteward.monitoring.simulator.sessions import Session
from ecosteward.norms.hj212.packets import Packet

NOTICE_ANSWER, DATA_ANSWER = "9013", "9014"
_OFTEN = 1.0  # seconds between two looks at what had no answer


class Station:
    """One player of a session; `work` is what it does, `asked` what it makes of a request."""

    def __init__(self, device: Device, session: Session) -> None:
        self.device, self.session, self.pen, self.settings = device, session, Pen(device), Settings.of(device)
        self.clock = OwnClock(session.clock.started, device.faults.clock_offset, device.faults.clock_drift)
        self.chance = Random(noise.key(session.seed, device.mn, "chance"))  # noqa: S311 (faults are no secrets)
        self.sender = Sender(device, session, self.chance)
        self._beside: set[asyncio.Task[None]] = set()
        self._tasks = asyncio.TaskGroup()

    async def work(self) -> None:
        """Do what is to be done until the session is over."""
        raise NotImplementedError

    def asked(self, packet: Packet) -> None:
        """Take a request of the platform."""

    async def run(self) -> None:
        """Work; at the end wait until all is answered, or no answer has come for as long as one may take."""
        async with self._tasks:
            self.beside(connection.keep(self.device, self.session, self.sender, self.chance, self.heard))
            self.beside(self._look())
            await self.work()
            await self.sender.emptied(self.settings.timeout * (self.settings.resends + 1))
            for task in self._beside:
                task.cancel()

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something at the same time; it ends with the station."""
        task = self._tasks.create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    def heard(self, packet: Packet) -> None:
        """Take a packet of the platform."""
        counts = self.session.tally.counts
        if packet.verdict == "invalid":
            counts["not_understood"] += 1
        elif packet.cn == DATA_ANSWER:
            self.sender.answered(packet)
        elif packet.cn == NOTICE_ANSWER:
            counts["notices_answered"] += 1
        else:
            counts["requests"] += 1
            self.asked(packet)

    async def _look(self) -> None:
        """Look now and then whether something had no answer in time."""
        while True:
            await asyncio.sleep(min(_OFTEN, self.settings.timeout / 4))
            self.sender.flush()
