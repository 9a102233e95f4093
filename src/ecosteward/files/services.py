"""Taking in files: the only writer of the file store."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.base import File as Content
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.models import Organisation, User
from ecosteward.files import pictures, rules
from ecosteward.files.models import File
from ecosteward.files.storage import LostStoreError
from ecosteward.journal.services import SYSTEM, Actor, write

CHUNK = 1024 * 1024  # bytes read at a time
_TRIED_FOR = dt.timedelta(days=31)  # after a destruction; older ones need no look every day


class DamagedFileError(OSError):
    """The store did not keep the bytes it was given, or does not give back the bytes it was given."""


def check(content: Content[bytes]) -> None:
    """Refuse a file by its name, size and bytes. Raises ValidationError in words that say what to do."""
    name, size = rules.tidy_name(content.name or ""), content.size
    fault = rules.name_fault(name) or rules.size_fault(size, settings.UPLOAD_LIMIT)
    if not fault:
        fault = rules.content_fault(name, size, *_ends(content, size))
    if fault:
        raise ValidationError(f"「{name[:60]}」{fault}", code="file")


def take(
    actor: User | None,
    content: Content[bytes],
    *,
    agency: Organisation,
    client_id: int | None = None,
    shared: bool = False,
) -> File:
    """Check a file, keep its bytes and return its record.

    The bytes are kept before the record is written, so that a record never points to nothing; bytes without a
    record are harmless and found by their digest when the same file comes again.

    Raises:
        ValidationError: the file is refused.
        LostStoreError: the store does not answer or keeps something else than it was given.

    """
    check(content)
    name = rules.tidy_name(content.name or "")
    record = File(
        agency=agency,
        client_id=client_id,
        name=name,
        sha256=digest(content),
        size=content.size,
        media_type=rules.MEDIA_TYPES[rules.ending(name)],
        shared=shared,
        brought_by=actor,
    )
    small = _picture(record, content)
    _keep(record.key, content)
    if small:
        _keep(record.thumbnail_key, ContentFile(small))
    write(actor or SYSTEM, "file.taken", record)
    return record


def made(
    actor: User | None, name: str, content: bytes, *, agency: Organisation, client_id: int | None, shared: bool = False
) -> File:
    """Keep a file that the product made itself."""
    return take(actor, ContentFile(content, name), agency=agency, client_id=client_id, shared=shared)


def share(actor: User, file: File, *, shared: bool = True) -> None:
    """Let the client side see a file, or not any more."""
    file.shared = shared
    write(actor, "file.shared" if shared else "file.hidden", file)


def belong(actor: User, file: File, client_id: int) -> None:
    """Say to which client a file belongs. Callers make sure that nothing of another client rests on it."""
    file.client_id = client_id
    write(actor, "file.belongs", file)


def destroy(actor: Actor, file: File, *, reason: str) -> None:
    """Delete a file's bytes for good, once the step around it is saved; the record of it stays.

    Callers make sure that its time of keeping is over and that nothing else needs it. Bytes that another record
    shares are kept.
    """
    file.destroyed_on = timezone.localdate()
    write(actor, "file.destroyed", file, reason=reason)
    # A store that does not answer then must not make a saved step look failed: the worker tries again.
    transaction.on_commit(lambda: _forget(file), robust=True)


def forget_destroyed() -> None:
    """Delete the bytes of files destroyed within the last month that the store still has."""
    since = timezone.localdate() - _TRIED_FOR
    for file in File.objects.filter(destroyed_on__gte=since).iterator():
        if default_storage.exists(file.key):
            _forget(file)


def opened(file: File) -> IO[bytes]:
    """Open a file's bytes for reading. Raises FileNotFoundError where the store has lost them."""
    return default_storage.open(file.key)


def chunks(file: File) -> Iterator[bytes]:
    """Yield a file's bytes piece by piece. Raises FileNotFoundError where the store has lost them."""
    with opened(file) as stream:
        while piece := stream.read(CHUNK):
            yield piece


def digest(content: Content[bytes]) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    total = hashlib.sha256()
    for chunk in content.chunks():
        total.update(chunk)
    content.seek(0)
    return total.hexdigest()


def _ends(content: Content[bytes], size: int) -> tuple[bytes, bytes]:
    content.seek(0)
    head = content.read(rules.HEAD)
    content.seek(max(0, size - rules.TAIL))
    tail = content.read()
    content.seek(0)
    return head, tail


def _picture(record: File, content: Content[bytes]) -> bytes:
    if not record.is_image:
        return b""
    try:
        facts, small = pictures.read(content)
    except pictures.BrokenPictureError as error:
        raise ValidationError(f"「{record.name}」{error}", code="file") from error
    finally:
        content.seek(0)
    record.taken_at, record.latitude, record.longitude = facts.taken_at, facts.latitude, facts.longitude
    return small


def _keep(key: str, content: Content[bytes]) -> None:
    """Keep bytes under their digest. What lies there already is left alone unless its size shows it damaged."""
    if _kept_size(key) == content.size:
        return
    default_storage.save(key, content)
    if _kept_size(key) != content.size:
        raise LostStoreError from DamagedFileError(f"{key}: the file store did not keep all bytes")


def _kept_size(key: str) -> int | None:
    return default_storage.size(key) if default_storage.exists(key) else None


def _forget(file: File) -> None:
    if File.objects.filter(sha256=file.sha256, destroyed_on=None).exists():
        return
    default_storage.delete(file.key)
    if file.is_image:
        default_storage.delete(file.thumbnail_key)
