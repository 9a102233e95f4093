"""Who works at the agency."""

from django.db.models import QuerySet

from ecosteward.accounts.models import Organisation, User
from ecosteward.agency.models import Appointment, Certificate, Education, Policy, StaffRecord


def staff(agency: Organisation) -> QuerySet[StaffRecord]:
    """Return the records of everybody at work in the agency, with their people."""
    present = StaffRecord.objects.filter(agency=agency, left_on=None, person__is_active=True)
    return present.select_related("person").order_by("person__name", "pk")


def appointment(agency: Organisation) -> Appointment | None:
    """Return the running appointment as quality lead."""
    running = Appointment.objects.filter(agency=agency, ended_on=None)
    return running.select_related("person", "letter").first()


def quality_lead(agency: Organisation) -> User | None:
    """Return the appointed quality lead, if there is one at work."""
    running = appointment(agency)
    return running.person if running and running.person.is_active else None


def awaiting(agency: Organisation) -> list[Certificate | Education]:
    """Return what people brought that the director has not confirmed, oldest first."""
    waiting: list[Certificate | Education] = []
    for model in (Certificate, Education):
        found = model._default_manager.filter(agency=agency, confirmed_on=None, staff__left_on=None)
        waiting += list(found.select_related("staff__person"))
    return sorted(waiting, key=lambda each: each.created_at)


def policy(agency: Organisation) -> Policy:
    """Return the agency's own periods; an unsaved one where it has set none."""
    return Policy.objects.filter(agency=agency).first() or Policy(agency=agency)
