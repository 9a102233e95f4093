"""Sends the platform's requests to devices and follows what they answer: 9011, data, 9012; 9013 to a notice.

One request at a time for each device. A request that is not answered is sent again, 3 times after 10 s as the norm has
it; once the device is at work, each packet of its answer gives it that long again to go on.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from ecosteward.monitoring.models import Command, CommandState
from ecosteward.monitoring.rules import requests as wishes
from ecosteward.monitoring.rules.sent import CHINA
from ecosteward.monitoring.services import commands as services
from ecosteward.norms.hj212 import crc, messages, requests, sm4
from ecosteward.norms.hj212.judging import ANSWERS
from ecosteward.norms.hj212.packets import Packet
from ecosteward.norms.hj212.requests import Site
from ecosteward.norms.kernel.errors import RefusedError

if TYPE_CHECKING:
    from ecosteward.monitoring.gateway.connection import Line
    from ecosteward.monitoring.gateway.hub import Hub

T = TypeVar("T")
Clerk = Callable[[Callable[[], T]], Any]  # runs work on the database in its thread; None where that is away
RESENDS = requests.timeout()[1]
_ACCEPTED = _DONE = "1"
_NO_DATA = "100"
_TRIES = 4 * (RESENDS + 1)  # on all lines together: some devices hang up when asked
_AIR = "31"


@dataclass(slots=True)
class _Talk:
    """A request under way."""

    command: Command
    qn: str
    heard: "asyncio.Queue[Packet]" = field(default_factory=lambda: asyncio.Queue(100))

    def concerns(self, packet: Packet) -> bool:
        """Tell whether a packet belongs to it: by QN, which in 2005 stands within CP; data have a QN of their own."""
        if packet.cn in ANSWERS:
            return self.qn in {packet.qn, packet.item("QN")}
        return packet.cn == self.command.cn


class Dialogue:
    """The requests of one gateway."""

    def __init__(self, hub: "Hub", clerk: Clerk[Any]) -> None:
        self._hub, self._clerk, self._timeout = hub, clerk, hub.limits.timeout
        self._talks: dict[int, _Talk] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._last = dt.datetime.fromtimestamp(0, CHINA).replace(tzinfo=None)

    async def look(self) -> None:
        """Begin with what waits for the devices that are connected here and have nothing to do."""
        free = [device for device in self._hub.by_device if device not in self._talks]
        for command in await self._clerk(lambda: _open(free)) or []:
            line = self._hub.by_device.get(command.device_id)
            if line is not None and command.device_id not in self._talks:
                self._talks[command.device_id] = _Talk(command, self._qn())
                task = asyncio.create_task(self._follow(command.device_id, line))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def heard(self, device: int, packet: Packet) -> None:
        """Take a packet that may be part of an answer."""
        talk = self._talks.get(device)
        if talk is not None and talk.concerns(packet) and not talk.heard.full():
            talk.heard.put_nowait(packet)

    async def stop(self) -> None:
        """Leave what is under way; a gateway that has the device will take it up again."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _follow(self, device: int, line: "Line") -> None:
        talk = self._talks[device]
        try:
            talk.command.qn = talk.qn
            if await self._clerk(lambda: services.moved(talk.command, CommandState.SENT)):
                state, returned = await self._ask(talk, line, device)
                if state is not None:
                    await self._clerk(lambda: services.moved(talk.command, state, returned))
                if talk.command.cn == services.PASSWORD:
                    await self._clerk(self._hub.registry.refresh)
        finally:
            del self._talks[device]

    async def _ask(self, talk: _Talk, line: "Line", device: int) -> tuple[CommandState | None, str]:
        """Send the request, again where nothing comes. Return what came of it; None where the line is gone."""
        if talk.command.tries >= _TRIES:
            return CommandState.EXPIRED, ""
        try:
            raw = self._written(talk, line, device)
        except RefusedError:
            return CommandState.FAILED, ""
        for _ in range(RESENDS + 1):
            if line.closed:
                return None, ""
            line.send(raw)
            talk.command.tries += 1
            packet = await self._next(talk)
            if packet is not None:
                return await self._answered(talk, packet)
        return CommandState.EXPIRED, ""

    async def _answered(self, talk: _Talk, packet: Packet | None) -> tuple[CommandState, str]:
        """Follow the answers from the first on to the one that ends it."""
        data = False
        while packet is not None:
            if packet.cn == "9013" and talk.command.cn in wishes.NOTICES:
                return CommandState.DONE, ""
            if packet.cn == "9011":
                returned = packet.item("QnRtn") or ""
                if returned != _ACCEPTED:
                    return CommandState.REFUSED, returned
                await self._clerk(lambda: services.moved(talk.command, CommandState.ACCEPTED))
            elif packet.cn == "9012":
                returned = packet.item("ExeRtn") or ""
                return (CommandState.DONE if returned in {_DONE, _NO_DATA} else CommandState.FAILED), returned
            data = data or packet.cn == talk.command.cn
            packet = await self._next(talk)
        return (CommandState.DONE if data else CommandState.EXPIRED), ""

    async def _next(self, talk: _Talk) -> Packet | None:
        try:
            return await asyncio.wait_for(talk.heard.get(), self._timeout)
        except TimeoutError:
            return None

    def _written(self, talk: _Talk, line: "Line", device: int) -> bytes:
        known, last = line.devices[device], line.last.get(device)
        version = known.version or (last.version if last else None) or "2017"
        site = Site(known.mn, known.password, (last.st if last else "") or _AIR, version)
        at = dt.datetime.strptime(f"{talk.qn}000", "%Y%m%d%H%M%S%f")  # noqa: DTZ007  # time of China
        message = wishes.message_of(services.wish_of(talk.command), site, at)
        if known.key and version == "2025" and wishes.sealed(talk.command.cn):
            return sm4.build(messages.segment(message), known.key)
        return messages.encode(message, last.frame.looked_for if last else crc.written)

    def _qn(self) -> str:
        """Return a number for a request: the time to the millisecond, each once."""
        now = dt.datetime.now(CHINA).replace(tzinfo=None)
        self._last = max(now, self._last + dt.timedelta(milliseconds=1))
        return f"{self._last:%Y%m%d%H%M%S}{self._last.microsecond // 1000:03d}"


def _open(devices: list[int]) -> list[Command]:
    """Return the oldest command of each device that has not ended; end what waited too long."""
    services.expire()
    found = Command.objects.filter(ended_at=None, device__in=devices).select_related("device").order_by("-pk")
    return list({command.device_id: command for command in found}.values())
