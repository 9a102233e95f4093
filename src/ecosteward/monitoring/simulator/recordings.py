"""Packets that were recorded: a stream of bytes, lines, or JSON lines with `raw`, replayed as they are or made new.

Made new means: another QN, MN and PW, DataTime moved by whole hours (days for what tells of a day), the check worked
out again. What is no valid packet is sent as it is, for a platform must bear that too.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from ecosteward.norms.hj212.frames import HEAD, SEGMENT_MOST, TAIL, Frame, build
from ecosteward.norms.hj212.packets import Packet, read
from ecosteward.norms.hj212.stream import frames
from ecosteward.norms.hj212.values import time_of, written
from ecosteward.norms.kernel.errors import UnknownError

_DATA_TIME = re.compile(rb"DataTime=([0-9]{14})")
_OF_DAYS = {"2031", "2041"}
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class Item:
    """Bytes as recorded, and the packet they are; None where they are none."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        found = frames(raw)
        first = found[0] if len(found) == 1 else None
        self.packet: Packet | None = read(first) if isinstance(first, Frame) else None

    @property
    def answerable(self) -> bool:
        """Whether a platform is to answer it."""
        packet = self.packet
        return packet is not None and packet.verdict != "invalid" and packet.answer_wanted and bool(packet.qn)

    def moved(self, mn: str, pw: str, qn: str, since: timedelta) -> bytes:
        """Return it made new for a device, its times being later by `since`; as it is where it is not valid."""
        packet = self.packet
        if packet is None or packet.verdict == "invalid":
            return self.raw
        step = _DAY if packet.cn in _OF_DAYS else _HOUR
        data = _DATA_TIME.sub(_later(since // step * step), packet.frame.segment, count=1)
        for name, value in (("QN", qn), ("PW", pw), ("MN", mn)):
            data = re.sub(rb"(?<![A-Za-z])%b=[^;,]*" % name.encode(), f"{name}={value}".encode(), data, count=1)
        return build(data) if len(data) <= SEGMENT_MOST else self.raw


def _later(by: timedelta) -> Callable[[re.Match[bytes]], bytes]:
    def later(found: re.Match[bytes]) -> bytes:
        time = time_of(found[1].decode())
        return f"DataTime={written(time + by)}".encode() if time else found[0]

    return later


def load(path: Path) -> list[Item]:
    """Read a recording. Raises UnknownError where it holds nothing, or a line of JSON has no `raw`."""
    data = path.read_bytes()
    found = _from_json(data) if data.lstrip().startswith(b"{") else [each.raw for each in frames(data)]
    items = [Item(raw) for raw in found if raw.strip()]
    if not items:
        raise UnknownError(f"{path} 中没有数据包")
    return items


def first_time(items: list[Item]) -> datetime | None:
    """Return the earliest DataTime."""
    return min((each.packet.data_time for each in items if each.packet and each.packet.data_time), default=None)


def _from_json(data: bytes) -> list[bytes]:
    found = []
    for number, line in enumerate(data.splitlines(), start=1):
        if line.strip():
            try:
                raw = str(json.loads(line)["raw"]).encode("utf-8", "surrogateescape")
            except (ValueError, TypeError, KeyError):
                raise UnknownError(f"第 {number} 行不是带 raw 字段的 JSON") from None
            found.append(_framed(raw))
    return found


def _framed(raw: bytes) -> bytes:
    """Wrap a segment that was recorded without its frame; give a frame its line end."""
    if not raw.startswith(HEAD) and b"CP=&&" in raw and len(raw) <= SEGMENT_MOST:
        return build(raw)
    return raw if raw.endswith((b"\r", b"\n")) else raw + TAIL
