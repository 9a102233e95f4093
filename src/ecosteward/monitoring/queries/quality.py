"""How well points transmit: how much of what is due came, how much of it counts, who is silent."""

import datetime as dt
from typing import Any

from django.db.models import FloatField, Max, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Count as Counted
from ecosteward.monitoring.models import Device, Link, Point, PointDay
from ecosteward.monitoring.rules.calendar import first_of, midnight
from ecosteward.monitoring.rules.spans import Span


def qualities(user: User, first: dt.date, last: dt.date) -> QuerySet[Any]:
    """Return the points in use with their hours of pollutants from one day to another, that day included.

    `due` are the hours in which the source ran, `came` those of them with data, `valid` those that count; `sent`,
    `counts` and `effective` (传输率, 有效率, 传输有效率) are in per cent, None where nothing was due; `faults` are
    packets that were not believed; `heard` is when the newest came. `captured` is the share of the due hours that
    counts since the quarter began, whatever days are asked for: of a quarter that is not over.
    """
    days = PointDay.objects.filter(point=OuterRef("pk"), on__gte=first, on__lte=last)
    devices = Device.objects.filter(point=OuterRef(OuterRef("pk"))).values("pk")
    links = Link.objects.filter(device__point=OuterRef("pk"))
    begin, end = midnight(first), midnight(last + dt.timedelta(days=1))
    faults = Counted.objects.filter(device_id__in=devices, hour__gte=begin, hour__lt=end, what__startswith="fault:")
    quarter = first_of(Span.QUARTER, timezone.localdate())
    rows = visible(user, Point).filter(stopped_on=None)
    return rows.annotate(
        due=Coalesce(_of(days, Sum("due")), 0),
        came=Coalesce(_of(days, Sum("came")), 0),
        valid=Coalesce(_of(days, Sum("valid")), 0),
        faults=Coalesce(_of(faults, Sum("packets")), 0),
        sent=_of(days, _rate("came", "due")),
        counts=_of(days, _rate("valid", "came")),
        effective=_of(days, _rate("valid", "due")),
        heard=_of(links, Max("heard_at")),
        captured=_of(PointDay.objects.filter(point=OuterRef("pk"), on__gte=quarter), _rate("valid", "due")),
    )


def month_rates(user: User, client: Client) -> dict[int, Any]:
    """Return a client's points in use, by number, with their rates of the month so far. One query."""
    today = timezone.localdate()
    return {point.pk: point for point in qualities(user, today.replace(day=1), today).filter(client=client)}


def _of(rows: QuerySet[Any], what: Combinable | Sum | Max) -> Subquery:
    """Return what rows come to, looked at once for each figure: a rate made of two figures would be looked up twice."""
    return Subquery(rows.order_by().annotate(all=Value(1)).values("all").annotate(total=what).values("total"))


def _rate(part: str, whole: str) -> Combinable:
    return Cast(Sum(part), FloatField()) * 100.0 / NullIf(Cast(Sum(whole), FloatField()), Value(0.0))
