"""The client's acceptance of a contract's results (clauses 6.1.2, 6.2.2, 6.3.2)."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.archive.models import Section
from ecosteward.archive.services import file_in_contract
from ecosteward.clients.permissions import belongs_to
from ecosteward.engagements.models import Acceptance, Contract, ContractState, Task
from ecosteward.engagements.queries.acceptance import open_tasks
from ecosteward.engagements.rules.acceptance import Held, faults, sworn
from ecosteward.engagements.services.tasks import rework_task
from ecosteward.files.models import File
from ecosteward.journal.services import write


@transaction.atomic
def accept_contract(
    actor: User,
    contract: Contract,
    *,
    held_on: dt.date,
    passed: bool,
    opinion: str,
    accepted_by: str = "",
    place: str = "",
    reviewers: Sequence[tuple[str, str]] = (),
    files: Sequence[File] = (),
    returned: Sequence[Task] = (),
    due_on: dt.date | None = None,
) -> Acceptance:
    """Accept a contract's results, or not: then the tasks `returned` go back to work, due again on `due_on`.

    `reviewers` are (name, unit) of outsiders, each without interest in the matter. The lead records the client's
    written acceptance with its file.

    Raises:
        ValidationError: tasks are open, the opinion or the file is missing, nothing goes back though not accepted, or without
            a day by which it is due again.

    """
    require(actor, "contract.accept", contract)
    acceptance = Acceptance(
        agency_id=contract.agency_id,
        client=contract.client,
        contract=contract,
        held_on=held_on,
        place=place,
        conclusion=Acceptance.Conclusion.PASSED if passed else Acceptance.Conclusion.FAILED,
        opinion=opinion,
        on_behalf=not belongs_to(actor, contract.client),
        accepted_by=actor.name if belongs_to(actor, contract.client) else accepted_by,
        reviewers=sworn(reviewers),
        file_names="、".join(file.name for file in files),
    )
    _check(contract, acceptance, files, returned, due_on)
    write(actor, "acceptance.held", acceptance)
    acceptance.files.set(files)
    if passed:
        contract.state = ContractState.ACCEPTED
        write(actor, "contract.accepted", contract, reason=opinion)
    for task in returned:
        rework_task(actor, task, opinion, due_on=due_on or task.due_on)
    for file in files:
        title = f"{contract.number} 验收文件"
        file_in_contract(actor, contract.client, contract.pk, Section.PROCESS, file, title=title, dated_on=held_on)
    return acceptance


def _check(
    contract: Contract,
    acceptance: Acceptance,
    files: Sequence[File],
    returned: Sequence[Task],
    due_on: dt.date | None,
) -> None:
    held = Held(
        held_on=acceptance.held_on,
        passed=acceptance.conclusion == Acceptance.Conclusion.PASSED,
        opinion=acceptance.opinion,
        on_behalf=acceptance.on_behalf,
        accepted_by=acceptance.accepted_by,
        files=len(files),
        open_tasks=open_tasks(contract).count(),
        returned=len(returned),
        strange=sum(task.contract_id != contract.pk for task in returned),
        due_on=due_on,
        planned_on=max((task.planned_on for task in returned), default=None),
    )
    if found := faults(held, timezone.localdate()):
        raise ValidationError(found)
