import datetime as dt
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ecosteward.monitoring.models import Point
from ecosteward.monitoring.rules.calendar import after, first_of, midnight
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services import judging, keeping, substituting


def _quarters(since: dt.date, until: dt.date) -> Iterator[dt.date]:
    """Yield the quarters that a time touches."""
    quarter = first_of(Span.QUARTER, since)
    while quarter <= until:
        yield quarter
        quarter = after(Span.QUARTER, quarter)


class Command(BaseCommand):
    help = "监测数据判定：due 判定到期的小时；again 重新判定过去任何一段；keep 把到期的月份移到文件库"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["due", "again", "keep"])
        parser.add_argument("--since", type=dt.date.fromisoformat, help="again：从哪一天起，如 2026-01-01")
        parser.add_argument("--until", type=dt.date.fromisoformat, help="again：到哪一天止（含），不填为今天")
        parser.add_argument("--client", type=int, help="again：只判定这家服务对象的点位")
        parser.add_argument("--point", type=int, action="append", help="again：只判定这个点位，可写多次")
        cores = os.cpu_count() or 1
        parser.add_argument(
            "--processes", type=int, default=cores, help="again：同时用几个进程（默认 %(default)s，即核数）"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        {"due": self._due, "again": self._again, "keep": self._keep}[options["what"]](options)

    def _due(self, _options: dict[str, Any]) -> None:
        number = 0
        while judged := judging.judge_due():
            number += judged
        self.stdout.write(f"判定了 {number} 个点位小时")

    def _again(self, options: dict[str, Any]) -> None:
        if options["since"] is None:
            raise CommandError("请用 --since 指明从哪一天起重新判定，如 --since 2026-01-01")
        until = options["until"] or timezone.localdate()
        if until < options["since"]:
            raise CommandError("--until 早于 --since，请核对")
        if options["processes"] < 1:
            raise CommandError("--processes 至少为 1，请核对")
        points = Point.objects.all()
        points = points.filter(client_id=options["client"]) if options["client"] is not None else points
        points = points.filter(pk__in=options["point"]) if options["point"] else points
        chosen = list(points.order_by("pk").values_list("pk", flat=True))
        if not chosen:
            raise CommandError("没有这样的点位，请核对 --client 或 --point")
        begin, end = midnight(options["since"]), midnight(until + dt.timedelta(days=1))
        written = judging.judge_apart(chosen, begin, end, options["processes"])
        entries = sum(substituting.substitute(chosen, each) for each in _quarters(options["since"], until))
        self.stdout.write(
            f"{len(chosen)} 个点位，新判定或有变化的结果 {written} 条，其余没有变化；替代台账新增或更改 {entries} 条"
        )

    def _keep(self, _options: dict[str, Any]) -> None:
        number = 0
        for kept in keeping.keep():
            self.stdout.write(f"{kept.table} {kept.month:%Y-%m} → {kept.name}（{kept.rows} 行）")
            number += 1
        self.stdout.write(f"移走了 {number} 个月")
