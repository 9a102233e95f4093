"""Points by client: how many, how many are heard of, what is wrong. Shown to an agency, a park, an office alike."""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Alarm, Device, Level, Point
from ecosteward.monitoring.queries.points import SILENT_AFTER, SILENT_LEAST


def heard(rows: QuerySet[Device]) -> QuerySet[Device]:
    """Return those of the devices that have been heard of lately; `points.online` says it of one."""
    second = Value(dt.timedelta(seconds=SILENT_AFTER), output_field=DurationField())
    own = ExpressionWrapper(F("realtime_seconds") * second, output_field=DurationField())
    patience = Greatest(own, Value(SILENT_LEAST, output_field=DurationField()))
    since = ExpressionWrapper(Value(timezone.now()) - patience, output_field=Device._meta.get_field("created_at"))
    return rows.filter(link__heard_at__gte=since)


def watched(user: User) -> QuerySet[Any]:
    """Return the clients that have points, with `point_count`, `device_count`, `online_count`, `open_alarms` and `worst`."""
    points = visible(user, Point).filter(client=OuterRef("pk"), stopped_on=None)
    devices = visible(user, Device).filter(client=OuterRef("pk"), stopped_on=None)
    alarms = visible(user, Alarm).filter(client=OuterRef("pk"), closed_at=None)
    return clients(user).annotate(
        point_count=_number(points, Count("pk")),
        device_count=_number(devices, Count("pk")),
        online_count=_number(heard(devices), Count("pk")),
        open_alarms=_number(alarms, Count("pk")),
        worst=_number(alarms, Max("level")),
    )


def figures(user: User) -> dict[str, int]:
    """Return `points`, `devices`, `online`, `open_alarms`, `urgent` of everything a person sees. Four queries."""
    devices = visible(user, Device).filter(stopped_on=None)
    alarms = visible(user, Alarm).filter(closed_at=None)
    return {
        "points": visible(user, Point).filter(stopped_on=None).count(),
        "devices": devices.count(),
        "online": heard(devices).count(),
        **alarms.aggregate(open_alarms=Count("pk"), urgent=Count("pk", filter=Q(level__gte=Level.ALARM))),
    }


class Standing(NamedTuple):
    """A client's points and how they stand."""

    points: int
    offline: int
    alarms: int
    worst: int


def standings(user: User) -> dict[int, Standing]:
    """Return how each client stands that has points, by its number. Three queries, whatever their number."""
    points = visible(user, Point).filter(stopped_on=None).order_by().values_list("client").annotate(Count("pk"))
    devices = visible(user, Device).filter(stopped_on=None).order_by().values_list("client")
    offline = dict(devices.exclude(pk__in=heard(Device.objects.all()).values("pk")).annotate(Count("pk")))
    alarms = visible(user, Alarm).filter(closed_at=None).order_by().values_list("client")
    warned = {client: told for client, *told in alarms.annotate(Count("pk"), Max("level"))}
    return {client: Standing(number, offline.get(client, 0), *warned.get(client, (0, 0))) for client, number in points}


def clients(user: User) -> QuerySet[Client]:
    """Return the clients that have points."""
    return visible(user, Client).filter(pk__in=visible(user, Point).values("client_id"))


def _number(rows: QuerySet[Any], what: Count | Max) -> Coalesce:
    total = rows.order_by().values("client").annotate(total=what).values("total")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())
