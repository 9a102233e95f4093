"""一企一档资料存档表: Table E.1 for one enterprise, for the cover of its paper file."""

from dataclasses import dataclass

from django.urls import reverse

from ecosteward.archive.queries import sheet
from ecosteward.deliverables.facts import parties
from ecosteward.deliverables.kinds.base import Kind, Missing, Party, Subject
from ecosteward.deliverables.layouts.archive_cover import layout
from ecosteward.deliverables.models import Category, Document


@dataclass(frozen=True)
class SlotRow:
    """One document of the list: filed √, or 否 with the reason; empty where nobody has said."""

    category: str
    no: str
    name: str
    electronic: str
    on_paper: str


@dataclass(frozen=True)
class ArchiveCover:
    """The data of the list."""

    agency: Party
    client: Party
    rows: tuple[SlotRow, ...]
    electronic: int
    on_paper: int
    total: int


def data(document: Document) -> ArchiveCover:
    """Read the list as it stands."""
    known = sheet(document.client)
    return ArchiveCover(
        agency=parties.agency(document),
        client=parties.client(document),
        rows=tuple(
            SlotRow(row.slot.category, row.slot.no, row.slot.name, row.electronic.words, row.on_paper.words)
            for row in known.rows
        ),
        electronic=known.electronic,
        on_paper=known.on_paper,
        total=known.total,
    )


def missing(document: Document, cover: ArchiveCover) -> tuple[Missing, ...]:
    """Tell which rows nobody has ticked: the list wants √, or 否 with a reason, in every cell."""
    unsaid = [row.no for row in cover.rows if not row.electronic or not row.on_paper]
    if not unsaid:
        return ()
    words = f"还有 {len(unsaid)} 项没有打“√”或写明“否”的原因：{'、'.join(unsaid)}"
    return (Missing(words, reverse("archive:edit", args=[document.client_id]), blocking=True),)


KIND = Kind(
    id="archive_cover",
    code="DA",
    title="一企一档资料存档表",
    category=Category.ARCHIVE,
    subject=Subject.CLIENT,
    shape=ArchiveCover,
    data=data,
    missing=missing,
    layout=layout,
    clients=("enterprise",),
    lead="附录E 的 35 项，已归档打“√”，未归档填“否”并写原因，打印后贴在纸质档案封面。",
)
