from typing import Any

from django.db.models import Q

from ecosteward.accounts import door
from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.archive.models import (
    ContractFile,
    Destruction,
    Handover,
    Paper,
    RetentionRule,
    SlotState,
    State,
    Step,
    Verdict,
)
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


def _discards(user: User, paper: Paper) -> bool:
    return _serves(user, paper) or (paper.state == State.INBOX and paper.file.brought_by_id == user.pk)


def _rules_archive(user: User, agency: Organisation) -> bool:
    return user.has(Role.DIRECTOR, Role.QUALITY_LEAD) and user.organisation_id == agency.pk


def _registers(user: User) -> Q:
    """Return who sees what was destroyed: a list names papers of many clients."""
    return Q(agency_id=user.agency_id) if user.has(Role.DIRECTOR, Role.QUALITY_LEAD) else Q(pk__in=[])


def _decides(user: User, record: Destruction) -> bool:
    own = user.has(Role.DIRECTOR) and user.organisation_id == record.agency_id
    return own and record.state == Verdict.PROPOSED


def _handovers(user: User) -> Q:
    seen = within(user)
    if user.organisation.kind == Kind.AGENCY:
        return seen
    return seen & Q(client__organisation_id=user.organisation_id) & ~Q(state=Step.DRAFT)


def _hands_over(user: User, handover: Handover) -> bool:
    return handover.state == Step.DRAFT and _serves(user, handover)


def _records_receipt(user: User, handover: Handover) -> bool:
    return handover.state == Step.GIVEN and _serves(user, handover)


def _receives(user: User, handover: Handover) -> bool:
    return handover.state == Step.GIVEN and belongs_to(user, handover.client)


door.scope(Paper, _papers)
door.scope(SlotState, within)
door.scope(ContractFile, within)
door.scope(RetentionRule, lambda user: Q(agency_id=user.agency_id))
door.rule("paper.bring", _serves_or_is)  # on a client
door.rule("paper.file", works_for)  # on a client
door.rule("contract_paper.file", _serves_or_is)  # on a client: their replies and signatures are papers too
door.rule("paper.change", _in_place)
door.rule("paper.replace", _in_place)
door.rule("paper.hand_to", lambda user, paper: _in_place(user, paper) and paper.contract_id is None)
door.rule("paper.place", _movable)
door.rule("paper.place_in_contract", _waiting)
door.rule("paper.discard", _discards)  # the service refuses one that is filed, and says until when it stays
door.rule("paper.share", lambda user, paper: paper.state != State.DESTROYED and _serves(user, paper))
door.rule("slot.record", works_for)  # on a client
door.rule("archive.export", _serves_or_is)  # on a client
door.rule("contract_file.keep", works_for)  # on a client
door.scope(Destruction, _registers)
door.scope(Handover, _handovers)
door.rule("retention.set", _rules_archive)  # on an agency
door.rule("destruction.propose", _rules_archive)  # on an agency
door.rule("destruction.decide", _decides)
door.rule("handover.draft", works_for)  # on a client
door.rule("handover.give", _hands_over)
door.rule("handover.receive", _receives)
door.rule("handover.record_receipt", _records_receipt)
