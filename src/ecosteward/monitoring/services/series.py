"""Series that the gateway finds in packets."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import transaction

from ecosteward.journal.services import SYSTEM, write_many
from ecosteward.monitoring.models import Point, Series
from ecosteward.monitoring.rules.newcomers import Newcomer, facility_for, name_for, role_for, unit_for
from ecosteward.monitoring.rules.sent import STATE

MOST = 300  # of one point; what a broken logger makes up beyond is not taken
_RUNS = 1.0  # table 4, RS: 1 is running


@transaction.atomic
def found(newcomers: Collection[Newcomer]) -> None:
    """Make the series of factors that came for the first time; those that another gateway made meanwhile stay.

    A constant number of statements. A point's factors beyond `MOST` are not made.
    """
    points = {
        point.pk: point
        for point in Point.objects.filter(pk__in={each.point_id for each in newcomers})
        .select_for_update()
        .order_by("pk")
    }
    there = defaultdict(set)
    for point_id, code in Series.objects.filter(point__in=points).values_list("point_id", "code"):
        there[point_id].add(code)
    write_many(SYSTEM, "series.found", list(_made(newcomers, points, there)))


def _made(newcomers: Collection[Newcomer], points: dict[int, Point], there: dict[int, set[str]]) -> Iterable[Series]:
    for each in newcomers:
        point = points.get(each.point_id)
        if point is None or each.code in there[point.pk] or len(there[point.pk]) >= MOST:
            continue
        there[point.pk].add(each.code)
        yield Series(
            agency_id=point.agency_id,
            client_id=point.client_id,
            point=point,
            code=each.code,
            name=name_for(each.code),
            unit=unit_for(each.code),
            role=role_for(each.code, each.system),
            facility=facility_for(each.code),
            running_from=_RUNS if each.code.endswith(STATE) else None,
        )
