"""Satisfaction and complaints of a contract or a client."""

import datetime as dt

from django.db.models import QuerySet

from ecosteward.clients.models import Client
from ecosteward.engagements.models import Contract
from ecosteward.evaluation.models import Aspect, Complaint, Satisfaction, Survey

_LOW = {Satisfaction.FAIR, Satisfaction.NOT}


def satisfaction(contract: Contract) -> Survey | None:
    """Return the survey that counts for a contract: the last one answered."""
    answered = contract.satisfaction_surveys.exclude(answered_at=None)
    return answered.order_by("-answered_at", "-pk").first()


def complaints_between(of: Contract | Client, since: dt.date, until: dt.date) -> QuerySet[Complaint]:
    """Return the opinions and complaints raised from one day to another, both included, oldest first."""
    rows = Complaint.objects.filter(raised_at__date__gte=since, raised_at__date__lte=until)
    rows = rows.filter(contract=of) if isinstance(of, Contract) else rows.filter(client=of)
    return rows.select_related("assignee", "contract").order_by("raised_at", "pk")


def low_aspects(survey: Survey) -> list[str]:
    """Return the aspects of an answered survey that call for improvement: 一般满意 or worse."""
    return [str(aspect.label) for aspect in Aspect if survey.answers.get(aspect) in _LOW]
