"""What a device has still to send: waiting, on the way, and kept for later. Knows nothing of networks or clocks.

A packet is sent and, without an answer in time, sent again some times; then it is kept and tried again later, when
the line is new or the keeping time is over. What is kept is bounded: the oldest goes when there is too much.
"""

from collections import deque
from dataclasses import dataclass, field

KEPT_FOR = 6.0  # time-outs until a packet that was given up is tried again


@dataclass(slots=True)
class Parcel:
    """One packet to be answered: what it is, its bytes, and how often and when it was sent (seconds)."""

    qn: str
    cn: str
    mn: str
    data_time: str
    frame: bytes
    tries: int = 0
    first_sent: float = 0.0
    last_sent: float = 0.0


@dataclass(slots=True)
class Outbox:
    """The packets of one device. `timeout` in seconds; `resends` after the first; `window` on the way at once."""

    timeout: float
    resends: int
    window: int
    most: int
    waiting: deque[Parcel] = field(default_factory=deque)
    on_the_way: dict[str, Parcel] = field(default_factory=dict)
    kept: deque[tuple[float, Parcel]] = field(default_factory=deque)
    dropped: int = 0

    def __len__(self) -> int:
        return len(self.waiting) + len(self.on_the_way) + len(self.kept)

    @property
    def room(self) -> bool:
        """Whether less waits than can be on the way at once."""
        return len(self.waiting) < self.window

    def put(self, parcel: Parcel) -> None:
        """Take a packet to be sent; where there are too many, the oldest that is not on the way is lost."""
        self.waiting.append(parcel)
        if len(self) > self.most:
            _ = self.kept.popleft() if self.kept else self.waiting.popleft()
            self.dropped += 1

    def take(self, now: float) -> list[Parcel]:
        """Return what is to be sent now: what had no answer in time, then new ones as far as the window goes."""
        self._give_up(now)
        again = [each for each in self.on_the_way.values() if now - each.last_sent >= self.timeout]
        while self.waiting and len(self.on_the_way) < self.window:
            parcel = self.waiting.popleft()
            self.on_the_way[parcel.qn] = parcel
            parcel.first_sent = parcel.first_sent or now
            again.append(parcel)
        for parcel in again:
            parcel.tries += 1
            parcel.last_sent = now
        return again

    def answered(self, qn: str) -> Parcel | None:
        """Take a packet out that was answered, be it late; None where none of that number is to be answered."""
        parcel = self.on_the_way.pop(qn, None)
        if parcel is not None:
            return parcel
        for place, (_, each) in enumerate(self.kept):
            if each.qn == qn:
                del self.kept[place]
                return each
        return None

    def line_lost(self) -> None:
        """Take back what is on the way, and what was kept: on a new line all is sent again, oldest first."""
        back = [parcel for _, parcel in self.kept] + list(self.on_the_way.values())
        for parcel in back:
            parcel.tries = 0
        self.kept.clear()
        self.on_the_way.clear()
        self.waiting.extendleft(reversed(back))

    def _give_up(self, now: float) -> None:
        """Keep what was sent often enough for later; let what was kept long enough wait again."""
        over = [each for each in self.on_the_way.values() if self._over(each, now)]
        for parcel in over:
            del self.on_the_way[parcel.qn]
            parcel.tries = 0
            self.kept.append((now, parcel))
        while self.kept and now - self.kept[0][0] >= KEPT_FOR * self.timeout:
            self.waiting.append(self.kept.popleft()[1])

    def _over(self, parcel: Parcel, now: float) -> bool:
        return parcel.tries > self.resends and now - parcel.last_sent >= self.timeout
