"""What must be done before the site is served. Every step may be repeated: done once, it costs next to nothing."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from ecosteward.accounts.models import Organisation


def prepare_database() -> None:
    """Bring the tables up to date and check that the standard's data is whole."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("standard", "check")


def collect_static_files() -> None:
    """Copy, hash and compress the static files where one of them has changed."""
    note = Path(settings.STATIC_ROOT) / "collected"
    fingerprint = _static_fingerprint()
    if not note.exists() or note.read_text() != fingerprint:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        note.write_text(fingerprint)


def is_empty() -> bool:
    """Return whether nobody has begun to use the database."""
    return not Organisation.objects.exists()


def _static_fingerprint() -> str:
    digest = hashlib.sha256()
    for name, path in sorted(_static_files()):
        status = path.stat()
        digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _static_files() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))
