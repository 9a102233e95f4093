"""The 35-row list of Appendix E, as it stands for an enterprise."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, Q

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper, SlotState, State
from ecosteward.archive.rules.sheet import Tick
from ecosteward.clients.models import Client
from ecosteward.standard.models import ArchiveSlot
from ecosteward.standard.queries import archive_slots

_SHOWN = 6  # papers of a row that stand open; those before them are folded away


@dataclass(frozen=True)
class Row:
    """One document of the list: its two ticks and the papers that stand on it."""

    slot: ArchiveSlot
    electronic: Tick
    on_paper: Tick
    papers: tuple[Paper, ...]
    version: int

    @property
    def earlier(self) -> tuple[Paper, ...]:
        """Return the papers before the latest ones."""
        return self.papers[:-_SHOWN]

    @property
    def latest(self) -> tuple[Paper, ...]:
        """Return the papers that stand open on the page."""
        return self.papers[-_SHOWN:]

    @property
    def missing(self) -> str:
        """Return why the row is not complete, in words; empty where both columns are ticked."""
        gaps = [
            f"{name}：{tick.reason or '未登记'}"
            for name, tick in (("电子档", self.electronic), ("纸质档", self.on_paper))
            if not tick.filed
        ]
        return "；".join(gaps)


@dataclass(frozen=True)
class Group:
    """One class of documents (资料类别)."""

    no: int
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """The whole list of one enterprise."""

    client: Client
    groups: tuple[Group, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in printed order."""
        return tuple(row for group in self.groups for row in group.rows)

    def row(self, slot_id: str) -> Row:
        """Return one row. Raises KeyError for a slot the list does not have."""
        return {row.slot.id: row for row in self.rows}[slot_id]

    @property
    def electronic(self) -> int:
        """How many documents are filed electronically."""
        return sum(row.electronic.filed is True for row in self.rows)

    @property
    def on_paper(self) -> int:
        """How many documents are filed on paper."""
        return sum(row.on_paper.filed is True for row in self.rows)

    @property
    def total(self) -> int:
        """How many documents the list has."""
        return len(self.rows)

    @property
    def unsaid(self) -> tuple[Row, ...]:
        """Rows of which a column is still empty."""
        return tuple(row for row in self.rows if row.electronic.filed is None or row.on_paper.filed is None)


class Completeness(NamedTuple):
    """Documents filed electronically, of how many."""

    filed: int
    total: int


def sheet(client: Client, user: User | None = None) -> Sheet:
    """Return the list of an enterprise; with a person, only the papers that they may see. Three queries at most."""
    states = {state.slot_id: state for state in SlotState.objects.filter(client=client)}
    papers: dict[str, list[Paper]] = defaultdict(list)
    standing = Paper.objects.filter(client=client, state=State.FILED).exclude(slot_id="")
    for paper in (
        (visible(user, standing) if user else standing).select_related("file").order_by("period", "dated_on", "pk")
    ):
        papers[paper.slot_id].append(paper)
    return Sheet(
        client,
        tuple(
            Group(number, name, tuple(_row(slot, states.get(slot.id), tuple(papers[slot.id])) for slot in slots))
            for (number, name), slots in groupby(archive_slots(), lambda slot: (slot.category_no, slot.category))
        ),
    )


def _row(slot: ArchiveSlot, state: SlotState | None, papers: tuple[Paper, ...]) -> Row:
    if state is None:
        return Row(slot, Tick(), Tick(), papers, 0)
    electronic = Tick(state.electronic, state.electronic_reason)
    return Row(slot, electronic, Tick(state.on_paper, state.on_paper_reason), papers, state.version)


def completeness(client: Client) -> Completeness:
    """Return how many of an enterprise's documents are filed electronically, of 35."""
    return completeness_of([client])[client.pk]


def completeness_of(clients: Iterable[Client]) -> dict[int, Completeness]:
    """Return the completeness of many enterprises by primary key, in one query."""
    wanted = [client.pk for client in clients]
    counted = SlotState.objects.filter(client_id__in=wanted).values_list("client_id")
    filed = dict(counted.annotate(filed=Count("pk", filter=Q(electronic=True))).order_by())
    total = len(archive_slots())
    return {number: Completeness(filed.get(number, 0), total) for number in wanted}
