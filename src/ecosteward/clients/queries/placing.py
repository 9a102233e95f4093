"""Where clients lie."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import QuerySet

from ecosteward.clients.models import Client


class Placed(NamedTuple):
    """A client that has a place on the map, in degrees."""

    pk: int
    name: str
    latitude: float
    longitude: float


def placed(rows: QuerySet[Client]) -> QuerySet[Client]:
    """Return those of the clients that have a place."""
    return rows.exclude(latitude=None).exclude(longitude=None)


def places(rows: QuerySet[Client]) -> Iterator[Placed]:
    """Yield where clients lie that have a place. One query."""
    for pk, name, latitude, longitude in placed(rows).values_list("pk", "name", "latitude", "longitude"):
        if latitude is not None and longitude is not None:
            yield Placed(pk, name, latitude, longitude)
