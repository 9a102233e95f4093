"""A task as something to do."""

from django.urls import reverse

from ecosteward.engagements.models import Task
from ecosteward.pages.lists import Badge
from ecosteward.web.homes.shape import Todo, by_day

# What a task's line reads of it.
READ = ("title", "due_on", "reminded_on", "client__name")


def todo_of(task: Task, action: str = "办理") -> Todo:
    """Return a task as something to do."""
    url = reverse("engagements:task", args=[task.pk])
    urged = f"{task.reminded_on:%m-%d} 催办，" if task.reminded_on else ""
    return Todo(task.title, task.client.name, url, by_day(task.due_on, words=urged), action)


def reminded(task: Task) -> Badge | None:
    """Return that and when the client was urged to accept the task, if it was."""
    return Badge(f"{task.reminded_on:%m-%d} 催办", "amber", "bell") if task.reminded_on else None
