"""Split packets joined again: by MN, ST, CN, DataTime and PNUM, never by QN, for each part has its own (table C.49).

Every part can be read by itself, so a receiver stores each as it comes; joining is for who needs the whole. A part
sent again takes the place of the first. The norm has no rule for a lost part but the time-out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ecosteward.norms.hj212.packets import Factor, Packet

Key = tuple[str, str, str, str, int]
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Joined:
    """The parts of one packet by their numbers, and the numbers still missing."""

    parts: tuple[Packet, ...]
    missing: tuple[int, ...]

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors of all parts; fields of one code are put together, the first of each staying."""
        found: dict[str, dict[str, str]] = {}
        for part in self.parts:
            for factor in part.factors:
                found[factor.code] = factor.fields | found.get(factor.code, {})
        return tuple(Factor(code, fields) for code, fields in found.items())


@dataclass(slots=True)
class _Waiting:
    since: datetime
    parts: dict[int, Packet]


class Parts:
    """Gathers the parts of split packets. Call `overdue` now and then: it leaves at most `most` unfinished ones."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._waiting: dict[Key, _Waiting] = {}

    def add(self, packet: Packet, now: datetime) -> Joined | None:
        """Take a packet; return the whole where this completes one. A packet that is not split is a whole."""
        if packet.pnum is None or packet.pno is None:
            return Joined((packet,), ())
        key = (packet.mn, packet.st, packet.cn, packet.item("DataTime") or "", packet.pnum)
        waiting = self._waiting.setdefault(key, _Waiting(now, {}))
        waiting.parts[packet.pno] = packet
        waiting.since = now
        if len(waiting.parts) < packet.pnum:
            return None
        return _joined(key, self._waiting.pop(key))

    def overdue(self, now: datetime, after: timedelta) -> list[Joined]:
        """Give up what has had no new part for so long, and the oldest where there are too many."""
        late = [key for key, waiting in self._waiting.items() if now - waiting.since > after]
        late += [key for key in self._waiting if key not in set(late)][: max(len(self._waiting) - self._most, 0)]
        return [_joined(key, self._waiting.pop(key)) for key in dict.fromkeys(late)]


def _joined(key: Key, waiting: _Waiting) -> Joined:
    parts = waiting.parts
    missing = tuple(number for number in range(1, key[-1] + 1) if number not in parts)
    return Joined(tuple(parts[number] for number in sorted(parts)), missing)
