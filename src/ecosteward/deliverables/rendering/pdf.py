"""PDF of a .docx by LibreOffice, where it is installed."""

import io
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn

_PATIENCE = 90  # seconds
_FONTS = Path(__file__).resolve().parents[1] / "data" / "fonts.conf"


class NoPdfError(RuntimeError):
    """The PDF could not be made; says why in Chinese."""


@cache
def converter() -> str:
    """Return the path of LibreOffice; empty where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def pdf(content: bytes) -> bytes:
    """Return a .docx as PDF. Raises NoPdfError."""
    if not converter():
        raise NoPdfError("服务器没有安装 LibreOffice，请下载 Word 后自行另存为 PDF")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "paper.docx").write_bytes(_flat_contents(content))
        profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
        command = [converter(), profile, "--headless", "--convert-to", "pdf", "--outdir", folder, "paper.docx"]
        try:
            subprocess.run(  # noqa: S603  # no part of the command comes from outside
                command, cwd=folder, env=_environment(), timeout=_PATIENCE, check=True, capture_output=True
            )
            return (place / "paper.pdf").read_bytes()
        except subprocess.TimeoutExpired as error:
            raise NoPdfError("生成 PDF 超时，请稍后再试或下载 Word") from error
        except (subprocess.CalledProcessError, OSError) as error:
            raise NoPdfError("生成 PDF 失败，请下载 Word 后自行另存") from error


def _environment() -> dict[str, str]:
    """Return the environment with our stand-ins for Chinese fonts that are not installed."""
    return {**os.environ, "FONTCONFIG_FILE": os.environ.get("FONTCONFIG_FILE", str(_FONTS))}


def _flat_contents(content: bytes) -> bytes:
    """Unwrap the table of contents: LibreOffice counts its page numbers only outside of the field."""
    document = Document(io.BytesIO(content))
    depth, inside = 0, False
    for run in list(document.element.body.iter(qn("w:r"))):
        mark, code = run.find(qn("w:fldChar")), run.find(qn("w:instrText"))
        if mark is not None and mark.get(qn("w:fldCharType")) == "begin":
            depth += 1
            begin = run
        if code is not None and (code.text or "").strip().startswith("TOC "):
            inside = True
            for piece in (begin, run, run.getnext()):
                piece.getparent().remove(piece)
            depth = 0
            continue
        if mark is not None and mark.get(qn("w:fldCharType")) == "end":
            depth -= 1
            if inside and depth < 0:
                run.getparent().remove(run)
                break
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
