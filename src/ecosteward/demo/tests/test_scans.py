"""The demonstration's PDFs say what they should, in letters of their own where there is a font to take them from."""

from pathlib import Path

import pypdfium2
import pytest
from PIL import ImageFont

from ecosteward.demo.lettering import EM, font_in
from ecosteward.demo.scans import written

TITLE, LINES = "Permit 2026-0012", ["Issued by: A. Nobody", "Valid until 2029-12-31 (made up)"]


@pytest.fixture
def plain() -> ImageFont.FreeTypeFont:
    """Be the font that comes with Pillow: Latin letters, and a box for every other."""
    font = ImageFont.load_default(EM)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _text(content: bytes) -> str:
    return str(pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded())


def _ink(content: bytes, top: int, bottom: int) -> int:
    """Count the dark dots between two heights in points from the top."""
    page = pypdfium2.PdfDocument(content)[0].render(grayscale=True).to_pil()
    return sum(page.crop((0, top, page.width, bottom)).histogram()[:128])


def test_letters_from_a_font_lie_in_the_paper_and_can_be_seen_and_read(plain: ImageFont.FreeTypeFont) -> None:
    content = written(TITLE, LINES, plain)
    assert b"/Subtype/Type3" in content
    assert b"STSong" not in content
    for words in (TITLE, *LINES, "演示文件：单位、人员、编号和数据均为虚构"):
        assert words in _text(content)
    assert _ink(content, 80, 120) > 200
    assert _ink(content, 300, 700) == 0


def test_without_a_font_the_paper_names_one_that_viewers_know() -> None:
    content = written("排污许可证", ["存档项：排污许可证"], None)
    assert b"STSong-Light" in content
    assert "排污许可证" in _text(content)


def test_a_machine_without_a_free_font_has_none_to_offer(tmp_path: Path) -> None:
    (tmp_path / "SimSun.ttc").write_bytes(b"not ours to give away")
    assert font_in([tmp_path, tmp_path / "missing"]) is None


def test_a_paper_is_the_same_however_often_it_is_made(plain: ImageFont.FreeTypeFont) -> None:
    assert written(TITLE, LINES, plain) == written(TITLE, LINES, plain)


def test_a_title_too_long_for_the_page_begins_at_the_margin(plain: ImageFont.FreeTypeFont) -> None:
    content = written("W" * 60, [], plain)
    assert _ink(content, 80, 120) > 200
