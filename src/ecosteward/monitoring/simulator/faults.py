"""What can be wrong with a device on demand: its line, its clock, its packets, its registration, its values.

A share is the chance of each transmission from 0 to 1; the chance comes from the device's own seed.
"""

from collections.abc import Iterable
from random import Random
from typing import Annotated, Self

from ecosteward.norms.hj212.frames import HEAD, TAIL
from ecosteward.norms.kernel.facts import Facts, Label, Quantity

_CHECK = 4
_START = len(HEAD) + 4
_MOST_NONSENSE = 200
_NIBBLES = b"0123456789ABCDEF"


class Faults(Facts):
    """The faults of a device; nothing is wrong unless it is said."""

    crc: Annotated[float, Quantity("校验码错误的比例", ge=0, le=1)] = 0
    length: Annotated[float, Quantity("长度错误的比例", ge=0, le=1)] = 0
    no_crlf: Annotated[float, Quantity("没有回车换行的比例", ge=0, le=1)] = 0
    lower_crc: Annotated[float, Quantity("校验码小写的比例", ge=0, le=1)] = 0
    nonsense: Annotated[float, Quantity("包前有乱码的比例", ge=0, le=1)] = 0
    resend: Annotated[float, Quantity("已应答仍重发的比例", ge=0, le=1)] = 0
    reset: Annotated[float, Quantity("包发到一半断线的比例", ge=0, le=1)] = 0
    late: Annotated[float, Quantity("晚发的比例", ge=0, le=1)] = 0
    late_by: Annotated[float, Quantity("晚发的时间", "s", ge=0)] = 600
    forgotten: Annotated[float, Quantity("不发的比例（平台可再要）", ge=0, le=1)] = 0
    pieces: Annotated[int, Quantity("分段慢发，每段字节数", "B", ge=0)] = 0
    pieces_wait: Annotated[float, Quantity("分段的间隔", "s", ge=0)] = 0.1
    flood: Annotated[int, Quantity("每个实时数据包重复成多少个（不同 QN）", ge=0)] = 0
    lost_every: Annotated[float, Quantity("每隔多久断线", "s", ge=0)] = 0
    lost_for: Annotated[float, Quantity("断线多久", "s", ge=0)] = 30
    clock_offset: Annotated[float, Quantity("时钟偏差，快为正", "s")] = 0
    clock_drift: Annotated[float, Quantity("时钟每日漂移，快为正", "s")] = 0
    wrong_password: Annotated[bool, Label("密码错误")] = False
    unknown_mn: Annotated[bool, Label("未登记的 MN")] = False
    frozen: Annotated[bool, Label("恒值")] = False
    jump: Annotated[float, Quantity("突变的比例（每 10 min）", ge=0, le=1)] = 0

    @classmethod
    def told(cls, words: Iterable[str]) -> Self:
        """Read faults as `name=value`, or `name` alone for yes. Raises RefusedError naming what is not known."""
        parts = (word.partition("=") for word in words)
        return cls.read({name: value if equals else "true" for name, equals, value in parts})

    def joined(self, other: Self) -> Self:
        """Return these faults with those that another sets."""
        return self.model_copy(update=other.model_dump(exclude_unset=True))

    def spoilt(self, frame: bytes, chance: Random) -> bytes:
        """Return what is really sent of a frame."""
        for share, spoil in ((self.crc, _bad_crc), (self.length, _bad_length), (self.lower_crc, _lower_crc)):
            if share and chance.random() < share:
                frame = spoil(frame)
        if self.no_crlf and chance.random() < self.no_crlf:
            frame = frame.removesuffix(TAIL)
        if self.nonsense and chance.random() < self.nonsense:
            frame = chance.randbytes(chance.randint(1, _MOST_NONSENSE)) + frame
        return frame


def _bad_crc(frame: bytes) -> bytes:
    """Change the last digit of the check."""
    place = len(frame) - len(TAIL) - 1
    other = _NIBBLES[int(frame[place : place + 1], 16) ^ 1]
    return frame[:place] + bytes([other]) + frame[place + 1 :]


def _bad_length(frame: bytes) -> bytes:
    """Write a length that is 7 too great, as loggers do that count head and tail."""
    return b"%b%04d%b" % (HEAD, int(frame[len(HEAD) : _START]) + 7, frame[_START:])


def _lower_crc(frame: bytes) -> bytes:
    place = len(frame) - len(TAIL) - _CHECK
    return frame[:place] + frame[place:].lower()
