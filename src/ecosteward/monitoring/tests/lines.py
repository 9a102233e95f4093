"""A data logger as tests play it: one socket, packets of the codec."""

import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ecosteward.monitoring.gateway.server import Gateway
from ecosteward.monitoring.rules.sent import CHINA
from ecosteward.norms.hj212 import messages, packets
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.messages import Message
from ecosteward.norms.hj212.packets import Packet
from ecosteward.norms.hj212.stream import Feed
from ecosteward.norms.hj212.values import stamp, written

MN = "010000A8900016F000169DC0"
PATIENCE = 20.0  # seconds


def now() -> datetime:
    """Return the time of China, without zone, as packets tell it."""
    return datetime.now(CHINA).replace(tzinfo=None)


@dataclass
class Logger:
    """A client of a gateway."""

    gateway: Gateway
    mn: str = MN
    pw: str = "123456"
    _line: socket.socket = field(init=False)
    _feed: Feed = field(default_factory=Feed)
    _heard: list[Packet] = field(default_factory=list)

    def __enter__(self) -> "Logger":
        self._line = socket.create_connection(("127.0.0.1", self.gateway.port), PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def send(self, raw: bytes) -> None:
        """Send bytes as they are."""
        self._line.sendall(raw)

    def drip(self, pieces: Iterable[bytes], pause: float) -> None:
        """Send bytes piece by piece."""
        for piece in pieces:
            self.send(piece)
            time.sleep(pause)

    def hear(self) -> Packet | None:
        """Return the next packet of the gateway; None where it has closed the line."""
        while not self._heard:
            try:
                data = self._line.recv(65536)
            except ConnectionResetError:
                return None
            if not data:
                return None
            self._heard += [packets.read(each) for each in self._feed.push(data) if isinstance(each, Frame)]
        return self._heard.pop(0)

    def silent(self, seconds: float = 0.4) -> bool:
        """Tell whether nothing comes for so long."""
        self._line.settimeout(seconds)
        try:
            return self.hear() is None
        except TimeoutError:
            return True
        finally:
            self._line.settimeout(PATIENCE)

    def closed(self) -> bool:
        """Wait until the gateway closes the line; tell whether it did so without a word."""
        return self.hear() is None


def data(at: datetime, items: dict[str, str], cn: str = "2011", **more: Any) -> bytes:
    """Write a packet of data."""
    return messages.encode(message(at, items, cn, **more))


def message(
    at: datetime, items: dict[str, str], cn: str = "2011", *, qn: datetime | None = None, **more: Any
) -> Message:
    """Return a packet of data as a message."""
    about = {"st": "31", "mn": MN, "pw": "123456", "answer": True, "qn": stamp(qn or at), **more}
    return Message(cn=cn, items=(("DataTime", written(at)), *items.items()), **about)


def wait_until(true: Callable[[], Any], seconds: float = PATIENCE) -> None:
    """Wait for what comes to be."""
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.02)


def hours_ago(number: float) -> datetime:
    """Return a full hour in the past."""
    return (now() - timedelta(hours=number)).replace(minute=0, second=0, microsecond=0)
