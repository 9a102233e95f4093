"""What a generated Word document says."""

from pathlib import Path

import docx

from tests.browser.conftest import Visitor


def text_of(reader: Visitor, document: int, folder: Path) -> str:
    """Download a result as its reader does and return all its words, those in tables too."""
    page = reader.open(f"/deliverables/{document}/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 Word").click()
    target = folder / f"{document}.docx"
    waiting.value.save_as(target)
    opened = docx.Document(str(target))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])
