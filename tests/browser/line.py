"""A telephone line that can be cut: what the browser calls «offline» is not always so while a page loads again."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

BLOCK = 65_536  # bytes


class Line:
    """Forward a port of its own to a server, until it is cut."""

    def __init__(self, address: str) -> None:
        target = urlsplit(address)
        assert target.hostname
        assert target.port
        self._target = target.hostname, target.port
        self._calls: set[socket.socket] = set()
        self._listen(0)
        self.address = f"http://{target.hostname}:{self._port}"

    def _listen(self, port: int) -> None:
        self._door = socket.create_server((self._target[0], port))
        self._port: int = self._door.getsockname()[1]
        threading.Thread(target=self._answer, args=(self._door,), daemon=True).start()

    def _answer(self, door: socket.socket) -> None:
        with suppress(OSError):  # the door is closed: the line is cut
            while True:
                near, _ = door.accept()
                far = socket.create_connection(self._target)
                self._calls |= {near, far}
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(BLOCK):
                sink.sendall(block)
        for end in (source, sink):
            self._hang_up(end)

    def _hang_up(self, end: socket.socket) -> None:
        self._calls.discard(end)
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()

    def cut(self) -> None:
        """Hang up every call and take no more."""
        self._hang_up(self._door)
        for end in list(self._calls):
            self._hang_up(end)

    def mend(self) -> None:
        """Take calls again, at the same address."""
        self._listen(self._port)
