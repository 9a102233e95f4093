"""The only way to change a business object: each write is one sealed row in the same transaction."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from ecosteward.journal import events
from ecosteward.journal.models import Entry, Head, Record
from ecosteward.journal.rules import Row, digest, plain

IGNORED = frozenset({"version", "created_at", "updated_at", "last_login"})


class Actor(Protocol):
    """Who does it: a person, or `SYSTEM`."""

    @property
    def pk(self) -> Any: ...
    @property
    def name(self) -> str: ...


class System:
    """What the program does on its own, on a clock."""

    pk = None
    name = "系统"


SYSTEM = System()


class StaleError(Exception):
    """Somebody else saved the object first. `theirs` is the object as it stands now; None if it is gone."""

    def __init__(self, mine: Record) -> None:
        super().__init__("这条记录刚被别人修改过，请核对差异后再保存")
        self.mine = mine
        self.theirs = type(mine)._base_manager.filter(pk=mine.pk).first()


@transaction.atomic
def write(
    actor: Actor, action: str, record: Record, *, reason: str = "", also: dict[str, Any] | None = None
) -> Entry | None:
    """Save a new or changed object with its journal row.

    `also` are facts of the same step that no column holds, by field name: people or photos of a relation that the
    caller sets beside. Returns the row, or None where nothing had changed (then nothing is written).

    Raises:
        StaleError: the object's version is not the stored one any more.
        ValidationError: a field's value is not one it can hold.

    """
    relations = {field.name for field in record._meta.concrete_fields if field.is_relation}
    record.clean_fields(exclude=relations)
    record.clean()
    head = _lock(record.chain)
    changes = _insert(record) if record._state.adding else _update(record)
    changes |= _facts(also)
    return _append(head, actor, action, record, changes, reason) if changes else None


@transaction.atomic
def write_many(actor: Actor, action: str, records: Sequence[Record], *, reason: str = "") -> list[Entry]:
    """Insert many new objects of one type, each with its row, in a constant number of statements."""
    if not records:
        return []
    now = timezone.now()
    for record in records:
        record.version, record.updated_at = 1, now
    type(records[0])._base_manager.bulk_create(records, batch_size=2000)
    rows = []
    for chain in dict.fromkeys(record.chain for record in records):
        head = _lock(chain)
        for record in (each for each in records if each.chain == chain):
            rows.append(_entry(head, actor, action, record, _changes({}, record), reason))
            _remember(record)
        head.save()
    return Entry.objects.bulk_create(rows, batch_size=2000)


@transaction.atomic
def remove(actor: Actor, action: str, record: Record, *, reason: str = "") -> Entry:
    """Delete an object; its last values stay in the journal row. Raises StaleError as `write` does."""
    head = _lock(record.chain)
    changes = {name: [old, None] for name, (_, old) in _changes({}, record).items()}
    entry = _append(head, actor, action, record, changes, reason)
    if not type(record)._base_manager.filter(pk=record.pk, version=record.version).delete()[0]:
        raise StaleError(record)
    return entry


@transaction.atomic
def note(actor: Actor, action: str, record: Record, *, reason: str = "", data: dict[str, Any] | None = None) -> Entry:
    """Write a row for something that happened to an object without changing it, such as a hand-over."""
    return _append(_lock(record.chain), actor, action, record, _facts(data), reason)


def _facts(data: dict[str, Any] | None) -> dict[str, list[Any]]:
    return {name: [None, plain(value)] for name, value in (data or {}).items()}


def _lock(chain: int) -> Head:
    Head.objects.bulk_create([Head(chain=chain)], ignore_conflicts=True)
    return Head.objects.select_for_update().get(chain=chain)


def _columns(record: Record) -> Iterable[models.Field[Any, Any]]:
    return (field for field in record._meta.concrete_fields if not field.primary_key and field.name not in IGNORED)


def _changes(before: dict[str, Any], record: Record) -> dict[str, list[Any]]:
    changes = {}
    for field in _columns(record):
        old, new = before.get(field.attname), field.to_python(getattr(record, field.attname))
        if plain(old) == plain(new) or (field.attname not in before and new in (None, "", [], {})):
            continue
        hide = field.name in record.hidden
        changes[field.attname] = ["•••", "•••"] if hide else [plain(old), plain(new)]
    return changes


def _remember(record: Record) -> None:
    record.stored = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def _insert(record: Record) -> dict[str, list[Any]]:
    record.version = 1
    record.save(force_insert=True)
    changes = _changes({}, record)
    _remember(record)
    return changes or {"id": [None, record.pk]}


def _update(record: Record) -> dict[str, list[Any]]:
    changes = _changes(record.stored, record)
    current = type(record)._base_manager.filter(pk=record.pk, version=record.version)
    if not changes:
        if not current.exists():
            raise StaleError(record)
        return {}
    values = {name: getattr(record, name) for name in changes}
    record.updated_at = timezone.now()
    if not current.update(**values, version=record.version + 1, updated_at=record.updated_at):
        raise StaleError(record)
    record.version += 1
    _remember(record)
    return changes


def _entry(head: Head, actor: Actor, action: str, record: Record, changes: dict[str, list[Any]], reason: str) -> Entry:
    if not events.known(action):
        raise ValueError(f"{action} is not registered: add it to the app's events.py")
    row = Row(
        chain=head.chain,
        seq=head.seq + 1,
        at=timezone.now(),
        actor_id=actor.pk,
        actor_name=actor.name,
        action=action,
        kind=record._meta.label_lower,
        object_id=record.pk,
        label=str(record)[:200],
        client_id=record.journal_client,
        changes=changes,
        reason=reason,
        previous=head.digest,
    )
    head.seq, head.digest = row.seq, digest(row)
    return Entry(**row.__dict__, digest=head.digest)


def _append(head: Head, actor: Actor, action: str, record: Record, changes: dict[str, list[Any]], reason: str) -> Entry:
    entry = _entry(head, actor, action, record, changes, reason)
    entry.save(force_insert=True)
    head.save()
    return entry
