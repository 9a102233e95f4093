"""The time of the simulation: as the present goes, faster from a moment in the past, or as fast as it can."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")  # what every logger in China has, and HJ 212 writes without a zone
UNBOUND = 0.0  # the speed of who does not wait


def present() -> datetime:
    """Return Beijing time, without a zone as the packets have it."""
    return datetime.now(BEIJING).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Clock:
    """Simulated time: it was `begin` when the present was `started` and goes `speed` times as fast.

    It never overtakes the present, for a logger has no data of the future, unless `ahead` is set: what began in the
    past goes fast until it has caught up, and then as the present does.
    """

    begin: datetime
    started: datetime
    speed: float = 1.0
    ahead: bool = False

    def wake(self, moment: datetime) -> datetime:
        """Return when, in the present's time, a simulated moment comes."""
        waited = timedelta(0) if self.speed == UNBOUND else (moment - self.begin) / self.speed
        comes = self.started + waited
        return comes if self.ahead else max(comes, moment)


def running(begin: datetime | None = None, speed: float = 1.0, *, ahead: bool = False) -> Clock:
    """Return a clock that starts now, at the present or at a given moment."""
    now = present()
    return Clock(begin or now, now, speed, ahead)


class OwnClock:
    """The clock of one device, ahead of the present by an offset (s) and a drift (s a day) until it is set."""

    def __init__(self, started: datetime, offset: float, drift: float) -> None:
        self._started, self._offset, self._drift = started, timedelta(seconds=offset), timedelta(seconds=drift)

    @property
    def error(self) -> timedelta:
        """How far it is ahead."""
        return self._offset + (present() - self._started) / timedelta(days=1) * self._drift

    def now(self) -> datetime:
        """Return the time it shows."""
        return present() + self.error

    def set(self, time: datetime) -> timedelta:
        """Set it; return by how much it was moved forward."""
        moved = time - self.now()
        self._offset += moved
        return moved
