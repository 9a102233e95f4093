"""Packets on their way into the store, and their form for PostgreSQL's binary COPY."""

import datetime as dt
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from ecosteward.monitoring.rules.sent import Data
from ecosteward.monitoring.rules.spans import Span

COLUMNS = "bucket, device_id, digest, id, received_at, cn, data_at, verdict, told, slot, seal, raw"
_NUMBER = 12
_EPOCH_DAY = dt.date(2000, 1, 1).toordinal()
_EPOCH = 946_684_800_000_000  # 2000-01-01 UTC in microseconds since 1970
_TEXT = 25  # object identifier of PostgreSQL's type text
_HEAD = struct.Struct(">hiiiqi32siqiqi")
_TAIL = struct.Struct(">ihiqi")
_START = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_SEALED = struct.Struct(">qqq")


@dataclass(slots=True)  # not frozen: that takes three times as long to make
class Arrival:
    """A packet of a known device as it is to be stored, with its data. Nobody changes it.

    Attributes:
        bucket: first day of the month it is kept under.
        digest: SHA-256 of its bytes.
        received, data_at: microseconds since 1970 UTC.
        span, data: of `rules.sent`; no span where it holds no data.
        system: ST, which tells what a new factor is.

    """

    device_id: int
    point_id: int
    bucket: dt.date
    digest: bytes
    received: int
    system: str
    cn: str
    data_at: int | None
    verdict: str
    told: tuple[str, ...]
    raw: bytes
    span: Span | None
    data: Data

    @property
    def key(self) -> tuple[dt.date, int, bytes]:
        """What it is known by: the same bytes of the same device are stored once."""
        return self.bucket, self.device_id, self.digest


def sealed(previous: bytes, arrivals: Sequence[Arrival], numbers: Sequence[int]) -> bytes:
    """Return the seal of packets with their numbers: over the seal before, and what is stored of each but its data."""
    whole = sha256(previous)
    for each, number in zip(arrivals, numbers, strict=True):
        whole.update(evidence(each.digest, number, each.device_id, each.received, each.verdict, each.told))
    return whole.digest()


def evidence(digest: bytes, number: int, device: int, received: int, verdict: str, told: Sequence[str]) -> bytes:
    """Return what a seal covers of one packet."""
    return digest + _SEALED.pack(number, device, received) + f"{verdict};{','.join(told)};".encode()


def copied(arrivals: Sequence[Arrival], numbers: Sequence[int], slot: int, seal: int) -> bytes:
    """Return packets with their numbers in the form of `COPY … FROM STDIN (FORMAT binary)`."""
    pieces = [_START]
    for each, number in zip(arrivals, numbers, strict=True):
        day = each.bucket.toordinal() - _EPOCH_DAY
        head = (_NUMBER, 4, day, 8, each.device_id, 32, each.digest, 8, number, 8, each.received - _EPOCH, len(each.cn))
        at = b"\xff\xff\xff\xff" if each.data_at is None else struct.pack(">iq", 8, each.data_at - _EPOCH)
        told = _array(each.told)
        pieces += (_HEAD.pack(*head), each.cn.encode(), at, _text(each.verdict), told)
        pieces += (_TAIL.pack(2, slot, 8, seal, len(each.raw)), each.raw)
    pieces.append(_END)
    return b"".join(pieces)


@lru_cache(4096)
def _array(texts: tuple[str, ...]) -> bytes:
    body = struct.pack(">iii", bool(texts), 0, _TEXT)
    if texts:
        body += struct.pack(">ii", len(texts), 1) + b"".join(map(_text, texts))
    return struct.pack(">i", len(body)) + body


@lru_cache(64)
def _text(text: str) -> bytes:
    written = text.encode()
    return struct.pack(">i", len(written)) + written
