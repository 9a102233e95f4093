from typing import Any

from django.db.models import Q

from ecosteward.accounts import door
from ecosteward.accounts.models import Kind, Role, User
from ecosteward.archive.models import ContractFile, Paper, RetentionRule, SlotState, State
from ecosteward.clients.models import Client
from ecosteward.clients.permissions import belongs_to, within, works_for


def _papers(user: User) -> Q:
    seen = within(user)
    if user.organisation.kind == Kind.AGENCY:
        return seen
    return seen & (Q(file__shared=True) | Q(file__brought_by=user))


def _serves_or_is(user: User, client: Client) -> bool:
    return works_for(user, client) or belongs_to(user, client)


def _serves(user: User, record: Any) -> bool:
    return works_for(user, record.client)


def _in_place(user: User, paper: Paper) -> bool:
    return paper.state == State.FILED and _serves(user, paper)


def _movable(user: User, paper: Paper) -> bool:
    return paper.state in {State.INBOX, State.FILED} and paper.contract_id is None and _serves(user, paper)


def _waiting(user: User, paper: Paper) -> bool:
    return paper.state == State.INBOX and _serves(user, paper)


def _discardable(user: User, paper: Paper) -> bool:
    return paper.state == State.INBOX and (_serves(user, paper) or paper.file.brought_by_id == user.pk)


def _sets_retention(user: User, agency: Any) -> bool:
    return user.has(Role.DIRECTOR, Role.QUALITY_LEAD) and user.organisation_id == agency.pk


door.scope(Paper, _papers)
door.scope(SlotState, within)
door.scope(ContractFile, within)
door.scope(RetentionRule, lambda user: Q(agency_id=user.agency_id))
door.rule("paper.bring", _serves_or_is)  # on a client
door.rule("paper.file", works_for)  # on a client
door.rule("contract_paper.file", _serves_or_is)  # on a client: their replies and signatures are papers too
door.rule("paper.change", _in_place)
door.rule("paper.replace", _in_place)
door.rule("paper.place", _movable)
door.rule("paper.place_in_contract", _waiting)
door.rule("paper.discard", _discardable)
door.rule("paper.share", lambda user, paper: paper.state != State.DESTROYED and _serves(user, paper))
door.rule("slot.record", works_for)  # on a client
door.rule("archive.export", _serves_or_is)  # on a client
door.rule("contract_file.keep", works_for)  # on a client
door.rule("retention.set", _sets_retention)  # on an agency
