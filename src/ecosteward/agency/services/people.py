"""Who works at the agency, and the file kept of them."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ecosteward.accounts import services as accounts
from ecosteward.accounts.door import require
from ecosteward.accounts.models import Role, User
from ecosteward.agency.models import Agreement, Appointment, StaffRecord
from ecosteward.files.models import File
from ecosteward.journal.services import write


def add_staff(actor: User, person: User, **facts: Any) -> StaffRecord:
    """Open the file of somebody of the agency.

    Args:
        actor: a director of the agency.
        person: whom it is about.
        facts: fields of `StaffRecord`, such as background, rank, rank_field, environmental, rank_file, joined_on.

    Raises:
        ValidationError: the person has a file already, or a value does not hold.

    """
    record = StaffRecord(agency=person.organisation, person=person, **facts)
    require(actor, "staff.change", record)
    if StaffRecord.objects.filter(person=person).exists():
        raise ValidationError(f"{person.name}已有人员档案")
    _check_title(record)
    write(actor, "staff.added", record)
    return record


@transaction.atomic
def enrol_staff(actor: User, username: str, name: str, roles: list[Role], **facts: Any) -> StaffRecord:
    """Add a new person to the actor's agency and open their file; they set a password through their invitation.

    Raises ValidationError for a taken username, or for the quality lead's role: that comes with an appointment.
    """
    if Role.QUALITY_LEAD in roles:
        raise ValidationError({"roles": "质量负责人须在「制度与信用」页任命，不能直接设为角色"})
    contact = {key: facts.pop(key) for key in ("job", "phone", "email") if key in facts}
    return add_staff(actor, accounts.add_person(actor, username, name, roles, **contact), **facts)


def change_staff(actor: User, record: StaffRecord) -> None:
    """Save a changed file. Raises ValidationError where title and field do not go together."""
    require(actor, "staff.change", record)
    _check_title(record)
    write(actor, "staff.changed", record)


@transaction.atomic
def leave(actor: User, record: StaffRecord, left_on: dt.date, *, reason: str) -> None:
    """Note that a person left: their file stays, they log in no more, and a quality lead's appointment ends."""
    require(actor, "staff.change", record)
    if record.person_id == actor.pk:
        raise ValidationError("不能登记自己离职，请由另一位机构负责人办理")
    if record.joined_on and left_on < record.joined_on:
        raise ValidationError(f"离职日期早于入职日期 {record.joined_on}，请核对")
    record.left_on = left_on
    write(actor, "staff.left", record, reason=reason)
    running = Appointment.objects.filter(agency_id=record.agency_id, person_id=record.person_id, ended_on=None).first()
    if running:
        running.ended_on = max(left_on, running.appointed_on)
        write(actor, "quality_lead.ended", running, reason="离职")
    accounts.suspend(actor, record.person, reason=reason)


@transaction.atomic
def return_to_work(actor: User, record: StaffRecord) -> None:
    """Take a person back who had left."""
    require(actor, "staff.change", record)
    record.left_on = None
    write(actor, "staff.returned", record)
    accounts.restore(actor, record.person)


def sign_agreement(
    actor: User,
    record: StaffRecord,
    signed_on: dt.date,
    file: File | None = None,
    *,
    valid_until: dt.date | None = None,
) -> Agreement:
    """Keep the confidentiality agreement a person signed."""
    require(actor, "staff.change", record)
    if valid_until and valid_until < signed_on:
        raise ValidationError({"valid_until": "有效期早于签署日期，请核对"})
    agreement = Agreement(agency=record.agency, staff=record, signed_on=signed_on, valid_until=valid_until, file=file)
    write(actor, "confidentiality.signed", agreement)
    return agreement


def _check_title(record: StaffRecord) -> None:
    if record.rank == StaffRecord.Rank.NONE and record.environmental:
        raise ValidationError({"environmental": "没有技术职称，不能勾选环保相关专业职称"})
    if record.environmental and not record.rank_field:
        raise ValidationError({"rank_field": "请写明职称专业，如：环境工程"})
