"""What a camera does: grain, a soft lens, the stamp, and the facts it writes into the file."""

import datetime as dt
import io
from functools import cache
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from ecosteward.demo.pictures.scenes import SCENES, SIZE

_STAMP = Path(__file__).parent.parent / "data" / "stamp.png"
_SCALE = 10_000


def photograph(
    scene: str, taken_at: dt.datetime, place: tuple[float, float], *, mended: bool = False, shade: int = 0
) -> bytes:
    """Return a JPEG of a scene.

    Args:
        scene: a key of `SCENES`.
        taken_at: local time of the camera.
        place: longitude and latitude in degrees.
        mended: after the rectification, not before.
        shade: makes pictures of one scene differ a little.

    """
    image = Image.new("RGB", SIZE)
    SCENES[scene](ImageDraw.Draw(image), mended)
    image = _lens(image, shade)
    _stamp(image, taken_at)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=75, exif=_facts(taken_at, place))
    return out.getvalue()


def _lens(image: Image.Image, shade: int) -> Image.Image:
    soft = image.filter(ImageFilter.BoxBlur(1))
    light = Image.new("RGB", SIZE, (shade % 5 * 4, shade % 7 * 3, shade % 3 * 4))
    return ImageChops.subtract(ImageChops.add(soft, _grain(), offset=-24), light)


@cache
def _grain() -> Image.Image:
    return Image.effect_noise(SIZE, 12).convert("RGB").point(lambda value: max(0, min(48, value - 104)))


def _stamp(image: Image.Image, taken_at: dt.datetime) -> None:
    mark = Image.open(_STAMP)
    image.paste(mark, (24, 24), mark)
    words = taken_at.strftime("%Y-%m-%d %H:%M")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(30)
    draw.text((SIZE[0] - 24, SIZE[1] - 20), words, (255, 214, 90), font, "rs", stroke_width=2, stroke_fill=(40, 40, 40))


def _facts(taken_at: dt.datetime, place: tuple[float, float]) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "EcoSteward demo"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    where: dict[int, Any] = exif.get_ifd(ExifTags.IFD.GPSInfo)
    where[ExifTags.GPS.GPSLongitudeRef], where[ExifTags.GPS.GPSLongitude] = "E", _degrees(place[0])
    where[ExifTags.GPS.GPSLatitudeRef], where[ExifTags.GPS.GPSLatitude] = "N", _degrees(place[1])
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(round(value * 3600 * _SCALE) / _SCALE, 60)
    degrees, minutes = divmod(minutes, 60)
    return degrees, minutes, round(seconds, 4)
