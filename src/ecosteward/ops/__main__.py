"""`./steward <command>`: every management command, on `DATABASE_URL` or on the embedded server."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from ecosteward.config.folders import data_folder, project_folder
from ecosteward.ops.embedded import EmbeddedDatabaseError, shared

_NO_TABLE = "42P01"  # undefined_table, PostgreSQL Appendix A


def main(arguments: list[str]) -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosteward.config.settings")
    # A stopped command still lets go of the database.
    signal.signal(signal.SIGTERM, _leave)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _leave)
    if "DATABASE_URL" in os.environ or not arguments or arguments[0] in {"help", "--help", "--version", "version"}:
        _manage(arguments)
        return
    try:
        with shared(data_folder(os.environ, project_folder())) as cluster:
            os.environ["DATABASE_URL"] = cluster.address
            _manage(arguments)
    except EmbeddedDatabaseError as error:
        sys.exit(str(error))


def _manage(arguments: list[str]) -> None:
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import ManagementUtility  # noqa: PLC0415  (the settings read DATABASE_URL)
    from django.db import OperationalError, ProgrammingError  # noqa: PLC0415

    try:
        ManagementUtility(["steward", *arguments]).execute()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(f"连不上数据库，请检查 DATABASE_URL 和数据库服务器：{error}")
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", None) != _NO_TABLE:
            raise
        sys.exit("数据库里还没有本程序的数据表，或者是旧版的。请先运行 ./steward up，或用 ./steward restore 恢复备份。")


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
