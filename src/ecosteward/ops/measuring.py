"""`./steward bench monitoring`: makes a database server of its own in a folder of its own and measures there.

The server is killed and started again on the way, so it cannot be the one with the site's data.
"""

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ecosteward.bench.monitoring import options
from ecosteward.bench.monitoring.processes import children
from ecosteward.config.folders import data_folder, make_data_folder, project_folder
from ecosteward.ops.embedded import Cluster, EmbeddedDatabaseError, keep, shared

_PAUSE = 0.05  # seconds between two looks whether it has ended


@dataclass(frozen=True)
class Server:
    """The server in the folder."""

    cluster: Cluster

    def pid(self) -> int:
        """Return the number of its first process."""
        return int((self.cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])

    def kill(self) -> None:
        """End it with all its processes, at once and in no order."""
        first = self.pid()
        for pid in (first, *children(first)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while self.cluster.running():
            time.sleep(_PAUSE)

    def start(self) -> None:
        """Start it if it does not run."""
        keep(self.cluster)


def main(arguments: Sequence[str]) -> None:
    """Measure as asked."""
    above = data_folder(os.environ, project_folder())
    chosen = options.read(arguments, above / "bench")
    make_data_folder(chosen.folder)
    with _own_folder(chosen.folder) as folder, shared(folder) as cluster:
        os.environ |= {
            "DATABASE_URL": cluster.address,
            "ECOSTEWARD_DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "ecosteward.config.settings",
        }
        _measure(replace(chosen, folder=folder), Server(cluster))


@contextmanager
def _own_folder(above: Path) -> Iterator[Path]:
    """Give an empty folder that the server's own user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="monitoring-", dir=above))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(chosen: options.Options, server: Server) -> None:
    import django  # noqa: PLC0415  (the settings read DATABASE_URL)

    django.setup()
    from django.db import connections  # noqa: PLC0415

    from ecosteward.bench.monitoring.running import measure  # noqa: PLC0415
    from ecosteward.ops import preparation  # noqa: PLC0415

    preparation.prepare_database()
    preparation.collect_static_files()
    try:
        measure(chosen, server)
    finally:
        connections.close_all()


if __name__ == "__main__":
    # A stopped measurement still takes its server and its folder away.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        main(sys.argv[1:])
    except EmbeddedDatabaseError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
