"""Whether anybody listens to the devices, and how much comes."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, Sum
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.monitoring.models import Count, Device
from ecosteward.monitoring.rules.faults import words
from ecosteward.monitoring.store.slots import LOCK, SLOTS

_LISTENING = """
    SELECT min(activity.backend_start)
    FROM pg_locks held JOIN pg_stat_activity activity USING (pid)
    WHERE held.locktype = 'advisory' AND held.granted AND held.classid = 0
      AND held.objid >= %s AND held.objid < %s AND activity.datname = current_database()
"""
# A gateway seals at most some twenty batches in a second: its newest seals hold the last minute, found by their number.
_MINUTE = """
    SELECT coalesce(sum(packets), 0)
    FROM monitoring_chain chain JOIN monitoring_seal seal ON seal.slot = chain.slot AND seal.number > chain.number - 6000
    WHERE seal.at > now() - interval '1 minute'
"""
_EVERYONE = 0  # the device of a count of who is not known
_GOOD = ("good", "deviant", "repeated")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Health:
    """How the gateways do.

    Attributes:
        since: since when one runs; None where none does.
        minute: packets stored in the last minute, whosever.
        hour: packets believed in this hour, of the devices the person sees.
        faults: what was not believed in the last day, of those and of the unknown, in words, the most first.

    """

    since: dt.datetime | None
    minute: int
    hour: int
    faults: list[tuple[str, int]]


def listening_since() -> dt.datetime | None:
    """Return since when a gateway has been running; None where none does: then silence says nothing of the devices."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTENING, [LOCK, LOCK + SLOTS])
        found: dt.datetime | None = cursor.fetchone()[0]
    return found


def health(user: User) -> Health:
    """Return how the gateways do. Four queries."""
    now = timezone.now()
    devices = visible(user, Device).values("pk")
    own = Count.objects.filter(device_id__in=devices, hour__gte=now.replace(minute=0, second=0, microsecond=0))
    theirs = Count.objects.filter(Q(device_id__in=devices) | Q(device_id=_EVERYONE), hour__gte=now - _DAY)
    faults = theirs.filter(Q(what__startswith="fault:") | Q(what="noise"))
    counted = faults.values_list("what").annotate(n=Sum("packets")).order_by("-n")
    return Health(
        listening_since(),
        _minute(),
        own.filter(what__in=_GOOD).aggregate(n=Sum("packets"))["n"] or 0,
        [(words([what.removeprefix("fault:")])[0], number) for what, number in counted],
    )


def _minute() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_MINUTE)
        return int(cursor.fetchone()[0])
