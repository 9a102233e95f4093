from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosteward.ops.backup import restore
from ecosteward.ops.dumps import BackupError
from ecosteward.pages.faults import UnavailableError


class Command(BaseCommand):
    help = "把备份恢复到空的数据目录或空的数据库；原有数据从不覆盖。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="备份目录")
        parser.add_argument("--dump", type=Path, help="用其中哪一个 .dump，默认最近的")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dump, copied = restore(options["folder"], options["dump"])
        except (BackupError, OSError, UnavailableError) as error:
            raise CommandError(f"没有恢复成功：{error}") from error
        self.stdout.write(f"已恢复 {dump}，{_files(copied)}请运行 ./steward journal verify 核对操作日志。")


def _files(copied: int) -> str:
    if isinstance(default_storage, FileSystemStorage) or copied:
        return f"文件 {copied} 个。"
    return "文件在对象存储，没有动。"
