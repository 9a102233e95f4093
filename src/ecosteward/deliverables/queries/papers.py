"""The bytes of a document: frozen where it was signed, made anew where it is a draft."""

from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.deliverables.queries.documents import mark_of, preview
from ecosteward.deliverables.queries.templates import of as template_of
from ecosteward.deliverables.rendering.pictures import pictures_of, thumbnails_of
from ecosteward.deliverables.rendering.render import TemplateFaultError, render
from ecosteward.files.services import opened

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class NoPaperError(LookupError):
    """There is nothing to show; says why in Chinese."""


def paper(document: Document, *, small: bool = False) -> bytes:
    """Return the .docx of a document: the signed file, or a draft made now. `small` pictures are for the screen.

    Raises:
        NoPaperError: an uploaded file that is not Word, or a template that cannot be filled.

    """
    if document.file is not None:
        if document.file.media_type != _WORD:
            raise NoPaperError("上传的文件不是 Word 文档，不能在这里预览，请打开或下载查看")
        try:
            with opened(document.file) as stream:
                return stream.read()
        except FileNotFoundError as error:
            raise NoPaperError(f"文件库里找不到「{document.file.name}」的原件，请联系管理员核对文件库") from error
    if not document.kind or document.state == DocumentState.WITHDRAWN:
        raise NoPaperError("这份成果没有文件")
    shown = preview(document)
    pictures = thumbnails_of(document.agency_id) if small else pictures_of(document.agency_id)
    try:
        return render(
            template_of(document, shown.kind).content,
            mark_of(document, signed=False),
            shown.data,
            shown.kind.typed(document),
            pictures,
        )
    except TemplateFaultError as error:
        raise NoPaperError(f"{error}。请机构负责人检查模板") from error


def spreadsheet(document: Document) -> bytes | None:
    """Return the Excel file that goes with a draft; None where its kind has none."""
    if not document.kind:
        return None
    shown = preview(document)
    return shown.kind.sheet(mark_of(document, signed=False), shown.data) if shown.kind.sheet else None
