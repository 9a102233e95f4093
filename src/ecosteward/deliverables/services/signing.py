"""Review and sign-off. What is signed is rendered once and never again."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.deliverables import rules
from ecosteward.deliverables.models import Document
from ecosteward.deliverables.queries.documents import mark_of, preview
from ecosteward.deliverables.queries.templates import of as template_of
from ecosteward.deliverables.rendering.pictures import pictures_of
from ecosteward.deliverables.rendering.render import TemplateFaultError, render
from ecosteward.deliverables.services.filing import file_away
from ecosteward.files.services import made
from ecosteward.journal.services import write


def submit(actor: User, document: Document) -> None:
    """Hand a draft to the quality lead.

    Raises:
        ValidationError: something is lacking without which it cannot be signed.

    """
    require(actor, "document.submit", document)
    if document.kind:
        lacking = preview(document).blocking
        if lacking:
            raise ValidationError([f"还不能提交：{each.text}" for each in lacking])
    document.state = rules.after("submit", document.state) or document.state
    document.submitted_at = timezone.now()
    write(actor, "document.submitted", document)


def send_back(actor: User, document: Document, reason: str) -> None:
    """Return a document to its author. Raises ValidationError without a reason."""
    require(actor, "document.send_back", document)
    if not reason.strip():
        raise ValidationError({"reason": "请写明退回原因，编制人据此修改"})
    document.state = rules.after("send_back", document.state) or document.state
    write(actor, "document.returned", document, reason=reason.strip())


@transaction.atomic
def sign(actor: User, document: Document) -> None:
    """Sign a document off: render it once, freeze it with the digest of its data, file it. All of it or nothing.

    Raises:
        ValidationError: something is lacking, or its template cannot be filled.

    """
    document_row = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    require(actor, "document.sign", document_row)
    document.state = rules.after("sign", document.state) or document.state
    document.signed_by, document.signed_at = actor, timezone.now()
    if document.kind:
        _freeze(actor, document)
    write(actor, "document.signed", document)
    _supersede(actor, document)
    file_away(actor, document)


def _freeze(actor: User, document: Document) -> None:
    shown = preview(document)
    if shown.blocking:
        raise ValidationError([f"还不能审签：{each.text}" for each in shown.blocking])
    mark, template = mark_of(document, signed=True), template_of(document, shown.kind)
    try:
        content = render(
            template.content, mark, shown.data, shown.kind.typed(document), pictures_of(document.agency_id)
        )
    except TemplateFaultError as error:
        raise ValidationError(f"{error}。请机构负责人检查模板后再审签") from error
    name = rules.named(document.title, document.number)
    document.file = made(actor, f"{name}.docx", content, agency=document.agency, client_id=document.client_id)
    if shown.kind.sheet is not None:
        sheet = shown.kind.sheet(mark, shown.data)
        document.sheet = made(actor, f"{name}.xlsx", sheet, agency=document.agency, client_id=document.client_id)
    document.facts = rules.facts(shown.data)
    document.data_digest = rules.digest(document.facts)
    document.template_version = template.version


def _supersede(actor: User, document: Document) -> None:
    old = document.replaces
    state = rules.after("supersede", old.state) if old else None
    if old is not None and state is not None:
        old.state = state
        write(actor, "document.superseded", old, reason=f"新版本 {document.number}")
