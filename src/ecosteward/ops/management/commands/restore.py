from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError

from ecosteward.ops.backup import restore
from ecosteward.ops.dumps import BackupError
from ecosteward.ops.management.commands.files import told
from ecosteward.ops.stocktaking import faults
from ecosteward.pages.faults import UnavailableError


class Command(BaseCommand):
    help = "把备份恢复到空的数据目录或空的数据库；原有数据从不覆盖。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="备份目录")
        parser.add_argument("--dump", type=Path, help="用其中哪一个 .dump，默认最近的")
        parser.add_argument("--read", action="store_true", help="恢复后把文件库里的每个文件读出来，逐字节核对")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dump, copied = restore(options["folder"], options["dump"])
        except (BackupError, OSError, UnavailableError) as error:
            raise CommandError(f"没有恢复成功：{error}") from error
        self.stdout.write(f"已恢复 {dump}，{_files(copied)}请运行 ./steward journal verify 核对操作日志。")
        self._compare(read=options["read"])

    def _compare(self, *, read: bool) -> None:
        """Say what the restored database names and the store does not have, or has otherwise."""
        try:
            lines = told(faults(read=read))
        except ProgrammingError:
            self.stdout.write("备份是旧版做的：请先运行 ./steward up 更新，再运行 ./steward files verify 核对文件库。")
            return
        except UnavailableError as error:
            raise CommandError(f"数据库已恢复，但没有核对文件库：{error}。请再运行 ./steward files verify") from error
        if lines:
            raise CommandError("数据库已恢复，不必再做；但" + "\n".join(lines))
        self.stdout.write(f"文件库已核对：登记的文件都在，{'内容' if read else '大小'}相符。")


def _files(copied: int) -> str:
    if isinstance(default_storage, FileSystemStorage) or copied:
        return f"文件 {copied} 个。"
    return "文件在对象存储，没有动。"
