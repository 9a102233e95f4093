"""The plan: tasks made from the lines, one for each contracted unit, and the goals they serve."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.clients.permissions import works_for
from ecosteward.engagements import queries
from ecosteward.engagements.models import Contract, PlanGoal, ServiceLine, Task, TaskState
from ecosteward.engagements.rules.planning import Slot
from ecosteward.journal.services import write, write_many


@transaction.atomic
def plan(actor: User, contract: Contract) -> list[Task]:
    """Make the tasks that the lines promise and the plan lacks; return them.

    Tasks no longer contracted are cancelled if nobody began them. Nothing else is touched, so planning twice is
    planning once.
    """
    require(actor, "contract.plan", contract)
    Contract.objects.select_for_update().get(pk=contract.pk)
    proposal = queries.proposal(contract)
    lines = {line.pk: line for line in contract.lines.select_related("contract")}
    added = [_task(contract, lines[slot.line], slot) for slot in proposal.add]
    write_many(actor, "task.planned", added)
    for task in contract.tasks.filter(pk__in=[placed.pk for placed in proposal.withdraw]):
        task.state, task.reason = TaskState.CANCELLED, "合同变更后不再需要"
        write(actor, "task.cancelled", task, reason=task.reason)
    return added


def add_task(
    actor: User, line: ServiceLine, *, planned_on: dt.date, due_on: dt.date, title: str = "", **facts: Any
) -> Task:
    """Add a task beside the plan. `facts`: mode, assignee. Raises ValidationError."""
    task = _task(line.contract, line, None)
    task.title, task.planned_on, task.due_on = title or line.name, planned_on, due_on
    for name, value in facts.items():
        setattr(task, name, value)
    return save_task(actor, task)


def save_task(actor: User, task: Task) -> Task:
    """Save a new task beside the plan, as a form fills it. Raises ValidationError."""
    require(actor, "contract.plan", task.contract)
    if task.assignee is not None and not works_for(task.assignee, task.client):
        raise ValidationError({"assignee": f"{task.assignee}还没有被指派服务{task.client}，请先加入项目组"})
    write(actor, "task.added", task)
    return task


def set_goal(actor: User, contract: Contract, period: str, text: str) -> None:
    """Set what is to be reached in a year, quarter or month of the contract (Appendix F.1)."""
    require(actor, "contract.plan", contract)
    if period not in queries.goal_periods(contract):
        raise ValidationError("这个期间不在合同期限内")
    goal = contract.goals.filter(period=period).first() or PlanGoal(
        agency_id=contract.agency_id, client=contract.client, contract=contract, period=period
    )
    goal.text = text.strip()
    write(actor, "goal.set", goal)


def _task(contract: Contract, line: ServiceLine, slot: Slot | None) -> Task:
    task = Task(
        agency_id=contract.agency_id,
        client=contract.client,
        contract=contract,
        line=line,
        mode=line.mode,
        assignee_id=line.assignee_id,
    )
    if slot:
        task.title, task.planned_on, task.due_on = slot.title, slot.planned_on, slot.due_on
        task.period_no, task.ordinal = slot.period_no, slot.ordinal
    return task
