"""Clause 4's papers: the director writes; the quality lead writes the quality system and appraisals."""

from typing import Any

from django.db.models import Q

from ecosteward.accounts import door
from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.agency.models import (
    Agreement,
    Appointment,
    Appraisal,
    Certificate,
    CreditCheck,
    Education,
    PaperKind,
    Policy,
    StaffRecord,
    SystemPaper,
    Training,
)

_QUALITY_KINDS = frozenset({PaperKind.QUALITY, PaperKind.DUTIES})


def _own_agency(user: User) -> Q:
    return Q(agency_id=user.organisation_id)


def _private(user: User) -> Q:
    """Return the condition of entries that only the two leaders and the person themselves see."""
    if user.has(Role.DIRECTOR, Role.QUALITY_LEAD):
        return _own_agency(user)
    return _own_agency(user) & Q(staff__person=user)


def _number(target: Any) -> int | None:
    agency: int | None = target.pk if isinstance(target, Organisation) else target.agency_id
    return agency


def _works_there(user: User, target: Any) -> bool:
    return user.organisation.kind == Kind.AGENCY and user.organisation_id == _number(target)


def _directs(user: User, target: Any) -> bool:
    return user.has(Role.DIRECTOR) and _works_there(user, target)


def _directs_or_assures(user: User, target: Any) -> bool:
    return user.has(Role.DIRECTOR, Role.QUALITY_LEAD) and _works_there(user, target)


def _directs_or_is(user: User, staff: StaffRecord) -> bool:
    return _directs(user, staff) or (_works_there(user, staff) and staff.person_id == user.pk)


def _own_unconfirmed(user: User, entry: Certificate | Education) -> bool:
    """Allow the director, and the person while nobody has confirmed the entry."""
    return _directs(user, entry) or (entry.confirmed_on is None and _directs_or_is(user, entry.staff))


def _writes_paper(user: User, paper: SystemPaper) -> bool:
    return _directs(user, paper) or (paper.kind in _QUALITY_KINDS and _directs_or_assures(user, paper))


for _model in (Policy, CreditCheck, StaffRecord, Training, SystemPaper, Appointment):
    door.scope(_model, _own_agency)
for _entry in (Certificate, Education, Appraisal, Agreement):
    door.scope(_entry, _private)

door.rule("agency.read", _works_there)
door.rule("agency.direct", _directs)
door.rule("staff.change", _directs)
door.rule("staff.read_private", lambda user, staff: _directs_or_is(user, staff) or _directs_or_assures(user, staff))
door.rule("certificate.add", _directs_or_is)
door.rule("certificate.change", _own_unconfirmed)
door.rule("certificate.confirm", lambda user, entry: entry.confirmed_on is None and _directs(user, entry))
door.rule("education.add", _directs_or_is)
door.rule("education.change", _own_unconfirmed)
door.rule("education.confirm", lambda user, entry: entry.confirmed_on is None and _directs(user, entry))
door.rule("appraisal.record", _directs_or_assures)
door.rule("training.record", _directs)
door.rule("system_paper.write", _writes_paper)
door.rule("system_paper.any", _directs_or_assures)
