"""Who sees and does what with contracts and tasks. The tables in `rules.transitions` decide; this says who is who."""

from collections.abc import Callable

from django.db.models import Q
from django.utils import timezone

from ecosteward.accounts import door
from ecosteward.accounts.models import Role, User
from ecosteward.clients.models import Client
from ecosteward.clients.permissions import belongs_to, within, works_for
from ecosteward.engagements.models import (
    Acceptance,
    Amendment,
    Assessment,
    Contract,
    ContractPaper,
    Notice,
    PlanGoal,
    ServiceLine,
    Task,
    TaskState,
    TeamMember,
    WorkRecord,
)
from ecosteward.engagements.rules import transitions
from ecosteward.engagements.rules.transitions import Part

LEADING = (Role.DIRECTOR, Role.QUALITY_LEAD, Role.PROJECT_LEAD)


def leads(user: User, client: Client) -> bool:
    """Tell whether the person answers for the service of this client on the agency's side."""
    return user.has(*LEADING) and works_for(user, client)


def parts_in(user: User, client: Client) -> frozenset[Part]:
    """Return what a person is to a client's service."""
    if belongs_to(user, client):
        return frozenset({Part.CLIENT})
    if not works_for(user, client):
        return frozenset()
    return frozenset({Part.MEMBER, Part.LEAD} if leads(user, client) else {Part.MEMBER})


def parts_of_task(user: User, task: Task) -> frozenset[Part]:
    """Return what a person is to a task: who serves the client may take up a task that nobody has."""
    parts = parts_in(user, task.client)
    takes = task.assignee_id == user.pk or (task.assignee_id is None and Part.MEMBER in parts)
    return parts | {Part.DOER} if takes and Part.MEMBER in parts else parts


def _task_rule(action: str) -> Callable[[User, Task], bool]:
    def may(user: User, task: Task) -> bool:
        if (task.state, action) not in transitions.TASK or task.contract.state != "running":
            return False
        return transitions.task_step(task.state, action, parts_of_task(user, task)) is not None

    return may


_may_remind = _task_rule("remind")


def _reminds(user: User, task: Task) -> bool:
    """Allow to urge whoever the task waits for, if that is somebody else, once a day."""
    waits_for = None if task.state == TaskState.SUBMITTED else task.assignee_id
    somebody = task.state == TaskState.SUBMITTED or waits_for not in {None, user.pk}
    return somebody and task.reminded_on != timezone.localdate() and _may_remind(user, task)


def _contract_rule(action: str) -> Callable[[User, Contract], bool]:
    def may(user: User, contract: Contract) -> bool:
        if (contract.state, action) not in transitions.CONTRACT:
            return False
        return transitions.contract_step(contract.state, action, parts_in(user, contract.client)) is not None

    return may


def _scope(contract: str) -> Callable[[User], Q]:
    def rows(user: User) -> Q:
        if user.agency_id is not None:
            return within(user)
        # A contract is between its two sides: whoever supervises the client does not read it, nor does anybody a draft.
        given_up = Q((f"{contract}state", "ended"), (f"{contract}signed_on", None))
        return Q(client__organisation_id=user.organisation_id) & ~Q((f"{contract}state", "draft")) & ~given_up

    return rows


def _agency_only(user: User) -> Q:
    return within(user) if user.agency_id is not None else Q(pk__in=[])


door.scope(Contract, _scope(""))
for _model in (Amendment, ContractPaper, ServiceLine, TeamMember, PlanGoal, Task, Notice, Acceptance):
    door.scope(_model, _scope("contract__"))
door.scope(WorkRecord, _scope("task__contract__"))
door.scope(Assessment, _agency_only)

for _action in transitions.TASK_ACTIONS:
    door.rule(f"task.{_action}", _reminds if _action == "remind" else _task_rule(_action))
for _action in transitions.CONTRACT_ACTIONS:
    door.rule(f"contract.{_action}", _contract_rule(_action))
door.rule("contract.draft", leads)
door.rule("assessment.make", leads)
door.rule("assessment.convert", lambda user, made: made.contract_id is None and leads(user, made.client))
door.rule("notice.read", lambda user, notice: notice.read_at is None and belongs_to(user, notice.client))
door.rule("notice.reply", lambda user, notice: notice.replied_at is None and belongs_to(user, notice.client))
