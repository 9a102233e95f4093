"""Writing a whole list of enterprises: all of it or nothing."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from ecosteward.accounts.door import require
from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.clients.imports.plan import Planned, parks_of
from ecosteward.clients.imports.rows import Read
from ecosteward.clients.models import Assignment, Client, Contact, Permit
from ecosteward.clients.rules.names import key
from ecosteward.clients.services.identity import create_client
from ecosteward.journal.models import Record
from ecosteward.journal.services import write_many


@transaction.atomic
def import_clients(
    actor: User,
    rows: Sequence[Planned],
    *,
    new_parks: Sequence[str] = (),
    serving: User | None = None,
    source: str,
) -> list[Client]:
    """Make clients of the rows, in a constant number of statements: all of them, or none where anything fails.

    Args:
        actor: who imports; who may only see the clients they serve is assigned to each.
        rows: what a plan made just now, under `locked`, says is new.
        new_parks: names of parks to make first.
        serving: who of the agency serves them all, if anybody.
        source: name of the list, for the journal.

    Raises:
        ValidationError: a row that a field cannot hold, by field.

    """
    require(actor, "client.create", actor.organisation)
    reason = f"导入「{source}」"
    for name in new_parks:
        create_client(actor, actor.organisation, Kind.PARK, name, credit_code_reason=reason)
    reads = [row.read for row in rows]
    organisations = _organisations(actor, reads, reason)
    parks = parks_of(Client.objects.filter(agency=actor.organisation, kind=Kind.PARK))
    clients = [_client(actor, row, organisation, parks) for row, organisation in zip(reads, organisations, strict=True)]
    _write(actor, "client.created", clients, reason)
    pairs = list(zip(reads, clients, strict=True))
    _write(actor, "contact.added", [contact for row, client in pairs for contact in _contacts(row, client)], reason)
    _write(actor, "profile.added", [Permit(client=client, **row.permit) for row, client in pairs if row.permit], reason)
    for person in _serving(actor, serving):
        _write(actor, "client.assigned", [Assignment(client=client, person=person) for client in clients], reason)
    return clients


def _serving(actor: User, chosen: User | None) -> set[User]:
    """Return who serves the clients: the one chosen, and an actor who would not see them otherwise."""
    if chosen is not None and (chosen.organisation_id != actor.organisation_id or not chosen.is_active):
        raise ValidationError("请从本机构在用的人员中选择服务人员")
    alone = set() if actor.has(Role.DIRECTOR, Role.QUALITY_LEAD) else {actor}
    return alone | ({chosen} if chosen else set())


def _organisations(actor: User, reads: Sequence[Read], reason: str) -> list[Organisation]:
    """Return each row's organisation: the one with its code, or a new one."""
    codes = [row.credit_code for row in reads if row.credit_code]
    known = {each.credit_code: each for each in Organisation.objects.filter(credit_code__in=codes)}
    organisations = [
        known.get(row.credit_code)
        or Organisation(
            kind=Kind.ENTERPRISE, name=row.name, credit_code=row.credit_code, credit_code_reason=row.code_reason
        )
        for row in reads
    ]
    _write(actor, "organisation.created", [each for each in organisations if each._state.adding], reason)
    return organisations


def _client(actor: User, row: Read, organisation: Organisation, parks: dict[str, Client]) -> Client:
    facts = dict(row.facts)
    park = parks.get(key(row.park)) if row.park else None
    if row.park and park is None:
        facts["note"] = f"{facts['note']}\n原表所在园区：{row.park}".strip()
    return Client(
        agency=actor.organisation,
        organisation=organisation,
        kind=Kind.ENTERPRISE,
        name=row.name,
        park=park,
        **facts,
    )


def _contacts(row: Read, client: Client) -> list[Contact]:
    return [Contact(client=client, name=name, job=job, phone=phone) for name, job, phone in row.contacts]


def _write(actor: User, action: str, records: Sequence[Record], reason: str) -> None:
    for record in records:
        record.clean_fields(exclude={field.name for field in record._meta.concrete_fields if field.is_relation})
        record.clean()
    write_many(actor, action, records, reason=reason)
