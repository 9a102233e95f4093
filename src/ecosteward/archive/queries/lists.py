"""Figures of many archives at once."""

import datetime as dt
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper, SlotState, State
from ecosteward.archive.rules.validity import EXPIRING_DAYS
from ecosteward.clients.models import Client
from ecosteward.standard.queries import archive_slots


def archives(user: User) -> QuerySet[Client]:
    """Return the clients a person sees, each with the figures of its archive.

    electronic, on_paper: slots ticked; unsaid: slots of which a column is empty; waiting: papers without a place;
    expiring: papers whose validity is over or soon will be; papers_filed: papers that stand.
    """
    soon = timezone.localdate() + dt.timedelta(days=EXPIRING_DAYS)
    states = SlotState.objects.all()
    papers = visible(user, Paper)
    said = _count(states.filter(electronic__isnull=False, on_paper__isnull=False))
    return visible(user, Client).annotate(
        electronic=_count(states.filter(electronic=True)),
        on_paper=_count(states.filter(on_paper=True)),
        unsaid=Value(len(archive_slots())) - said,
        waiting=_count(papers.filter(state=State.INBOX)),
        expiring=_count(papers.filter(state=State.FILED, valid_until__lte=soon)),
        papers_filed=_count(papers.filter(state=State.FILED)),
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Count a client's rows, as a column of the client."""
    counted = rows.filter(client=OuterRef("pk")).order_by().values("client").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
