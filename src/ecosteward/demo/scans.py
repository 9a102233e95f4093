"""Papers for the demonstration's archives: short PDFs that say what they stand for and that they are made up.

Their letters lie in them where this machine has a free Chinese font. Where it has none, the text names one of the fonts
that viewers of Chinese PDFs know.
"""

from collections.abc import Sequence

from PIL import ImageFont

from ecosteward.demo.lettering import Letters, free_font, stream

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 72
_NOTE = "演示文件：单位、人员、编号和数据均为虚构"
_FIRST = 5  # number of the font's object
_NAMED = (
    (
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
        b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
        b"/FontDescriptor 6 0 R/DW 1000/W[1 95 500]>>]>>"
    ),
    (
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
    ),
)


class _Named:
    """The font that viewers bring along."""

    def hexadecimal(self, words: str) -> str:
        return words.encode("utf-16-be").hex()

    def width(self, words: str) -> float:
        return sum(0.5 if letter.isascii() else 1.0 for letter in words)

    def objects(self) -> list[bytes]:
        return list(_NAMED)


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """Return a one-page PDF with a title and lines of text under it."""
    return written(title, lines, free_font())


def written(title: str, lines: Sequence[str], font: ImageFont.FreeTypeFont | None) -> bytes:
    """Return the same PDF in the letters of a font, or in those of the viewer."""
    letters = Letters(font, [title, *lines, _NOTE], _FIRST) if font else _Named()
    size = 20
    left = max(_MARGIN, (_WIDTH - size * letters.width(title)) / 2)
    placed = [(left, _HEIGHT - 110, size, title), (_MARGIN, 60, 10, _NOTE)]
    placed += [(_MARGIN, _HEIGHT - 165 - 26 * number, 12, line) for number, line in enumerate(lines)]
    content = "\n".join(
        f"BT /F {size} Tf {x:.0f} {y} Td <{letters.hexadecimal(words)}> Tj ET" for x, y, size, words in placed
    )
    page = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {_WIDTH} {_HEIGHT}]/Contents 4 0 R"
        f"/Resources<</Font<</F {_FIRST} 0 R>>>>>>"
    )
    start = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page.encode()]
    return _whole([*start, stream(content.encode("ascii")), *letters.objects()])


def _whole(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n%\xe4\xb8\xad\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode("ascii")
    out += b"".join(f"{place:010d} 00000 n \n".encode("ascii") for place in places)
    return bytes(out) + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
