"""The text of papers: read once per content, in the background."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Cast
from procrastinate.contrib.django import app

import ecosteward
from ecosteward.archive.models import Layer, PageText, TextLayer
from ecosteward.archive.reading import READERS
from ecosteward.archive.rules.bigrams import parts, readable, runs, vector
from ecosteward.files.models import File
from ecosteward.files.rules import ending
from ecosteward.files.services import chunks

SECONDS = 120  # for one file; the reading process is stopped then, and what it read so far is kept
_SOURCES = Path(ecosteward.__file__).parents[1]  # where the reading process finds this package
_SPOKEN = 5  # characters: fewer on a page are a page number or a stamp's speck, not a text layer


def want_text(file: File) -> None:
    """Have a file's text read in the background, unless its content was read before."""
    readable_kind = ending(file.name) in READERS
    state = Layer.WAITING if readable_kind else Layer.NAME_ONLY
    _, made = TextLayer.objects.get_or_create(sha256=file.sha256, defaults={"state": state})
    if made and readable_kind:
        app.configure_task("archive.read_text", queue="archive").defer(file_id=file.pk)


def read(file: File) -> TextLayer:
    """Read a file's text and keep it page by page, in place of what was kept. A file that cannot be read says why."""
    layer, _ = TextLayer.objects.get_or_create(sha256=file.sha256)
    pages: list[dict[str, Any]] = []
    fault = ""
    try:
        for line in _lines(file):
            fault = line.get("fault", fault)
            if "text" in line:
                pages.append({**line, "text": readable(line["text"])})
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        fault = "原件缺失" if isinstance(error, FileNotFoundError) else f"超过 {SECONDS} 秒"
    _keep(layer, pages, fault)
    return layer


@transaction.atomic
def _keep(layer: TextLayer, pages: list[dict[str, Any]], fault: str) -> None:
    spoken = [page for page in pages if sum(map(len, runs(page["text"]))) >= _SPOKEN]
    layer.texts.all().delete()
    PageText.objects.bulk_create([row for page in spoken for row in _rows(layer, page)], batch_size=200)
    layer.pages = len(pages)
    layer.state, layer.note = _outcome(len(pages), len(spoken), fault)
    layer.save()


def _rows(layer: TextLayer, page: dict[str, Any]) -> Iterator[PageText]:
    for text in parts(page["text"]):
        searched = Cast(Value(vector(text)), SearchVectorField())
        yield PageText(layer=layer, number=page["number"], label=page["label"], text=text, vector=searched)


def _outcome(pages: int, spoken: int, fault: str) -> tuple[Layer, str]:
    if fault and not spoken:
        return Layer.FAILED, _words(fault)
    if not spoken:
        return Layer.NO_TEXT, "未安装文字识别（OCR），只能按名称检索"
    if fault:
        return Layer.READ, f"只提取到前 {pages} 页：{_words(fault)}"
    return Layer.READ, f"其中 {pages - spoken} 页没有文字（扫描页）" if pages > spoken else ""


def _words(fault: str) -> str:
    """Say a reading fault in Chinese; what a library says in English helps nobody here."""
    if "password" in fault.lower():
        return "文件加了打开密码"
    return "文件内部结构读不出" + ("，请打开原件看看是否损坏" if fault.isascii() else f"（{fault[:100]}）")


def _lines(file: File) -> Iterator[dict[str, Any]]:
    """Yield what the reading process prints, stopping it when its time is over."""
    with tempfile.NamedTemporaryFile(suffix=f".{ending(file.name)}") as copy:
        for piece in chunks(file):
            copy.write(piece)
        copy.flush()
        command = [sys.executable, "-m", "ecosteward.archive.reading", ending(file.name), copy.name]
        with subprocess.Popen(command, cwd=_SOURCES, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:  # noqa: S603
            clock = threading.Timer(SECONDS, reader.kill)
            clock.start()
            try:
                yield from _parsed(reader)
            finally:
                clock.cancel()
                reader.kill()


def _parsed(reader: "subprocess.Popen[bytes]") -> Iterator[dict[str, Any]]:
    assert reader.stdout is not None
    whole = False
    for line in reader.stdout:
        found = json.loads(line)
        whole = whole or "pages" in found or "fault" in found
        yield found
    if not whole:
        yield {"fault": "读取中断或超时"}
