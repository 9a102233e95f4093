import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ecosteward.journal.models import Entry, Head
from ecosteward.journal.queries import check


class Command(BaseCommand):
    help = "操作日志：verify 检查有没有被改动、删除或调换的行；heads 打印各链链头，可抄存到别处备查"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "heads"])
        parser.add_argument("--chain", type=int, help="只检查这一条链（机构编号，0 为平台）")
        parser.add_argument("--anchor", action="append", default=[], metavar="链:序号:摘要", help="与抄存的链头核对")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["what"] == "heads":
            for head in Head.objects.order_by("chain"):
                self.stdout.write(f"{head.chain}:{head.seq}:{head.digest}")
            return
        problems = [f"链 {fault.chain}：{fault.message}" for fault in check(options["chain"])]
        problems += [text for anchor in options["anchor"] if (text := _differs(anchor))]
        for problem in problems:
            self.stdout.write(self.style.ERROR(problem))
        if problems:
            sys.exit(1)
        self.stdout.write(f"完好：共 {Entry.objects.count()} 行")


def _differs(anchor: str) -> str:
    chain, seq, digest = anchor.split(":")
    if Entry.objects.filter(chain=int(chain), seq=int(seq), digest=digest).exists():
        return ""
    return f"链 {chain}：第 {seq} 行与抄存的摘要不一致"
