"""The file in which a PostgreSQL server says that it runs."""

from dataclasses import dataclass
from pathlib import Path

_NOBODYS = 2**31 - 1  # above the kernel's largest process number


@dataclass(frozen=True)
class PidFile:
    """`postmaster.pid`: the process number in its first line, the server's state in its last."""

    path: Path

    def program(self) -> list[str]:
        """Return the command line of the process whose number the file holds; empty if there is none."""
        try:
            pid = int(self.path.read_text().split("\n", 1)[0])
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="surrogateescape").split("\0")[:-1]
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return []

    def says_ready(self) -> bool:
        """Return whether the server has said that it takes connections."""
        try:
            return self.path.read_text().rstrip().endswith("ready")
        except FileNotFoundError:
            return False

    def forget_other_program(self) -> None:
        """Take out the number of a dead server that another program has now.

        PostgreSQL only sees that the number is in use, and would refuse to start. The rest of the file stays: by it
        PostgreSQL finds processes the dead server left behind.
        """
        program = self.program()
        if program and "postgres" not in program[0]:
            rest = self.path.read_text().split("\n", 1)[1]
            self.path.write_text(f"{_NOBODYS}\n{rest}")
