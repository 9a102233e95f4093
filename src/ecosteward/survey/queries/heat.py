"""Enterprise by topic: where a park's problems lie."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from ecosteward.clients.models import Client
from ecosteward.standard import queries as standard
from ecosteward.standard.models import Topic
from ecosteward.survey.models import UNCLOSED, Finding


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
    """The table, the enterprise with most findings first.

    Attributes:
        topics: its columns.
        lines: at most as many enterprises as were asked for.
        totals: of all enterprises, by column.
        enterprises: how many have a finding that is not closed.

    """

    topics: tuple[Topic, ...]
    lines: tuple[HeatLine, ...]
    totals: tuple[int, ...]
    enterprises: int


def heat(rows: QuerySet[Finding], most: int = 100, edition: str = standard.EDITION) -> Heat:
    """Return the table of those findings that are not closed, by client and topic: a constant number of queries.

    Only what is shown is read cell by cell; a province has twenty thousand cells.
    """
    unclosed, topics = rows.filter(UNCLOSED).order_by(), standard.survey_topics(edition)
    by_client = _counted(unclosed, "client_id")
    by_topic = _counted(unclosed, "topic_id")
    ranked = sorted(by_client, key=lambda client: (-by_client[client], client))[:most]
    names = Client.objects.only("name").in_bulk(ranked)
    groups = unclosed.filter(client__in=ranked).values_list("client_id", "topic_id")
    numbers = {(client, topic): number for client, topic, number in groups.annotate(number=Count("*"))}
    highest = max(numbers.values(), default=0)
    lines = tuple(_line(names[client], topics, numbers, highest) for client in ranked)
    return Heat(topics, lines, tuple(by_topic.get(topic.id, 0) for topic in topics), len(by_client))


def _counted(rows: QuerySet[Finding], by: str) -> dict[Any, int]:
    return dict(rows.values_list(by).annotate(number=Count("*")))


def _line(client: Client, topics: tuple[Topic, ...], numbers: dict[tuple[int, str], int], most: int) -> HeatLine:
    cells = tuple(_cell(topic, numbers.get((client.pk, topic.id), 0), most) for topic in topics)
    return HeatLine(client, cells, sum(cell.number for cell in cells))


def _cell(topic: Topic, number: int, most: int) -> Cell:
    return Cell(topic, number, -(-4 * number // most) if most else 0)
