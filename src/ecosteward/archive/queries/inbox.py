"""Papers that wait for a place, and where they probably belong."""

from dataclasses import dataclass

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper, State
from ecosteward.archive.rules.suggestion import suggest
from ecosteward.clients.models import Client
from ecosteward.standard.models import ArchiveSlot
from ecosteward.standard.queries import archive_slot


@dataclass(frozen=True)
class Waiting:
    """A paper without a place, and the slots its name speaks for."""

    paper: Paper
    slots: tuple[ArchiveSlot, ...]


def inbox(client: Client, user: User) -> list[Waiting]:
    """Return what a person sees waiting in a client's archive, oldest first."""
    papers = visible(user, Paper.objects.filter(client=client, state=State.INBOX)).select_related("file", "client")
    return [
        Waiting(paper, tuple(archive_slot(slot) for slot in suggest(f"{paper.title} {paper.file.name}")))
        for paper in papers.select_related("file__brought_by").order_by("pk")
    ]
