"""Whether the store still has what it was given."""

import hashlib
from enum import StrEnum

from django.core.files.storage import default_storage
from django.db.models import Model
from django.db.models.fields.reverse_related import ForeignObjectRel

from ecosteward.files.models import File
from ecosteward.files.services import chunks


class Condition(StrEnum):
    """How the bytes of a file stand. The words are of one length: a manifest's size does not depend on them."""

    WHOLE = "完好"
    MISSING = "缺失"
    DAMAGED = "损坏"


def condition(file: File) -> Condition:
    """Look whether a file's bytes are there and as many as they were. Reads none of them."""
    if not default_storage.exists(file.key):
        return Condition.MISSING
    return Condition.WHOLE if default_storage.size(file.key) == file.size else Condition.DAMAGED


def verified(file: File) -> Condition:
    """Read all of a file's bytes and compare them with its digest."""
    total = hashlib.sha256()
    try:
        for piece in chunks(file):
            total.update(piece)
    except FileNotFoundError:
        return Condition.MISSING
    return Condition.WHOLE if total.hexdigest() == file.sha256 else Condition.DAMAGED


def used(file: File, but: type[Model]) -> bool:
    """Tell whether any record other than those of one model rests on a file."""
    for relation in File._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.related_model in {but, "self"}:
            continue
        if relation.related_model._base_manager.filter(**{relation.field.name: file}).exists():
            return True
    return False
