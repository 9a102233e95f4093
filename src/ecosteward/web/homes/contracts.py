"""Contracts that wait for their next step."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract, ContractState, Task, TaskState
from ecosteward.pages.lists import Badge
from ecosteward.web.homes.shape import Group, Todo, by_day, group

_UNFINISHED = (TaskState.PLANNED, TaskState.DOING, TaskState.SUBMITTED)
_NEXT = {
    ContractState.DRAFT: (Badge("拟订中"), "", "继续拟订"),
    ContractState.ACCEPTED: (Badge("已验收", "green"), "", "归档"),
}


def finished(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Return the running contracts of which every task is done or cancelled, and at least one done."""
    tasks = Task.objects.filter(contract=OuterRef("pk"))
    done, left = tasks.filter(state=TaskState.DONE), tasks.filter(state__in=_UNFINISHED)
    return contracts.filter(Exists(done), ~Exists(left), state=ContractState.RUNNING)


def to_move(user: User) -> Group:
    """Return the contracts that wait for the person: to sign, to plan, to be accepted, to file."""
    tasks = Task.objects.filter(contract=OuterRef("pk"))
    left = tasks.filter(state__in=_UNFINISHED)
    waiting = Q(state__in=_NEXT) | Q(state=ContractState.RUNNING, left=False)
    rows = visible(user, Contract).annotate(left=Exists(left), planned=Exists(tasks)).filter(waiting)
    rows = rows.select_related("client").only("title", "state", "ends_on", "client__name").order_by("ends_on", "pk")
    return group("等待下一步的合同", rows, _step, empty="没有等待下一步的合同", more=reverse("engagements:contracts"))


def _step(contract: Contract) -> Todo:
    badge, place, action = _next(contract)
    url = reverse("engagements:contract", args=[contract.pk]) + place
    return Todo(contract.title, contract.client.name, url, badge, action)


def _next(contract: Contract) -> tuple[Badge, str, str]:
    """Return how it stands, where on its page the step is, and what the step is called."""
    if found := _NEXT.get(ContractState(contract.state)):
        return found
    if not contract.planned:  # type: ignore[attr-defined]  # annotated
        return Badge("还没有计划", "amber", "calendar-plus"), "", "编制计划"
    return by_day(contract.ends_on, words="任务都已结束，"), "#acceptance", "登记验收"
