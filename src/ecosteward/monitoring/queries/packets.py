"""The packets of one device as they came, newest first."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from ecosteward.monitoring.models import Count, Device, Packet, Series
from ecosteward.monitoring.rules.faults import words
from ecosteward.monitoring.rules.spans import BY_COMMAND, Span
from ecosteward.monitoring.rules.verdicts import OUT, Exceedance, Validity
from ecosteward.monitoring.store.reading import verdicts
from ecosteward.norms.hj212.deviations import VERDICTS
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.meanings import commands
from ecosteward.norms.hj212.packets import read
from ecosteward.norms.hj212.sm4 import opener
from ecosteward.norms.hj212.stream import frames
from ecosteward.norms.hj212.telling import shown, told

_PASSWORD = re.compile(r"(?<=PW=)[^;&]+")
_SECOND = dt.timedelta(seconds=1)
_KINDS = {"good": "正常", "deviant": "有出入", "repeated": "重复"}


@dataclass(frozen=True)
class Logged:
    """One packet of the log."""

    packet: Packet
    command: str
    verdict: str
    why: tuple[str, ...]
    raw: str


def logged(
    device: Device, *, before: dt.datetime | None, only_bad: bool, cn: str, most: int, secret: bool
) -> list[Logged]:
    """Return at most so many packets that came before a moment, without the password where it is secret. One query."""
    rows = Packet.objects.filter(device_id=device.pk)
    if before is not None:
        rows = rows.filter(received_at__lt=before)
    if only_bad:
        rows = rows.exclude(told=[])
    if cn:
        rows = rows.filter(cn=cn)
    return [_logged(row, secret=secret) for row in rows.order_by("-received_at", "-id")[:most]]


def taken_apart(device: Device, raw: bytes, *, secret: bool) -> dict[str, Any]:
    """Return everything that can be read out of a packet (`norms.hj212.telling`), and its bytes where it is none."""
    unseal = opener(bytes.fromhex(device.key)) if device.key else None
    for found in frames(bytes(raw), unseal):
        if isinstance(found, Frame):
            return {**told(read(found)), "raw": text(raw, secret=secret)}
    return {"raw": text(raw, secret=secret)}


def text(raw: bytes, *, secret: bool) -> str:
    """Return a packet as text; what it proves itself by is nobody's who does not keep the device."""
    found = shown(raw)
    return _PASSWORD.sub("******", found) if secret else found


@dataclass(frozen=True)
class Came:
    """What became of a factor of a packet: its series, and the verdict of the span its time lies in."""

    series: Series
    at: dt.datetime
    mean: float | None = None
    words: str = ""
    over: bool = False


def became(device: Device, packet: Packet) -> tuple[str, dict[str, Came]]:
    """Return what span the packet's factors are judged in, in words, and what became of them by code. Two queries."""
    span = BY_COMMAND.get(packet.cn)
    if span is None or packet.data_at is None:
        return "", {}
    judged = Span.DAY if span == Span.DAY else Span.HOUR
    local = timezone.localtime(packet.data_at).replace(minute=0, second=0, microsecond=0)
    begin = local.replace(hour=0) if judged == Span.DAY else local
    series = {each.pk: each for each in Series.objects.filter(point_id=device.point_id)}
    found = {int(row["series_id"]): row for row in verdicts(list(series), judged, begin, begin + _SECOND)}
    return judged.words, {each.code: _came(each, begin, found.get(key)) for key, each in series.items()}


def _came(series: Series, at: dt.datetime, row: Any) -> Came:
    if row is None:
        return Came(series, at)
    exceedance = Exceedance(int(row["exceedance"]))
    over = exceedance in OUT
    words = exceedance.words if over else Validity(int(row["validity"])).words
    return Came(series, at, float(row["mean"]), words, over)


def tally(device: Device, since: dt.datetime) -> list[tuple[str, int]]:
    """Return how many packets of each kind came since a moment, in words, the most first."""
    rows = Count.objects.filter(device_id=device.pk, hour__gte=since).values_list("what")
    return [(_kind(what), number) for what, number in rows.annotate(n=Sum("packets")).order_by("-n")]


def _kind(what: str) -> str:
    return _KINDS.get(what) or words([what.removeprefix("fault:")])[0]


def _logged(packet: Packet, *, secret: bool) -> Logged:
    command = commands().get(packet.cn)
    verdict = dict(VERDICTS).get(packet.verdict, packet.verdict)
    return Logged(
        packet,
        _sent(command.name) if command else "",
        verdict,
        words(packet.told),
        text(bytes(packet.raw), secret=secret),
    )


def _sent(name: str) -> str:
    """Return what a command is called as a device sends it: some have two names, one for each direction."""
    return name.rpartition(" / ")[2]
