"""Gives the tests a database: the one `DATABASE_URL` names, else the embedded server of the data folder.

Loaded with `-p`, before pytest-django reads the settings. Parallel test processes inherit the address.
"""

import os
from contextlib import ExitStack

from ecosteward.config.folders import data_folder, project_folder
from ecosteward.ops.embedded import shared

_running = ExitStack()

if "DATABASE_URL" not in os.environ:
    _cluster = _running.enter_context(shared(data_folder(os.environ, project_folder())))
    # The test database is thrown away: there is no need to wait for the disk.
    os.environ["DATABASE_URL"] = f"{_cluster.address}&options=-c%20synchronous_commit%3Doff"


def pytest_unconfigure() -> None:
    """Let go of the embedded server."""
    _running.close()
