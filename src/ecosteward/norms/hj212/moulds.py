"""Moulds: the forms of packets seen before, so that the next packet of such a form is read in one go.

A device sends packets of few forms: the same items in the same order with other numbers, marks and times. A mould is made of a
packet against whose form nothing can be said, and fits only packets of which that is true as well. What hangs on numbers and
times, late data and a mean outside its extremes, is looked at in each. What a packet says does not depend on whether it was
read by a mould: a test holds both ways against each other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ecosteward.norms.hj212 import judging
from ecosteward.norms.hj212.forms import Cast, Form, Item
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.meanings import marks
from ecosteward.norms.hj212.packets import Flag, Packet, Registered, version_of
from ecosteward.norms.hj212.packets import read as read_by_items
from ecosteward.norms.hj212.segment import CLOSING, CP_MOST

MOST = 16  # moulds of one line: a device that sends more forms than these has the others read item by item
_FORMS_MOST = 1024  # of all lines together
_COMMAND = slice(30, 34)  # CN in the usual header, behind QN=(17 digits);ST=(2);CN=
_FITTING = frozenset({"late", "version_differs", "version_unsure"})  # deviations that are no matter of form

# A form is written as what does not change in it: `ST=31;CN=2011;Flag=5;DataTime=;a21026-Rtd=,a21026-Flag=`.
_WORD = "[!-+\\--:<>-~]+"  # of ASCII, without blanks , ; and =
_FORM = re.compile(
    f"QN=[0-9]{{17}};(ST=[0-9A-Z]{{2}};CN=[0-9]{{4}});PW={_WORD};MN=[0-9A-F]{{24}};(Flag=[4589];)CP=&&(.*)&&"
)
_VALUE = re.compile(r"=[^;,=]*")
_PARTS = re.compile(r"ST=(..);CN=(....);Flag=(.);DataTime=(.*)")
_ITEM = re.compile(r"([;,])([A-Za-z0-9]+)-([A-Za-z]+)=")
_VALUES = {
    **dict.fromkeys(
        ("Rtd", "Min", "Avg", "Max", "ZsRtd", "ZsMin", "ZsAvg", "ZsMax", "Cou"), r"(-?+[0-9]++\.?+[0-9]*+)"
    ),
    "Flag": f"([{''.join(sorted(marks()))}])",
    **dict.fromkeys(("EFlag", "SampleTime"), "[0-9A-Za-z]*+"),  # kept with the packet; nothing is made of them
}
_HEADER = f"QN=([0-9]{{{{17}}}});ST={{}};CN={{}};PW=({_WORD});MN=([0-9A-F]{{{{24}}}});Flag={{}};CP=&&DataTime=([0-9]{{{{14}}}})"
_HEAD = 4  # groups of the header


@dataclass(frozen=True, slots=True)
class Mould:
    """A form as a pattern; the places of its numbers and marks among the groups, of least, mean and most among the numbers."""

    pattern: re.Pattern[str]
    st: str
    cn: str
    flag: Flag
    form: Form
    numbers: tuple[int, ...]
    marks: tuple[int, ...]
    ordered: tuple[tuple[int, int, int], ...]

    def read(self, frame: Frame, text: str, registered: Registered | None) -> Packet | None:
        """Read a frame whose wrapping is as it should be; None where it has another form or needs a closer look."""
        found = self.pattern.fullmatch(text)
        if found is None:
            return None
        groups = found.groups()
        qn, pw, mn, at = groups[:_HEAD]
        numbers = tuple([float(groups[place]) for place in self.numbers])
        for least, mean, most in self.ordered:
            if not numbers[least] <= numbers[mean] <= numbers[most]:
                return None
        told: list[str] = []
        version = version_of(self.flag, self.st, mn, registered, told)
        judging.data_time(at, bool(numbers or self.marks), self.cn, qn, told)
        if version == "2005" or "data_time_form" in told:
            return None
        cast = Cast(self.form, at, numbers, tuple([groups[place] for place in self.marks]))
        return Packet(
            frame, qn, self.st, self.cn, pw, mn, self.flag, version, None, None, False, tuple(told), (), cast
        )  # fmt: skip


class Moulds:
    """Reads the frames of one line, by the moulds of what came on it before where one fits."""

    def __init__(self) -> None:
        self._by_command: dict[bytes, tuple[Mould, ...]] = {}
        self._last: dict[bytes, str] = {}
        self._left = MOST

    def read(self, frame: Frame, registered: Registered | None = None) -> Packet:
        """Read a frame as `packets.read` does."""
        plain = not (frame.deviations or frame.faults or frame.sealed) and len(frame.segment) <= CP_MOST
        command = frame.segment[_COMMAND]
        if plain and (known := self._by_command.get(command)) and frame.segment.isascii():
            text = frame.segment.decode()
            for mould in known:
                if (packet := mould.read(frame, text, registered)) is not None:
                    return packet
        packet = read_by_items(frame, registered)
        if plain and self._left and not packet.faults and _FITTING.issuperset(packet.deviations):
            self._learn(command, form_of(frame.segment))
        return packet

    def _learn(self, command: bytes, form: str | None) -> None:
        """Make a mould of a form that comes a second time running: what is sent once is not worth one."""
        if form is None:
            return
        if self._last.get(command) == form and (mould := mould_of(form)) is not None:
            self._by_command[command] = mould, *self._by_command.get(command, ())
            self._left -= 1
        if command in self._last or len(self._last) < MOST:
            self._last[command] = form


def form_of(segment: bytes) -> str | None:
    """Return what does not change in packets of a form; None for a packet that has no usual one."""
    found = _FORM.fullmatch(segment.decode()) if segment.isascii() else None
    return f"{found[1]};{found[2]}{_VALUE.sub('=', found[3])}" if found else None


@lru_cache(_FORMS_MOST)
def mould_of(form: str) -> Mould | None:
    """Return the mould of a form; None where it holds items that are to be read one by one."""
    parts = _PARTS.fullmatch(form)
    items = list(_items(parts[4])) if parts else []
    if parts is None or "".join(f"{sign}{code}-{field}=" for sign, code, field in items) != parts[4]:
        return None
    if not {field for _, _, field in items} <= _VALUES.keys():
        return None
    names = [(code, field) for _, code, field in items if _VALUES[field].startswith("(")]
    body = "".join(f"{sign}{code}-{field}={_VALUES[field]}" for sign, code, field in items)
    numbers = tuple(each for each in names if each[1] != "Flag")
    places = {name: place for place, name in enumerate(names, start=_HEAD)}
    return Mould(
        re.compile(f"{_HEADER.format(*parts.group(1, 2, 3))}{body}{CLOSING}"),
        parts[1],
        parts[2],
        Flag.of(int(parts[3])),
        Form(
            tuple(dict.fromkeys(code for _, code, _ in items)),
            numbers,
            marked := tuple(each for each in names if each[1] == "Flag"),
        ),
        tuple(places[each] for each in numbers),
        tuple(places[each] for each in marked),
        tuple(_ordered(numbers, parts[2])),
    )


def _items(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield sign before, code and field of each item of a form."""
    return ((found[1], found[2], found[3]) for found in _ITEM.finditer(text))


def _ordered(numbers: tuple[Item, ...], cn: str) -> Iterator[tuple[int, int, int]]:
    """Yield where the least, the mean and the greatest value of a code stand among the numbers, where all are there."""
    at = {name: place for place, name in enumerate(numbers)}
    for code in dict.fromkeys(code for code, _ in numbers):
        for fields in judging.ORDERED:
            if cn in judging.PERIODS and all((code, field) in at for field in fields):
                least, mean, most = fields
                yield at[code, least], at[code, mean], at[code, most]
