"""Reads the text of one file in a process of its own: `python -m ecosteward.archive.reading pdf <path>`.

A broken or hostile file then costs that process and nothing else. Prints one JSON object a line: pages
`{"number", "label", "text"}` as they are read, at last `{"pages"}` or `{"fault"}`. Imports no Django.
"""

import itertools
import json
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

MOST_PAGES = 3_000
MEMORY = 1024**3  # bytes of address space
PART = 3_000  # characters of a document that has no pages
ROWS = 100  # rows of a worksheet that make one part

Page = tuple[int, str, str]  # number, label, text


def pdf(path: Path) -> Iterator[Page]:
    """Yield a PDF's pages."""
    import pypdfium2  # noqa: PLC0415  # heavy: only the kind at hand is loaded

    with pypdfium2.PdfDocument(path) as document:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            text = page.get_textpage()
            yield number + 1, f"第 {number + 1} 页", text.get_text_bounded()
            text.close()
            page.close()


def docx(path: Path) -> Iterator[Page]:
    """Yield a Word document in parts: it has no pages until it is printed."""
    import docx as word  # noqa: PLC0415

    document = word.Document(str(path))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += ["\t".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    yield from _in_parts("\n".join(lines))


def xlsx(path: Path) -> Iterator[Page]:
    """Yield a workbook's sheets, a hundred rows at a time."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    number = itertools.count(1)
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        while part := list(itertools.islice(rows, ROWS)):
            text = "\n".join("\t".join(str(cell) for cell in row if cell is not None) for row in part)
            yield next(number), f"工作表「{sheet.title}」"[:60], text


def txt(path: Path) -> Iterator[Page]:
    """Yield a plain text in whichever encoding it is written."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _in_parts(content.decode("utf-16", "replace"))
    try:
        return _in_parts(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _in_parts(content.decode("gb18030", "replace"))


READERS: dict[str, Callable[[Path], Iterator[Page]]] = {"pdf": pdf, "docx": docx, "xlsx": xlsx, "txt": txt, "csv": txt}


def _in_parts(text: str) -> Iterator[Page]:
    for number, start in enumerate(range(0, len(text), PART), start=1):
        yield number, f"第 {number} 部分", text[start : start + PART]


def main(kind: str, path: Path) -> None:
    """Print what can be read of a file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    pages = 0
    try:
        for number, label, text in itertools.islice(READERS[kind](path), MOST_PAGES):
            pages += 1
            print(json.dumps({"number": number, "label": label, "text": text}), flush=True)  # noqa: T201
    except Exception as error:  # noqa: BLE001  # whatever a reader raises over a broken file
        print(json.dumps({"fault": f"{type(error).__name__}: {error}"[:150]}))  # noqa: T201
        return
    print(json.dumps({"pages": pages}))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
