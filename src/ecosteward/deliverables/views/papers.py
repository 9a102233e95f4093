"""A document as paper: on the page, as Word, Excel and PDF."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from ecosteward.accounts.door import find
from ecosteward.deliverables import rules
from ecosteward.deliverables.models import Document, DocumentState
from ecosteward.deliverables.queries.papers import NoPaperError, paper, spreadsheet
from ecosteward.deliverables.rendering.html import html
from ecosteward.deliverables.rendering.pdf import NoPdfError, pdf
from ecosteward.deliverables.views.documents import JOINED
from ecosteward.pages.faults import UnavailableError
from ecosteward.pages.http import person

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _document(request: HttpRequest, pk: int) -> Document:
    return find(person(request), Document.objects.select_related(*JOINED), pk)


def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the document as it would be made now, or as it was signed."""
    document = _document(request, pk)
    try:
        body = html(paper(document, small=True))
    except (NoPaperError, UnavailableError) as error:
        return render(request, "deliverables/_preview.html", {"fault": str(error), "document": document})
    return render(request, "deliverables/_preview.html", {"body": body, "document": document})


def word(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the Word file: the signed one, or a draft marked as such."""
    document = _document(request, pk)
    if document.file_id is not None:
        return redirect("files:download", document.file_id)
    try:
        return _sent(paper(document), f"{_name(document)}.docx", _WORD)
    except NoPaperError as error:
        messages.error(request, str(error))
        return redirect("deliverables:document", pk)


def excel(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the Excel file that goes with the document."""
    document = _document(request, pk)
    if document.sheet_id is not None:
        return redirect("files:download", document.sheet_id)
    content = spreadsheet(document)
    if content is None:
        raise Http404
    return _sent(content, f"{_name(document)}.xlsx", _EXCEL)


def portable(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the document as PDF, where LibreOffice is installed."""
    document = _document(request, pk)
    try:
        content = pdf(paper(document))
    except (NoPaperError, NoPdfError) as error:
        messages.error(request, str(error))
        return redirect("deliverables:document", pk)
    return _sent(content, f"{_name(document)}.pdf", "application/pdf")


def _name(document: Document) -> str:
    draft = document.state in {DocumentState.DRAFT, DocumentState.REVIEW, DocumentState.RETURNED}
    return f"{rules.named(document.title, document.number)}{'草稿' if draft else ''}"


def _sent(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
