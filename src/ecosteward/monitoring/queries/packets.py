"""The packets of one device as they came, newest first."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from ecosteward.monitoring.models import Count, Device, Packet
from ecosteward.monitoring.rules.faults import words
from ecosteward.norms.hj212.deviations import VERDICTS
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.meanings import commands
from ecosteward.norms.hj212.packets import read
from ecosteward.norms.hj212.sm4 import opener
from ecosteward.norms.hj212.stream import frames
from ecosteward.norms.hj212.telling import shown, told

_KINDS = {"good": "正常", "deviant": "有出入", "repeated": "重复"}


@dataclass(frozen=True)
class Logged:
    """One packet of the log."""

    packet: Packet
    command: str
    verdict: str
    why: tuple[str, ...]
    raw: str


def logged(device: Device, *, before: dt.datetime | None, only_bad: bool, cn: str, most: int) -> list[Logged]:
    """Return at most so many packets that came before a moment. One query."""
    rows = Packet.objects.filter(device_id=device.pk)
    if before is not None:
        rows = rows.filter(received_at__lt=before)
    if only_bad:
        rows = rows.exclude(told=[])
    if cn:
        rows = rows.filter(cn=cn)
    return [_logged(row) for row in rows.order_by("-received_at", "-id")[:most]]


def taken_apart(device: Device, raw: bytes) -> dict[str, Any]:
    """Return everything that can be read out of a packet (`norms.hj212.telling`)."""
    unseal = opener(bytes.fromhex(device.key)) if device.key else None
    for found in frames(bytes(raw), unseal):
        if isinstance(found, Frame):
            return told(read(found))
    return {}


def tally(device: Device, since: dt.datetime) -> list[tuple[str, int]]:
    """Return how many packets of each kind came since a moment, in words, the most first."""
    rows = Count.objects.filter(device_id=device.pk, hour__gte=since).values_list("what")
    return [(_kind(what), number) for what, number in rows.annotate(n=Sum("packets")).order_by("-n")]


def _kind(what: str) -> str:
    return _KINDS.get(what) or words([what.removeprefix("fault:")])[0]


def _logged(packet: Packet) -> Logged:
    command = commands().get(packet.cn)
    verdict = dict(VERDICTS).get(packet.verdict, packet.verdict)
    return Logged(packet, command.name if command else "", verdict, words(packet.told), shown(bytes(packet.raw)))
