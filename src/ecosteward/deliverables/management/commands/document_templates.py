"""Makes the Word templates that come with the product, in the house style."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ecosteward.deliverables.kinds import kinds


class Command(BaseCommand):
    help = "Make the built-in Word templates anew from their layouts"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kinds", nargs="*", help="ids of kinds; all of them without any")

    def handle(self, *_args: Any, **options: Any) -> None:
        for kind in kinds().values():
            if options["kinds"] and kind.id not in options["kinds"]:
                continue
            size = kind.template.write_bytes(kind.layout().packed())
            self.stdout.write(f"{kind.template.name} {size} bytes")
