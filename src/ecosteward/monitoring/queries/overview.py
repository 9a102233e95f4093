"""Points by client: how many, how many are heard of, what is wrong. Shown to an agency, a park, an office alike."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
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
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Alarm, Device, Level, Point, Quota
from ecosteward.monitoring.queries.points import SILENT_AFTER, SILENT_LEAST
from ecosteward.monitoring.queries.totals import Total, totals
from ecosteward.monitoring.rules.signs import Cause

OVER_NOW = Q(cause__in=(Cause.OVER, Cause.PERSISTENT), gone_at=None)


def heard(rows: QuerySet[Device]) -> QuerySet[Device]:
    """Return those of the devices that have been heard of lately; `points.online` says it of one."""
    return rows.filter(link__heard_at__gte=_lately())


def _lately() -> Combinable:
    """Return the moment since which a device has to be heard of."""
    second = Value(dt.timedelta(seconds=SILENT_AFTER), output_field=DurationField())
    own = ExpressionWrapper(F("realtime_seconds") * second, output_field=DurationField())
    patience = Greatest(own, Value(SILENT_LEAST, output_field=DurationField()))
    return ExpressionWrapper(Value(timezone.now()) - patience, output_field=Device._meta.get_field("created_at"))


def watched(user: User) -> QuerySet[Any]:
    """Return the clients that have points, with what an officer asks of each.

    `point_count`, `device_count`, `online_count`, `heard_at`; `over_count`, factors that are over now; `open_alarms`,
    `urgent_alarms` and their `worst` level; `total_alarms`, of permitted amounts that are nearly or wholly used up.
    """
    # Who sees a client sees its points, devices and alarms: asked once of the client, not again of each of these.
    points = Point.objects.filter(client=OuterRef("pk"), stopped_on=None)
    devices = Device.objects.filter(client=OuterRef("pk"), stopped_on=None)
    alarms = Alarm.objects.filter(client=OuterRef("pk"), closed_at=None)
    return clients(user).annotate(
        point_count=_number(points, Count("pk")),
        device_count=_number(devices, Count("pk")),
        online_count=_number(heard(devices), Count("pk")),
        heard_at=Subquery(devices.order_by().values("client").annotate(at=Max("link__heard_at")).values("at")),
        over_count=_number(alarms.filter(OVER_NOW), Count("series", distinct=True)),
        open_alarms=_number(alarms, Count("pk")),
        urgent_alarms=_number(alarms.filter(level__gte=Level.ALARM), Count("pk")),
        total_alarms=_number(alarms.filter(cause=Cause.TOTAL), Count("pk")),
        worst=_number(alarms, Max("level")),
    )


def figures(user: User) -> dict[str, int]:
    """Return `devices`, `online`, `open_alarms`, `urgent` of everything a person sees; two queries.

    `over` and `totals` are clients: with a factor that is over now, and with a warning of a permitted amount.
    """
    devices = visible(user, Device).filter(stopped_on=None)
    alarms = visible(user, Alarm).filter(closed_at=None)
    return {
        **devices.aggregate(devices=Count("pk"), online=Count("pk", filter=Q(link__heard_at__gte=_lately()))),
        **alarms.aggregate(
            open_alarms=Count("pk"),
            urgent=Count("pk", filter=Q(level__gte=Level.ALARM)),
            over=Count("client", distinct=True, filter=OVER_NOW),
            totals=Count("client", distinct=True, filter=Q(cause=Cause.TOTAL)),
        ),
    }


@dataclass(frozen=True)
class Told:
    """What is said of one client besides the counts.

    Attributes:
        over: the alarms of what is over now, in words.
        silent: points whose device is not heard of.
        total: the permitted amount of this year that is used up furthest.

    """

    over: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    total: Total | None = None


def told(keys: Sequence[int]) -> dict[int, Told]:
    """Return what is said of each of some clients that the person sees. A constant number of queries."""
    over: dict[int, list[str]] = defaultdict(list)
    alarms = Alarm.objects.filter(OVER_NOW, client__in=keys, closed_at=None)
    for client, point, text in alarms.values_list("client", "point__name", "text"):
        over[client].append(f"{point} {text}")
    silent: dict[int, list[str]] = defaultdict(list)
    devices = Device.objects.filter(client__in=keys, stopped_on=None)
    for client, name in _unheard(devices).order_by("point__name").values_list("client", "point__name"):
        silent[client].append(name)
    fullest: dict[int, Total] = {}
    for total in totals(Quota.objects.filter(client__in=keys, year=timezone.localdate().year)):
        if total.share is not None and total.share > _share(fullest.get(total.quota.client_id)):
            fullest[total.quota.client_id] = total
    return {key: Told(tuple(over[key]), tuple(silent[key]), fullest.get(key)) for key in keys}


def _share(total: Total | None) -> float:
    return total.share if total is not None and total.share is not None else -1.0


def _unheard(devices: QuerySet[Device]) -> QuerySet[Device]:
    return devices.filter(Q(link__heard_at=None) | Q(link__heard_at__lt=_lately()))


class Standing(NamedTuple):
    """A client's points and how they stand."""

    points: int
    offline: int
    alarms: int
    worst: int


def standings(user: User) -> dict[int, Standing]:
    """Return how each client stands that has points, by its number. Three queries, whatever their number."""
    points = visible(user, Point).filter(stopped_on=None).order_by().values_list("client").annotate(Count("pk"))
    devices = _unheard(visible(user, Device).filter(stopped_on=None)).order_by()
    offline = dict(devices.values_list("client").annotate(Count("pk")))
    alarms = visible(user, Alarm).filter(closed_at=None).order_by().values_list("client")
    warned = {client: told for client, *told in alarms.annotate(Count("pk"), Max("level"))}
    return {client: Standing(number, offline.get(client, 0), *warned.get(client, (0, 0))) for client, number in points}


def clients(user: User) -> QuerySet[Client]:
    """Return the clients that have points."""
    return visible(user, Client).filter(pk__in=Point.objects.values("client_id"))


def _number(rows: QuerySet[Any], what: Count | Max) -> Coalesce:
    total = rows.order_by().values("client").annotate(total=what).values("total")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())
