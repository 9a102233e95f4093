"""Who was there, and who has how much to do."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from ecosteward.accounts.models import User
from ecosteward.engagements.models import Contract, Mode, Task, TaskState, WorkRecord


@dataclass(frozen=True)
class Presence:
    """One person's attendance: days on site and days of remote or short work, and hours in all (Appendix F.2.1)."""

    person: User
    on_site_days: int
    off_site_days: int
    hours: float


def attendance(contract: Contract, since: dt.date, until: dt.date) -> list[Presence]:
    """Return who worked for the contract between two days, both included, by name.

    A day on which somebody did both counts as on site.
    """
    zone = timezone.get_current_timezone()
    first = dt.datetime.combine(since, dt.time.min, zone)
    after = dt.datetime.combine(until + dt.timedelta(days=1), dt.time.min, zone)
    records = WorkRecord.objects.filter(task__contract=contract, started_at__gte=first, started_at__lt=after)
    found: dict[User, list[WorkRecord]] = defaultdict(list)
    for record in records.prefetch_related("people"):
        for person in record.people.all():
            found[person].append(record)
    return [_presence(person, found[person]) for person in sorted(found, key=lambda person: person.name)]


def load(people: Iterable[int]) -> dict[int, int]:
    """Return the number of open tasks of each person by primary key, in one statement."""
    rows = (
        Task.objects.filter(assignee_id__in=people, state__in=[TaskState.PLANNED, TaskState.DOING])
        .values_list("assignee_id")
        .annotate(number=Count("pk"))
        .order_by()
    )
    counted = {person: number for person, number in rows if person}
    return {person: counted.get(person, 0) for person in people}


def _presence(person: User, records: list[WorkRecord]) -> Presence:
    on_site = {timezone.localdate(record.started_at) for record in records if record.mode == Mode.ON_SITE}
    every = {timezone.localdate(record.started_at) for record in records}
    hours = round(sum(record.hours for record in records), 1)
    return Presence(person, len(on_site), len(every - on_site), hours)
