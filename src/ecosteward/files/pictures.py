"""What a picture says of itself, and its small copy."""

import datetime as dt
import io
import warnings
from dataclasses import dataclass
from typing import IO

from django.utils import timezone
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

_SMALL = (480, 480)


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
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(stream)
            facts = _facts(image.getexif())
            image.draft("RGB", _SMALL)
            small = ImageOps.exif_transpose(image)
            small.thumbnail(_SMALL)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as error:
        raise BrokenPictureError("图片打不开或不完整，请重新拍摄或拷贝后上传") from error
    out = io.BytesIO()
    small.convert("RGB").save(out, "JPEG", quality=80)
    return facts, out.getvalue()


def _facts(exif: Image.Exif) -> Facts:
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    return Facts(
        _moment(
            exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
        ),
        _degrees(place.get(ExifTags.GPS.GPSLatitude), place.get(ExifTags.GPS.GPSLatitudeRef) == "S", 90),
        _degrees(place.get(ExifTags.GPS.GPSLongitude), place.get(ExifTags.GPS.GPSLongitudeRef) == "W", 180),
    )


def _moment(text: object) -> dt.datetime | None:
    try:
        naive = dt.datetime.strptime(str(text).strip(), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  # cameras keep local time
    except ValueError:
        return None
    return timezone.make_aware(naive)


def _degrees(parts: object, negative: bool, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not 0 <= value <= most:
        return None
    return round(-value if negative else value, 6)
