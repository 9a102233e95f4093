"""Photographs for documents: whole enough for print, small enough to send."""

import io
import warnings
from collections.abc import Callable

from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from ecosteward.files.models import File

_SIDE = 1100  # pixels: 8 cm at 350 dots per inch


def pictures_of(agency_id: int) -> Callable[[str], bytes | None]:
    """Return a reader of an agency's photographs by digest, as JPEG; it returns None for one that is not there."""

    def read(sha256: str) -> bytes | None:
        found = File.objects.filter(agency_id=agency_id, sha256=sha256).first()
        return _print(found) if found is not None and found.is_image else None

    return read


def thumbnails_of(agency_id: int) -> Callable[[str], bytes | None]:
    """Return a reader of the small copies of an agency's photographs by digest."""

    def read(sha256: str) -> bytes | None:
        found = File.objects.filter(agency_id=agency_id, sha256=sha256).first()
        if found is None or not found.is_image or not default_storage.exists(found.thumbnail_key):
            return None
        with default_storage.open(found.thumbnail_key) as stream:
            return bytes(stream.read())

    return read


def _print(file: File) -> bytes | None:
    out = io.BytesIO()
    try:
        with default_storage.open(file.key) as stream, warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(stream)
            image.draft("RGB", (_SIDE, _SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((_SIDE, _SIDE))
            upright.convert("RGB").save(out, "JPEG", quality=82)
    except (OSError, ValueError, Image.DecompressionBombError, Warning):
        return None
    return out.getvalue()
