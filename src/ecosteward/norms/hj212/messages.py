"""Packets to be sent: fields in the norm's order, items of one code joined by commas, codes by semicolons."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from ecosteward.norms.hj212 import crc
from ecosteward.norms.hj212.frames import SEGMENT_MOST, Check, build
from ecosteward.norms.hj212.packets import BITS, Flag, Version
from ecosteward.norms.hj212.segment import CLOSING, CP_MOST, LOG, OPENING, Items
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.tables import rules

_BITS = {version: bits for bits, version in BITS.items()}
PARTS_MOST = 10 ** int(rules("hj212")["part_digits"].figure()) - 1
_LOG = re.compile(r"//(?:(?!//|&&|##).)*//")
_FORBIDDEN = re.compile(r"[;,=&#\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Message:
    """What a packet is to say. Texts left empty and numbers left out are not written."""

    cn: str
    st: str
    mn: str
    pw: str = ""
    qn: str = ""
    version: Version = "2017"
    answer: bool = False
    pnum: int | None = None
    pno: int | None = None
    resent: bool = False
    items: Items = ()

    @property
    def flag(self) -> int:
        """The flag that belongs to version, part numbers and answer."""
        return int(Flag(_BITS[self.version], self.pnum is not None, self.answer))


def segment(message: Message) -> bytes:
    """Write the data segment. Raises RefusedError for a separator in a text, and for what is too long."""
    written = f"{_head(message)}{OPENING}{_joined(message.items)}{CLOSING}".encode()
    over = len(written) - len(_head(message).encode()) - _room(message)
    if over > 0:
        raise refuse("items", f"指令参数多出 {over} 字符，请拆包", "指令参数")
    return written


def encode(message: Message, check: Check = crc.written) -> bytes:
    """Write the whole frame."""
    return build(segment(message), check)


def _room(message: Message) -> int:
    """Return how many bytes CP can have: 950, or what the header leaves of 1024. Source: tables 2 and 3."""
    return min(CP_MOST, SEGMENT_MOST - len(_head(message).encode()))


def _head(message: Message) -> str:
    return "".join(f"{name}={_clean(name, value)};" for name, value in _header(message) if value)


def _header(message: Message) -> Iterator[tuple[str, str]]:
    yield from (("QN", message.qn), ("ST", message.st), ("CN", message.cn), ("PW", message.pw), ("MN", message.mn))
    yield "Flag", str(message.flag)
    if message.pnum is not None:
        yield from (("PNUM", str(message.pnum)), ("PNO", str(message.pno)))
    if message.resent:
        yield "RF", "1"


def _joined(items: Items) -> str:
    return ";".join(",".join(f"{_clean(n, n)}={_clean(n, v)}" for n, v in group) for group in _by_code(items))


def _by_code(items: Items) -> Iterator[Items]:
    """Gather neighbours of one code; an item without a code stands alone."""
    numbered = enumerate(items)
    for _, group in groupby(numbered, lambda each: each[1][0].partition("-")[0] if "-" in each[1][0] else each[0]):
        yield tuple(item for _, item in group)


def _clean(name: str, text: str) -> str:
    if not _LOG.fullmatch(text) and (_FORBIDDEN.search(text) or text.startswith(LOG)):
        raise refuse(name, "不能含有 ; , = & # 和换行，也不能以 // 开头（日志写在 // 与 // 之间）", name)
    return text


def divided(message: Message, qns: Iterable[str]) -> tuple[Message, ...]:
    """Split a message whose CP is too long: each part has its own QN and repeats the items without a code.

    Source: HJ 212-2017, tables C.49 and C.50. A message that is short enough comes back as it was.
    """
    if _size(message.items) <= _room(message):
        return (message,)
    common = tuple(item for item in message.items if "-" not in item[0])
    coded = tuple(item for item in message.items if "-" in item[0])
    parts = _packed(common, coded, _room(replace(message, pnum=PARTS_MOST, pno=PARTS_MOST)))
    return tuple(
        replace(message, qn=qn, pnum=len(parts), pno=number, items=common + part)
        for number, (part, qn) in enumerate(zip(parts, qns, strict=False), start=1)
    )


def _packed(common: Items, coded: Items, room: int) -> list[Items]:
    parts: list[Items] = [()]
    for group in _by_code(coded):
        if parts[-1] and _size(common + parts[-1] + group) > room:
            parts.append(())
        parts[-1] += group
    return parts


def _size(items: Items) -> int:
    return len(f"{OPENING}{_joined(items)}{CLOSING}".encode())
