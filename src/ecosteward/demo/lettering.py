"""Letters that lie in the PDF itself, so that every viewer shows them: drawn from a free font of this machine."""

import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

EM = 96  # dots a letter is high: 576 to the inch at 12 points
_EDGE = 32  # dots around a letter that hangs over
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
# Fonts under the Open Font Licence, the Arphic licence or the GPL with its font exception, the finest first.
_FREE = (
    "NotoSerifCJK-Regular.ttc",
    "NotoSerifCJKsc-Regular.otf",
    "SourceHanSerifSC-Regular.otf",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "SourceHanSansSC-Regular.otf",
    "uming.ttc",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
)
_FACES = 8


@cache
def free_font() -> ImageFont.FreeTypeFont | None:
    """Return a free font with Chinese letters; None where this machine has none."""
    return font_in(_FOLDERS)


def font_in(folders: Iterable[Path]) -> ImageFont.FreeTypeFont | None:
    """Return the finest of the free fonts that lie in some folders, in its Chinese face; None where none does."""
    found = {path.name: path for folder in folders for path in sorted(folder.rglob("*.[ot]t[cf]"))}
    chosen = next((found[name] for name in _FREE if name in found), None)
    return _chinese(chosen) if chosen else None


def _chinese(path: Path) -> ImageFont.FreeTypeFont:
    """Return the face for simplified Chinese of a collection; the first one where none says so."""
    for face in range(_FACES if path.suffix == ".ttc" else 1):
        try:
            font = ImageFont.truetype(str(path), EM, face)
        except OSError:  # no such face
            break
        if "SC" in (font.getname()[0] or ""):
            return font
    return ImageFont.truetype(str(path), EM)


class Letters:
    """The letters of one paper as a Type 3 font: at most 255 different ones. The paper's objects begin at `first`."""

    def __init__(self, font: ImageFont.FreeTypeFont, texts: Iterable[str], first: int) -> None:
        self._codes = {letter: code for code, letter in enumerate(sorted(set("".join(texts))), start=1)}
        self._drawn = [_drawn(font, letter) for letter in self._codes]
        self._first = first

    def hexadecimal(self, words: str) -> str:
        """Return words as a PDF string in this font."""
        return bytes(self._codes[letter] for letter in words).hex()

    def width(self, words: str) -> float:
        """Return how long words are, in ems."""
        return sum(self._drawn[self._codes[letter] - 1][0] for letter in words) / EM

    def objects(self) -> list[bytes]:
        """Return the font, the table that lets a reader copy text, and each letter's drawing."""
        names = [f"/g{code}" for code in self._codes.values()]
        drawings = " ".join(f"{name} {self._first + 2 + at} 0 R" for at, name in enumerate(names))
        widths = " ".join(f"{advance:g}" for advance, _ in self._drawn)
        font = (
            f"<</Type/Font/Subtype/Type3/Name/F/FontBBox[{-_EDGE} {-_EDGE} {EM + _EDGE} {EM + _EDGE}]"
            f"/FontMatrix[{1 / EM:.8f} 0 0 {1 / EM:.8f} 0 0]/Resources<<>>/CharProcs<<{drawings}>>"
            f"/Encoding<</Type/Encoding/Differences[1{''.join(names)}]>>/FirstChar 1/LastChar {len(names)}"
            f"/Widths[{widths}]/ToUnicode {self._first + 1} 0 R>>"
        )
        return [font.encode("ascii"), stream(_readable(list(self._codes))), *(drawing for _, drawing in self._drawn)]


def stream(content: bytes) -> bytes:
    """Return a stream object's body, packed."""
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(packed), packed)


@cache
def _drawn(font: ImageFont.FreeTypeFont, letter: str) -> tuple[float, bytes]:
    """Return a letter's width in dots, and its drawing packed: the papers share most of their letters."""
    advance, drawing = _draw(font, letter)
    return advance, stream(drawing)


def _draw(font: ImageFont.FreeTypeFont, letter: str) -> tuple[float, bytes]:
    """Return a letter's width in dots, and the drawing of it: a mask of one bit to the dot."""
    advance = font.getlength(letter)
    page = Image.new("1", (int(advance) + 2 * _EDGE, EM + 2 * _EDGE))
    ImageDraw.Draw(page).text((_EDGE, EM), letter, fill=1, font=font, anchor="ls")
    box = page.getbbox()
    if box is None:
        return advance, f"{advance:g} 0 d0".encode()
    left, top, right, bottom = box
    x, y, w, h = left - _EDGE, EM - bottom, right - left, bottom - top
    head = (
        f"{advance:g} 0 {x} {y} {x + w} {y + h} d1\nq {w} 0 0 {h} {x} {y} cm\nBI/W {w}/H {h}/IM true/D[1 0]/F/AHx ID "
    )
    return advance, head.encode() + page.crop(box).tobytes().hex().encode() + b">\nEI Q"


def _readable(letters: Sequence[str]) -> bytes:
    """Return the table from codes to letters."""
    lines = [f"<{code:02x}> <{letter.encode('utf-16-be').hex()}>" for code, letter in enumerate(letters, start=1)]
    groups = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    blocks = "\n".join(f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar" for group in groups)
    return (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/Letters def/CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{blocks}\nendcmap end end"
    ).encode("ascii")
