import io
import struct
import zlib

import pytest
from PIL import Image

from ecosteward.files import pictures


def jpeg(size: tuple[int, int] = (1200, 900), **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, "JPEG", **options)
    return out.getvalue()


def tagged(at: str = "2026:07:08 09:10:11") -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = at
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (34, 15, 36), "E", (117, 11, 24)
    return jpeg(exif=exif)


def test_a_photo_says_when_and_where_it_was_taken() -> None:
    facts, small = pictures.read(io.BytesIO(tagged()))
    assert facts.taken_at is not None
    assert facts.taken_at.isoformat() == "2026-07-08T09:10:11+08:00"
    assert (facts.latitude, facts.longitude) == (34.26, 117.19)
    assert max(Image.open(io.BytesIO(small)).size) == 480


@pytest.mark.parametrize("at", ["", "0000:00:00 00:00:00", "1970:01:01 00:00:00", "昨天", "2026:13:40 99:99:99"])
def test_a_clock_never_set_says_nothing(at: str) -> None:
    assert pictures.read(io.BytesIO(tagged(at=at)))[0].taken_at is None


def test_a_damaged_exif_block_does_not_cost_the_photo() -> None:
    content = bytearray(tagged())
    start = content.index(b"Exif\x00\x00") + 14
    content[start : start + 60] = b"\xff" * 60
    facts, small = pictures.read(io.BytesIO(bytes(content)))
    assert facts == pictures.Facts()
    assert small


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_photo_cut_off_is_refused(part: float) -> None:
    content = jpeg()
    with pytest.raises(pictures.BrokenPictureError, match="不完整"):
        pictures.read(io.BytesIO(content[: int(len(content) * part)]))


def test_a_photo_with_a_film_behind_it_is_taken() -> None:
    assert pictures.read(io.BytesIO(jpeg() + b"\x00\x00\x00\x18ftypmp42" + b"\x01" * 70_000))[1]


def test_a_picture_that_unfolds_to_gigabytes_is_refused() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 6, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    with pytest.raises(pictures.BrokenPictureError, match="缩小"):
        pictures.read(io.BytesIO(bomb))


def test_a_photo_of_a_hundred_million_pixels_is_taken() -> None:
    out = io.BytesIO()
    Image.new("L", (12_000, 9_000)).save(out, "JPEG")
    assert pictures.read(io.BytesIO(out.getvalue()))[1]
