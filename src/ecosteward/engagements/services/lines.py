"""The service list of a draft. After signing a line changes by amendment only."""

from typing import Any

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract, Mode, Period, ServiceLine
from ecosteward.journal.services import remove, write
from ecosteward.standard import queries as standard


def add_line(
    actor: User,
    contract: Contract,
    *,
    service_id: str = "",
    name: str = "",
    unit: str = "",
    quantity: int = 1,
    period: Period = Period.ONCE,
    mode: Mode | None = None,
    evidence: str = "",
    **facts: Any,
) -> ServiceLine:
    """Add a service of the standard, or one agreed freely, to a draft.

    What is not said of a service of the standard is taken from it: name, unit, evidence. `facts`: starts_on, ends_on,
    assignee. Raises ValidationError, and UnknownService for an id the contract's edition does not have.
    """
    if service_id:
        service = standard.service(service_id, contract.edition)
        name, unit, evidence = name or service.name, unit or service.unit, evidence or service.done_when
    line = ServiceLine(
        agency_id=contract.agency_id,
        client=contract.client,
        contract=contract,
        service_id=service_id,
        name=name,
        unit=unit or "次",
        quantity=quantity,
        period=period,
        mode=mode or contract.mode,
        evidence=evidence,
        **facts,
    )
    return save_line(actor, line)


def save_line(actor: User, line: ServiceLine) -> ServiceLine:
    """Save a new line of a draft, as a form fills it. Raises ValidationError."""
    require(actor, "contract.change", line.contract)
    write(actor, "line.added", line)
    return line


def change_line(actor: User, line: ServiceLine) -> None:
    """Save a changed line of a draft. Raises ValidationError."""
    require(actor, "contract.change", line.contract)
    write(actor, "line.changed", line)


def remove_line(actor: User, line: ServiceLine) -> None:
    """Take a line off a draft."""
    require(actor, "contract.change", line.contract)
    remove(actor, "line.removed", line)
