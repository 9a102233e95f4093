"""Whether an uploaded .docx can serve as a template: what is in the package, what its tags do, whether it fills."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import make_dataclass
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from lxml import etree

from ecosteward.deliverables.kinds.base import Kind, Mark
from ecosteward.deliverables.rendering.render import TemplateFaultError, render
from ecosteward.deliverables.rendering.sample import sample, sample_mark, sample_words
from ecosteward.deliverables.rendering.sandbox import environment, forbidden
from ecosteward.deliverables.rendering.shape import unknown

_LARGEST_UNPACKED = 200 * 1024 * 1024
_EXTERNAL = re.compile(rb'<Relationship\b[^>]*TargetMode="External"[^>]*>')
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_UNCLOSED = re.compile(r"block that needs to be closed is '(\w+)'")
_UNKNOWN_TAG = re.compile(r"unknown tag '(\w+)'")
_ACTIVE = ("vbaProject", "activeX", "oleObject", "embeddings/", "macros")


def faults(content: bytes, kind: Kind) -> list[str]:
    """Return everything that keeps a file from being a template of the kind, in Chinese; empty if nothing does."""
    wrong = list(_package(content))
    if wrong:
        return wrong
    try:
        sources = _sources(content)
    except (PackageNotFoundError, KeyError, ValueError):
        return ["打不开这份 Word 文件，请在 Word 或 WPS 中另存为 .docx 后重新上传"]
    wrong = [fault for source in sources for fault in _tags(source, kind)]
    if wrong:
        return list(dict.fromkeys(wrong))
    if not any("{{" in source for source in sources):
        return ["模板里没有变量（如 {{ data.client.name }}），生成的文件会千篇一律；请对照变量表添加"]
    try:
        render(content, sample_mark(kind), sample(kind), sample_words(kind), lambda _sha256: None)
    except TemplateFaultError as error:
        return [str(error)]
    return []


def _package(content: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _LARGEST_UNPACKED:
                yield "文件解压后过大，可能被人做过手脚，不予接收"
                return
            names = package.namelist()
            if "word/document.xml" not in names:
                yield "不是 Word 文档，请在 Word 或 WPS 中另存为 .docx 后重新上传"
            if any(word.lower() in name.lower() for name in names for word in _ACTIVE):
                yield "模板含有宏、控件或嵌入对象，请删除后另存为 .docx"
            for name in names:
                yield from _part(name, package.read(name))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        yield "文件损坏或不是 .docx，请在 Word 或 WPS 中另存后重新上传"


def _part(name: str, content: bytes) -> Iterator[str]:
    if name == "[Content_Types].xml" and b"macroEnabled" in content:
        yield "这是启用宏的文档，请另存为不含宏的 .docx"
    if name.endswith((".xml", ".rels")):
        yield from _structure(content)
    if name.endswith(".rels") and any(_loads(found) for found in _EXTERNAL.findall(content)):
        yield "模板引用了外部文件或网络图片，请改为嵌入图片"


def _structure(content: bytes) -> Iterator[str]:
    """Refuse what is not whole XML, and what declares entities: no program that writes Word files does."""
    try:
        parsed = etree.fromstring(content, _PARSER).getroottree()
    except etree.XMLSyntaxError:
        yield "文件内部结构损坏，请在 Word 或 WPS 中打开，另存为 .docx 后重新上传"
        return
    if parsed.docinfo.internalDTD is not None:
        yield "文件内部结构异常（含外部实体声明），不予接收"


def _loads(relationship: bytes) -> bool:
    """Tell whether Word would fetch the target by itself; a hyperlink waits for a click."""
    return b"/hyperlink" not in relationship


def _sources(content: bytes) -> list[str]:
    """Return the template text of each part, as the template engine sees it."""
    page = DocxTemplate(io.BytesIO(content))
    page.init_docx()
    sources = [page.patch_xml(page.get_xml())]
    for uri in (page.HEADER_URI, page.FOOTER_URI):
        sources += [page.patch_xml(page.get_part_xml(part)) for _, part in page.get_headers_footers(uri)]
    properties = page.docx.core_properties
    sources += [getattr(properties, name) or "" for name in ("author", "comments", "identifier", "subject", "title")]
    return sources


def _tags(source: str, kind: Kind) -> Iterator[str]:
    made = environment()
    made.filters["picture"] = lambda *_: ""
    try:
        tree = made.parse(source)
    except TemplateSyntaxError as error:
        yield f"标签写法有误：{_explained(error)}"
        return
    banned = list(dict.fromkeys(forbidden(tree)))
    yield from banned
    if banned:
        return
    for used in tree.find_all(nodes.Filter):
        if used.name not in made.filters:
            yield f"没有「{used.name}」这个过滤器"
    for name in unknown(tree, scope(kind)):
        yield f"没有「{name}」这个变量，请对照变量表修改"


def _explained(error: TemplateSyntaxError) -> str:
    said = error.message or ""
    if found := _UNCLOSED.search(said):
        return f"有一处 {{% {found[1]} … %}} 没有收尾，请在它管到的地方之后补上 {{% end{found[1]} %}}"
    if found := _UNKNOWN_TAG.search(said):
        return f"没有「{found[1]}」这种标签，或它前面少了开头；能用的有 for、if 和它们的收尾"
    return "请检查 {% %} 和 {{ }} 是否成对，里面是否有中文标点"


def scope(kind: Kind) -> dict[str, Any]:
    """Return the names a template of the kind may use, with their types."""
    words = make_dataclass("words", [(place.id, str) for place in kind.words])
    return {"doc": Mark, "data": kind.shape, "words": words}
