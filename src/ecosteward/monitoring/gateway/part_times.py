"""The time of split packets whose later parts have no DataTime: the norm repeats it in each, many loggers just cut CP."""

import datetime as dt
from dataclasses import dataclass, field

from ecosteward.norms.hj212.packets import Packet

_TOGETHER = 60.0  # s from one part to the next, resends and all


@dataclass(frozen=True, slots=True)
class _Part:
    cn: str
    pnum: int
    pno: int
    time: dt.datetime
    at: float


@dataclass(slots=True)
class PartTimes:
    """The last part of each device of one line. A part without DataTime has that of the part just before it."""

    _last: dict[int, _Part] = field(default_factory=dict)

    def time_of(self, device: int, packet: Packet, now: float) -> dt.datetime | None:
        """Return the time a packet's data are of, `now` in seconds of any clock; None where nothing says it."""
        time = packet.data_time
        if packet.pnum is None or packet.pno is None:
            return time
        if time is None and packet.item("DataTime") is None:
            time = self._before(device, packet.cn, packet.pnum, packet.pno - 1, now)
        if time is not None:
            self._last[device] = _Part(packet.cn, packet.pnum, packet.pno, time, now)
        return time

    def _before(self, device: int, cn: str, pnum: int, pno: int, now: float) -> dt.datetime | None:
        last = self._last.get(device)
        if last is None or (last.cn, last.pnum, last.pno) != (cn, pnum, pno) or now - last.at > _TOGETHER:
            return None
        return last.time
