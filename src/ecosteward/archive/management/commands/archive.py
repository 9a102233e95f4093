import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ecosteward.accounts.models import Kind, Role, User
from ecosteward.archive.models import Paper, State
from ecosteward.archive.queries.integrity import losses
from ecosteward.archive.services import export
from ecosteward.clients.models import Client


class Command(BaseCommand):
    help = "一企一档：verify 逐份核对原件是否还在、是否与归档时一致；export 把一家的档案打成 zip"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "export"])
        parser.add_argument("--client", type=int, help="服务对象编号；verify 不填则核对全部")
        parser.add_argument("--to", type=Path, help="export 写到哪个文件")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["what"] == "export":
            self._export(options["client"], options["to"])
        else:
            self._verify(options["client"])

    def _verify(self, client: int | None) -> None:
        lost = 0
        for loss in losses(client):
            self.stdout.write(self.style.ERROR(str(loss)))
            lost += 1
        if lost:
            self.stdout.write(f"共 {lost} 份缺失或损坏")
            sys.exit(1)
        kept = Paper.objects.exclude(state=State.DESTROYED)
        number = kept.count() if client is None else kept.filter(client_id=client).count()
        self.stdout.write(f"完好：共 {number} 份")

    def _export(self, number: int | None, target: Path | None) -> None:
        """Write beside the target and rename at the end: all or nothing."""
        client = Client.objects.filter(pk=number or 0).first()
        if client is None or target is None:
            raise CommandError("请用 --client 指明服务对象编号，用 --to 指明写到哪个文件")
        part = target.with_name(f".{target.name}.part")
        with part.open("wb") as out:
            for piece in export(_director(client), client):
                out.write(piece)
        part.replace(target)
        self.stdout.write(f"已写入 {target}")


def _director(client: Client) -> User:
    """Return in whose name the archive leaves the agency."""
    people = User.objects.filter(organisation=client.agency, organisation__kind=Kind.AGENCY, is_active=True)
    found = people.filter(roles__contains=[Role.DIRECTOR]).order_by("pk").first()
    if found is None:
        raise CommandError("这家机构没有在用的机构负责人账号")
    return found
