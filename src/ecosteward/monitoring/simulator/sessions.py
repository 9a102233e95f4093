"""What all devices of one play share: the platform's address, the time, the limits, the tally and the ledger."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ecosteward.monitoring.simulator.clock import Clock, running
from ecosteward.monitoring.simulator.ledger import Ledger
from ecosteward.monitoring.simulator.tally import Tally


@dataclass
class Session:
    """One play. `until` ends it by simulated time, `left` by the number of uploads still to be made."""

    host: str
    port: int
    seed: int = 1
    clock: Clock = field(default_factory=running)
    until: datetime | None = None
    left: int | None = None
    tally: Tally = field(default_factory=Tally)
    ledger: Ledger = field(default_factory=lambda: Ledger(None))
    retry: float = 1.0  # seconds to the second try of a connection; then twice as long each time
    retry_most: float = 15.0
    over: bool = False
    wakes: list[Callable[[], None]] = field(default_factory=list)  # called once when the session is over

    def end(self) -> None:
        """Let no more uploads be made."""
        self.over = True
        for wake in self.wakes:
            wake()

    def one_more(self) -> bool:
        """Take one upload off the number; say whether it may still be made."""
        if self.left is None:
            return not self.over
        self.left -= 1
        if self.left == 0:
            self.end()
        return self.left >= 0
