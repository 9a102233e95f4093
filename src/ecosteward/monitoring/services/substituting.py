"""The substitution ledger: worked out again as often as wanted; only what changed is replaced, and what it replaces stays."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils import timezone

from ecosteward.monitoring.models import Substitution
from ecosteward.monitoring.queries.places import checked, places
from ecosteward.monitoring.rules import longer, substitution
from ecosteward.monitoring.rules.calendar import after, midnight
from ecosteward.monitoring.rules.places import HOUR, Checked, Place
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.substitution import HISTORY, Entered
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.store.reading import verdicts

_COMPARED = ("periods", "cause", "rate", "amount", "rule")
_DAY = dt.timedelta(days=1)


def substitute(points: Sequence[int], quarter: dt.date) -> int:
    """Work out the ledger of a quarter, up to now where it is not over; return how many entries were new or replaced."""
    checks = checked(points)
    return sum(_place(place, checks[place.id], quarter) for place in places(points))


@transaction.atomic
def _place(place: Place, checks: Sequence[Checked], quarter: dt.date) -> int:
    number = 0
    for at in substitution.substituted(place):
        found = [_entry(place, at, quarter, each) for each in _entered(place, at, checks, quarter)]
        number += _settle(place.factors[at].id, quarter, found)
    return number


def _entered(place: Place, at: int, checks: Sequence[Checked], quarter: dt.date) -> Iterator[Entered]:
    factor, first = place.factors[at], quarter - HISTORY * _DAY
    since, begin = dt.datetime.combine(quarter, dt.time()), midnight(first)
    gas = place.kind == "gas"
    found = verdicts([factor.id], Span.HOUR if gas else Span.DAY, begin, midnight(after(Span.QUARTER, quarter)))
    if not len(found):
        return
    step = HOUR if gas else rows.instant(begin + _DAY) - rows.instant(begin)
    number = int((found["at"].max() - rows.instant(begin)) / step) + 1
    sheet = longer.laid(place, found, rows.instant(begin), step, number)
    if gas:
        yield from substitution.of_gas(factor, at, rows.instant(begin), sheet, checks, since)
    else:
        yield from substitution.of_water(factor, at, first, sheet, checks, since)


def _entry(place: Place, at: int, quarter: dt.date, line: Entered) -> Substitution:
    zone = timezone.get_default_timezone()
    times = {"begin": line.begin.replace(tzinfo=zone), "end": line.end.replace(tzinfo=zone)}
    return Substitution(
        **(line._asdict() | times), point_id=place.id, series_id=place.factors[at].id, quarter=quarter, needs_check=True
    )


def _settle(series: int, quarter: dt.date, found: Sequence[Substitution]) -> int:
    """Replace the entries that changed; `needs_check` is always said, for neither norm's text was had in print."""
    now = timezone.now()
    standing = {_key(each): each for each in Substitution.objects.filter(series=series, quarter=quarter)}
    wanted = {_key(each): each for each in found}
    gone = [each.pk for key, each in standing.items() if key not in wanted]
    Substitution.objects.filter(pk__in=gone).update(replaced_at=now)
    new = [each for key, each in wanted.items() if key not in standing]
    for each in new:
        each.made_at = now
    Substitution.objects.bulk_create(new)
    return len(new)


def _key(entry: Substitution) -> str:
    """Return what two entries have in common that say the same."""
    times = entry.begin.timestamp(), entry.end.timestamp()
    return repr((*times, *(getattr(entry, name) for name in _COMPARED), sorted(entry.inputs.items())))
