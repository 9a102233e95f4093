"""Alarms that somebody has to acknowledge, where there are any."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Alarm, AlarmState, Level
from ecosteward.monitoring.queries import alarms
from ecosteward.pages.lists import Badge
from ecosteward.web.homes.shape import Group, Todo, group


def unanswered(user: User) -> tuple[Group, ...]:
    """Return the alarms of the person's clients that nobody has acknowledged, the gravest first."""
    return _group("未确认的监测报警", alarms.waiting(user))


def escalated(user: User) -> tuple[Group, ...]:
    """Return those that are urgent or rose because nobody answered."""
    return _group("无人确认、已升级的监测报警", alarms.escalated(user))


def _group(title: str, rows: QuerySet[Alarm]) -> tuple[Group, ...]:
    more = f"{reverse('monitoring:alarms')}?state={AlarmState.OPEN}&sort=-level"
    rows = rows.only("level", "since", "text", "client__name", "point__name")
    found = group(title, rows, _todo, empty="", more=more)
    return (found,) if found.todos else ()


def _todo(alarm: Alarm) -> Todo:
    since = timezone.localtime(alarm.since)
    badge = Badge(
        f"{alarm.get_level_display()} · {since:%m-%d %H:%M}", "red" if alarm.level >= Level.ALARM else "amber", "bell"
    )
    whom = f"{alarm.client.name} · {alarm.point.name}"
    return Todo(alarm.text[:60], whom, reverse("monitoring:alarm", args=[alarm.pk]), badge, "确认")
