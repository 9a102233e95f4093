"""A packet as it is meant: header, version, times and factors, with a verdict and the bytes as they came."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ecosteward.norms.hj212 import judging
from ecosteward.norms.hj212.deviations import Verdict, verdict_of
from ecosteward.norms.hj212.forms import Cast
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.segment import Items, Segment
from ecosteward.norms.hj212.segment import items as items_of
from ecosteward.norms.hj212.segment import read as read_segment
from ecosteward.norms.hj212.values import number, time_of
from ecosteward.norms.kernel.tables import rules

Version = Literal["2005", "2017", "2025"]
Registered = Callable[[str, str], Version | None]  # MN and ST → the version that the device was registered with
BITS: dict[int, Version] = {0: "2005", 1: "2017", 2: "2025"}


@dataclass(frozen=True, slots=True)
class Flag:
    """The flag: version bits, whether packet numbers are there (D) and whether an answer is wanted (A). Table 3."""

    version_bits: int
    numbered: bool
    answer: bool

    @classmethod
    def of(cls, value: int) -> "Flag":
        """Take a flag of 0 to 255 apart."""
        return cls(value >> 2, bool(value & 2), bool(value & 1))

    def __int__(self) -> int:
        return self.version_bits << 2 | self.numbered << 1 | self.answer


@dataclass(frozen=True, slots=True)
class Factor:
    """One code of CP with its fields as texts (Rtd, Min, Avg, Max, Cou, ZsAvg, Flag, EFlag, SampleTime …).

    Of a field that came twice the first stands here; all stand in the packet's items.
    """

    code: str
    fields: dict[str, str]

    def number(self, field: str) -> float | None:
        """Return a field as a number; None where it is missing or is none."""
        return number(self.fields.get(field))

    @property
    def mark(self) -> str | None:
        """The data mark (table 8) as it came."""
        return self.fields.get("Flag")

    @property
    def sampled(self) -> datetime | None:
        """When the sample was taken."""
        return time_of(self.fields.get("SampleTime", ""))


@dataclass(slots=True)  # not frozen: that takes three times as long to make
class Packet:
    """A packet, believed or not. Texts are empty where the packet has them not. Nobody changes it.

    What was read by a mould has its items in `cast`; they are taken apart when somebody asks for one of them.
    """

    frame: Frame
    qn: str
    st: str
    cn: str
    pw: str
    mn: str
    flag: Flag | None
    version: Version | None
    pnum: int | None
    pno: int | None
    resent: bool
    deviations: tuple[str, ...]
    faults: tuple[str, ...]
    cast: Cast | None = None
    _segment: Segment | None = None

    @property
    def segment(self) -> Segment:
        """The data segment taken apart."""
        if self._segment is None:
            self._segment = read_segment(self.frame.segment)
        return self._segment

    @property
    def raw(self) -> bytes:
        """The exact bytes."""
        return self.frame.raw

    @property
    def verdict(self) -> Verdict:
        """How far it is to be believed."""
        return verdict_of(self.faults, self.deviations)

    @property
    def answer_wanted(self) -> bool:
        """Whether the sender wants an answer."""
        return self.flag is not None and self.flag.answer

    @property
    def data_time(self) -> datetime | None:
        """DataTime: the instant of realtime data, the beginning of a period for minutes, hours and days."""
        return time_of(self.cast.at if self.cast else self.item("DataTime") or "")

    def item(self, name: str) -> str | None:
        """Return the first item of a name that belongs to no code, as DataTime or QnRtn."""
        return self.segment.plain.get(name)

    @property
    def items(self) -> Items:
        """All items of CP as names and values, in order, double ones too."""
        return items_of(self.segment.parts)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The codes of CP with their fields, in order of coming."""
        return tuple(map(Factor, self.segment.groups, self.segment.groups.values()))


FLAG_MOST = 0xFF
SURFACE_WATER = f"{rules('hj212')['surface_water'].figure():.0f}"
_FLAG = re.compile(r"[0-9]{1,3}")
_FLAGS = tuple(map(Flag.of, range(FLAG_MOST + 1)))


def read(frame: Frame, registered: Registered | None = None) -> Packet:
    """Read a frame. `registered` decides the version where the device is known; else the flag does, see version_of."""
    segment = read_segment(frame.segment)
    header = segment.header
    told = [*frame.deviations, *segment.deviations]
    faults = [*frame.faults, *segment.faults]
    get = header.get
    st, mn, written = get("ST", ""), get("MN", ""), get("Flag")
    flag = _flag(written, told)
    version = version_of(flag, st, mn, registered, told)
    if not segment.usual or version == "2005":
        judging.header(header, version, told, faults)
    pnum, pno = judging.part_numbers(get("PNUM"), get("PNO"), flag is not None and flag.numbered, told)
    judging.content(segment, told)
    return Packet(
        frame, get("QN", ""), st, get("CN", ""), get("PW", ""), mn, flag, version, pnum, pno, get("RF") == "1",
        tuple(told), tuple(faults), None, segment,
    )  # fmt: skip


def _flag(written: str | None, told: list[str]) -> Flag | None:
    if written is None:
        told.append("no_flag")
        return None
    if not _FLAG.fullmatch(written) or int(written) > FLAG_MOST:
        told.append("flag_form")
        return None
    return _FLAGS[int(written)]


def version_of(flag: Flag | None, st: str, mn: str, registered: Registered | None, told: list[str]) -> Version | None:
    """Say which edition a packet follows; None where it cannot be said.

    The register of devices goes first. The national protocol for surface water stations (ST 21) used the flags 8 and
    9 before HJ 212-2025 did, so there the flag alone decides nothing.
    """
    shown = "2005" if flag is None else BITS.get(flag.version_bits)
    if shown is None:
        told.append("version_unknown")
    doubtful = shown == "2025" and st == SURFACE_WATER
    if registered and (known := registered(mn, st)):
        if known != shown and not doubtful:
            told.append("version_differs")
        return known
    if doubtful:
        told.append("version_unsure")
        return None
    return shown
