"""Taking in photographs: the original, with the time and place it carries."""

import hashlib
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.core.files.base import File as Content

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Owned
from ecosteward.files.models import File
from ecosteward.files.rules import MEDIA_TYPES, ending
from ecosteward.files.services import take

_PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})

_APPLE = frozenset({"heic", "heif"})


def take_photos(
    actor: User, uploads: Iterable[Content[bytes]], owner: Owned, *, shared: bool, papers: bool = False
) -> list[File]:
    """Keep photographs of an object's client; with `papers` other files that prove something too.

    Raises:
        ValidationError: one of them is refused; then none is kept.

    """
    wanted = list(uploads)
    for upload in wanted:
        _check_kind(upload, papers=papers)
    return [take(actor, upload, agency=owner.agency, client_id=owner.client_id, shared=shared) for upload in wanted]


def without_known(uploads: Iterable[Content[bytes]], known: Iterable[File]) -> list[Content[bytes]]:
    """Return the uploads whose bytes are not among the files already there: a repeated upload adds nothing."""
    digests = {file.sha256 for file in known}
    fresh = []
    for upload in uploads:
        upload.seek(0)
        digest = hashlib.file_digest(upload, "sha256").hexdigest()
        upload.seek(0)
        if digest not in digests:
            digests.add(digest)
            fresh.append(upload)
    return fresh


def facts(photos: Sequence[File]) -> list[str]:
    """Return what the journal says of photographs: name and digest."""
    return [f"{photo.name} {photo.sha256}" for photo in photos]


def _check_kind(upload: Content[bytes], *, papers: bool) -> None:
    kind = ending(upload.name or "")
    if papers or not kind or MEDIA_TYPES.get(kind) in _PHOTOS:
        return
    how = "（苹果手机请在“设置-相机-格式”中选“兼容性最佳”）" if kind in _APPLE else ""
    raise ValidationError(f"「{(upload.name or '')[:60]}」不是照片，请上传 JPG、PNG 照片{how}", code="file")
