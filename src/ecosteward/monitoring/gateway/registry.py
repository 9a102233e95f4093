"""The devices the gateway knows, as they stood a few seconds ago."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q
from django.utils import timezone

from ecosteward.monitoring.models import Device
from ecosteward.monitoring.rules.systems import expected
from ecosteward.norms.hj212.packets import Version

_VERSIONS: dict[str, Version] = {"2005": "2005", "2017": "2017", "2025": "2025"}
_READ = (
    "mn", "password", "protocol", "key", "realtime_seconds", "minutes", "keeps_clock", "asks_again", "bare",
    "point__kind",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A registered device: what the gateway needs of it.

    Attributes:
        bare: its packets carry no password.
        systems: the ST its point's kind goes with; empty where any does.

    """

    pk: int
    mn: str
    point_id: int
    password: str
    version: Version | None
    key: bytes | None
    realtime_seconds: int
    minutes: int
    keeps_clock: bool
    asks_again: bool
    bare: bool = False
    systems: frozenset[str] = frozenset()


class Registry:
    """Finds devices by MN. `refresh` reads them anew where something has changed."""

    def __init__(self) -> None:
        self._by_mn: dict[str, Known] = {}
        self._seen: object = None

    def find(self, mn: str) -> Known | None:
        """Return the device of an MN, whichever case its letters are sent in."""
        return self._by_mn.get(mn) or self._by_mn.get(mn.upper())

    def key_of(self, mn: str) -> bytes | None:
        """Return the SM4 key of a device."""
        known = self.find(mn)
        return known.key if known else None

    def version_of(self, mn: str, _system: str) -> Version | None:
        """Return the version a device is registered with."""
        known = self.find(mn)
        return known.version if known else None

    def refresh(self) -> None:
        """Read the devices, if any has changed or a day has begun. Two statements at most."""
        today = timezone.localdate()
        seen = (today, Device.objects.aggregate(Max("updated_at"), Count("pk")))
        if seen != self._seen:
            active = Device.objects.filter(Q(stopped_on=None) | Q(stopped_on__gt=today))
            self._by_mn = {device.mn: _known(device) for device in active.select_related("point").only(*_READ)}
            self._by_mn |= {mn.upper(): known for mn, known in self._by_mn.items() if mn.upper() not in self._by_mn}
            self._seen = seen


def _known(device: Device) -> Known:
    return Known(
        device.pk,
        device.mn,
        device.point_id,
        device.password,
        _VERSIONS.get(device.protocol),
        bytes.fromhex(device.key) if device.key else None,
        device.realtime_seconds,
        device.minutes,
        device.keeps_clock,
        device.asks_again,
        device.bare,
        expected(device.point.kind),
    )
