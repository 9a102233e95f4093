"""How a device writes: its QN that never repeats, its MN and password, its edition, its seal, long packets split."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ecosteward.monitoring.simulator.outbox import Parcel
from ecosteward.monitoring.simulator.plants import Device
from ecosteward.norms.hj212 import sm4
from ecosteward.norms.hj212.messages import Message, divided, encode, segment
from ecosteward.norms.hj212.requests import Site
from ecosteward.norms.hj212.segment import Items
from ecosteward.norms.hj212.values import stamp

_OTHERS = ("000000", "999999")
_STRANGE = "FF"
_TICK = timedelta(milliseconds=1)


class Pen:
    """Writes the packets of one device. `site` changes when the platform sets another password."""

    def __init__(self, device: Device) -> None:
        wrong = next(other for other in _OTHERS if other != device.pw)
        faults = device.faults
        mn = _STRANGE + device.mn[len(_STRANGE) :] if faults.unknown_mn else device.mn
        self.site = Site(mn, wrong if faults.wrong_password else device.pw, device.st, device.edition)
        self._key = bytes.fromhex(device.key)
        self._last: datetime | None = None

    def parcels(self, cn: str, items: Items, now: datetime, *, late: bool = False) -> list[Parcel]:
        """Write an upload that is to be answered: one packet, or several where it is too long."""
        site = self.site
        resent = late and site.version == "2025"
        whole = Message(cn, site.st, site.mn, site.pw, self.qn(now), site.version, True, None, None, resent, items)
        parts = divided(whole, self._qns(now))
        told = dict(items).get("DataTime", "")
        return [Parcel(each.qn, cn, site.mn, told, self.frame(each)) for each in parts]

    def frame(self, message: Message) -> bytes:
        """Write a message, sealed where the device has a key."""
        return sm4.build(segment(message), self._key) if self._key else encode(message)

    def qn(self, now: datetime) -> str:
        """Return the time to the millisecond, or the next one that was not used."""
        self._last = max(now, self._last + _TICK) if self._last else now
        return stamp(self._last)

    def _qns(self, now: datetime) -> Iterator[str]:
        while True:
            yield self.qn(now)
