"""Who works on a contract. Once it runs, being on the team is serving the client."""

from django.db import transaction

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.clients.services import assign
from ecosteward.engagements.models import Contract, ContractState, TeamMember
from ecosteward.journal.services import remove, write


@transaction.atomic
def add_member(actor: User, contract: Contract, person: User, *, duty: str) -> TeamMember:
    """Put a person of the agency on the team with their duty (clause 4.3). Raises ValidationError for one twice."""
    require(actor, "contract.staff", contract)
    member = TeamMember(
        agency_id=contract.agency_id, client=contract.client, contract=contract, person=person, duty=duty
    )
    member.validate_constraints()
    write(actor, "member.added", member)
    if contract.state == ContractState.RUNNING:
        assign(actor, contract.client, person)
    return member


def change_member(actor: User, member: TeamMember) -> None:
    """Save a changed duty."""
    require(actor, "contract.staff", member.contract)
    write(actor, "member.changed", member)


def remove_member(actor: User, member: TeamMember) -> None:
    """Take a person off the team; they go on serving the client until released there."""
    require(actor, "contract.staff", member.contract)
    remove(actor, "member.removed", member)
