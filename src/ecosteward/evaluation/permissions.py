"""Who sees and does what in evaluation. The client judges; the agency handles; neither writes the other's part."""

from typing import Any

from django.db.models import Q

from ecosteward.accounts import door
from ecosteward.accounts.models import Role, User
from ecosteward.clients.models import Client
from ecosteward.clients.permissions import belongs_to, within, works_for
from ecosteward.engagements.models import Contract, ContractState
from ecosteward.evaluation.models import (
    Complaint,
    Improvement,
    ImprovementState,
    Judge,
    Judgement,
    Scorecard,
    Survey,
)
from ecosteward.evaluation.rules import complaints

_LEADERS = (Role.DIRECTOR, Role.QUALITY_LEAD)


def leads(user: User, client: Client) -> bool:
    """Tell whether the person answers for the service of this client on the agency's side."""
    return user.has(*_LEADERS, Role.PROJECT_LEAD) and works_for(user, client)


def parts_in(user: User, complaint: Complaint) -> frozenset[str]:
    """Return what a person is to a complaint. Whoever handled it does not confirm or close it for the client."""
    parts = set()
    if belongs_to(user, complaint.client):
        parts.add(complaints.CLIENT)
    elif works_for(user, complaint.client):
        parts |= {complaints.HANDLER} if complaint.assignee_id == user.pk else set()
        parts |= {complaints.LEAD} if leads(user, complaint.client) else set()
        parts |= {complaints.CLOSER} if user.has(*_LEADERS) and complaint.assignee_id != user.pk else set()
    return frozenset(parts)


def _own(user: User) -> Q:
    """Return the condition of what belongs to the person's side: all a colleague serves, or the client's own."""
    seen = within(user)
    return seen if user.agency_id is not None else seen & Q(client__organisation_id=user.organisation_id)


def _surveys(user: User) -> Q:
    return _own(user) if user.agency_id is not None else _own(user) & Q(answered_at__isnull=False)


def _scorecards(prefix: str = "") -> Any:
    """Return the scope of scorecards: until it is signed, each side's judgement is its own."""

    def rows(user: User) -> Q:
        theirs = Q((f"{prefix}judge", Judge.CLIENT))
        draft = ~theirs if user.agency_id is not None else theirs
        return _own(user) & (draft | Q((f"{prefix}signed_at__isnull", False)))

    return rows


def _improvements(user: User) -> Q:
    if user.agency_id is None:
        return Q(pk__in=[])
    return Q(agency_id=user.agency_id) & (Q(client=None) | within(user))


def _running(contract: Contract) -> bool:
    return contract.state != ContractState.DRAFT and not contract.is_given_up


def _opens_card(user: User, contract: Contract) -> bool:
    return _running(contract) and (belongs_to(user, contract.client) or leads(user, contract.client))


def _judges(user: User, card: Scorecard) -> bool:
    if card.is_signed:
        return False
    return belongs_to(user, card.client) if card.judge == Judge.CLIENT else leads(user, card.client)


def _step(name: str) -> Any:
    def may(user: User, complaint: Complaint) -> bool:
        return complaints.next_state(complaint.state, name, parts_in(user, complaint)) is not None

    return may


def _answers_for(user: User, item: Improvement) -> bool:
    if user.agency_id != item.agency_id:
        return False
    if item.client is None:
        return user.has(*_LEADERS, Role.PROJECT_LEAD)
    return leads(user, item.client)


def _does(user: User, item: Improvement) -> bool:
    mine = item.responsible_id == user.pk and user.agency_id == item.agency_id
    return item.state == ImprovementState.PLANNED and (mine or _answers_for(user, item))


def _verifies(user: User, item: Improvement) -> bool:
    """Allow a leader other than the one responsible."""
    other = item.responsible_id != user.pk and user.has(*_LEADERS)
    return item.state == ImprovementState.DONE and other and _answers_for(user, item)


door.scope(Survey, _surveys)
door.scope(Complaint, _own)
door.scope(Improvement, _improvements)
door.scope(Scorecard, _scorecards())
door.scope(Judgement, _scorecards("scorecard__"))

door.rule("survey.open", lambda user, contract: _running(contract) and works_for(user, contract.client))
door.rule("survey.withdraw", lambda user, survey: survey.answered_at is None and works_for(user, survey.client))
door.rule("complaint.raise", lambda user, client: belongs_to(user, client) or works_for(user, client))
for _name in complaints.STEPS:
    door.rule(f"complaint.{_name}", _step(_name))
door.rule("complaint.read_analysis", lambda user, complaint: works_for(user, complaint.client))
door.rule("improvement.plan", _answers_for)
door.rule("improvement.change", lambda user, item: item.state == ImprovementState.PLANNED and _answers_for(user, item))
door.rule("improvement.do", _does)
door.rule("improvement.verify", _verifies)
door.rule("scorecard.open", _opens_card)
door.rule("scorecard.judge", _judges)
door.rule("scorecard.sign", _judges)
door.rule("scorecard.discard", _judges)
