"""What keeps a contract from being accepted."""

from django.db.models import QuerySet

from ecosteward.engagements.models import Contract, Task, TaskState

_OPEN = (TaskState.PLANNED, TaskState.DOING, TaskState.SUBMITTED)


def open_tasks(contract: Contract) -> QuerySet[Task]:
    """Return the tasks that are neither accepted nor cancelled, the most urgent first."""
    return contract.tasks.filter(state__in=_OPEN).select_related("assignee").order_by("due_on", "pk")
