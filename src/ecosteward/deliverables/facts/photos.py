"""Photographs with what they say of themselves."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from ecosteward.deliverables.kinds.base import Pair, Photo
from ecosteward.files.models import File


def photo(file: File, caption: str) -> Photo:
    """Return a photograph; its caption ends with when and where it was taken, as far as the file says."""
    when = f"{timezone.localtime(file.taken_at):%Y-%m-%d %H:%M}" if file.taken_at else ""
    return Photo(file.sha256, "　".join(part for part in (caption, when, position(file)) if part))


def position(file: File) -> str:
    """Return where a photograph was taken, in degrees."""
    if file.longitude is None or file.latitude is None:
        return ""
    return f"{file.longitude:.5f}°E，{file.latitude:.5f}°N"


def photos(files: Iterable[File], caption: str) -> tuple[Photo, ...]:
    """Return those of the files that are pictures."""
    return tuple(photo(file, caption) for file in files if file.is_image)


def pairs(shown: Sequence[Photo]) -> tuple[Pair, ...]:
    """Return photographs two by two."""
    return tuple(
        Pair(shown[index], shown[index + 1] if index + 1 < len(shown) else None) for index in range(0, len(shown), 2)
    )
