"""One connection: frames out of its bytes, bytes onto it, whole, in slow pieces, or cut in the middle."""

import asyncio
from collections import deque
from collections.abc import Callable

from ecosteward.norms.hj212.frames import Frame
from ecosteward.norms.hj212.packets import Packet, read
from ecosteward.norms.hj212.stream import Feed, Found, Unseal

QUIET = 0.2  # seconds after which a frame without CR LF is taken as complete


class Line(asyncio.Protocol):
    """A connection to the platform. `heard` gets each packet; `lost` is called once, `free` when it can write again."""

    def __init__(
        self,
        heard: Callable[[Packet], None],
        lost: Callable[[], None],
        free: Callable[[], None],
        unseal: Unseal | None = None,
    ) -> None:
        self._heard, self._lost, self._free = heard, lost, free
        self._feed = Feed(unseal)
        self._transport: asyncio.Transport | None = None
        self._quiet: asyncio.TimerHandle | None = None
        self._pieces: deque[bytes] = deque()
        self._full = False

    @property
    def writable(self) -> bool:
        """Whether the line is there and takes more."""
        return self._transport is not None and not self._full and not self._pieces

    def send(self, data: bytes) -> None:
        """Send bytes at once."""
        if self._transport is not None:
            self._transport.write(data)

    def send_slowly(self, data: bytes, size: int, wait: float) -> None:
        """Send bytes in pieces; what is sent meanwhile in this way comes after them."""
        begun = bool(self._pieces)
        self._pieces.extend(data[place : place + size] for place in range(0, len(data), size))
        if not begun:
            self._next_piece(wait)

    def cut(self, data: bytes) -> None:
        """Send half of the bytes and break the connection off."""
        self.send(data[: len(data) // 2])
        if self._transport is not None:
            # What was written is still given to the network, then the connection is reset.
            asyncio.get_running_loop().call_later(QUIET, self._transport.abort)
            self._transport = None

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio calls it so)
        """End; what was still to be sent in pieces is gone."""
        self._transport = None
        self._pieces.clear()
        if self._quiet is not None:
            self._quiet.cancel()
        self._lost()

    def data_received(self, data: bytes) -> None:
        """Take the next bytes."""
        self._hear(self._feed.push(data))
        if self._feed.kept and self._quiet is None:
            self._quiet = asyncio.get_running_loop().call_later(QUIET, self._pause)

    def pause_writing(self) -> None:
        """Stop: the platform does not read."""
        self._full = True

    def resume_writing(self) -> None:
        """Go on."""
        self._full = False
        self._free()

    def _pause(self) -> None:
        self._quiet = None
        self._hear(self._feed.pause())

    def _hear(self, found: list[Found]) -> None:
        for each in found:
            if isinstance(each, Frame):
                self._heard(read(each))

    def _next_piece(self, wait: float) -> None:
        if not self._pieces:
            self._free()
            return
        self.send(self._pieces.popleft())
        asyncio.get_running_loop().call_later(wait, self._next_piece, wait)
