"""What a packet of HJ 212 says as data of series: which span, when, and one row for each factor."""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from ecosteward.monitoring.rules.faults import ODD_CODE, TIME_UNBELIEVABLE
from ecosteward.monitoring.rules.marks import NONE, packed
from ecosteward.monitoring.rules.spans import BY_COMMAND, Span
from ecosteward.norms.hj212.factors import new_of
from ecosteward.norms.hj212.forms import Cast, Form
from ecosteward.norms.hj212.packets import Packet
from ecosteward.norms.hj212.values import number, time_of

CHINA = dt.timezone(dt.timedelta(hours=8))
OLDEST = dt.timedelta(days=5 * 366)
AHEAD = dt.timedelta(days=1)
CODE_MOST = 16
NIGHT, STATE, RUNNING = "-Night", "-RS", "-RT"  # what sets the series of a second kind of a code apart

WIDTH = 6  # numbers of a datum: value, converted, low, high, total, mark
Datum = tuple[str, float, float, float, float, float, int]  # code and its numbers
Fields = dict[str, str]
Number = Callable[[str], float]
Numbers = tuple[float, ...]


class Data(NamedTuple):
    """Data of one time: a code for each datum, and the `WIDTH` numbers of each, one behind the other."""

    codes: tuple[str, ...] = ()
    numbers: Numbers = ()

    @classmethod
    def of(cls, data: Iterable[Datum]) -> "Data":
        """Put data together."""
        rows = list(data)
        return cls(tuple(row[0] for row in rows), tuple(chain.from_iterable(row[1:] for row in rows)))


# Beside the four of BY_COMMAND: device states, running times of a day, means of furnace temperature over five minutes.
SPANS = {**BY_COMMAND, "2021": Span.REALTIME, "2041": Span.DAY, "2111": Span.MINUTE}
_CODE = re.compile(r"[A-Za-z0-9_]+")
_SECOND = {"NightData": NIGHT, "RS": STATE, "RT": RUNNING}
_APART = frozenset(_SECOND)
_AT_ONCE = ("Rtd", "Avg", "Data", "DayData")
_OF_A_PERIOD = ("Avg", "Data", "DayData", "Rtd")
_ABSENT, _ABSENT_MARK = 0, 1  # where NaN and 0 stand
_SAYS_NOTHING = frozenset((_ABSENT, _ABSENT_MARK))
_EPOCH = dt.datetime(1970, 1, 1, 8)  # noqa: DTZ001  # packets tell the time of China
_MICROSECOND = dt.timedelta(microseconds=1)


def microseconds(time: dt.datetime) -> int:
    """Return a packet's time, which is that of China and has no zone, in microseconds since 1970 UTC."""
    return (time - _EPOCH) // _MICROSECOND


def believable(time: dt.datetime, now: dt.datetime) -> bool:
    """Tell whether a datum can be of this time (both of China, without zone): five years back to a day ahead."""
    return now - OLDEST < time < now + AHEAD


def bucket_of(qn: str, time: dt.datetime | None, now: dt.datetime) -> dt.date:
    """Return the month a packet is kept under: of its QN, else of its data, else of its arrival (times of China)."""
    for each in (time_of(qn), time):
        if each is not None and believable(each, now):
            return dt.date(each.year, each.month, 1)
    return dt.date(now.year, now.month, 1)


def data_of(packet: Packet, time: dt.datetime | None, now: dt.datetime) -> tuple[Span | None, Data, tuple[str, ...]]:
    """Return the span, the data and what is to be said against them; no data where their time is not believable."""
    span = SPANS.get(packet.cn)
    if span is None or time is None:
        return None, Data(), ()
    if not believable(time, now):
        return span, Data(), (TIME_UNBELIEVABLE,)
    order = _AT_ONCE if span is Span.REALTIME else _OF_A_PERIOD
    if packet.cast is not None:
        return span, *_of_cast(packet.cast, order)
    return span, *_of_items(packet, order)


def _of_items(packet: Packet, order: tuple[str, ...]) -> tuple[Data, tuple[str, ...]]:
    read: Number = _careful if "not_a_number" in packet.deviations else float
    data: list[Datum] = []
    odd = False
    for code, fields in packet.segment.groups.items():
        known = code_of(code)
        if known:
            _add(known, fields, order, read, data)
        else:
            odd = True
    return Data.of(data), (ODD_CODE,) if odd else ()


def _of_cast(cast: Cast, order: tuple[str, ...]) -> tuple[Data, tuple[str, ...]]:
    codes, picked, told = _laid(cast.form, order)
    return Data(codes, picked((math.nan, NONE, *cast.numbers, *map(mark_of, cast.marks)))), told


@lru_cache(4096)
def _laid(form: Form, order: tuple[str, ...]) -> tuple[tuple[str, ...], Callable[[Numbers], Numbers], tuple[str, ...]]:
    """Return the codes of a form, what picks their numbers from NaN, 0, numbers and marks in a row, and what is told of it."""
    at: dict[str, dict[str, int]] = {code: {} for code in form.codes}
    for place, (code, field) in enumerate((*form.numbers, *form.marks), start=_ABSENT_MARK + 1):
        at[code][field] = place
    rows = [(code_of(code), _places(fields, order)) for code, fields in at.items()]
    told = () if all(code for code, _ in rows) else (ODD_CODE,)
    rows = [
        (code, places) for code, places in rows if code and not _SAYS_NOTHING.issuperset((*places[:2], *places[4:]))
    ]
    picked = tuple(chain.from_iterable(places for _, places in rows))
    return tuple(code for code, _ in rows), itemgetter(*picked) if picked else lambda _: (), told


def _places(fields: dict[str, int], order: tuple[str, ...]) -> tuple[int, ...]:
    """Return where the `WIDTH` numbers of a code stand."""
    value = next((fields[name] for name in order if name in fields), _ABSENT)
    converted = fields.get("ZsAvg", fields.get("ZsRtd", _ABSENT))
    rest = (fields.get(name, _ABSENT) for name in ("Min", "Max", "Cou"))
    return value, converted, *rest, fields.get("Flag", _ABSENT_MARK)


@lru_cache(4096)
def code_of(code: str) -> str:
    """Return the code of 2017 for one of 2017 or 2005; nothing for what can be no code."""
    room = CODE_MOST - len(NIGHT)
    return (new_of(code) or code) if len(code) <= room and _CODE.fullmatch(code) else ""


def _add(code: str, fields: Fields, order: tuple[str, ...], read: Number, data: list[Datum]) -> None:
    """Add the rows of one code. This is done for each factor of each packet: few calls."""
    get, value = fields.get, math.nan
    for name in order:
        if name in fields:
            value = read(fields[name])
            break
    text = get("ZsAvg") or get("ZsRtd")
    converted = read(text) if text else math.nan
    low = read(fields["Min"]) if "Min" in fields else math.nan
    high = read(fields["Max"]) if "Max" in fields else math.nan
    total = read(fields["Cou"]) if "Cou" in fields else math.nan
    mark = mark_of(fields["Flag"]) if "Flag" in fields else NONE
    if value == value or total == total or converted == converted or mark:  # noqa: PLR0124  # NaN differs from itself
        data.append((code, value, converted, low, high, total, mark))
    if not _APART.isdisjoint(fields):
        data += _of_second_kind(code, fields, mark)


def _of_second_kind(code: str, fields: Fields, mark: int) -> list[Datum]:
    """Return what a code says beside its value: of the night, of a facility's state and running time."""
    none = math.nan
    return [
        (code + suffix, _careful(fields[field]), none, none, none, none, mark)
        for field, suffix in _SECOND.items()
        if field in fields
    ]


def _careful(text: str) -> float:
    found = number(text)
    return math.nan if found is None else found


@lru_cache(256)
def mark_of(text: str) -> int:
    """Return a mark's number; that of what can be none is 0, the packet then being told of (`odd_mark`)."""
    try:
        return packed(text)
    except ValueError:
        return NONE
