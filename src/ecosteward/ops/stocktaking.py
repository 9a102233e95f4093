"""Whether the file store holds what the database names: every file brought or made, every month moved out of its table."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.storage import default_storage

from ecosteward.files.models import File
from ecosteward.files.object_storage import ObjectStorage
from ecosteward.files.queries import Condition
from ecosteward.files.storage import WholeFileStorage
from ecosteward.monitoring.models import Kept

_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Wanted:
    """What should lie in the store: under which key, how long, with which digest, and what people call it."""

    key: str
    size: int
    sha256: str
    title: str


def wanted() -> Iterator[Wanted]:
    """Yield what the database names, each key once; destroyed files are not looked for."""
    files = File.objects.filter(destroyed_on=None).order_by("sha256", "pk").distinct("sha256")
    for file in files.only("name", "sha256", "size").iterator():
        yield Wanted(file.key, file.size, file.sha256, file.name)
    for kept in Kept.objects.order_by("pk").iterator():
        yield Wanted(kept.name, kept.size, kept.sha256, str(kept))


def faults(*, read: bool) -> Iterator[tuple[Wanted, Condition]]:
    """Yield what is missing or differs: in length, and with `read` in any of its bytes."""
    assert isinstance(default_storage, (ObjectStorage, WholeFileStorage))
    there = default_storage.sizes()
    for each in wanted():
        if each.key not in there:
            yield each, Condition.MISSING
        elif there[each.key] != each.size or (read and _digest(each.key) != each.sha256):
            yield each, Condition.DAMAGED


def _digest(key: str) -> str:
    total = hashlib.sha256()
    with default_storage.open(key) as stream:
        while piece := stream.read(_PIECE):
            total.update(piece)
    return total.hexdigest()
