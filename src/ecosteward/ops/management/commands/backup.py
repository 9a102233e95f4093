from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ecosteward.ops.backup import back_up
from ecosteward.ops.dumps import BackupError


class Command(BaseCommand):
    help = "把数据库和文件备份到一个目录；可在网站运行时做，同一目录反复用时只添新文件。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="备份目录，最好在另一块磁盘上")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dump, copied = back_up(options["folder"], timezone.localtime())
        except (BackupError, OSError) as error:
            raise CommandError(f"没有备份成功：{error}") from error
        self.stdout.write(f"已备份到 {dump}，{_files(copied)}")


def _files(copied: int) -> str:
    if isinstance(default_storage, FileSystemStorage):
        return f"新增文件 {copied} 个。"
    return "只有数据库；文件在对象存储，请用存储服务自己的版本或复制功能。"
