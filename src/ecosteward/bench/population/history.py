"""The journal's chains, sealed as the product seals them."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from ecosteward.bench.population.people import Agency
from ecosteward.bench.population.rows import copied
from ecosteward.clients.models import Client
from ecosteward.journal.models import Entry, Head
from ecosteward.journal.rules import START, Row, digest

_COLUMNS = (*Row.__dataclass_fields__, "digest")
# What is done, in about the mix it is done in: a visit is many answers and few of anything else.
_DONE = (
    *(("answer.given", "survey.answer"),) * 6,
    ("finding.raised", "survey.finding"),
    ("finding.recorded", "survey.finding"),
    ("finding.closed", "survey.finding"),
    ("client.changed", "clients.client"),
)


def make(clients: list[Client], agencies: dict[int, Agency], number: int) -> None:
    """Write one chain for each agency, a row a minute up to now."""
    heads: dict[int, tuple[int, str]] = {}
    copied(Entry._meta.db_table, _COLUMNS, _rows(clients, agencies, number, heads))
    Head.objects.bulk_create(Head(chain=chain, seq=seq, digest=seal) for chain, (seq, seal) in heads.items())


def _rows(
    clients: list[Client], agencies: dict[int, Agency], number: int, heads: dict[int, tuple[int, str]]
) -> Iterator[tuple[Any, ...]]:
    start = timezone.now() - dt.timedelta(minutes=number)
    for n in range(number):
        client = clients[n % len(clients)]
        seq, previous = heads.get(client.agency_id, (0, START))
        row = _row(n, client, agencies[client.agency_id], start + dt.timedelta(minutes=n), seq + 1, previous)
        seal = digest(row)
        heads[client.agency_id] = (row.seq, seal)
        values = {**row.__dict__, "changes": json.dumps(row.changes, ensure_ascii=False)}
        yield (*values.values(), seal)


def _row(n: int, client: Client, agency: Agency, at: dt.datetime, seq: int, previous: str) -> Row:
    action, kind = _DONE[n // 7 % len(_DONE)]
    actor = agency.technician(n)
    return Row(
        chain=client.agency_id,
        seq=seq,
        at=at,
        actor_id=actor.pk,
        actor_name=actor.name,
        action=action,
        kind=kind,
        object_id=client.pk if kind == "clients.client" else n,
        label=client.name,
        client_id=client.pk,
        changes={"note": ["", f"第 {n} 次"]},
        reason="",
        previous=previous,
    )
