"""The whole database as one file, written and played back by PostgreSQL's own programs."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from ecosteward.ops.embedded.programs import programs

_FOREIGN = ("--no-owner", "--no-privileges")  # whose tables they were is the other server's affair
# pg_restore greets every server with it; those before 17 do not know it.
_GREETING, _KNOWN_SINCE = b"SET transaction_timeout = 0;\n", 17_00_00


class BackupError(Exception):
    """The backup or the restoring failed; the message is for the user, in Chinese."""


def write_dump(path: Path) -> None:
    """Write the database into the file `path`. Raises BackupError."""
    with tempfile.TemporaryFile() as errors:
        with _started("pg_dump", "--format=custom", *_FOREIGN, f"--file={path}", errors=errors) as program:
            pass
        _check("pg_dump", program, errors)


def play_dump(path: Path) -> None:
    """Bring the file `path` into the database, all of it or nothing: the last word it is told is to keep it.

    Raises:
        BackupError: the file is damaged or the server refuses it.

    """
    with tempfile.TemporaryFile() as errors:
        script = ("pg_restore", *_FOREIGN, "--file=-", str(path))
        with (
            _started("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", errors=errors, reads=True) as player,
            _started(*script, errors=errors, writes=True) as reader,
            suppress(BrokenPipeError),  # the player gave up; it has said why
        ):
            _hand_on(reader, player)
        _check("pg_restore", reader, errors)
        _check("psql", player, errors)


def _hand_on(reader: subprocess.Popen[bytes], player: subprocess.Popen[bytes]) -> None:
    assert reader.stdout is not None
    assert player.stdin is not None
    with player.stdin as told:
        told.write(b"BEGIN;\n")
        if _server_version() < _KNOWN_SINCE:
            _leave_out_greeting(reader.stdout, told)
        shutil.copyfileobj(reader.stdout, told)
        if reader.wait() == 0:
            told.write(b"COMMIT;\n")


def _server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0])


def _leave_out_greeting(script: IO[bytes], told: IO[bytes]) -> None:
    for line in script:
        if line == _GREETING:
            return
        told.write(line)


def _started(
    program: str, *arguments: str, errors: IO[bytes], reads: bool = False, writes: bool = False
) -> subprocess.Popen[bytes]:
    folder = programs(settings.DATA_DIR, for_other_user=False)
    return subprocess.Popen(
        [folder / program, *arguments],
        env={**os.environ, **_server_environment(os.environ["DATABASE_URL"])},
        stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
        stdout=subprocess.PIPE if writes else subprocess.DEVNULL,
        stderr=errors,
    )


def _check(name: str, program: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
    if program.returncode:
        errors.seek(0)
        raise BackupError(f"{name} 出错：\n{errors.read().decode(errors='replace').strip()}")


def _server_environment(url: str) -> dict[str, str]:
    """Return the server of an address as environment variables: in a command line others could read the password."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "options": "PGOPTIONS"}
    parts = conninfo_to_dict(url)
    return {names[key]: str(value) for key, value in parts.items() if key in names and value}
