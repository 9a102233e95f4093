"""Points counted by day, so that the rates of many points over a quarter are read at once."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from ecosteward.monitoring.models import PointDay, Role, Verdict
from ecosteward.monitoring.rules.calendar import midnight
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity

_CAME = (Validity.VALID, Validity.INVALID)
_DUE = (*_CAME, Validity.MISSING)
_COUNTS = {
    "due": Count("at", filter=Q(validity__in=_DUE)),
    "came": Count("at", filter=Q(validity__in=_CAME)),
    "valid": Count("at", filter=Q(validity=Validity.VALID)),
}
_BATCH = 5000


def tally(points: Sequence[int], begin: dt.datetime, end: dt.datetime) -> None:
    """Count the days of points again that `begin` up to before `end` touches. Two queries."""
    last = timezone.localtime(end - dt.timedelta(microseconds=1)).date()
    first = midnight(timezone.localtime(begin).date())
    _count(
        Verdict.objects.filter(series__point__in=points, at__gte=first, at__lt=midnight(last + dt.timedelta(days=1)))
    )


def recount(point: int) -> None:
    """Count all days of a point again: another of its factors is a pollutant now, or one is none any more."""
    PointDay.objects.filter(point=point).delete()
    _count(Verdict.objects.filter(series__point=point))


def _count(verdicts: QuerySet[Verdict]) -> None:
    hours = verdicts.filter(series__role=Role.POLLUTANT, span=Span.HOUR).order_by()
    days = hours.values(on=TruncDate("at"), point_id=F("series__point")).annotate(**_COUNTS)
    PointDay.objects.bulk_create(
        [PointDay(**day) for day in days],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["point", "on"],
        update_fields=list(_COUNTS),
    )
