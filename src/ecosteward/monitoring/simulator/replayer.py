"""A device that sends a recording instead of values of its own."""

import asyncio
from datetime import timedelta

from ecosteward.monitoring.simulator import recordings
from ecosteward.monitoring.simulator.outbox import Parcel
from ecosteward.monitoring.simulator.plants import Device
from ecosteward.monitoring.simulator.recordings import Item
from ecosteward.monitoring.simulator.sessions import Session
from ecosteward.monitoring.simulator.stations import Station


class Replayer(Station):
    """Sends a recording once, `wait` seconds apart: made new for the device, or as it was recorded."""

    def __init__(self, device: Device, session: Session, items: list[Item], wait: float, *, new: bool) -> None:
        super().__init__(device, session)
        self._items, self._wait, self._new = items, wait, new
        first = recordings.first_time(items)
        self._since = session.clock.begin - first if first else timedelta(0)

    async def work(self) -> None:
        """Send everything."""
        await self.sender.connected()
        for item in self._items:
            if self.session.over or not self.session.one_more():
                return
            self._send(item)
            await self.sender.room()
            await asyncio.sleep(self._wait)

    def _send(self, item: Item) -> None:
        site = self.pen.site
        packet, raw = item.packet, item.raw
        qn = packet.qn if packet else ""
        if self._new:
            qn = self.pen.qn(self.clock.now())
            raw = item.moved(site.mn, site.pw, qn, self._since)
        if not item.answerable or packet is None:
            self.session.tally.counts["not_answerable"] += 1
            self.sender.say(raw)
            return
        mn = site.mn if self._new else packet.mn
        told = recordings.Item(raw).packet
        self.sender.put([Parcel(qn, packet.cn, mn, (told or packet).item("DataTime") or "", raw)])
