"""Watching the totals of the year: each night the alarms hear how much of what is permitted was emitted."""

from django.db import transaction
from django.utils import timezone

from ecosteward.monitoring.models import Quota, Series
from ecosteward.monitoring.queries.totals import Total, totals
from ecosteward.monitoring.rules.signs import Cause, Sign
from ecosteward.monitoring.services.alarms import take


@transaction.atomic
def watch_totals() -> int:
    """Tell the alarms of every permitted amount of this year; return how many there are that something is measured of."""
    found = [each for each in totals(Quota.objects.filter(year=timezone.localdate().year)) if each.series]
    points = dict(Series.objects.filter(pk__in=[each.series[0] for each in found]).values_list("pk", "point_id"))
    take([_sign(each, points[each.series[0]]) for each in found])
    return len(found)


def _sign(total: Total, point: int) -> Sign:
    """Return what is told of a total; it is told of the first of the places it is summed over."""
    quota, permitted = total.quota, float(total.quota.tonnes)
    words = f"{quota.name} {quota.year} 年已排放 {total.emitted:.4g} t，许可 {permitted:g} t"
    words += f"（{total.share:.1f} %）" if total.share is not None else ""
    words += f"，预计全年 {total.forecast.total:.4g} t" if total.forecast else ""
    return Sign(
        Cause.TOTAL,
        point,
        total.series[0],
        timezone.now(),
        words,
        value=total.emitted,
        bound=permitted,
        unit="t",
        rule=quota.source,
        needs_check=not quota.verified,
    )
