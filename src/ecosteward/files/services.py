"""Taking in files: the only writer of the file store."""

import hashlib
import io
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.base import File as Content
from django.core.files.storage import default_storage

from ecosteward.accounts.models import Organisation, User
from ecosteward.files import pictures, rules
from ecosteward.files.models import File
from ecosteward.journal.services import SYSTEM, write


def check(content: Content[bytes]) -> None:
    """Refuse a file by its name, size and bytes. Raises ValidationError in words that say what to do."""
    name, size = rules.tidy_name(content.name or ""), content.size
    fault = rules.name_fault(name) or rules.size_fault(size, settings.UPLOAD_LIMIT)
    if not fault:
        head, tail = _ends(content, size)
        fault = rules.content_fault(name, head, tail)
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

    """
    check(content)
    record = File(
        agency=agency,
        client_id=client_id,
        name=rules.tidy_name(content.name or ""),
        sha256=_digest(content),
        size=content.size,
        media_type=rules.MEDIA_TYPES[rules.ending(content.name or "")],
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


def share(actor: User, file: File) -> None:
    """Let the client side see a file."""
    file.shared = True
    write(actor, "file.shared", file)


def opened(file: File) -> IO[bytes]:
    """Open a file's bytes for reading."""
    return default_storage.open(file.key)


def _ends(content: Content[bytes], size: int) -> tuple[bytes, bytes]:
    content.seek(0)
    head = content.read(2048)
    content.seek(max(0, size - 65_600))
    tail = content.read()
    content.seek(0)
    return head, tail


def _digest(content: Content[bytes]) -> str:
    total = hashlib.sha256()
    for chunk in content.chunks():
        total.update(chunk)
    content.seek(0)
    return total.hexdigest()


def _picture(record: File, content: Content[bytes]) -> bytes:
    if not record.is_image:
        return b""
    try:
        facts, small = pictures.read(io.BytesIO(content.read()))
    except pictures.BrokenPictureError as error:
        raise ValidationError(f"「{record.name}」{error}", code="file") from error
    finally:
        content.seek(0)
    record.taken_at, record.latitude, record.longitude = facts.taken_at, facts.latitude, facts.longitude
    return small


def _keep(key: str, content: Content[bytes]) -> None:
    if not default_storage.exists(key):
        default_storage.save(key, content)
