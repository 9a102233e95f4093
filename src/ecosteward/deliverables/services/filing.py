"""Filing what was signed: on its slot of Appendix E and in its contract's file."""

from typing import Any

from django.utils import timezone

from ecosteward.accounts.models import Kind as Side
from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper, Section, State
from ecosteward.archive.services import file_in_contract, file_on_slot
from ecosteward.archive.services import replace as replace_paper
from ecosteward.deliverables import rules
from ecosteward.deliverables.kinds import kinds
from ecosteward.deliverables.models import Category, Document
from ecosteward.files.models import File

SOURCE = "服务成果"
# Where an uploaded result of an enterprise goes in Appendix E; the others go to the contract's file alone.
_SLOTS = {Category.REPORT: "E.8-3", Category.GUIDANCE: "E.8-3", Category.ADVICE: "E.8-3", Category.TRAINING: "E.8-1"}


def place_of(document: Document) -> tuple[str, Section]:
    """Return the slot of Appendix E (empty where none) and the section of the contract's file a document goes to."""
    kind = kinds().get(document.kind)
    slot = kind.slot if kind else _SLOTS.get(Category(document.category), "")
    enterprise = document.client.kind == Side.ENTERPRISE
    section = Section(kind.section) if kind else Section.RESULT
    if not kind and document.category == Category.PROCESS:
        section = Section.PROCESS
    return slot if enterprise else "", section


def file_away(actor: User, document: Document) -> None:
    """File a signed document; its new version takes the place of the old one."""
    for file in (document.file, document.sheet):
        if file is not None:
            _file(actor, document, file)


def _file(actor: User, document: Document, file: File) -> None:
    slot, section = place_of(document)
    facts: dict[str, Any] = {
        "title": rules.named(document.title, document.number),
        "dated_on": timezone.localdate(document.signed_at),
        "reference": document.number,
    }
    old = _former(document, file)
    for paper in old:
        replace_paper(actor, paper, file, reason=f"新版本 {document.number}", **facts)
    if old:
        return
    if slot:
        file_on_slot(actor, document.client, slot, file, period=document.period, source=SOURCE, **facts)
    if document.contract_id is not None:
        file_in_contract(actor, document.client, document.contract_id, section, file, source=SOURCE, **facts)


def _former(document: Document, file: File) -> list[Paper]:
    former = document.replaces
    if former is None:
        return []
    replaced = former.sheet if file.pk == document.sheet_id else former.file
    return list(Paper.objects.filter(client=document.client, file=replaced, state=State.FILED).select_related("file"))
