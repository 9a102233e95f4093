import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from ecosteward.engagements.models import Contract, PlanGoal, ServiceLine, Task, TaskState
from ecosteward.engagements.rules import planning
from ecosteward.engagements.rules.periods import calendar_periods


def proposal(contract: Contract) -> planning.Proposal:
    """Return what planning the contract now would add and withdraw."""
    lines = [
        planning.LineFacts(line.pk, line.name, line.period, line.quantity, line.first_day, line.last_day)
        for line in contract.lines.select_related("contract")
    ]
    placed = contract.tasks.exclude(period_no=None).values_list("pk", "line_id", "period_no", "ordinal", "state")
    tasks = [planning.Placed(pk, (line, number or 0, place or 0), state) for pk, line, number, place, state in placed]
    return planning.propose(lines, tasks)


def tasks_between(contract: Contract, since: dt.date, until: dt.date) -> QuerySet[Task]:
    """Return the tasks planned for, due or finished on a day of the span, with their line and assignee."""
    days = (since, until)
    tasks = contract.tasks.all()
    within = tasks.filter(planned_on__range=days) | tasks.filter(due_on__range=days) | tasks.filter(done_on__range=days)
    return within.select_related("line", "assignee").order_by("planned_on", "pk")


def goal_periods(contract: Contract) -> list[str]:
    """Return the years, quarters and months that goals are set for."""
    return calendar_periods(contract.starts_on, contract.ends_on)


def goals_of(contract: Contract) -> dict[str, PlanGoal]:
    """Return the goals set so far by period: 2026, 2026Q1, 2026-03."""
    return {goal.period: goal for goal in contract.goals.all()}


@dataclass(frozen=True)
class Cell:
    """One line in one month: tasks planned, how many of them are done, whether one is late."""

    number: int = 0
    done: int = 0
    late: bool = False


@dataclass(frozen=True)
class Matrix:
    """A contract's plan at a glance: its lines by the months of its term ("2026-03")."""

    months: tuple[str, ...]
    rows: tuple[tuple[ServiceLine, tuple[Cell, ...]], ...]


def matrix(contract: Contract) -> Matrix:
    """Return the plan by line and month, in two statements. Cancelled tasks are left out."""
    months = tuple(period for period in goal_periods(contract) if "-" in period)
    number: Counter[tuple[int, str]] = Counter()
    done: Counter[tuple[int, str]] = Counter()
    late: set[tuple[int, str]] = set()
    for task in contract.tasks.exclude(state=TaskState.CANCELLED):
        key = (task.line_id, f"{task.planned_on:%Y-%m}")
        number[key] += 1
        done[key] += task.state == TaskState.DONE
        late |= {key} if task.is_overdue else set()
    lines = contract.lines.all()
    keys = {line: [(line.pk, month) for month in months] for line in lines}
    rows = ((line, tuple(Cell(number[key], done[key], key in late) for key in keys[line])) for line in lines)
    return Matrix(months, tuple(rows))
