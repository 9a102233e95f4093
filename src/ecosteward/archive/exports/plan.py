"""What goes into the zip and where: class folders, document folders, the contracts' folders."""

from collections.abc import Iterable
from dataclasses import dataclass

from ecosteward.archive.models import ContractFile, Paper, Section, State
from ecosteward.archive.rules.folders import Names
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.files.queries import Condition, condition
from ecosteward.standard.models import ArchiveSlot
from ecosteward.standard.queries import archive_slot, archive_slots

CONTRACTS, WAITING, OLDER = "合同档案", "待归位", "历史版本"
_SECTIONS = list(Section)


@dataclass(frozen=True)
class Member:
    """One paper of the zip: where it lies, and how its bytes stood when the plan was made."""

    path: str
    category: str
    document: str
    paper: Paper
    condition: Condition

    @property
    def file(self) -> File:
        """The paper's file."""
        return self.paper.file


@dataclass(frozen=True)
class Plan:
    """The whole content of the zip but for the lists that go with it."""

    client: Client
    folders: tuple[str, ...]
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """Bytes of all papers that can be packed."""
        return sum(member.file.size for member in self.members if member.condition == Condition.WHOLE)

    @property
    def lost(self) -> tuple[Member, ...]:
        """Papers whose bytes are missing or damaged."""
        return tuple(member for member in self.members if member.condition != Condition.WHOLE)


def plan(client: Client, papers: Iterable[Paper]) -> Plan:
    """Lay out papers of one client. Every slot has its folder, also an empty one, where any slot has a paper.

    `papers` come with their files. Looks at the store once a paper, and reads no bytes.
    """
    names = Names()
    chosen = sorted(papers, key=_order)
    contracts = {file.contract_id: str(file) for file in ContractFile.objects.filter(client=client)}
    members = tuple(_member(names, paper, contracts) for paper in chosen)
    slots = archive_slots() if any(paper.slot_id for paper in chosen) else ()
    return Plan(client, tuple("/".join(_folders(slot)) for slot in slots), members)


def _member(names: Names, paper: Paper, contracts: dict[int, str]) -> Member:
    category, document = _place(paper, contracts)
    older = [OLDER] if paper.state == State.SUPERSEDED else []
    path = names.path(*[part for part in (category, document) if part], *older, _file_name(paper))
    return Member(path, category, document, paper, condition(paper.file))


def _place(paper: Paper, contracts: dict[int, str]) -> tuple[str, str]:
    if paper.slot_id:
        return _folders(archive_slot(paper.slot_id))
    if paper.contract_id is None:
        return WAITING, ""
    section = Section(paper.section)
    name = contracts.get(paper.contract_id, f"合同 {paper.contract_id}")
    return f"{CONTRACTS} {name}", f"{_SECTIONS.index(section) + 1} {section.label}"


def _folders(slot: ArchiveSlot) -> tuple[str, str]:
    return f"{slot.category_no} {slot.category}", f"{slot.no} {slot.name}"


def _file_name(paper: Paper) -> str:
    mark, ending = paper.file.name.rpartition(".")[1:]
    return f"{paper.title}{mark}{ending}"


def _order(paper: Paper) -> tuple[object, ...]:
    places = [slot.id for slot in archive_slots()]
    place = places.index(paper.slot_id) if paper.slot_id else len(places)
    return place, paper.contract_id or 0, paper.section, paper.state, str(paper.dated_on or ""), paper.pk
