"""Who is told of an alarm by e-mail at their own address."""

from django.db.models import Q, QuerySet

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import Role, User
from ecosteward.clients.models import Assignment, Client
from ecosteward.monitoring.models import Alarm, MailChoice, Recipient

ALL_CLIENTS = (Role.DIRECTOR, Role.QUALITY_LEAD)


def told(alarm: Alarm) -> list[User]:
    """Return the people whom an alarm's level and cause name, who see it and have not declined. One query where none is named."""
    mine = Q(client=None) | Q(client_id=alarm.client_id)
    rows = list(
        Recipient.objects.filter(
            mine, agency_id=alarm.agency_id, on=True, level=alarm.level, cause__in=("", alarm.cause)
        )
    )
    if not rows:
        return []
    named = Q(pk__in={row.person_id for row in rows if row.person_id})
    named |= Q(roles__overlap=[row.role for row in rows if row.role]) & _concerned(alarm.client)
    people = User.objects.filter(named, is_active=True).exclude(pk__in=declined()).select_related("organisation")
    return [person for person in people.order_by("pk") if visible(person, Alarm).filter(pk=alarm.pk).exists()]


def declined() -> QuerySet[MailChoice, int]:
    """Return the numbers of those who want no mail about alarms."""
    return MailChoice.objects.filter(declined=True).values_list("person_id", flat=True)


def _concerned(client: Client) -> Q:
    """Return the condition that a person has to do with a client: of its agency, its own, or who supervises it."""
    serves = Assignment.objects.filter(client=client, ended_on=None).values("person_id")
    agency = Q(organisation_id=client.agency_id) & (Q(roles__overlap=list(ALL_CLIENTS)) | Q(pk__in=serves))
    above = [each for each in (client, client.park, client.authority) if each is not None]
    by_us = Q(enrolled_by=None) | Q(enrolled_by_id=client.agency_id)
    return agency | Q(organisation__in=[each.organisation_id for each in above]) & by_us
