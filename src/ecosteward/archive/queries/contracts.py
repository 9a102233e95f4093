"""The files of contracts."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.archive.models import ContractFile, Paper, Section, State
from ecosteward.clients.models import Client


@dataclass(frozen=True)
class Part:
    """One section of a contract's file with the papers that stand there."""

    section: Section
    papers: tuple[Paper, ...]


def contract_papers(contract_id: int) -> QuerySet[Paper]:
    """Return the papers that stand in a contract's file, by section and date, with their files."""
    standing = Paper.objects.filter(contract_id=contract_id, state=State.FILED)
    return standing.select_related("file").order_by("section", "dated_on", "pk")


def parts(contract: ContractFile, user: User) -> list[Part]:
    """Return the six sections of a contract's file with what the person may see in them."""
    papers = list(visible(user, contract_papers(contract.contract_id)))
    return [Part(section, tuple(paper for paper in papers if paper.section == section)) for section in Section]


def contract_files(client: Client, user: User) -> list[tuple[ContractFile, int]]:
    """Return a client's contract files, newest first, each with the number of papers the person sees in it."""
    papers = visible(user, Paper.objects.filter(client=client, state=State.FILED, contract_id__isnull=False))
    counts = dict(papers.order_by().values_list("contract_id").annotate(count=Count("pk")))
    files = visible(user, ContractFile.objects.filter(client=client)).order_by("-contract_id")
    return [(file, counts.get(file.contract_id, 0)) for file in files]
