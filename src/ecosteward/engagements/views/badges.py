"""How states look: the colour and the word; and where a thing's page is."""

from django.urls import reverse

from ecosteward.engagements.models import Contract, ContractState, Notice, Task, TaskState
from ecosteward.pages.lists import Badge

_CONTRACT = {
    ContractState.DRAFT: "grey",
    ContractState.RUNNING: "blue",
    ContractState.ACCEPTED: "green",
    ContractState.CLOSED: "green",
    ContractState.ENDED: "grey",
}
_TASK = {
    TaskState.PLANNED: "grey",
    TaskState.DOING: "blue",
    TaskState.SUBMITTED: "amber",
    TaskState.DONE: "green",
    TaskState.CANCELLED: "grey",
}


def contract_badge(contract: Contract) -> Badge:
    """Return a contract's state; a draft that was given up says so."""
    if contract.is_given_up:
        return Badge("已放弃", "grey")
    return Badge(contract.get_state_display(), _CONTRACT[ContractState(contract.state)])


def task_badge(task: Task) -> Badge:
    """Return a task's state; one that is late says so."""
    if task.is_overdue:
        return Badge("已超期", "red", "clock-exclamation")
    if task.state == TaskState.DOING and task.returns:
        return Badge("退回返工", "amber", "arrow-back-up")
    return Badge(task.get_state_display(), _TASK[TaskState(task.state)])


def notice_badge(notice: Notice) -> Badge:
    """Return how far a notice has come."""
    if notice.replied_at:
        return Badge("已回复", "green")
    return Badge("已读", "blue") if notice.read_at else Badge("未读", "grey")


def notice_url(notice: Notice) -> str:
    """Return the address of a notice."""
    return reverse("engagements:notice", args=[notice.pk])


def task_url(task: Task) -> str:
    """Return the address of a task."""
    return reverse("engagements:task", args=[task.pk])
