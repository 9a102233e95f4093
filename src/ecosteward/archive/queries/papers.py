"""Where papers stand and what they stood for."""

from django.db.models import QuerySet

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.archive.models import ContractFile, Paper, Section, State, TextLayer
from ecosteward.clients.models import Client
from ecosteward.standard.queries import archive_slot


def slot_name(paper: Paper) -> str:
    """Return the number and name of the slot a paper stands on; empty where it stands on none."""
    if not paper.slot_id:
        return ""
    slot = archive_slot(paper.slot_id)
    return f"{slot.no} {slot.name}"


def place_name(paper: Paper) -> str:
    """Return where a paper stands, in words."""
    if paper.slot_id:
        return slot_name(paper)
    if paper.contract_id is None:
        return State.INBOX.label
    contract = ContractFile.objects.filter(contract_id=paper.contract_id).first()
    return f"合同档案 {contract or paper.contract_id} · {Section(paper.section).label}"


def versions(paper: Paper, user: User) -> list[Paper]:
    """Return the papers that a paper replaced, one after the other, newest first."""
    found: list[Paper] = []
    older = paper
    while (before := visible(user, Paper.objects.filter(replaced_by=older)).select_related("file").first()) is not None:
        found.append(before)
        older = before
    return found


def text_layer(paper: Paper) -> TextLayer | None:
    """Return what could be read of a paper's text."""
    return TextLayer.objects.filter(sha256=paper.file.sha256).first()


def packable(client: Client, user: User) -> QuerySet[Paper]:
    """Return what a person sees of a client's archive but for what was destroyed, with the files."""
    papers = Paper.objects.filter(client=client).exclude(state=State.DESTROYED)
    return visible(user, papers).select_related("file")
