"""Credit standing, management system papers, the quality lead, the agency's own periods."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts import services as accounts
from ecosteward.accounts.door import require
from ecosteward.accounts.models import Kind, Organisation, Role, User
from ecosteward.agency.models import Appointment, CreditCheck, CreditSource, PaperKind, Policy, SystemPaper
from ecosteward.files.models import File
from ecosteward.journal.services import write


def set_policy(actor: User, policy: Policy) -> None:
    """Save the periods the agency sets itself where the standard says only 定期."""
    require(actor, "agency.direct", policy)
    write(actor, "policy.set", policy)


def check_credit(
    actor: User,
    source: CreditSource,
    platform: str,
    queried_on: dt.date,
    *,
    listed: bool,
    file: File | None = None,
    note: str = "",
) -> CreditCheck:
    """Keep the result of looking the actor's agency up in a list of dishonest or unlawful enterprises."""
    check = CreditCheck(
        agency=actor.organisation,
        source=source,
        platform=platform,
        queried_on=queried_on,
        listed=listed,
        note=note,
        file=file,
    )
    require(actor, "agency.direct", check)
    _check_credit(check)
    write(actor, "credit.checked", check)
    return check


def correct_credit(actor: User, check: CreditCheck) -> None:
    """Save a corrected look-up."""
    require(actor, "agency.direct", check)
    _check_credit(check)
    write(actor, "credit.corrected", check)


def issue_paper(
    actor: User, kind: PaperKind, title: str, effective_on: dt.date, *, edition: str = "", file: File | None = None
) -> SystemPaper:
    """Add a rule of the actor's agency to its management system."""
    paper = SystemPaper(
        agency=actor.organisation, kind=kind, title=title, edition=edition, effective_on=effective_on, file=file
    )
    require(actor, "system_paper.write", paper)
    write(actor, "system_paper.issued", paper)
    return paper


def change_paper(actor: User, paper: SystemPaper) -> None:
    """Save a changed rule."""
    require(actor, "system_paper.write", paper)
    write(actor, "system_paper.changed", paper)


def withdraw_paper(actor: User, paper: SystemPaper, withdrawn_on: dt.date, *, reason: str) -> None:
    """Put a rule out of force; it stays on file."""
    require(actor, "system_paper.write", paper)
    if withdrawn_on < paper.effective_on:
        raise ValidationError({"withdrawn_on": f"废止日期早于实施日期 {paper.effective_on}，请核对"})
    paper.withdrawn_on = withdrawn_on
    write(actor, "system_paper.withdrawn", paper, reason=reason)


@transaction.atomic
def appoint_quality_lead(
    actor: User, person: User, appointed_on: dt.date, letter: File | None = None, *, reason: str = ""
) -> Appointment:
    """Appoint the agency's one quality lead (clause 4.3). Ends the former's appointment, and moves the role.

    Raises ValidationError for a person who is not at work in the agency, is appointed already, or a day that does
    not follow the former's appointment.
    """
    appointment = Appointment(agency=actor.organisation, person=person, appointed_on=appointed_on, letter=letter)
    require(actor, "agency.direct", appointment)
    _check_appointed(actor, appointment)
    Organisation.objects.select_for_update().get(pk=actor.organisation_id)  # two at once would both be first
    _end_former(actor, appointment, reason)
    write(actor, "quality_lead.appointed", appointment, reason=reason)
    if Role.QUALITY_LEAD not in person.roles:
        person.roles = [*person.roles, Role.QUALITY_LEAD]
        accounts.change_person(actor, person)
    return appointment


def _end_former(actor: User, appointment: Appointment, reason: str) -> None:
    running = Appointment.objects.filter(agency_id=appointment.agency_id, ended_on=None)
    for former in running.select_related("person"):
        if former.person_id == appointment.person_id:
            raise ValidationError(f"{former.person.name}已是现任质量负责人")
        if appointment.appointed_on < former.appointed_on:
            raise ValidationError({"appointed_on": f"任命日期早于前任的任命日期 {former.appointed_on}，请核对"})
        former.ended_on = appointment.appointed_on
        write(actor, "quality_lead.ended", former, reason=reason)
    _take_role_back(actor, appointment)


def _take_role_back(actor: User, appointment: Appointment) -> None:
    holders = User.objects.filter(organisation_id=appointment.agency_id, roles__contains=[Role.QUALITY_LEAD])
    for holder in holders.exclude(pk=appointment.person_id):
        kept = [role for role in holder.roles if role != Role.QUALITY_LEAD]
        holder.roles = kept or [Role.TECHNICIAN]
        accounts.change_person(actor, holder)


def _check_appointed(actor: User, appointment: Appointment) -> None:
    person = appointment.person
    if person.organisation_id != actor.organisation_id or person.organisation.kind != Kind.AGENCY:
        raise ValidationError({"person": "只能任命本机构人员"})
    if not person.is_active:
        raise ValidationError({"person": f"{person.name}已停用，不能任命"})
    if appointment.appointed_on > timezone.localdate():
        raise ValidationError({"appointed_on": "任命日期在今天之后；到任后再登记"})


def _check_credit(check: CreditCheck) -> None:
    if check.queried_on > timezone.localdate():
        raise ValidationError({"queried_on": "查询日期在今天之后，请核对"})
