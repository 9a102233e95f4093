from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosteward.ops.backup import restore
from ecosteward.ops.dumps import BackupError


class Command(BaseCommand):
    help = "把备份恢复到空的数据目录或空的数据库；原有数据从不覆盖。"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="备份目录")
        parser.add_argument("--dump", type=Path, help="用其中哪一个 .dump，默认最近的")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dump, copied = restore(options["folder"], options["dump"])
        except (BackupError, OSError) as error:
            raise CommandError(f"没有恢复成功：{error}") from error
        self.stdout.write(f"已恢复 {dump}，文件 {copied} 个。请运行 ./steward journal verify 核对操作日志。")
