"""Does a step in a process of its own and kills that process, as `kill -9` or a power cut would, in the midst of it."""

import os
import signal
import subprocess
import sys
from enum import StrEnum

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from ecosteward.config.folders import project_folder

_WATCH = """
rows = iter(range(3, 0, -1))
def watch(execute, sql, *rest):
    if sql.startswith('INSERT INTO "journal_entry"') and next(rows) == 1:
        die()
    return execute(sql, *rest)
connection.execute_wrappers.append(watch)
"""


class Moment(StrEnum):
    """When it dies: Python that has it so. `die` ends the process."""

    # Not the first: steps before it that were kept on their own would show.
    AT_THE_THIRD_JOURNAL_STATEMENT = _WATCH
    WITH_ALL_DONE_BUT_NOT_KEPT = "connection.commit = die"


_PROGRAM = """
import os, signal
import django
django.setup()
from django.conf import settings
from django.db import connection
settings.MEDIA_ROOT = {media!r}
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
connection.ensure_connection()
{moment}
{step}
"""


def killed(step: str, moment: str) -> None:
    """Do `step`, a program, on the test's own database and files until `moment`; fail if it lives past that.

    The test must keep what it wrote (`transaction=True`), or the process does not see it.
    """
    address = make_conninfo(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"])
    finished = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(media=str(settings.MEDIA_ROOT), moment=moment, step=step)],
        env={**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(project_folder() / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == -signal.SIGKILL, finished.stderr
