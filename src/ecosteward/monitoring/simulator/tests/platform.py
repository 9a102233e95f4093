"""A small platform for the tests: a real server on a real port that answers as the norm says, and remembers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ecosteward.norms.hj212.answers import answer
from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.messages import Message, encode
from ecosteward.norms.hj212.packets import Packet, read
from ecosteward.norms.hj212.stream import Feed, Found, Skipped, Unseal

_QUIET = 0.05


@dataclass
class Platform:
    """What came, in order. `silent` says which packets are not answered."""

    silent: Callable[[Packet], bool] = lambda _packet: False
    unseal: Unseal | None = None
    port: int = 0
    packets: list[Packet] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    lines: int = 0
    open: list[asyncio.Transport] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def good(self, cn: str = "") -> list[Packet]:
        return [each for each in self.packets if not each.faults and (not cn or each.cn == cn)]

    def ask(self, message: Message) -> None:
        for transport in self.open:
            transport.write(encode(message))

    def hang_up(self) -> None:
        for transport in list(self.open):
            transport.abort()

    async def until(self, there: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not there():
                self.came.clear()
                await self.came.wait()


class _Side(asyncio.Protocol):
    def __init__(self, platform: Platform) -> None:
        self.platform, self.feed = platform, Feed(platform.unseal)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.platform.lines += 1
        self.platform.open.append(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.platform.open.remove(self.transport)
        self.take(self.feed.close())

    def data_received(self, data: bytes) -> None:
        self.platform.pieces.append(data)
        self.take(self.feed.push(data))
        if self.feed.kept:
            asyncio.get_running_loop().call_later(_QUIET, lambda: self.take(self.feed.pause()))

    def take(self, found: list[Found]) -> None:
        for each in found:
            if isinstance(each, Frame):
                packet = read(each)
                self.platform.packets.append(packet)
                reply = None if self.platform.silent(packet) else answer(packet)
                self.transport.write(reply or b"")
            else:
                self.platform.skipped.append(each)
        self.platform.came.set()


@asynccontextmanager
async def listening(platform: Platform, port: int = 0) -> AsyncIterator[Platform]:
    server = await asyncio.get_running_loop().create_server(lambda: _Side(platform), "127.0.0.1", port)
    platform.port = server.sockets[0].getsockname()[1]
    try:
        yield platform
    finally:
        server.close()
        platform.hang_up()
        await server.wait_closed()
