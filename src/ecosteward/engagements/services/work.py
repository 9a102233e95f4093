"""Work records (clause 4.3: timely, exact, complete)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.engagements.models import Mode, Task, WorkRecord
from ecosteward.files.models import File
from ecosteward.journal.services import write


@transaction.atomic
def record_work(
    actor: User,
    task: Task,
    *,
    started_at: dt.datetime,
    ended_at: dt.datetime,
    text: str,
    people: Sequence[User] = (),
    mode: Mode | None = None,
    files: Sequence[File] = (),
    **facts: Any,
) -> WorkRecord:
    """Record what was done for a task that is under way. `facts`: place, found, advised.

    Without people it was the actor alone; without a mode it was the task's.

    Raises:
        ValidationError: it ends before it starts or in the future, on site without a place, or people not the agency's.

    """
    record = WorkRecord(
        agency_id=task.agency_id,
        client=task.client,
        task=task,
        started_at=started_at,
        ended_at=ended_at,
        text=text,
        mode=mode or task.mode,
        **facts,
    )
    return save_work(actor, record, people or (actor,), files)


@transaction.atomic
def save_work(actor: User, record: WorkRecord, people: Sequence[User], files: Sequence[File]) -> WorkRecord:
    """Save a new work record, as a form fills it, with who was there and what was brought."""
    require(actor, "task.record", record.task)
    if strange := [person.name for person in people if person.organisation_id != record.agency_id]:
        raise ValidationError({"people": f"出勤人员应是本机构人员：{'、'.join(strange)}"})
    record.recorded_by = actor
    record.people_names = "、".join(person.name for person in people)
    record.file_names = "、".join(file.name for file in files)
    write(actor, "work.recorded", record)
    record.people.set(people)
    record.files.set(files)
    return record
