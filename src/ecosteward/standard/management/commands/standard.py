"""`steward standard show` prints the edition; `steward standard check` says whether its files are sound."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ecosteward.standard import queries
from ecosteward.standard.export import as_data, as_text
from ecosteward.standard.loader import EditionError


class Command(BaseCommand):
    help = "打印或检查服务规范的数据"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["show", "check"])
        parser.add_argument("--format", choices=["json", "text"], default="text")
        parser.add_argument("--edition", default=queries.EDITION)

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        try:
            edition = queries.edition(options["edition"])
        except EditionError as error:
            raise CommandError(str(error)) from error
        if options["action"] == "check":
            self.stdout.write(f"{edition.id}：{len(edition.services)} 项服务，{len(edition.norms)} 项标准，无误")
        elif options["format"] == "json":
            self.stdout.write(json.dumps(as_data(edition), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(as_text(edition)))
