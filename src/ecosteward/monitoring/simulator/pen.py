"""How a device writes: its QN that never repeats, its MN and password, its edition, its seal, long packets split."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ecosteward.monitoring.simulator.outbox import Parcel
from ecosteward.monitoring.simulator.plants import Device
from ecosteward.norms.hj212 import sm4
from ecosteward.norms.hj212.frames import SEGMENT_MOST, build
from ecosteward.norms.hj212.messages import Message, divided, segment
from ecosteward.norms.hj212.requests import Site
from ecosteward.norms.hj212.segment import CLOSING, CP_MOST, OPENING, Items
from ecosteward.norms.hj212.values import stamp

_OTHERS = ("000000", "999999")
_STRANGE = "FF"
_TICK = timedelta(milliseconds=1)
_TIME = slice(len("DataTime="), len("DataTime=") + 14)


class Pen:
    """Writes the packets of one device. `site` changes when the platform sets another password."""

    def __init__(self, device: Device) -> None:
        wrong = next(other for other in _OTHERS if other != device.pw)
        faults = device.faults
        mn = _STRANGE + device.mn[len(_STRANGE) :] if faults.unknown_mn else device.mn
        self.site = Site(mn, wrong if faults.wrong_password else device.pw, device.st, device.edition)
        self._key = bytes.fromhex(device.key)
        self._last: datetime | None = None

    def parcels(self, cn: str, told: str, now: datetime, *, late: bool = False) -> list[Parcel]:
        """Write an upload that is to be answered, from the text of its CP; several packets where it is too long."""
        site = self.site
        whole = Message(cn, site.st, site.mn, site.pw, self.qn(now), site.version, answer=True, resent=late)
        data = _plainly(whole, told)
        if len(data) <= SEGMENT_MOST and len(OPENING) + len(told) + len(CLOSING) <= CP_MOST:
            return [Parcel(whole.qn, cn, site.mn, told[_TIME], self._wrapped(data))]
        long = Message(cn, site.st, site.mn, site.pw, whole.qn, site.version, True, None, None, late, _items(told))
        parts = divided(long, self._qns(now))
        return [Parcel(each.qn, cn, site.mn, told[_TIME], self.frame(each)) for each in parts]

    def frame(self, message: Message) -> bytes:
        """Write a message, sealed where the device has a key."""
        return self._wrapped(segment(message))

    def qn(self, now: datetime) -> str:
        """Return the time to the millisecond, or the next one that was not used."""
        self._last = max(now, self._last + _TICK) if self._last else now
        return stamp(self._last)

    def _qns(self, now: datetime) -> Iterator[str]:
        while True:
            yield self.qn(now)

    def _wrapped(self, data: bytes) -> bytes:
        return sm4.build(data, self._key) if self._key else build(data)


def _plainly(message: Message, told: str) -> bytes:
    """Write a segment whose values are known to hold no separators; as `messages.segment` does, and many times faster."""
    resent = "RF=1;" if message.resent else ""
    return (
        f"QN={message.qn};ST={message.st};CN={message.cn};PW={message.pw};MN={message.mn};Flag={message.flag};{resent}"
        f"{OPENING}{told}{CLOSING}"
    ).encode()


def _items(told: str) -> Items:
    parts = (item.partition("=") for item in told.replace(",", ";").split(";"))
    return tuple((name, value) for name, _, value in parts)
