"""A contract's plan: its preview, making it, seeing it by month, goals, and handing out tasks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.door import find
from ecosteward.engagements import queries, services
from ecosteward.engagements.forms.plans import GoalsForm
from ecosteward.engagements.forms.tasks import AddTaskForm
from ecosteward.engagements.models import Contract, Task, TaskState
from ecosteward.engagements.queries.plans import goal_periods, goals_of, matrix
from ecosteward.engagements.rules.periods import period_words
from ecosteward.engagements.services.planning import save_task
from ecosteward.engagements.views.badges import task_badge, task_url
from ecosteward.engagements.views.common import OfContract, contract_trail
from ecosteward.engagements.views.exporting import send_plan
from ecosteward.pages.http import person


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what planning would add and withdraw; do it when the person says so."""
    user = person(request)
    contract = find(user, Contract.objects.select_related("client"), pk, "contract.plan")
    if request.method == "POST":
        made = services.plan(user, contract)
        messages.success(request, f"计划已编制：新增 {len(made)} 项任务")
        return redirect("engagements:schedule", contract.pk)
    proposal = queries.proposal(contract)
    context = {
        "title": "任务计划预览",
        "contract": contract,
        "proposal": proposal,
        "slots": sorted(proposal.add, key=lambda slot: (slot.planned_on, slot.key)),
        "withdraw": Task.objects.filter(pk__in=[placed.pk for placed in proposal.withdraw]).order_by("planned_on"),
        "trail": contract_trail(contract),
    }
    return render(request, "engagements/plan_preview.html", context)


def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a contract's plan: lines by month, goals, and the tasks of a month or of the whole term."""
    user = person(request)
    contract = find(user, Contract.objects.select_related("client__agency"), pk)
    tasks = contract.tasks.select_related("client", "assignee", "line").order_by("planned_on", "pk")
    if request.GET.get("export") == "xlsx":
        return send_plan(f"{contract.number}任务计划", tasks.exclude(state=TaskState.CANCELLED))
    table = matrix(contract)
    month = request.GET.get("month", "")
    if month in table.months:
        year, number = month.split("-")
        tasks = tasks.filter(planned_on__year=int(year), planned_on__month=int(number))
    goals = goals_of(contract)
    context = {
        "contract": contract,
        "client": contract.client,
        "tab": "tasks",
        "matrix": table,
        "month": month if month in table.months else "",
        "this_month": f"{timezone.localdate():%Y-%m}",
        "goals": [
            (period_words(period), goals[period].text) for period in goal_periods(contract) if _set(goals, period)
        ],
        "tasks": [(task, task_badge(task)) for task in tasks],
        "trail": contract_trail(contract),
    }
    return render(request, "engagements/schedule.html", context)


class Goals(OfContract):
    """Say what is to be reached in each year, quarter and month."""

    form_class = GoalsForm
    template_name = "engagements/goals.html"
    action = "contract.plan"
    title = "计划目标"
    lead = "服务总结（附录F F.1）按年、季、月引用这里的目标。"
    wide = True

    def form_arguments(self) -> dict[str, Any]:
        """Offer every period of the contract with what was said so far."""
        contract = self.contract()
        return {"periods": goal_periods(contract), "goals": goals_of(contract)}

    def act(self, form: GoalsForm) -> str:
        """Keep those that changed."""
        contract = self.contract()
        for period in form.changed_data:
            services.set_goal(self.user, contract, period, form.cleaned_data[period])
        return reverse("engagements:schedule", args=[contract.pk])


class AddTask(OfContract):
    """Add a task beside the plan."""

    form_class = AddTaskForm
    action = "contract.plan"
    title = "增加任务"

    def target(self) -> Task:
        """Return an empty task for today."""
        contract, today = self.contract(), timezone.localdate()
        return Task(agency=contract.agency, client=contract.client, contract=contract, planned_on=today, due_on=today)

    def form_arguments(self) -> dict[str, Any]:
        """Offer the contract's lines and people."""
        return {"contract": self.contract()}

    def act(self, form: AddTaskForm) -> str:
        """Add it."""
        return task_url(save_task(self.user, form.instance))


def _set(goals: Any, period: str) -> bool:
    return period in goals and bool(goals[period].text)
