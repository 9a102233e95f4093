"""Enterprise by topic: where a park's problems lie."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from ecosteward.clients.models import Client
from ecosteward.standard import queries as standard
from ecosteward.standard.models import Topic
from ecosteward.survey.models import Finding, FindingState


@dataclass(frozen=True)
class Cell:
    """The findings of one enterprise in one topic that are not closed. `level` is 0 (none) to 4 (most)."""

    topic: Topic
    number: int
    level: int


@dataclass(frozen=True)
class HeatLine:
    """One enterprise."""

    client: Client
    cells: tuple[Cell, ...]
    total: int


@dataclass(frozen=True)
class Heat:
    """The table, the enterprise with most findings first."""

    topics: tuple[Topic, ...]
    lines: tuple[HeatLine, ...]
    totals: tuple[int, ...]


def heat(clients: Iterable[Client], rows: QuerySet[Finding], edition: str = standard.EDITION) -> Heat:
    """Return the table of findings not closed, of `rows`, by client and topic: one query for the numbers."""
    topics = standard.survey_topics(edition)
    groups = rows.exclude(state=FindingState.CLOSED).order_by().values_list("client_id", "topic_id")
    numbers = {(client, topic): number for client, topic, number in groups.annotate(number=Count("pk"))}
    most = max(numbers.values(), default=0)
    lines = [_line(client, topics, numbers, most) for client in clients]
    lines.sort(key=lambda line: (-line.total, line.client.name))
    totals = tuple(sum(line.cells[index].number for line in lines) for index in range(len(topics)))
    return Heat(topics, tuple(lines), totals)


def _line(client: Client, topics: tuple[Topic, ...], numbers: dict[tuple[int, str], int], most: int) -> HeatLine:
    cells = tuple(_cell(topic, numbers.get((client.pk, topic.id), 0), most) for topic in topics)
    return HeatLine(client, cells, sum(cell.number for cell in cells))


def _cell(topic: Topic, number: int, most: int) -> Cell:
    return Cell(topic, number, -(-4 * number // most) if most else 0)
