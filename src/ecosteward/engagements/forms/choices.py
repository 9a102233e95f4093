"""Whom and what a form offers."""

from typing import cast

from django.db.models import Q, QuerySet

from ecosteward.accounts.models import Organisation, Role, User
from ecosteward.clients.models import Client
from ecosteward.standard.models import Audience, Service
from ecosteward.standard.queries import EDITION, services


def people_of(agency: Organisation) -> QuerySet[User]:
    """Return the agency's people who can log in."""
    return User.objects.filter(organisation=agency, is_active=True).order_by("name")


def leaders_of(agency: Organisation) -> QuerySet[User]:
    """Return those who may lead a project."""
    leading = [Role.PROJECT_LEAD, Role.DIRECTOR, Role.QUALITY_LEAD]
    return people_of(agency).filter(roles__overlap=leading)


def quality_leads_of(agency: Organisation) -> QuerySet[User]:
    """Return those who hold the role of quality lead."""
    return people_of(agency).filter(roles__contains=[Role.QUALITY_LEAD])


def serving(client: Client) -> QuerySet[User]:
    """Return who serves a client: those assigned to it, and those who see every client of the agency."""
    every = Q(roles__overlap=[Role.DIRECTOR, Role.QUALITY_LEAD])
    assigned = Q(pk__in=client.assignments.filter(ended_on=None).values("person_id"))
    return people_of(client.agency).filter(every | assigned)


def services_for(client: Client, edition: str = EDITION) -> tuple[Service, ...]:
    """Return the services of the standard for the client's kind, in printed order."""
    return services(edition, cast("Audience", client.kind))
