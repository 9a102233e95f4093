"""What a file may be called and what it may be: pure functions."""

import re
import unicodedata
from pathlib import PurePosixPath

# Kinds of file that people in this trade exchange, by ending. Anything a computer would run is not among them.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "wps": "application/vnd.ms-works",
    "et": "application/vnd.ms-excel",
    "ofd": "application/ofd",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
    "heic": "image/heic",
    "txt": "text/plain",
    "csv": "text/csv",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "dwg": "image/vnd.dwg",
    "dxf": "image/vnd.dxf",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "eml": "message/rfc822",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_MAGIC = {
    "pdf": (b"%PDF-",),
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
    "gif": (b"GIF8",),
    "bmp": (b"BM",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "tiff": (b"II*\x00", b"MM\x00*"),
    "rar": (b"Rar!",),
    "7z": (b"7z\xbc\xaf'\x1c",),
    "dwg": (b"AC10",),
}
_LONGEST_NAME = 150


def ending(name: str) -> str:
    """Return a file name's ending in lower case, without the dot."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def name_fault(name: str) -> str:
    """Return what is wrong with a file name, in words that say what to do; empty if nothing is."""
    if not name.strip() or name.strip(". ") == "":
        return "文件没有名称，请改名后重新上传"
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co"} for char in name):
        return "文件名中有看不见的控制字符，可能被人伪装过，请改名后重新上传"
    if re.search(r'[\\/:*?"<>|]', name) or ".." in name:
        return '文件名不能含 \\ / : * ? " < > | 或连续的点，请改名后重新上传'
    if len(name) > _LONGEST_NAME:
        return f"文件名不能超过 {_LONGEST_NAME} 个字，请改短后重新上传"
    if ending(name) not in MEDIA_TYPES:
        return f"不收 .{ending(name) or '（无后缀）'} 文件；请上传 PDF、Word、Excel、图片、压缩包等资料文件"
    return ""


def size_fault(size: int, limit: int) -> str:
    """Return what is wrong with a size in bytes, given the limit in bytes; empty if nothing is."""
    if size == 0:
        return "文件是空的（0 字节），请确认原文件能打开后重新上传"
    if size > limit:
        return f"文件有 {size / 1024**2:.0f} MB，超过上限 {limit / 1024**2:.0f} MB，请压缩或拆分后上传"
    return ""


def content_fault(name: str, head: bytes, tail: bytes) -> str:
    """Compare a file's first 2,048 and last 65,600 bytes with its ending; empty if they agree."""
    kind = ending(name)
    if kind in _MAGIC and not head.startswith(_MAGIC[kind]):
        return f"内容不是 {kind.upper()} 文件（可能改过后缀），请用原来的软件另存后上传"
    if kind in {"jpg", "jpeg"} and b"\xff\xd9" not in tail:
        return "图片不完整（传输中断或文件损坏），请重新拍摄或拷贝后上传"
    if kind == "png" and b"IEND" not in tail:
        return "图片不完整（传输中断或文件损坏），请重新拷贝后上传"
    if kind == "pdf" and b"%%EOF" not in tail:
        return "PDF 不完整（没有结尾），请重新下载或另存后上传"
    if kind in {"docx", "xlsx", "pptx", "ofd", "zip"} and b"PK\x05\x06" not in tail:
        return "文件不完整（压缩目录缺失），请重新拷贝后上传"
    return ""


def tidy_name(name: str) -> str:
    """Return a name in one Unicode form, so that the same Chinese name is the same file name everywhere."""
    return unicodedata.normalize("NFC", name).strip()
