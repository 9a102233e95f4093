import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ecosteward.files.queries import Condition
from ecosteward.ops.stocktaking import Wanted, faults
from ecosteward.pages.faults import UnavailableError

_LISTED = 20
_WORDS = {Condition.MISSING: "缺失", Condition.DAMAGED: "与登记的不一致"}


class Command(BaseCommand):
    help = "文件库：verify 核对数据库里登记的每个文件是否都在文件库（本地或对象存储）里，大小是否相符"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--read", action="store_true", help="把每个文件读出来，逐字节核对（文件多时要几小时）")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            found = list(faults(read=options["read"]))
        except UnavailableError as error:
            raise CommandError(str(error)) from error
        for line in told(found):
            self.stdout.write(self.style.ERROR(line))
        if found:
            sys.exit(1)
        self.stdout.write("文件库完好：登记的文件都在，" + ("内容相符" if options["read"] else "大小相符"))


def told(found: Iterable[tuple[Wanted, Condition]]) -> list[str]:
    """Return lines that say what the store lacks: the count, the first of them by name, and what to do."""
    rows = list(found)
    if not rows:
        return []
    lines = [f"文件库里有 {len(rows)} 个文件缺失或与登记的不一致："]
    lines += [f"  {_WORDS[state]}  {each.key}  {each.title}" for each, state in rows[:_LISTED]]
    lines += [f"  ……其余 {len(rows) - _LISTED} 个从略"] if len(rows) > _LISTED else []
    return [*lines, "请从备份目录的 files/ 或存储桶的旧版本里按上面的路径补齐，再运行 ./steward files verify 核对"]
