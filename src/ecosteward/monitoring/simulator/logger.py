"""One data logger: makes its uploads when they are due and answers the platform's requests."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from ecosteward.monitoring.simulator import agenda
from ecosteward.monitoring.simulator.agenda import Due, Upload
from ecosteward.monitoring.simulator.clock import UNBOUND, present
from ecosteward.monitoring.simulator.dialogue import DONE, NO_DATA, reply
from ecosteward.monitoring.simulator.plants import Device
from ecosteward.monitoring.simulator.requests import Asked
from ecosteward.monitoring.simulator.series import Series
from ecosteward.monitoring.simulator.sessions import Session
from ecosteward.monitoring.simulator.stations import Station
from ecosteward.monitoring.simulator.uploads import COMMANDS, Uploads
from ecosteward.norms.hj212.answers import execution_result
from ecosteward.norms.hj212.packets import Packet
from ecosteward.norms.hj212.requests import heartbeat

LATE = timedelta(hours=1)  # how old data are that are marked as sent later, in 2025
KEEPS = timedelta(days=366)  # how far back a device can tell its history
_LAG_MOST = 60.0


class Logger(Station):
    """One device of a session. `run` plays it until the session is over."""

    def __init__(self, device: Device, session: Session) -> None:
        super().__init__(device, session)
        self.uploads = Uploads(Series(device, session.seed))
        self._reached = session.clock.begin + self.clock.error
        self._lag = timedelta(seconds=self.chance.random() * min(device.realtime, _LAG_MOST))
        self._changed = asyncio.Event()
        session.wakes.append(self._changed.set)

    async def work(self) -> None:
        """Make the uploads when they are due."""
        if self.device.edition == "2025":
            self.beside(self._beat())
        if "boot" in self.settings.sends:
            self._post(Due(self._reached, "boot", self._reached, timedelta(0)))
        while not self.session.over:
            due = agenda.after(self._reached, self.settings.sends, self.settings.realtime, self.settings.minute)
            if self.session.until is not None and (not due or due[0].at > self.session.until):
                return
            if await self._interrupted(due[0].at if due else None):
                continue
            for each in due:
                self._post(each)
            self._reached = due[0].at
            if self.session.clock.speed == UNBOUND:
                await self.sender.room()

    def asked(self, packet: Packet) -> None:
        """Answer a request, and do what it asks."""
        told = reply(Asked(packet, self.settings, self.clock.now()), self.pen.site)
        for message in told.messages:
            self.sender.say(self.pen.frame(message))
        if told.history:
            self.beside(self._history(packet, *told.history))
        self._take_over()

    def _take_over(self) -> None:
        """Take over the settings that a request changed."""
        if self.settings.set_time:
            self._reached += self.clock.set(self.settings.set_time)
            self.settings.set_time = None
        if self.settings.new_pw:
            self.pen.site = replace(self.pen.site, pw=self.settings.new_pw)
            self.settings.new_pw = ""
        self.sender.outbox.timeout, self.sender.outbox.resends = self.settings.timeout, self.settings.resends
        self._changed.set()

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
        cn = COMMANDS[due.upload]
        self.sender.put(self.pen.parcels(cn, told, now, late=late))
        for _ in range(self.device.faults.flood if due.upload == "realtime" else 0):
            self.sender.say(self.pen.parcels(cn, told, now)[0].frame)
        return True

    async def _history(self, packet: Packet, upload: Upload, begin: datetime, end: datetime) -> None:
        """Send what was asked for as far as it has happened, then the execution result."""
        found, begin = 0, max(begin, self.clock.now() - KEEPS)
        span = agenda.spans(self.settings.realtime, self.settings.minute)[upload]
        for due in agenda.within(begin, min(end, self.clock.now()), upload, span):
            if due.at <= self.clock.now():
                await self.sender.room()
                found += self._post(due)
        await self.sender.all_sent()
        result = execution_result(packet, DONE if found else NO_DATA)
        self.sender.say(self.pen.frame(result))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self.device.heartbeat)
            self.session.tally.counts["heartbeats"] += 1
            beat = heartbeat(self.pen.site, self.clock.now())
            self.sender.say(self.pen.frame(replace(beat, qn=self.pen.qn(self.clock.now()))))
