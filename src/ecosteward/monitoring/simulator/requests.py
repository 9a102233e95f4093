"""What a platform can have a device do: times, intervals, passwords, starting and stopping. Source: HJ 212-2017, C.1-16."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ecosteward.monitoring.simulator.agenda import Upload
from ecosteward.monitoring.simulator.plants import Device
from ecosteward.norms.hj212.meanings import fields
from ecosteward.norms.hj212.packets import Packet
from ecosteward.norms.hj212.segment import Items
from ecosteward.norms.hj212.values import time_of, written

STARTS: dict[str, Upload] = {"2011": "realtime", "2021": "state"}
STOPS: dict[str, Upload] = {"2012": "realtime", "2022": "state"}


@dataclass(slots=True)
class Settings:
    """What the platform can change of a device while it runs; `set_time` and `new_pw` are told, not yet taken over."""

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


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, the settings of the device asked, and its time."""

    packet: Packet
    settings: Settings
    now: datetime

    def number(self, name: str) -> int | None:
        """Return a number that the request sets, if table 4 lets the field take it."""
        text, takes = self.packet.item(name) or "", fields()[name]["takes"]
        least, dots, most = takes.partition("..")
        if not text.isdecimal() or not text.isascii():
            return None
        allowed = int(least) <= int(text) <= int(most) if dots else text in takes.split("|")
        return int(text) if allowed else None


Done = Items | None  # what is told back; None where the request cannot be done


def _start(asked: Asked) -> Done:
    asked.settings.sends.add(STARTS[asked.packet.cn])
    return ()


def _get_time(asked: Asked) -> Done:
    factor = asked.packet.item("PolId")
    return ((("PolId", factor),) if factor else ()) + (("SystemTime", written(asked.now)),)


def _set_time(asked: Asked) -> Done:
    asked.settings.set_time = time_of(asked.packet.item("SystemTime") or "")
    return () if asked.settings.set_time else None


def _set_timeouts(asked: Asked) -> Done:
    seconds, resends = asked.number("OverTime"), asked.number("ReCount")
    if not seconds or resends is None:
        return None
    asked.settings.timeout, asked.settings.resends = seconds, resends
    return ()


def _get_realtime(asked: Asked) -> Done:
    return (("RtdInterval", str(asked.settings.realtime)),)


def _set_realtime(asked: Asked) -> Done:
    seconds = asked.number("RtdInterval")
    asked.settings.realtime = seconds or asked.settings.realtime
    return () if seconds else None


def _get_minute(asked: Asked) -> Done:
    return (("MinInterval", str(asked.settings.minute)),)


def _set_minute(asked: Asked) -> Done:
    minutes = asked.number("MinInterval")
    asked.settings.minute = minutes or asked.settings.minute
    return () if minutes else None


def _set_password(asked: Asked) -> Done:
    asked.settings.new_pw = asked.packet.item("NewPW") or ""
    return () if asked.settings.new_pw else None


WORKS: dict[str, Callable[[Asked], Done]] = {
    "1000": _set_timeouts,
    "1011": _get_time,
    "1012": _set_time,
    "1061": _get_realtime,
    "1062": _set_realtime,
    "1063": _get_minute,
    "1064": _set_minute,
    "1072": _set_password,
    "2011": _start,
    "2021": _start,
}
