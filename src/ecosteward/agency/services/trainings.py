"""Trainings and who attended them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.agency.models import Attendance, StaffRecord, Training, TrainingFile
from ecosteward.files.models import File
from ecosteward.journal.services import remove, write, write_many


@transaction.atomic
def record_training(
    actor: User,
    topic: str,
    held_on: dt.date,
    hours: Decimal,
    attended: Sequence[StaffRecord],
    *,
    files: Sequence[File] = (),
    place: str = "",
    lecturer: str = "",
    summary: str = "",
) -> Training:
    """Record a training of the actor's agency; its hours count into each attendant's continuing education.

    Raises ValidationError for a day to come, for no hours, or where nobody attended.
    """
    training = Training(
        agency=actor.organisation,
        topic=topic,
        held_on=held_on,
        hours=hours,
        place=place,
        lecturer=lecturer,
        summary=summary,
    )
    require(actor, "training.record", training)
    _check(training, attended)
    write(actor, "training.recorded", training)
    _attend(actor, training, attended)
    _attach(actor, training, files)
    return training


@transaction.atomic
def change_training(
    actor: User, training: Training, attended: Sequence[StaffRecord], *, files: Sequence[File] = ()
) -> None:
    """Save a changed training with who attended it; `files` are added to those it has."""
    require(actor, "training.record", training)
    _check(training, attended)
    write(actor, "training.changed", training)
    wanted = {each.pk for each in attended}
    before = {each.staff_id: each for each in training.attendances.select_related("training", "staff__person")}
    for number in before.keys() - wanted:
        remove(actor, "training.unattended", before[number])
    _attend(actor, training, [each for each in attended if each.pk not in before])
    _attach(actor, training, files)


def _check(training: Training, attended: Sequence[StaffRecord]) -> None:
    if training.held_on > timezone.localdate():
        raise ValidationError({"held_on": "培训日期在今天之后；培训结束后再登记"})
    if training.hours <= 0:
        raise ValidationError({"hours": "学时应大于 0，请核对"})
    if not attended:
        raise ValidationError({"attended": "请勾选参加培训的人员"})
    if any(each.agency_id != training.agency_id for each in attended):
        raise ValidationError({"attended": "只能勾选本机构人员"})


def _attend(actor: User, training: Training, attended: Sequence[StaffRecord]) -> None:
    rows = [Attendance(agency=training.agency, training=training, staff=each) for each in attended]
    write_many(actor, "training.attended", rows)


def _attach(actor: User, training: Training, files: Sequence[File]) -> None:
    rows = [TrainingFile(agency=training.agency, training=training, file=each) for each in files]
    write_many(actor, "training.file_added", rows)
