"""Tasks: what became of each, and the working days spent on it."""

import datetime as dt
from typing import Any

from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.demo import clock
from ecosteward.demo.stage import Stage
from ecosteward.demo.visits import make_visit
from ecosteward.engagements import services
from ecosteward.engagements.models import Mode, Task
from ecosteward.engagements.rules.acceptance import rework_due

_RECENT = 70  # days before today whose tasks have fates of their own
_CONTACTS = {"chem": "mingchuan", "plating": "hengrui", "food": "fenghe", "park": "park", "gov": "gov"}


def contact(stage: Stage, client_key: str) -> User:
    """Return the person of a client's who logs in."""
    return stage.person(_CONTACTS[client_key])


def prepare(stage: Stage, row: Any, planned: list[Task]) -> None:
    """Cue the days of a contract's tasks. `row`: the contract in the data."""
    visiting = {line.get("service") for line in row["lines"] if line.get("visits")}
    fates, visits = _fates(stage, planned, row.get("fates", ()), visiting), 0
    for task in planned:
        surveys = task.line.service_id in visiting
        visits += surveys
        _Course(stage, row["client"], task, visits if surveys else 0).cue(fates.get(task.pk, "done"))


def _fates(stage: Stage, planned: list[Task], fates: list[str], visiting: set[str]) -> dict[int, str]:
    """Deal out the fates to the newest tasks; late is one whose day has passed."""
    left, dealt = list(fates), {}
    recent = [task for task in planned if stage.day(_RECENT) < task.planned_on <= stage.today]
    for task in reversed([task for task in recent if task.line.service_id not in visiting]):
        fitting = [fate for fate in left if fate != "late" or task.due_on < stage.today]
        if fitting:
            dealt[task.pk] = fitting[0]
            left.remove(fitting[0])
    return dealt


class _Course:
    """One task from its first day to its acceptance."""

    def __init__(self, stage: Stage, client_key: str, task: Task, visit: int) -> None:
        self.stage, self.client_key, self.visit = stage, client_key, visit
        self.key = f"task {task.pk}"
        self.first = task.planned_on
        stage.keep(self.key, task)

    def cue(self, fate: str) -> None:
        if fate == "late":
            return
        if fate == "cancelled":
            self._later(0, 9, self.cancel)
            return
        self._later(0, 9 if self.visit else 12, self.visit_made if self.visit else self.work)
        if fate == "doing":
            return
        self._later(4, 16, self.submit)
        if fate == "returned":
            self._later(6, 10, self.send_back)
        elif fate == "done":
            self._later(8, 11, self.accept)

    def work(self) -> None:
        task, person = self._task(), self._person()
        services.start_task(person, task)
        self.record(task, person)

    def record(self, task: Task, person: User) -> None:
        began = timezone.localtime() - dt.timedelta(hours=3)
        place = task.client.site or task.client.name
        services.record_work(
            person,
            task,
            started_at=began,
            ended_at=began + dt.timedelta(hours=2.5),
            text=f"开展{task.line.name}，形成工作记录并与对接人确认",
            people=[person],
            place=place if task.mode == Mode.ON_SITE else "",
        )

    def visit_made(self) -> None:
        make_visit(self.stage, self.client_key, str(self.visit), self._task())

    def submit(self) -> None:
        task, person = self._task(), self._person()
        scan = self.stage.scan(person, f"{task.title} 完成材料", [task.line.evidence], task.client)
        services.submit_task(person, task, evidence=f"已完成：{task.line.evidence}", files=[scan])

    def accept(self) -> None:
        services.accept_task(contact(self.stage, self.client_key), self._task(), opinion="内容齐全，同意验收")

    def send_back(self) -> None:
        who = contact(self.stage, self.client_key)
        due_on = rework_due(timezone.localdate(), self._task().due_on)
        services.return_task(who, self._task(), "缺少现场签字页，请补充后重新提交", due_on=due_on)

    def cancel(self) -> None:
        reason = "企业停产检修，双方商定本期不开展"
        services.cancel_task(self.stage.person("han"), self._task(), reason=reason)

    def _later(self, days: int, hour: float, scene: Any) -> None:
        day = self.first + dt.timedelta(days=days)
        self.stage.cue(clock.workday(day, 0), hour, scene)

    def _task(self) -> Task:
        return self.stage.get(Task, self.key)

    def _person(self) -> User:
        assignee = self._task().assignee
        assert assignee is not None
        return assignee
