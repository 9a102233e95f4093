from typing import Any

from django.core.management.base import BaseCommand

from ecosteward.ops import vendor


class Command(BaseCommand):
    help = "Fetch the front-end files again from npm and write their SHA-256 manifest."

    def handle(self, *args: Any, **options: Any) -> None:
        vendor.fetch()
        self.stdout.write(f"{len(vendor.digests())} files in {vendor.FOLDER}")
