"""What a device answers to the platform's requests: 9011, what was asked for, 9012. Source: HJ 212-2017, 6.4, annex C."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from ecosteward.monitoring.simulator.agenda import Upload
from ecosteward.monitoring.simulator.plants import Device
from ecosteward.norms.hj212.answers import execution_result, notice_answer, request_answer
from ecosteward.norms.hj212.meanings import commands, fields
from ecosteward.norms.hj212.messages import Message
from ecosteward.norms.hj212.packets import Packet
from ecosteward.norms.hj212.requests import Site
from ecosteward.norms.hj212.segment import Items
from ecosteward.norms.hj212.values import time_of, written

WRONG_PW, WRONG_MN, WRONG_ST, UNKNOWN_CN = 3, 4, 5, 8  # QnRtn, table 7
DONE, WRONG_CONDITION, NO_DATA = 1, 3, 100  # ExeRtn, table 6
HISTORY: dict[str, Upload] = {"2051": "minute", "2061": "hour", "2031": "day", "2041": "running"}


@dataclass(slots=True)
class Settings:
    """What the platform can change of a device while it runs; `set_time` is the time that it was told, not yet set."""

    realtime: int
    minute: int
    timeout: float
    resends: int
    sends: set[Upload]
    set_time: datetime | None = None
    new_pw: str = ""

    @classmethod
    def of(cls, device: Device) -> "Settings":
        """Return the settings that a device starts with."""
        return cls(device.realtime, device.minute, device.timeout, device.resends, set(device.sends))


@dataclass(slots=True)
class Reply:
    """What is said at once, and which history is to follow before the execution result."""

    messages: list[Message] = field(default_factory=list)
    history: tuple[Upload, datetime, datetime] | None = None


def reply(packet: Packet, site: Site, settings: Settings, now: datetime) -> Reply:
    """Answer a request or a notice, changing the settings where it asks so; a bad packet is not answered."""
    command = commands().get(packet.cn)
    kind = command.down_kind if command else "request"
    if packet.verdict == "invalid" or kind not in {"request", "notice"}:
        return Reply()
    refused = _refused(packet, site)
    if kind == "notice" and not refused:
        _stop(packet, settings)
        return Reply([notice_answer(packet)])
    if refused:
        return Reply([request_answer(packet, refused)])
    return _done(packet, site, settings, now)


def _refused(packet: Packet, site: Site) -> int:
    """Return why a request is refused, 0 where it is not."""
    wrong = {
        WRONG_PW: packet.pw != site.pw,
        WRONG_MN: packet.mn != site.mn,
        WRONG_ST: packet.st != site.st,
        UNKNOWN_CN: packet.cn not in _WORKS and packet.cn not in HISTORY and packet.cn not in _STOPS,
    }
    return next((code for code, is_so in wrong.items() if is_so), 0)


def _done(packet: Packet, site: Site, settings: Settings, now: datetime) -> Reply:
    accepted = request_answer(packet)
    begin, end = (time_of(packet.item(name) or "") for name in ("BeginTime", "EndTime"))
    if packet.cn in HISTORY and begin and end and begin <= end:
        return Reply([accepted], (HISTORY[packet.cn], begin, end))
    work = _WORKS.get(packet.cn)
    told = work(packet, settings, now) if work else None
    if told is None:
        return Reply([accepted, execution_result(packet, WRONG_CONDITION)])
    data = [Message(packet.cn, site.st, site.mn, site.pw, packet.qn, site.version, items=told)] if told else []
    return Reply([accepted, *data, execution_result(packet, DONE)])


def _number(packet: Packet, name: str) -> int | None:
    """Return a number that a request sets, if table 4 lets the field take it."""
    text, takes = packet.item(name) or "", fields()[name]["takes"]
    least, dots, most = takes.partition("..")
    if not text.isdecimal() or not text.isascii():
        return None
    allowed = int(least) <= int(text) <= int(most) if dots else text in takes.split("|")
    return int(text) if allowed else None


def _stop(packet: Packet, settings: Settings) -> None:
    settings.sends.discard(_STOPS[packet.cn])


def _start(packet: Packet, settings: Settings, now: datetime) -> Items:  # noqa: ARG001
    settings.sends.add(_STARTS[packet.cn])
    return ()


def _get_time(packet: Packet, settings: Settings, now: datetime) -> Items:  # noqa: ARG001
    factor = packet.item("PolId")
    return ((("PolId", factor),) if factor else ()) + (("SystemTime", written(now)),)


def _set_time(packet: Packet, settings: Settings, now: datetime) -> Items | None:  # noqa: ARG001
    settings.set_time = time_of(packet.item("SystemTime") or "")
    return () if settings.set_time else None


def _set_timeouts(packet: Packet, settings: Settings, now: datetime) -> Items | None:  # noqa: ARG001
    seconds, resends = _number(packet, "OverTime"), _number(packet, "ReCount")
    if seconds is None or resends is None:
        return None
    settings.timeout, settings.resends = seconds, resends
    return ()


def _set_realtime(packet: Packet, settings: Settings, now: datetime) -> Items | None:  # noqa: ARG001
    settings.realtime = _number(packet, "RtdInterval") or settings.realtime
    return None if _number(packet, "RtdInterval") is None else ()


def _set_minute(packet: Packet, settings: Settings, now: datetime) -> Items | None:  # noqa: ARG001
    settings.minute = _number(packet, "MinInterval") or settings.minute
    return None if _number(packet, "MinInterval") is None else ()


def _set_password(packet: Packet, settings: Settings, now: datetime) -> Items | None:  # noqa: ARG001
    settings.new_pw = packet.item("NewPW") or ""
    return () if settings.new_pw else None


Work = Callable[[Packet, Settings, datetime], Items | None]
_STARTS: dict[str, Upload] = {"2011": "realtime", "2021": "state"}
_STOPS: dict[str, Upload] = {"2012": "realtime", "2022": "state"}
_WORKS: dict[str, Work] = {
    "1000": _set_timeouts,
    "1011": _get_time,
    "1012": _set_time,
    "1061": lambda _packet, settings, _now: (("RtdInterval", str(settings.realtime)),),
    "1062": _set_realtime,
    "1063": lambda _packet, settings, _now: (("MinInterval", str(settings.minute)),),
    "1064": _set_minute,
    "1072": _set_password,
    "2011": _start,
    "2021": _start,
}
