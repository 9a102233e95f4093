"""What a picture says of itself, and its small copy."""

import datetime as dt
import io
import struct
import warnings
from dataclasses import dataclass
from typing import IO

from django.utils import timezone
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

_SMALL = (480, 480)
_FIRST_YEAR = 1990  # no digital camera is older; a clock never set says 1970 or 1980
# What Pillow raises over a damaged EXIF block: the picture itself may well be whole.
_BROKEN_EXIF = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, struct.error)


@dataclass(frozen=True)
class Facts:
    """Where and when a picture was taken (degrees, WGS 84), as far as it says."""

    taken_at: dt.datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


class BrokenPictureError(ValueError):
    """The bytes are not a whole picture, or one too large to open."""


def read(stream: IO[bytes]) -> tuple[Facts, bytes]:
    """Return a picture's facts and a JPEG of at most 480 pixels a side. Raises BrokenPictureError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(stream)
            _refuse_bomb(image)
            image.draft("RGB", _SMALL)
            image.load()
            facts = _facts(image)
            small = _upright(image)
            small.thumbnail(_SMALL)
            out = io.BytesIO()
            small.convert("RGB").save(out, "JPEG", quality=80)
    except Image.DecompressionBombError as error:
        raise BrokenPictureError("图片的像素过多，打开它会耗尽内存，请缩小后上传") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError) as error:
        raise BrokenPictureError("图片打不开或不完整，请重新拍摄或拷贝后上传") from error
    return facts, out.getvalue()


def _refuse_bomb(image: Image.Image) -> None:
    """Refuse what would unfold to gigabytes. A JPEG is read at an eighth of its size, so it may have more pixels."""
    most = Image.MAX_IMAGE_PIXELS or 0
    if image.format != "JPEG" and image.width * image.height > most:
        raise Image.DecompressionBombError


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except _BROKEN_EXIF:
        return image


def _facts(image: Image.Image) -> Facts:
    try:
        exif = image.getexif()
        shot, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except _BROKEN_EXIF:
        return Facts()
    return Facts(
        _moment(shot.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)),
        _degrees(place.get(ExifTags.GPS.GPSLatitude), place.get(ExifTags.GPS.GPSLatitudeRef) == "S", 90),
        _degrees(place.get(ExifTags.GPS.GPSLongitude), place.get(ExifTags.GPS.GPSLongitudeRef) == "W", 180),
    )


def _moment(text: object) -> dt.datetime | None:
    try:
        naive = dt.datetime.strptime(str(text).strip(), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  # cameras keep local time
    except ValueError:
        return None
    return timezone.make_aware(naive) if naive.year >= _FIRST_YEAR else None


def _degrees(parts: object, negative: bool, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= most:
        return None
    return round(-value if negative else value, 6)
