"""Taking in a file and giving it its place, in one step."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File as Content
from django.db import transaction

from ecosteward.accounts.door import require, visible
from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper, State
from ecosteward.archive.queries.papers import place_name
from ecosteward.archive.rules.suggestion import period
from ecosteward.archive.services.contracts import file_in_contract
from ecosteward.archive.services.papers import bring, file_on_slot
from ecosteward.clients.models import Client
from ecosteward.files.services import check, digest, take


@dataclass(frozen=True)
class Place:
    """Where a file is to go: a slot, a contract's section, or nowhere yet (待归位)."""

    slot_id: str = ""
    contract_id: int | None = None
    section: str = ""

    @property
    def action(self) -> str:
        """Return the permission that filing there needs, of the client."""
        if self.slot_id:
            return "paper.file"
        return "contract_paper.file" if self.contract_id else "paper.bring"


@transaction.atomic
def drop(
    actor: User,
    client: Client,
    content: Content[bytes],
    place: Place,
    *,
    shared: bool = True,
    source: str = "",
    **facts: Any,
) -> Paper:
    """Keep a file's bytes and file it, all or nothing. A period is read from its name where nobody typed one.

    Args:
        actor: who files it.
        client: whose archive it goes to.
        content: the upload.
        place: where it goes.
        shared: whether the client side may see it.
        source: where it comes from, in words.
        facts: title, dated_on, valid_until, period, as far as the place has them.

    Raises:
        RefusedError: the person may not file there; nothing is kept.
        ValidationError: the file is refused, or the same content stands there already.

    """
    require(actor, place.action, client)
    check(content)
    _refuse_twice(actor, client, content, place)
    file = take(actor, content, agency=client.agency, client_id=client.pk, shared=shared)
    if place.contract_id:
        return file_in_contract(actor, client, place.contract_id, place.section, file, source=source, **facts)
    if place.slot_id:
        facts["period"] = facts.get("period") or period(file.name)
        return file_on_slot(actor, client, place.slot_id, file, source=source, **facts)
    return bring(actor, client, file, source=source)


def _refuse_twice(actor: User, client: Client, content: Content[bytes], place: Place) -> None:
    """Refuse what stands in that place, or, where no place was named, anywhere that the person can see."""
    standing = Paper.objects.filter(client=client, file__sha256=digest(content))
    if place.slot_id or place.contract_id:
        there = {"slot_id": place.slot_id, "contract_id": place.contract_id, "section": place.section}
        standing = standing.filter(state=State.FILED, **there)
    else:
        standing = visible(actor, standing.filter(state__in=[State.INBOX, State.FILED]))
    if found := standing.first():
        raise ValidationError(f"「{content.name}」与已有的「{found}」（{place_name(found)}）内容相同，没有重复存入")
