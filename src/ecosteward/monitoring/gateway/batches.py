"""Brings the packets of all lines into the store, many in one transaction, and has them answered after it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

from django.db import InterfaceError, OperationalError, connections

from ecosteward.monitoring.gateway.limits import Limits
from ecosteward.monitoring.rules.faults import UNSTORABLE
from ecosteward.monitoring.rules.sent import Data
from ecosteward.monitoring.store.arrivals import Arrival
from ecosteward.monitoring.store.writing import NoSlotError, Writer
from ecosteward.norms.hj212.packets import Packet

log = logging.getLogger(__name__)
_PAUSE, _LONGEST_PAUSE = 0.2, 5.0  # seconds
_AWAY = (OperationalError, InterfaceError, NoSlotError)


class Answers(Protocol):
    """Who is told that packets are stored."""

    def stored(self, told: Sequence[tuple["Waiting", bool]]) -> None:
        """Take the packets of one line that are stored now, each with whether it is new."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A packet that waits to be stored."""

    line: Answers
    packet: Packet
    arrival: Arrival


class Batches:
    """Gathers packets and stores them. While one batch is stored the next one gathers."""

    def __init__(self, writer: Writer, limits: Limits, drained: Callable[[], None]) -> None:
        """`drained` is called after each batch: there is room again."""
        self._writer, self._limits, self._drained = writer, limits, drained
        self._waiting: list[Waiting] = []
        self._storing = 0
        self._some = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, "store")
        self._open = False
        self._stopping = False

    @property
    def full(self) -> bool:
        """Tell whether no more packets should be read."""
        return len(self._waiting) + self._storing >= self._limits.waiting

    def add(self, waiting: Waiting) -> None:
        """Take a packet that is to be stored."""
        self._waiting.append(waiting)
        if len(self._waiting) == 1:
            self._some.set()

    async def open(self) -> int:
        """Wait until the database is there; return the slot taken."""
        await self._patiently([])
        return self._writer.slot

    async def run(self) -> None:
        """Store what comes until `stop`, and then what is left."""
        while self._waiting or not self._stopping:
            await self._some.wait()
            if len(self._waiting) < self._limits.batch and not self._stopping:
                await asyncio.sleep(self._limits.gather)
            batch, self._waiting = self._waiting[: self._limits.batch], self._waiting[self._limits.batch :]
            if not self._waiting and not self._stopping:
                self._some.clear()
            if batch:
                await self._take(batch)

    def stop(self) -> None:
        """Ask `run` to store what is left and end."""
        self._stopping = True
        self._some.set()

    def close(self) -> None:
        """Let go of database and thread."""
        self._thread.submit(connections.close_all)
        self._thread.shutdown()

    async def _take(self, batch: list[Waiting]) -> None:
        self._storing = len(batch)
        new = await self._patiently([each.arrival for each in batch])
        self._storing = 0
        told: dict[Answers, list[tuple[Waiting, bool]]] = {}
        for each, fresh in zip(batch, new, strict=True):
            if fresh is not None:
                told.setdefault(each.line, []).append((each, fresh))
        for line, stored in told.items():
            line.stored(stored)
        self._drained()

    async def _patiently(self, arrivals: list[Arrival]) -> list[bool | None]:
        """Store packets, however long the database is away. None for one that cannot be stored at all."""
        pause = _PAUSE
        while True:
            try:
                return [*await asyncio.get_running_loop().run_in_executor(self._thread, self._store, arrivals)]
            except _AWAY as error:
                log.warning("数据库暂时不可用，%s 秒后再试：%s", pause, error)
                self._open = False
            except Exception:
                log.exception("一批 %s 个报文未能入库", len(arrivals))
                return await self._apart(arrivals)
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)

    def _store(self, arrivals: list[Arrival]) -> list[bool]:
        if not self._open:
            self._writer.open()
            self._open = True
        return self._writer.store(arrivals) if arrivals else []

    async def _apart(self, arrivals: list[Arrival]) -> list[bool | None]:
        """Store the halves, so that one packet that cannot be stored does not take the others with it."""
        if len(arrivals) > 1:
            middle = len(arrivals) // 2
            return await self._patiently(arrivals[:middle]) + await self._patiently(arrivals[middle:])
        if all(UNSTORABLE in each.told for each in arrivals):
            return [None] * len(arrivals)
        bare = [replace(each, span=None, data=Data(), told=(*each.told, UNSTORABLE)) for each in arrivals]
        return await self._patiently(bare)
