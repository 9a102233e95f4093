"""What the platform may ask of a device, by command code; how each is written is `norms.hj212.requests`' matter."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ecosteward.norms.hj212 import requests
from ecosteward.norms.hj212.messages import Message
from ecosteward.norms.hj212.requests import Site
from ecosteward.norms.kernel.errors import refuse

NOTICES = frozenset({"2012", "2022"})
HISTORY = {code: what for what, code in requests.HISTORY.items()}
_SEALED = range(2000, 3000)  # commands that go sealed to a device that has a key, and besides:
_SEALED_TOO = frozenset({"1014", "3020"})


@dataclass(frozen=True)
class Wish:
    """A command with its items and, for history, its period (times of China, without zone)."""

    cn: str
    items: Mapping[str, str] = field(default_factory=dict)
    begin: dt.datetime | None = None
    end: dt.datetime | None = None

    def number(self, name: str) -> int:
        """Return an item as a whole number. Raises RefusedError."""
        text = self.items.get(name, "")
        if not text.isascii() or not text.isdigit():
            raise refuse(name, "请填写整数", name)
        return int(text)

    def text(self, name: str) -> str:
        """Return an item. Raises RefusedError where it is missing."""
        if not self.items.get(name):
            raise refuse(name, "请填写", name)
        return self.items[name]

    def period(self) -> tuple[dt.datetime, dt.datetime]:
        """Return begin and end. Raises RefusedError where one is missing."""
        if self.begin is None or self.end is None:
            raise refuse("begin", "请填写起止时间", "起止时间")
        return self.begin, self.end


Maker = Callable[[Site, dt.datetime, Wish], Message]


def _history(what: str) -> Maker:
    return lambda site, at, wish: requests.history(site, at, what, *wish.period())


def _work(what: str) -> Maker:
    return lambda site, at, wish: requests.work(site, at, what, wish.text("PolId"))


def _look(what: str) -> Maker:
    return lambda site, at, wish: requests.look(site, at, what, wish.text("PolId"))


_MAKERS: dict[str, Maker] = {
    "1000": lambda site, at, wish: requests.set_timeouts(site, at, wish.number("OverTime"), wish.number("ReCount")),
    "1011": lambda site, at, wish: requests.get_time(site, at, wish.items.get("PolId", "")),
    "1012": lambda site, at, wish: requests.set_time(site, at, at, wish.items.get("PolId", "")),
    "1061": lambda site, at, _: requests.get_realtime_interval(site, at),
    "1062": lambda site, at, wish: requests.set_realtime_interval(site, at, wish.number("RtdInterval")),
    "1063": lambda site, at, _: requests.get_minute_interval(site, at),
    "1064": lambda site, at, wish: requests.set_minute_interval(site, at, wish.number("MinInterval")),
    "1072": lambda site, at, wish: requests.set_password(site, at, wish.text("NewPW")),
    "2011": lambda site, at, _: requests.start(site, at, "realtime"),
    "2012": lambda site, at, _: requests.stop(site, at, "realtime"),
    "2021": lambda site, at, _: requests.start(site, at, "state"),
    "2022": lambda site, at, _: requests.stop(site, at, "state"),
    "3015": lambda site, at, _: requests.keep_sample(site, at),
    **{code: _history(what) for code, what in HISTORY.items()},
    **{code: _work(what) for what, code in requests.WORKS.items()},
    **{code: _look(what) for what, code in requests.LOOKS.items()},
}
CODES = tuple(sorted(_MAKERS))


def message_of(wish: Wish, site: Site, at: dt.datetime) -> Message:
    """Return the request for a wish. `at` is now, in the time of China. Raises RefusedError for what cannot be asked."""
    if wish.cn not in _MAKERS:
        raise refuse("cn", f"不支持命令 {wish.cn}", "命令")
    return _MAKERS[wish.cn](site, at, wish)


def sealed(cn: str) -> bool:
    """Tell whether a command goes sealed to a device that has a key (HJ 212-2025, 6.4; 待核)."""
    return int(cn) in _SEALED or cn in _SEALED_TOO
