"""What all lines of a gateway share."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ecosteward.monitoring.gateway.asking import Asking
from ecosteward.monitoring.gateway.batches import Batches
from ecosteward.monitoring.gateway.buckets import Buckets
from ecosteward.monitoring.gateway.clocks import Clocks
from ecosteward.monitoring.gateway.limits import Limits
from ecosteward.monitoring.gateway.registry import Registry
from ecosteward.monitoring.gateway.tally import Tally
from ecosteward.monitoring.store.writing import Writer
from ecosteward.norms.hj212.packets import Packet

if TYPE_CHECKING:
    from ecosteward.monitoring.gateway.connection import Line


@dataclass
class Hub:
    """Lines, devices, counts and the way into the store.

    Attributes:
        lines: all that are open; `by_device`: the newest of each device.
        held: those that wait until the store has room.
        unset: devices whose clocks are to be set.
        heard: who is told of what a device says, for it may be an answer.
        addresses: how many lines each address has; `trusted`: how many of them sent a packet of a known device.

    """

    limits: Limits
    registry: Registry = field(default_factory=Registry)
    tally: Tally = field(default_factory=Tally)
    writer: Writer = field(default_factory=Writer)
    lines: "set[Line]" = field(default_factory=set)
    by_device: "dict[int, Line]" = field(default_factory=dict)
    held: "set[Line]" = field(default_factory=set)
    unset: set[int] = field(default_factory=set)
    heard: Callable[[int, Packet], None] = field(init=False)
    addresses: Counter[str] = field(default_factory=Counter)
    trusted: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.batches = Batches(self.writer, self.limits, self._drained)
        self.clocks = Clocks(self.limits)
        self.asking = Asking(self)
        self.bad = Buckets(self.limits.bad_rate, self.limits.bad_burst)

    def admits(self, address: str) -> bool:
        """Tell whether one more line from an address is taken."""
        if len(self.lines) >= self.limits.lines or self.addresses[address] >= self.limits.lines_each:
            return False
        return bool(self.trusted[address]) or not self.bad.spent(address, time.monotonic())

    def _drained(self) -> None:
        if not self.batches.full:
            held, self.held = self.held, set()
            for line in held:
                line.release("full")
