"""A plain map of clients: the page holds its frame, what is on it comes after the page from an address of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from django.http import JsonResponse
from django.urls import reverse

MOST = 5000  # more a browser draws slowly; it is said how many are left out
_ANY = 987654321  # a key that stands nowhere else in an address


class Place(NamedTuple):
    """One client on the map, its colour one of red, amber, grey and green."""

    latitude: float
    longitude: float
    name: str
    url: str
    words: str
    colour: str


@dataclass(frozen=True)
class Map:
    """The frame: what the map shows, where that comes from, and what each colour means."""

    label: str
    address: str
    legend: tuple[tuple[str, str], ...]


class Address:
    """Addresses of many objects: resolved once, for each object of a province it would take a third of the time."""

    def __init__(self, name: str) -> None:
        self._before, self._after = reverse(name, args=[_ANY]).split(str(_ANY))

    def of(self, key: int) -> str:
        """Return the address of one object."""
        return f"{self._before}{key}{self._after}"


def answer(places: Iterable[Place]) -> JsonResponse:
    """Send the first places, and how many more there are."""
    rest = iter(places)
    shown = list(islice(rest, MOST))
    return JsonResponse({"places": shown, "left": sum(1 for _ in rest)}, json_dumps_params={"ensure_ascii": False})
