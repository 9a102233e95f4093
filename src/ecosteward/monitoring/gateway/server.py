"""The gateway as a whole: listens, looks after lines, writes counts, stops in order."""

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, connections

from ecosteward.monitoring.gateway import asking, flushing
from ecosteward.monitoring.gateway.connection import Line
from ecosteward.monitoring.gateway.dialogue import Dialogue
from ecosteward.monitoring.gateway.hub import Hub
from ecosteward.monitoring.gateway.limits import Limits

T = TypeVar("T")
log = logging.getLogger(__name__)
_BACKLOG = 1024
_TICK = 0.25  # seconds


class Gateway:
    """Serves one address until `stop`. Several may serve the same one, each a process of its own."""

    def __init__(self, host: str, port: int, limits: Limits | None = None) -> None:
        self.host, self.port = host, port
        self.hub = Hub(limits or Limits())
        self._clerk = ThreadPoolExecutor(1, "clerk")
        self._dialogue = Dialogue(self.hub, self._clerks)
        self.hub.heard = self._dialogue.heard
        self._stop = asyncio.Event()

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop`. `port` is the one listened on when `ready` is called. Raises OSError where it is taken."""
        listener = listen(self.host, self.port)
        self.port = listener.getsockname()[1]
        slot = await self.hub.batches.open()
        await self._clerks(partial(flushing.close_lines, slot))
        await self._clerks(self.hub.registry.refresh)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Line(self.hub), sock=listener, backlog=_BACKLOG)
        storing = asyncio.create_task(self.hub.batches.run())
        chores = [asyncio.create_task(each()) for each in (self._tick, self._refresh, self._flush, self._ask)]
        ready()
        await self._stop.wait()
        server.close()
        await _ended(chores)
        await self._dialogue.stop()
        await self._leave(storing)

    def stop(self) -> None:
        """Ask `run` to end: no more is read, what was read is stored and answered."""
        self._stop.set()

    async def _leave(self, storing: asyncio.Task[None]) -> None:
        for line in self.hub.lines:
            line.hold("stop")
        self.hub.batches.stop()
        await storing
        for line in list(self.hub.lines):
            line.transport.close()
        await asyncio.sleep(0)
        await self._write_counts()
        self._clerk.submit(connections.close_all)
        self._clerk.shutdown()
        self.hub.batches.close()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            for line in list(self.hub.lines):
                line.tick(time.monotonic())

    async def _refresh(self) -> None:
        while True:
            await asyncio.sleep(self.hub.limits.refresh)
            await self._clerks(self.hub.registry.refresh)

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(self.hub.limits.flush)
            await self._write_counts()

    async def _write_counts(self) -> None:
        counts = self.hub.tally.taken()
        if counts and not await self._clerks(lambda: flushing.write(counts, self.hub.writer.slot)):
            self.hub.tally.put_back(counts)

    async def _ask(self) -> None:
        while True:
            await asyncio.sleep(self.hub.limits.ask)
            unset, self.hub.unset = self.hub.unset, set()
            if unset:
                await self._clerks(partial(asking.set_clocks, unset))
            if (work := self.hub.asking.due()) is not None:
                await self._clerks(work)
            await self._dialogue.look()

    async def _clerks(self, work: Callable[[], T]) -> T | None:
        """Do work on the database beside the storing of packets. Return what it returns; None where it failed."""
        return await asyncio.get_running_loop().run_in_executor(self._clerk, _attempt, work)


def _attempt(work: Callable[[], T]) -> T | None:
    try:
        return work()
    except (OperationalError, InterfaceError) as error:
        log.warning("数据库暂时不可用：%s", error)
    except Exception:  # what one chore stumbles over must not end the others
        log.exception("接入网关的一项后台事务失败")
    connection.close()
    return None


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there, beside other gateways. Raises OSError."""
    family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        listener.bind(place)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener
