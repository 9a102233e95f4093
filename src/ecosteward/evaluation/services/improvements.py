"""The improvement plan: planned, done, verified by somebody else."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract
from ecosteward.evaluation.models import Complaint, Improvement, ImprovementState, Source, Survey
from ecosteward.journal.services import write


def plan_improvement(
    actor: User,
    *,
    problem: str,
    cause: str,
    measure: str,
    responsible: User,
    due_on: dt.date,
    source: Source = Source.OWN,
    client: Client | None = None,
    contract: Contract | None = None,
    complaint: Complaint | None = None,
    survey: Survey | None = None,
) -> Improvement:
    """Put an item on the actor's agency's improvement plan, for the agency as a whole or for one client.

    Raises ValidationError where the responsible person is not the agency's.
    """
    item = Improvement(
        agency=actor.organisation,
        client=client,
        contract=contract,
        complaint=complaint,
        survey=survey,
        source=source,
        problem=problem,
        cause=cause,
        measure=measure,
        responsible=responsible,
        due_on=due_on,
    )
    require(actor, "improvement.plan", item)
    _check(item)
    write(actor, "improvement.planned", item)
    return item


def change_improvement(actor: User, item: Improvement) -> None:
    """Save a changed item that is under way."""
    require(actor, "improvement.change", item)
    _check(item)
    write(actor, "improvement.changed", item)


def finish_improvement(actor: User, item: Improvement, result: str) -> None:
    """Report a measure as done; somebody else verifies it."""
    require(actor, "improvement.do", item)
    if not result.strip():
        raise ValidationError({"result": "请写明完成情况"})
    item.result, item.done_on, item.state = result.strip(), timezone.localdate(), ImprovementState.DONE
    item.verification = ""
    write(actor, "improvement.done", item)


def verify_improvement(actor: User, item: Improvement, verification: str) -> None:
    """Confirm that a measure works."""
    require(actor, "improvement.verify", item)
    if not verification.strip():
        raise ValidationError({"verification": "请写明验证结论"})
    item.verification, item.verified_by = verification.strip(), actor
    item.verified_on, item.state = timezone.localdate(), ImprovementState.VERIFIED
    write(actor, "improvement.verified", item)


def return_improvement(actor: User, item: Improvement, *, reason: str) -> None:
    """Send a measure back that does not work yet."""
    require(actor, "improvement.verify", item)
    if not reason.strip():
        raise ValidationError({"reason": "请写明退回的原因"})
    item.state, item.done_on, item.verification = ImprovementState.PLANNED, None, reason.strip()
    write(actor, "improvement.returned", item, reason=reason)


def _check(item: Improvement) -> None:
    if item.responsible.organisation_id != item.agency_id:
        raise ValidationError({"responsible": "责任人应是本机构人员"})
