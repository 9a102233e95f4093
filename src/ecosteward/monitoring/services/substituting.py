"""The substitution ledger: worked out again as often as wanted; only what changed is replaced, and what it replaces stays."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from ecosteward.monitoring.models import Substitution
from ecosteward.monitoring.queries.places import checked, places, taken
from ecosteward.monitoring.rules import ledger_of_gas, ledger_of_water, longer, substitution
from ecosteward.monitoring.rules.by_hand import Taken, daily
from ecosteward.monitoring.rules.calendar import after, first_of, midnight
from ecosteward.monitoring.rules.days import DAY
from ecosteward.monitoring.rules.places import HOUR, Checked, Place
from ecosteward.monitoring.rules.sheets import Sheet
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.substitution import HISTORY, Entered
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.store.reading import verdicts

_LOCK = 214_000_000_000  # of pg_advisory_xact_lock, and the point's number: one at a time works out its ledgers
_COMPARED = ("periods", "cause", "rate", "amount", "rule")
_DAY = dt.timedelta(days=1)


def substitute(points: Sequence[int], quarter: dt.date) -> int:
    """Work out the ledger of a quarter, up to now where it is not over; return how many entries were new or replaced."""
    checks = checked(points)
    by_hand = taken(points, midnight(quarter), midnight(after(Span.QUARTER, quarter)))
    return sum(_place(place, checks[place.id], by_hand[place.id], quarter) for place in places(points))


@transaction.atomic
def _place(place: Place, checks: Sequence[Checked], by_hand: Sequence[Taken], quarter: dt.date) -> int:
    with connection.cursor() as cursor:  # the night's work and somebody's asking may meet
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK + place.id])
    number, lines = 0, _of_gas if place.kind == "gas" else _of_water
    for at in substitution.substituted(place):
        found = [_entry(place, at, quarter, each) for each in lines(place, at, checks, by_hand, quarter)]
        number += _settle(place.factors[at].id, quarter, found)
    return number


def ask(point_id: int, begin: dt.datetime, end: dt.datetime, *, wait: dt.timedelta | None = None) -> None:
    """Have the worker work out the ledgers of the quarters that a time touches, after a while; asked twice it is done once."""
    quarter, last = first_of(Span.QUARTER, timezone.localdate(begin)), timezone.localdate(end)
    at = timezone.now() + wait if wait else None
    while quarter <= last:
        lock = f"monitoring.substitute-{point_id}-{quarter}"
        job = app.configure_task("monitoring.substitute", lock=lock, queueing_lock=lock, schedule_at=at)
        with suppress(AlreadyEnqueued), transaction.atomic():
            job.defer(point_id=point_id, quarter=quarter.isoformat())
        quarter = after(Span.QUARTER, quarter)


def _of_gas(
    place: Place, at: int, checks: Sequence[Checked], by_hand: Sequence[Taken], quarter: dt.date
) -> Iterator[Entered]:
    begin, since = midnight(quarter - HISTORY * _DAY), dt.datetime.combine(quarter, dt.time())
    asked = [place.factors[each].id for each in (at, *place.having("flow"))]
    found = verdicts(asked, Span.HOUR, begin, midnight(after(Span.QUARTER, quarter)))
    own = found["at"][found["series_id"] == place.factors[at].id]
    if len(own):
        found = found[found["at"] <= own.max()]
        sheet = _laid(place, found, begin, HOUR)
        yield from ledger_of_gas.lines(place, at, rows.instant(begin), sheet, checks, since, by_hand)


def _of_water(
    place: Place, at: int, checks: Sequence[Checked], by_hand: Sequence[Taken], quarter: dt.date
) -> Iterator[Entered]:
    factor, first = place.factors[at], quarter - HISTORY * _DAY
    begin, since = midnight(first), dt.datetime.combine(quarter, dt.time())
    found = verdicts([factor.id], Span.DAY, begin, midnight(after(Span.QUARTER, quarter)))
    if len(found):
        sheet = _laid(place, found, begin, DAY)
        sampled = daily(place, at, by_hand, _volumes(place, quarter) if by_hand else {})
        yield from ledger_of_water.lines(factor, at, first, sheet, checks, since, sampled)


def _volumes(place: Place, quarter: dt.date) -> dict[dt.date, float]:
    begin, end = midnight(quarter), midnight(after(Span.QUARTER, quarter))
    found = verdicts([place.factors[at].id for at in place.having("flow")], Span.HOUR, begin, end)
    number = int((rows.instant(end) - rows.instant(begin)) / HOUR)
    moments = rows.instant(begin) + np.arange(number) * HOUR
    return ledger_of_water.volumes(place, moments, longer.laid(place, found, rows.instant(begin), HOUR, number))


def _laid(place: Place, found: rows.Rows, begin: dt.datetime, step: np.timedelta64) -> Sheet:
    number = int((found["at"].max() - rows.instant(begin)) / step) + 1
    return longer.laid(place, found, rows.instant(begin), step, number)


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
