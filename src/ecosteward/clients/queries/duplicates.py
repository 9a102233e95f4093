"""Clients that a new one would probably repeat."""

from dataclasses import dataclass

from ecosteward.accounts.models import Organisation
from ecosteward.accounts.rules import normal_credit_code
from ecosteward.clients.models import Client
from ecosteward.clients.rules.names import Names


@dataclass(frozen=True)
class NearDuplicate:
    """A client of the agency's like the one asked about: `score` 0 to 100, by name; `same_code` is certain."""

    client: Client
    score: float
    same_code: bool


def near_duplicates(
    agency: Organisation, name: str, credit_code: str = "", *, but: int | None = None
) -> list[NearDuplicate]:
    """Return the agency's clients with the same credit code or a like name, the surest first.

    Never another agency's. The caller hides from a person those they do not serve.

    Args:
        agency: whose clients.
        name: the name asked about.
        credit_code: the code asked about, as typed; may be empty.
        but: primary key of a client to leave out: the one being changed.

    """
    clients = Client.objects.filter(agency=agency)
    if but is not None:
        clients = clients.exclude(pk=but)
    code = normal_credit_code(credit_code)
    same = set(clients.filter(organisation__credit_code=code).values_list("pk", flat=True)) if code else set()
    scores = {like.number: like.score for like in Names(clients.values_list("pk", "name")).like(name)}
    found = clients.filter(pk__in=same | scores.keys()).select_related("organisation")
    near = [NearDuplicate(client, scores.get(client.pk, 0.0), client.pk in same) for client in found]
    return sorted(near, key=lambda each: (not each.same_code, -each.score, each.client.pk))
