"""Reading the journal."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet

from ecosteward.journal.events import title
from ecosteward.journal.models import Entry, Head, Record
from ecosteward.journal.rules import Fault, Row, faults


@dataclass(frozen=True)
class Change:
    """One field of one row, in words."""

    label: str
    before: str
    after: str


def history(record: Record) -> QuerySet[Entry]:
    """Return the rows of one object, newest first."""
    return Entry.objects.filter(kind=record._meta.label_lower, object_id=record.pk).order_by("-seq")


def of_client(client_id: int) -> QuerySet[Entry]:
    """Return the rows that belong to one client, newest first."""
    return Entry.objects.filter(client_id=client_id).order_by("-id")


def words(entry: Entry) -> str:
    """Return what a row says was done, as people say it."""
    return title(entry.action)


def changes(entry: Entry) -> list[Change]:
    """Return the changed fields of a row with the fields' Chinese names and the choices' words."""
    model = apps.get_model(entry.kind)
    return [_change(model, name, old, new) for name, (old, new) in entry.changes.items()]


def _change(model: Any, name: str, old: Any, new: Any) -> Change:
    try:
        field = model._meta.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist:
        return Change(name, _shown(old, {}), _shown(new, {}))
    choices = dict(getattr(field, "flatchoices", None) or [])
    return Change(str(field.verbose_name), _shown(old, choices), _shown(new, choices))


def _shown(value: Any, choices: dict[Any, Any]) -> str:
    if isinstance(value, list):
        return "、".join(_shown(item, choices) for item in value)
    if value in (None, "", {}):
        return "—"
    if isinstance(value, dict):
        return "；".join(f"{name}：{_shown(each, {})}" for name, each in value.items())
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(choices.get(value, value))


def check(chain: int | None = None) -> Iterator[Fault]:
    """Check one chain, or every one: yields what is wrong. Streams, so that size does not matter."""
    heads = dict(Head.objects.values_list("chain", "seq"))
    found = set(Entry.objects.order_by().values_list("chain", flat=True).distinct())
    for number in sorted(found | heads.keys()) if chain is None else [chain]:
        head = Head.objects.filter(chain=number).values_list("seq", "digest").first()
        for fault in faults(_rows(number), head):
            yield fault if fault.chain else Fault(number, fault.seq, fault.kind, fault.message)


def _rows(chain: int) -> Iterator[tuple[Row, str]]:
    names = [field.name for field in fields(Row)]
    for values in Entry.objects.filter(chain=chain).order_by("seq").values(*names, "digest").iterator(chunk_size=2000):
        yield Row(**{name: values[name] for name in names}), values["digest"]
