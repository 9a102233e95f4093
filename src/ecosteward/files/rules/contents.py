import re
from collections.abc import Callable

from ecosteward.files.rules.kinds import ending

HEAD, TAIL = 2_048, 65_600  # bytes looked at; a zip's closing record lies within the last 65,557

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_MAGIC = {
    "doc": (_OLE, b"{\\rtf"),
    "xls": (_OLE,),
    "ppt": (_OLE,),
    "wps": (_OLE,),
    "et": (_OLE,),
    "docx": (_ZIP,),
    "xlsx": (_ZIP,),
    "pptx": (_ZIP,),
    "ofd": (_ZIP,),
    "zip": (_ZIP, b"PK\x05\x06"),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "bmp": (b"BM",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "rar": (b"Rar!\x1a\x07",),
    "7z": (b"7z\xbc\xaf'\x1c",),
    "dwg": (b"AC10",),
    "mp3": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
}
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")  # first box of an ISO or QuickTime file
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def size_fault(size: int, limit: int) -> str:
    """Return what is wrong with a size in bytes, given the limit in bytes; empty if nothing is."""
    if size == 0:
        return "文件是空的（0 字节），请确认原文件能打开后重新上传"
    if size > limit:
        return f"文件有 {size / 1024**2:.0f} MB，超过上限 {limit / 1024**2:.0f} MB，请压缩或拆分后上传"
    return ""


def content_fault(name: str, size: int, head: bytes, tail: bytes) -> str:
    """Compare a file's first `HEAD` and last `TAIL` bytes with its ending and size; empty if they agree.

    Pictures are also opened as a whole by `pictures.read`, which sees what is missing in their middle.
    """
    kind = ending(name)
    if head.startswith(_PROGRAMS) or not _KINDS.get(kind, _begins)(kind, head):
        return f"内容不是 {kind.upper()} 文件（可能改过后缀或加了打开密码），请用原来的软件另存后上传"
    if not _WHOLE.get(kind, _taken_as_whole)(size, head, tail):
        return "文件不完整（传输中断或没有下载完），请重新下载或拷贝后上传"
    return ""


def _begins(kind: str, head: bytes) -> bool:
    return kind not in _MAGIC or head.startswith(_MAGIC[kind])


def _is_pdf(_kind: str, head: bytes) -> bool:
    return b"%PDF-" in head[:1024]  # ISO 32000-1 annex H: readers accept the header anywhere in the first 1,024 bytes


def _is_webp(_kind: str, head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def _is_media(_kind: str, head: bytes) -> bool:
    return head[4:8] in _BOXES


def _is_text(_kind: str, head: bytes) -> bool:
    return head.startswith(_UTF16) or b"\x00" not in head


_KINDS: dict[str, Callable[[str, bytes], bool]] = {
    "pdf": _is_pdf,
    "webp": _is_webp,
    **dict.fromkeys(("heic", "mp4", "mov", "m4a"), _is_media),
    **dict.fromkeys(("txt", "csv", "eml"), _is_text),
}


def _taken_as_whole(_size: int, _head: bytes, _tail: bytes) -> bool:
    return True


def _whole_pdf(size: int, head: bytes, tail: bytes) -> bool:
    """Look for the closing mark. A linearised file has one near its start too, but says how long it should be."""
    linear = re.search(rb"/Linearized\b[^>]*?/L\s+(\d+)", head)
    return b"%%EOF" in tail and (linear is None or size >= int(linear[1]))


def _whole_zip(_size: int, _head: bytes, tail: bytes) -> bool:
    return b"PK\x05\x06" in tail


def _whole_ole(size: int, head: bytes, _tail: bytes) -> bool:
    """Compare the size with what the allocation table covers: all its sectors but the last are full ([MS-CFB] 2.2)."""
    if not head.startswith(_OLE):
        return True
    sector = 1 << min(int.from_bytes(head[30:32], "little"), 16)
    tables = int.from_bytes(head[44:48], "little")
    return size > (tables - 1) * (sector // 4) * sector


def _whole_7z(size: int, head: bytes, _tail: bytes) -> bool:
    start, length = int.from_bytes(head[12:20], "little"), int.from_bytes(head[20:28], "little")
    return size >= 32 + start + length


_WHOLE: dict[str, Callable[[int, bytes, bytes], bool]] = {
    "pdf": _whole_pdf,
    "7z": _whole_7z,
    **dict.fromkeys(("docx", "xlsx", "pptx", "ofd", "zip"), _whole_zip),
    **dict.fromkeys(("doc", "xls", "ppt", "wps", "et"), _whole_ole),
}
