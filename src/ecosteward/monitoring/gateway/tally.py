"""What the gateway counts between two writings: packets by kind, the state of lines, strangers."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

EVERYONE = 0  # the device of a count of who is not known
_SAMPLE = 2048  # bytes: a packet as long as any seen
_MN_MOST = 60
_HOUR = 3600
_MOST = 20_000  # of counts
_STRANGERS = 5_000  # what would be more is not told apart
Counted = tuple[int, int, str]  # device, hour (in hours since 1970 UTC), what
Strange = tuple[str, str, str]  # MN, address, why


@dataclass(slots=True)
class LineState:
    """How a device's line stands: times in seconds since 1970 UTC."""

    remote: str
    connected: float
    closed: float | None = None
    heard: float | None = None
    data_at: float | None = None
    offset: float | None = None
    packets: int = 0


@dataclass(slots=True)
class StrangerState:
    """How often a stranger came, when, and what was sent last."""

    first: float
    last: float
    packets: int
    sample: bytes


@dataclass(slots=True)
class Counts:
    """What is to be written."""

    counts: Counter[Counted] = field(default_factory=Counter)
    lines: dict[int, LineState] = field(default_factory=dict)
    strangers: dict[Strange, StrangerState] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.counts or self.lines or self.strangers)


class Tally:
    """Counts in memory that is bounded. `taken` hands over what was counted; `put_back` where it could not be written."""

    def __init__(self) -> None:
        self._now = Counts()

    def count(self, device: int, what: str, now: float, number: int = 1) -> None:
        """Count packets of a kind."""
        self._now.counts[device, int(now) // _HOUR, what] += number

    def line(self, device: int, remote: str, connected: float) -> LineState:
        """Return the state of a device's line, to be changed."""
        state = self._now.lines.get(device)
        if state is None or state.connected != connected:
            packets = state.packets if state else 0
            state = self._now.lines[device] = LineState(remote, connected, packets=packets)
        return state

    def stranger(self, mn: str, remote: str, why: str, sample: bytes, now: float) -> None:
        """Note somebody who is not known or not believed."""
        clean = "".join(each for each in mn if each.isprintable())[:_MN_MOST]
        strangers = self._now.strangers
        if (clean, remote, why) not in strangers and len(strangers) >= _STRANGERS:
            clean = ""
        found = strangers.setdefault((clean, remote, why), StrangerState(now, now, 0, b""))
        found.last, found.sample = now, sample[:_SAMPLE]
        found.packets += 1

    def taken(self) -> Counts:
        """Return all that was counted since, and begin anew."""
        taken, self._now = self._now, Counts()
        return taken

    def put_back(self, counts: Counts) -> None:
        """Add what could not be written to what was counted since."""
        now = self._now
        if len(now.counts) < _MOST:
            now.counts += counts.counts
        for device, old in counts.lines.items():
            new = now.lines.setdefault(device, old)
            if new is not old:
                _join(new, old)
        for key, former in counts.strangers.items():
            if len(now.strangers) < _STRANGERS:
                later = now.strangers.setdefault(key, former)
                if later is not former:
                    later.first, later.packets = former.first, later.packets + former.packets


def _join(new: LineState, old: LineState) -> None:
    new.packets += old.packets
    new.heard = new.heard or old.heard
    new.data_at = new.data_at or old.data_at
    new.offset = old.offset if new.offset is None else new.offset


def moment(seconds: float | None) -> dt.datetime | None:
    """Return a time told in seconds since 1970 UTC."""
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
