"""Putting rows straight into tables, many at a time."""

import random
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models
from django.utils import timezone

from ecosteward.clients.models import Client

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")

TODAY = timezone.localdate()
BATCH = 20_000


def draws() -> random.Random:
    """Return a source of the same numbers every time."""
    return random.Random(20261123)  # noqa: S311  # numbers to fill tables with, nobody has to guess them


def made(objects: Iterable[M]) -> list[M]:
    """Store the objects and return them with their keys."""
    return [each for batch in batches(objects) for each in stored(batch)]


def stored(batch: list[M]) -> list[M]:
    """Store one batch and return it with its keys."""
    return type(batch[0])._base_manager.bulk_create(batch, batch_size=2000)


def batches(objects: Iterable[T]) -> Iterator[list[T]]:
    """Yield what comes in lists of `BATCH`."""
    rest = iter(objects)
    while batch := list(islice(rest, BATCH)):
        yield batch


def copied(table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Send rows nobody asks the keys of by the database's fastest way in."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def owned(client: Client) -> dict[str, Any]:
    """Return whose a row is."""
    return {"agency_id": client.agency_id, "client": client}
