"""Reading visits."""

import datetime as dt
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ecosteward.clients.models import Client
from ecosteward.survey.models import STANDING, Answer, Finding, FindingStep, Verdict, Visit, VisitState
from ecosteward.survey.queries.findings import with_facts


def visits_between(client: Client, since: dt.date, until: dt.date) -> QuerySet[Visit]:
    """Return the visits handed in of a client, made from one day to another, with inspectors and number of findings."""
    made = Q(started_at__date__gte=since, started_at__date__lte=until)
    return with_numbers(Visit.objects.filter(made, client=client, state=VisitState.SUBMITTED)).order_by("started_at")


def with_numbers(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """Join in what a list of visits shows: `raised` findings and `unsure_left` items not resolved yet.

    Counted for each visit on its own, so that a page of a long list counts for its own rows only.
    """
    left = _number(Answer.objects.filter(verdict=Verdict.UNSURE, resolved_as=""))
    joined = rows.select_related("client", "task").prefetch_related("inspectors")
    return with_raised(joined).annotate(unsure_left=left)


def with_raised(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """Join in how many findings each visit `raised`."""
    return rows.annotate(raised=_number(Finding.objects.filter(STANDING)))


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.filter(visit=OuterRef("pk")).order_by().values("visit").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def unsure(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    """Return those of the answers that are still 待核实 although their visit was handed in, oldest first."""
    return (
        rows.filter(verdict=Verdict.UNSURE, resolved_as="", visit__state=VisitState.SUBMITTED)
        .select_related("client", "visit", "answered_by")
        .order_by("visit__started_at", "item_id")
    )


def findings_of(visit: Visit) -> QuerySet[Finding]:
    """Return every finding a visit raised, joined or reopened, with what documents show of it."""
    return with_facts(touched(visit).filter(STANDING))


def touched(visit: Visit) -> QuerySet[Finding]:
    """Return every finding a visit raised, joined or reopened, those too that were raised by mistake."""
    stepped = FindingStep.objects.filter(visit=visit).values("finding")
    mine = Finding.objects.filter(Q(visit=visit) | Q(pk__in=stepped), client=visit.client_id)
    return mine.order_by("item_id", "pk")
