"""How far the clocks of devices are off, by the QN of what they send at once."""

from collections import deque

from ecosteward.monitoring.gateway.limits import Limits
from ecosteward.monitoring.gateway.registry import Known
from ecosteward.monitoring.rules.sent import microseconds
from ecosteward.norms.hj212.packets import Packet
from ecosteward.norms.hj212.values import time_of

_SAMPLES = 5
_AT_ONCE = frozenset({"2011", "2021", "9015", "1013", "2081"})


class Clocks:
    """Follows the clocks of devices. Times in seconds since 1970 UTC."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._offsets: dict[int, deque[float]] = {}
        self._set_at: dict[int, float] = {}

    def heard(self, known: Known, packet: Packet, arrived: float) -> float | None:
        """Return the offset of a device's clock, positive where it goes ahead; None where the packet tells nothing.

        What was kept back on the way looks late, never early: the greatest of the last few offsets is the clock's.
        """
        sent = time_of(packet.qn) if packet.cn in _AT_ONCE and not packet.resent else None
        if sent is None:
            return None
        offsets = self._offsets.setdefault(known.pk, deque(maxlen=_SAMPLES))
        offsets.append(microseconds(sent) / 1_000_000 - arrived)
        return max(offsets)

    def to_be_set(self, known: Known, packet: Packet, arrived: float) -> bool:
        """Tell whether the clock is to be set now: it is off for certain, or the device asks for it (1013)."""
        offsets = self._offsets.get(known.pk, ())
        off = len(offsets) == _SAMPLES and abs(max(offsets)) > self._limits.clock
        long_ago = arrived - self._set_at.get(known.pk, 0.0) > self._limits.clock_again
        if known.keeps_clock and (off or packet.cn == "1013") and long_ago:
            self._set_at[known.pk] = arrived
            self._offsets.pop(known.pk, None)
            return True
        return False
