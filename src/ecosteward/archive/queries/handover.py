"""What can be handed over, and what was."""

from dataclasses import dataclass

from django.db.models import QuerySet

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.archive.models import Handover, HandoverItem, Paper, State
from ecosteward.clients.models import Client


@dataclass(frozen=True)
class Line:
    """One row of the printed list."""

    item: HandoverItem

    @property
    def category(self) -> str:
        """The folder it lies in, which is its class."""
        return self.item.path.partition("/")[0]

    @property
    def name(self) -> str:
        """Its title with the period or date that tells it from others of that title."""
        paper = self.item.paper
        mark = paper.period or (paper.dated_on.isoformat() if paper.dated_on else "")
        return f"{paper.title}（{mark}）" if mark else paper.title


def to_hand_over(client: Client, user: User) -> QuerySet[Paper]:
    """Return the papers of a client that stand in their places, with their files."""
    papers = Paper.objects.filter(client=client, state=State.FILED)
    return visible(user, papers).select_related("file").order_by("pk")


def lines(record: Handover) -> list[Line]:
    """Return the rows of a list in order."""
    return [Line(item) for item in record.items.select_related("paper__file").order_by("number")]
