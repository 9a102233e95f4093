"""A mail server on this machine that takes what it is given, or refuses as it is told, and keeps it."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Letter:
    """One mail as it came: to whom the envelope said, and what was in it."""

    to: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        return str(self.message.get_content())


@dataclass
class Postbox:
    """What came, and whose letters are refused."""

    port: int = 0
    letters: list[Letter] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    down: bool = False


class _Dialogue(socketserver.StreamRequestHandler):
    """RFC 5321, as little of it as a client needs."""

    box: Postbox

    def handle(self) -> None:
        if self.box.down:
            self._say("421 closing")
            return
        self._say("220 postbox")
        to: list[str] = []
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                refused = address in self.box.refused
                to += [] if refused else [address]
                self._say("550 no such mailbox" if refused else "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                self.box.letters.append(Letter(to, self._letter()))
                to = []
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _letter(self) -> EmailMessage:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        found = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        return found

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def postbox() -> Iterator[Postbox]:
    """Run a mail server for a while."""
    it = Postbox()
    handler = type("Handler", (_Dialogue,), {"box": it})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        it.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield it
        finally:
            server.shutdown()
            thread.join()
