"""What came from devices that are not known or not believed, for those who may see it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from ecosteward.accounts.door import allowed, visible
from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Device, Stranger
from ecosteward.monitoring.rules.mns import alike
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.packets import Packet, read
from ecosteward.norms.hj212.stream import frames
from ecosteward.norms.hj212.telling import Told, shown, told

SEE = "monitoring.strangers"
_ALIKE_MOST = 5


def strangers(user: User, named: str = "") -> QuerySet[Stranger]:
    """Return the strangers a person may see, and those of no device whose whole MN they know."""
    seen = visible(user, Stranger)
    if not named or not allowed(user, SEE, user.organisation):
        return seen
    return Stranger.objects.filter(Q(pk__in=seen.values("pk")) | (of_nobody() & Q(mn__iexact=named)))


def standing(user: User, rows: QuerySet[Stranger]) -> QuerySet[Any]:
    """Return strangers with whether their MN is of a device the person sees: `registered`, and `stopped` where it is over."""
    same = visible(user, Device).filter(mn__iexact=OuterRef("mn"))
    over = same.filter(stopped_on__lte=timezone.localdate())
    return rows.annotate(registered=Exists(same), stopped=Exists(over))


def stranger(user: User, pk: int, named: str) -> Stranger:
    """Return one of them. Raises Http404."""
    found = strangers(user, named).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这条记录，或您不在其服务范围内")
    return found


def of_nobody() -> Q:
    """Return the condition that a stranger's MN is of no device, whosever."""
    return ~Q(Exists(Device.objects.filter(mn__iexact=OuterRef("mn"))))


def device_of(user: User, mn: str) -> Device | None:
    """Return the device of an MN, if the person may see it."""
    rows = Device.objects.select_related("client__agency", "client__organisation", "point")
    return visible(user, rows).filter(mn__iexact=mn).first() if mn else None


def alike_devices(user: User, mn: str) -> list[Device]:
    """Return devices the person sees whose MN may be meant by this one. Two queries."""
    pairs = visible(user, Device).values_list("pk", "mn")
    found = [pk for pk, other in pairs.iterator() if alike(mn, other)][:_ALIKE_MOST]
    return list(visible(user, Device).filter(pk__in=found).select_related("point__client")) if found else []


@dataclass(frozen=True)
class Sample:
    """What was sent last, as far as it can be read."""

    raw: str
    packet: Packet | None
    told: Told

    @property
    def summary(self) -> str:
        """Say in a few words what it is."""
        if self.packet is None:
            return "不是 HJ 212 数据包"
        number = len(self.packet.factors)
        parts = [f"{self.packet.version} 版" if self.packet.version else "", f"ST {self.packet.st or '—'}"]
        parts += [f"CN {self.packet.cn or '—'}", f"{number} 个因子" if number else ""]
        return " · ".join(filter(None, parts))


def sample_of(stranger: Stranger) -> Sample:
    """Read the sample of a stranger. Nothing of it is believed."""
    raw = bytes(stranger.sample)
    packet = next((read(each) for each in frames(raw) if isinstance(each, Frame)), None)
    return Sample(shown(raw), packet, told(packet) if packet else {})
