"""How a device's packets go out: as the outbox says, spoilt as the faults say, counted, and written down when answered."""

import asyncio
from collections.abc import Callable
from random import Random
from time import monotonic

from ecosteward.monitoring.simulator.line import Line
from ecosteward.monitoring.simulator.outbox import Outbox, Parcel
from ecosteward.monitoring.simulator.plants import Device
from ecosteward.monitoring.simulator.sessions import Session
from ecosteward.norms.hj212.packets import Packet


class Sender:
    """Sends and counts the packets of one device. `line` is there while there is a connection."""

    def __init__(self, device: Device, session: Session, chance: Random) -> None:
        self.outbox = Outbox(device.timeout, device.resends, device.window, device.kept)
        self.line: Line | None = None
        self._faults, self._session, self._chance = device.faults, session, chance
        self._moved = asyncio.Event()
        self._held: dict[asyncio.TimerHandle, Parcel] = {}

    @property
    def unanswered(self) -> int:
        """How many packets were not answered so far, those lost out of a full buffer included."""
        return len(self.outbox) + self.outbox.dropped + len(self._held)

    def put(self, parcels: list[Parcel]) -> None:
        """Take packets to be sent: at once, late, or never, as the faults say."""
        for parcel in parcels:
            if self._faults.forgotten and self._chance.random() < self._faults.forgotten:
                self._session.tally.counts["forgotten"] += 1
            elif self._faults.late and self._chance.random() < self._faults.late:
                self._hold(parcel)
            else:
                self.outbox.put(parcel)
        self.flush()

    def line_made(self, line: Line) -> None:
        """Use a new line."""
        self.line = line
        self._moved.set()
        self.flush()

    def flush(self) -> None:
        """Send what is to be sent now, if the line takes it."""
        if self.line is None or not self.line.writable:
            return
        for parcel in self.outbox.take(monotonic()):
            again = parcel.first_sent != parcel.last_sent
            self._session.tally.counts["resent" if again else "sent"] += 1
            self._transmit(parcel.frame)

    def say(self, frame: bytes) -> None:
        """Send what is not waited for: answers, heartbeats."""
        if self.line is not None:
            self.line.send(frame)

    def answered(self, packet: Packet) -> None:
        """Take an answer to data."""
        tally = self._session.tally
        parcel = self.outbox.answered(packet.qn or packet.item("QN") or "")
        if parcel is None:
            tally.counts["unasked"] += 1
            return
        tally.answered(monotonic() - parcel.first_sent)
        self._session.ledger.write(parcel)
        if self._faults.resend and self._chance.random() < self._faults.resend:
            tally.counts["resent"] += 1
            self._transmit(parcel.frame)
        self._moved.set()
        self.flush()

    def line_lost(self) -> None:
        """Take back what was on the way."""
        self.line = None
        self.outbox.line_lost()

    async def room(self) -> None:
        """Wait until less waits than may be on the way at once."""
        await self._moves(lambda: self.outbox.room)

    async def connected(self) -> None:
        """Wait for the line."""
        await self._moves(lambda: self.line is not None)

    async def all_sent(self) -> None:
        """Wait until nothing waits to be sent for the first time."""
        await self._moves(lambda: not self.outbox.waiting)

    async def emptied(self, patience: float) -> None:
        """Wait until all is answered, or nothing for so many seconds; what was held back is sent now."""
        for timer in tuple(self._held):
            timer.cancel()
            self.outbox.put(self._held.pop(timer))
        self.flush()
        while len(self.outbox):
            try:
                async with asyncio.timeout(patience):
                    await self._moves_on()
            except TimeoutError:
                return

    async def _moves(self, there: Callable[[], bool]) -> None:
        while not there():
            await self._moves_on()

    async def _moves_on(self) -> None:
        """Wait for the next answer, or a new line."""
        self._moved.clear()
        await self._moved.wait()

    def _hold(self, parcel: Parcel) -> None:
        def release() -> None:
            del self._held[timer]
            self.outbox.put(parcel)
            self.flush()

        timer = asyncio.get_running_loop().call_later(self._faults.late_by, release)
        self._held[timer] = parcel

    def _transmit(self, frame: bytes) -> None:
        assert self.line is not None
        faults = self._faults
        data = faults.spoilt(frame, self._chance)
        self._session.tally.counts["bytes"] += len(data)
        if faults.reset and self._chance.random() < faults.reset:
            self.line.cut(data)
        elif faults.pieces:
            self.line.send_slowly(data, faults.pieces, faults.pieces_wait)
        else:
            self.line.send(data)
