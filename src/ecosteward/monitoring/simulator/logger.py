"""One data logger: makes its uploads when they are due, keeps its line, answers the platform's requests."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from ecosteward.monitoring.simulator import agenda, connection, noise
from ecosteward.monitoring.simulator.agenda import Due, Upload
from ecosteward.monitoring.simulator.clock import UNBOUND, OwnClock, present
from ecosteward.monitoring.simulator.dialogue import DONE, NO_DATA, Reply, Settings, reply
from ecosteward.monitoring.simulator.pen import Pen
from ecosteward.monitoring.simulator.plants import Device
from ecosteward.monitoring.simulator.sender import Sender
from ecosteward.monitoring.simulator.series import Series
from ecosteward.monitoring.simulator.sessions import Session
from ecosteward.monitoring.simulator.uploads import COMMANDS, Uploads
from ecosteward.norms.hj212.answers import execution_result
from ecosteward.norms.hj212.packets import Packet
from ecosteward.norms.hj212.requests import heartbeat

NOTICE_ANSWER, DATA_ANSWER = "9013", "9014"
LATE = timedelta(hours=1)  # how old data are that are marked as sent later, in 2025
_LAG_MOST = 60.0
_OFTEN = 1.0  # seconds between two looks at what had no answer


class Logger:
    """One device of a session. `run` plays it until the session is over."""

    def __init__(self, device: Device, session: Session) -> None:
        self.device, self.session, faults = device, session, device.faults
        self.pen, self.settings = Pen(device), Settings.of(device)
        self.uploads = Uploads(Series(device, session.seed))
        self.clock = OwnClock(session.clock.started, faults.clock_offset, faults.clock_drift)
        self._chance = Random(noise.key(session.seed, device.mn, "chance"))  # noqa: S311 (faults are no secrets)
        self.sender = Sender(device, session, self._chance)
        self._reached = session.clock.begin + self.clock.error
        self._lag = timedelta(seconds=self._chance.random() * min(device.realtime, _LAG_MOST))
        self._changed = asyncio.Event()
        session.wakes.append(self._changed.set)
        self._others: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Play the device; at the end wait until all is answered, or as long as an answer may take."""
        self._begin(connection.keep(self.device, self.session, self.sender, self._chance, self.heard))
        self._begin(self._look())
        if self.device.edition == "2025":
            self._begin(self._beat())
        try:
            await self._make()
            await self._finish()
        finally:
            for task in self._others:
                task.cancel()
            await asyncio.gather(*self._others, return_exceptions=True)

    def heard(self, packet: Packet) -> None:
        """Take a packet of the platform."""
        if packet.verdict == "invalid":
            self.session.tally.counts["not_understood"] += 1
        elif packet.cn == DATA_ANSWER:
            self.sender.answered(packet)
        elif packet.cn == NOTICE_ANSWER:
            self.session.tally.counts["heartbeats_answered"] += 1
        else:
            self.session.tally.counts["requests"] += 1
            self._reply(packet, reply(packet, self.pen.site, self.settings, self.clock.now()))

    def _reply(self, packet: Packet, told: Reply) -> None:
        for message in told.messages:
            self.sender.say(self.pen.frame(message))
        if told.history:
            self._begin(self._history(packet, *told.history))
        if self.settings.set_time:
            self._reached += self.clock.set(self.settings.set_time)
            self.settings.set_time = None
        if self.settings.new_pw:
            self.pen.site = replace(self.pen.site, pw=self.settings.new_pw)
            self.settings.new_pw = ""
        self.sender.outbox.timeout, self.sender.outbox.resends = self.settings.timeout, self.settings.resends
        self._changed.set()

    async def _make(self) -> None:
        """Make the uploads when they are due."""
        if "boot" in self.settings.sends:
            self._post(Due(self._reached, "boot", self._reached, timedelta(0)))
        while not self.session.over:
            due = agenda.after(self._reached, self.settings.sends, self.settings.realtime, self.settings.minute)
            if due and self.session.until is not None and due[0].at > self.session.until:
                return
            if await self._interrupted(due[0].at if due else None):
                continue
            for each in due:
                self._post(each)
            self._reached = due[0].at
            if self.session.clock.speed == UNBOUND:
                await self.sender.room()

    async def _interrupted(self, moment: datetime | None) -> bool:
        """Wait for a moment of the device's own time; tell whether the platform changed something meanwhile."""
        wait = None
        if moment is not None:
            wait = (self.session.clock.wake(moment - self.clock.error + self._lag) - present()).total_seconds()
        try:
            async with asyncio.timeout(wait):
                await self._changed.wait()
        except TimeoutError:
            return False
        self._changed.clear()
        return True

    def _post(self, due: Due) -> bool:
        """Write an upload and give it to the sender, unless the number of uploads is used up."""
        if not self.session.one_more():
            return False
        told, now = self.uploads.told(due.upload, due.begin, due.span), self.clock.now()
        late = self.device.edition == "2025" and now - due.begin - due.span > LATE
        self.sender.put(self.pen.parcels(COMMANDS[due.upload], told, now, late=late))
        return True

    async def _history(self, packet: Packet, upload: Upload, begin: datetime, end: datetime) -> None:
        """Send what was asked for as far as it has happened, then the execution result."""
        found = 0
        span = agenda.spans(self.settings.realtime, self.settings.minute)[upload]
        for due in agenda.within(begin, min(end, self.clock.now()), upload, span):
            if due.at <= self.clock.now():
                await self.sender.room()
                found += self._post(due)
        result = execution_result(packet, DONE if found else NO_DATA)
        self.sender.say(self.pen.frame(result))

    async def _look(self) -> None:
        """Look now and then whether something had no answer in time."""
        while True:
            await asyncio.sleep(min(_OFTEN, self.settings.timeout / 4))
            self.sender.flush()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.device.heartbeat)
            self.session.tally.counts["heartbeats"] += 1
            beat = heartbeat(self.pen.site, self.clock.now())
            self.sender.say(self.pen.frame(replace(beat, qn=self.pen.qn(self.clock.now()))))

    async def _finish(self) -> None:
        """Wait for the answers still to come, as long as they may take."""
        try:
            async with asyncio.timeout(self.settings.timeout * (self.settings.resends + 1)):
                await self.sender.emptied()
        except TimeoutError:
            return

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)
