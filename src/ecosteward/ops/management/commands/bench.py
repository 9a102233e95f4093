import platform
import statistics
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.test import override_settings

from ecosteward.bench import archive
from ecosteward.bench.pages import Measured, measure
from ecosteward.bench.population import Populated, Size, populate, populated
from ecosteward.bench.yardstick import yardstick

AIM = 100


class Command(BaseCommand):
    help = "测速：pages 每个列表与首页的服务端耗时和查询次数；archive 大档案打包的内存与速度。都不碰现有数据；另有 norms、monitoring"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["pages", "archive"])
        parser.add_argument("--gigabytes", type=float, default=2.0, help="archive：打包多少 GB")
        parser.add_argument(
            "--scale", type=float, default=1.0, help="规模倍数，1 为 8 家机构、4177 家企业、20 万个问题、100 万行日志"
        )
        parser.add_argument(
            "--keep", action="store_true", help="pages：备好的数据留着，下次直接用（库名 ecosteward_bench）"
        )
        parser.add_argument("--only", default="", help="pages：只测名称含这几个字的页面")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["what"] == "archive":
            self._archive(options["gigabytes"])
        else:
            self._pages(options["scale"], options["only"], keep=options["keep"])

    def _archive(self, gigabytes: float) -> None:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder, override_settings(MEDIA_ROOT=folder):
            packed = archive.measure(Path(folder), gigabytes)
        speed = packed.size / archive.MB / packed.seconds
        self.stdout.write(f"打包 {packed.size / archive.MB:.0f} MB，{packed.seconds:.1f} 秒，每秒 {speed:.0f} MB")
        self.stdout.write(f"内存：开始 {packed.before:.0f} MB，峰值 {packed.peak:.0f} MB")

    def _pages(self, scale: float, only: str, *, keep: bool) -> None:
        size = Size(
            enterprises=max(100, round(4_177 * scale)),
            findings=round(200_000 * scale),
            journal_rows=round(1_000_000 * scale),
        )
        call_command("collectstatic", interactive=False, verbosity=0)
        name = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = "ecosteward_bench"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
        try:
            self._measure(populated() or self._populate(size), only)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0, keepdb=keep)

    def _populate(self, size: Size) -> Populated:
        self.stdout.write(str(size))
        with transaction.atomic():
            populate(size, lambda words: self.stdout.write(f"已备好：{words}"))
        with connection.cursor() as cursor:
            # What the server does by itself in the hours after so much came in.
            cursor.execute("vacuum analyze")
        people = populated()
        assert people is not None
        return people

    def _measure(self, people: Populated, only: str) -> None:
        self.stdout.write(f"Python {platform.python_version()}，单进程逐页请求")
        self.stdout.write(f"{'页面':<36}{'中位数 ms':>10}{'p95 ms':>10}{'数据库 ms':>10}{'查询':>6}{'KB':>8}")
        self._ticks: list[float] = []
        rows = measure(people, self._row, only)
        if not rows:
            raise CommandError(f"没有名称含“{only}”的页面，请看不加 --only 时列出的名称")
        slow = [row.words for row in rows if row.p95 > AIM]
        self.stdout.write(f"p95 超过 {AIM} ms 的页面：{'、'.join(slow) or '无'}")
        ticks = f"中位数 {statistics.median(self._ticks):.1f}，最快 {min(self._ticks):.1f}，最慢 {max(self._ticks):.1f}"
        self.stdout.write(f"机器的快慢（每页之后测一段固定的计算，ms）：{ticks}")

    def _row(self, row: Measured) -> None:
        self._ticks.append(yardstick())
        times = f"{row.median:>10.1f}{row.p95:>10.1f}{row.database:>10.1f}"
        self.stdout.write(f"{row.words:<36}{times}{row.queries:>6}{row.kilobytes:>8.0f}")
