"""Papers for the demonstration's archives: short PDFs that say what they stand for and that they are made up.

The text names one of the fonts that every viewer of Chinese PDFs knows, so that nothing has to be embedded.
"""

from collections.abc import Sequence

_WIDTH, _HEIGHT, _MARGIN = 595, 842, 72
_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    "/FontDescriptor 6 0 R/DW 1000/W[1 95 500]>>]>>"
)
_DESCRIPTOR = (
    "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
    "/Ascent 880/Descent -120/CapHeight 880/StemV 93>>"
)


def pdf(title: str, lines: Sequence[str]) -> bytes:
    """Return a one-page PDF with a title and lines of text under it."""
    size = 20
    left = (_WIDTH - size * len(title)) / 2
    words = [_text(max(_MARGIN, left), _HEIGHT - 110, size, title)]
    words += [_text(_MARGIN, _HEIGHT - 165 - 26 * n, 12, line) for n, line in enumerate(lines)]
    words.append(_text(_MARGIN, 60, 10, "演示文件：单位、人员、编号和数据均为虚构"))
    content = "\n".join(words)
    return _whole(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {_WIDTH} {_HEIGHT}]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
            _FONT,
            _DESCRIPTOR,
        ]
    )


def _text(left: float, bottom: int, size: int, words: str) -> str:
    return f"BT /F {size} Tf {left:.0f} {bottom} Td <{words.encode('utf-16-be').hex()}> Tj ET"


def _whole(objects: Sequence[str]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode("ascii")
    out += b"".join(f"{place:010d} 00000 n \n".encode("ascii") for place in places)
    return bytes(out) + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
