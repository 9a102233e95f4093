"""How well points transmit: how much of what is due came, how much of it counts, who is silent."""

import datetime as dt
from typing import Any

from django.db.models import Count, F, FloatField, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Count as Counted
from ecosteward.monitoring.models import Device, Point, Role, Verdict
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity

_CAME = (Validity.VALID, Validity.INVALID)
_DUE = (*_CAME, Validity.MISSING)


def qualities(user: User, begin: dt.datetime, end: dt.datetime) -> QuerySet[Any]:
    """Return the points in use with their hours of pollutants from one moment to another.

    `due` are the hours in which the source ran, `came` those of them with data, `valid` those that count; `sent`,
    `counts` and `effective` (传输率, 有效率, 传输有效率) are in per cent, None where nothing was due; `faults` are
    packets that were not believed.
    """
    hours = Verdict.objects.filter(
        series__point=OuterRef("pk"), series__role=Role.POLLUTANT, span=Span.HOUR, at__gte=begin, at__lt=end
    )
    devices = Device.objects.filter(point=OuterRef(OuterRef("pk"))).values("pk")
    faults = Counted.objects.filter(device_id__in=devices, hour__gte=begin, hour__lt=end, what__startswith="fault:")
    rows = visible(user, Point).filter(stopped_on=None)
    return rows.annotate(
        due=_number(hours.filter(validity__in=_DUE), Count("at")),
        came=_number(hours.filter(validity__in=_CAME), Count("at")),
        valid=_number(hours.filter(validity=Validity.VALID), Count("at")),
        faults=_number(faults, Sum("packets")),
        sent=_rate("came", "due"),
        counts=_rate("valid", "came"),
        effective=_rate("valid", "due"),
    )


def month_rates(user: User, client: Client) -> dict[int, Any]:
    """Return a client's points in use, by number, with their rates of the month so far. One query."""
    now = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    begin = now.replace(day=1, hour=0)
    return {point.pk: point for point in qualities(user, begin, now).filter(client=client)}


def _number(rows: QuerySet[Any], what: Count | Sum) -> Coalesce:
    total = rows.order_by().annotate(all=Value(1)).values("all").annotate(total=what).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def _rate(part: str, whole: str) -> Any:
    number = Cast(F(part), FloatField())
    return number * 100.0 / NullIf(Cast(F(whole), FloatField()), Value(0.0))
