"""Points by client: how many, how many are heard of, what is wrong. Shown to an agency, a park, an office alike."""

import datetime as dt
from typing import Any

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

MOST_ON_MAP = 2000


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
    rows = visible(user, Client).filter(pk__in=visible(user, Point).values("client_id"))
    return rows.annotate(
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


def places(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """Return where the clients lie and how they stand, for the map."""
    placed = rows.exclude(longitude=None).order_by("pk")[:MOST_ON_MAP]
    return [
        {
            "id": row.pk,
            "name": row.name,
            "at": [row.latitude, row.longitude],
            "points": row.point_count,
            "offline": row.device_count - row.online_count,
            "alarms": row.open_alarms,
            "worst": row.worst,
        }
        for row in placed
    ]


def _number(rows: QuerySet[Any], what: Count | Max) -> Coalesce:
    total = rows.order_by().values("client").annotate(total=what).values("total")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())
