import platform
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import override_settings

from ecosteward.bench import archive
from ecosteward.bench.pages import Measured, measure
from ecosteward.bench.population import Size, populate

AIM = 100


class Command(BaseCommand):
    help = "测速：pages 每个列表与首页的服务端耗时和查询次数；archive 大档案打包的内存与速度。都不碰现有数据；bench norms 另测标准规范计算"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["pages", "archive"])
        parser.add_argument("--gigabytes", type=float, default=2.0, help="archive：打包多少 GB")
        parser.add_argument(
            "--scale", type=float, default=1.0, help="规模倍数，1 为 8 家机构、4177 家企业、20 万个问题、100 万行日志"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["what"] == "archive":
            self._archive(options["gigabytes"])
        else:
            self._pages(options["scale"])

    def _archive(self, gigabytes: float) -> None:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder, override_settings(MEDIA_ROOT=folder):
            packed = archive.measure(Path(folder), gigabytes)
        speed = packed.size / archive.MB / packed.seconds
        self.stdout.write(f"打包 {packed.size / archive.MB:.0f} MB，{packed.seconds:.1f} 秒，每秒 {speed:.0f} MB")
        self.stdout.write(f"内存：开始 {packed.before:.0f} MB，峰值 {packed.peak:.0f} MB")

    def _pages(self, scale: float) -> None:
        size = Size(
            enterprises=max(100, round(4_177 * scale)),
            findings=round(200_000 * scale),
            journal_rows=round(1_000_000 * scale),
        )
        call_command("collectstatic", interactive=False, verbosity=0)
        name = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = "ecosteward_bench"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            self._measure(size)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)

    def _measure(self, size: Size) -> None:
        self.stdout.write(f"{size}；Python {platform.python_version()}，单进程逐页请求")
        people = populate(size, lambda words: self.stdout.write(f"已备好：{words}"))
        with connection.cursor() as cursor:
            cursor.execute("analyze")
        self.stdout.write(f"{'页面':<28}{'中位数 ms':>10}{'p95 ms':>10}{'查询':>6}{'KB':>8}")
        rows = measure(people, self._row)
        slow = [row.words for row in rows if row.p95 > AIM]
        self.stdout.write(f"p95 超过 {AIM} ms 的页面：{'、'.join(slow) or '无'}")

    def _row(self, row: Measured) -> None:
        self.stdout.write(f"{row.words:<28}{row.median:>10.1f}{row.p95:>10.1f}{row.queries:>6}{row.kilobytes:>8.0f}")
