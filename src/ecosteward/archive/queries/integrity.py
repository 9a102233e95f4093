"""Whether every paper's bytes are still what was filed."""

from collections.abc import Iterator
from dataclasses import dataclass

from ecosteward.archive.models import Paper, State
from ecosteward.archive.queries.papers import place_name
from ecosteward.files.queries import Condition, verified


@dataclass(frozen=True)
class Loss:
    """A paper whose bytes are missing or changed."""

    paper: Paper
    condition: Condition

    def __str__(self) -> str:
        paper = self.paper
        return f"{self.condition.value}：{paper.client}｜{place_name(paper)}｜{paper.title}（{paper.file.name}）"


def losses(client_id: int | None = None) -> Iterator[Loss]:
    """Read the bytes of every paper, of one client or of all, each content once; yield those that are lost."""
    papers = (
        Paper.objects.exclude(state=State.DESTROYED).select_related("file", "client").order_by("file__sha256", "pk")
    )
    if client_id is not None:
        papers = papers.filter(client_id=client_id)
    read, found = "", Condition.WHOLE
    for paper in papers.iterator(chunk_size=500):
        if paper.file.sha256 != read:
            read, found = paper.file.sha256, verified(paper.file)
        if found != Condition.WHOLE:
            yield Loss(paper, found)
