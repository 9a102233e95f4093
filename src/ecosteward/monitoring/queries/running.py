"""Days, months and quarters that are not over, worked out as they are read: nothing of them is stored or raises alarms."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Point
from ecosteward.monitoring.queries.places import places
from ecosteward.monitoring.rules import longer
from ecosteward.monitoring.rules.calendar import first_of, midnight
from ecosteward.monitoring.rules.places import HOUR, Place
from ecosteward.monitoring.rules.running import so_far
from ecosteward.monitoring.rules.sheets import Sheet
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Validity
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.store.reading import verdicts
from ecosteward.norms.kernel.tables import rules

RUNNING = (Span.DAY, Span.MONTH, Span.QUARTER)
_DAY = np.timedelta64(1, "D")


class Capture(NamedTuple):
    """The capture rate of a factor in the quarter that runs, and what it should at least be, in per cent."""

    name: str
    rate: float
    least: float

    @property
    def enough(self) -> bool:
        """Tell whether it is enough so far."""
        return self.rate >= self.least


def running(there: Sequence[Place], now: dt.datetime, *spans: Span) -> rows.Rows:
    """Return what is known so far of the day, month and quarter that `now` lies in; hours and days are read once."""
    series = [factor.id for place in there for factor in place.factors]
    today = timezone.localtime(now).date()
    hours = verdicts(series, Span.HOUR, midnight(today), now) if {Span.DAY, Span.QUARTER} & set(spans) else None
    first = first_of(Span.QUARTER, today)
    days = verdicts(series, Span.DAY, midnight(first), midnight(today)) if set(spans) - {Span.DAY} else None
    found = [_row(place, span, today, days, hours) for place in there for span in spans]
    whole = np.concatenate([rows.empty(rows.VERDICT), *found])
    whole["made_at"] = rows.instant(now)
    return whole


def captures(user: User, client: Client, now: dt.datetime | None = None) -> dict[int, list[Capture]]:
    """Return by point how much of the hours due this quarter was captured of each pollutant. A constant number of queries."""
    points = visible(user, Point).filter(client=client, stopped_on=None, kind__in=("gas", "water"))
    there = places(points.values_list("pk", flat=True))
    least, found = rules("hj75")["capture_least"].figure(), defaultdict(list)
    counted = {int(row["series_id"]): row for row in running(there, now or timezone.now(), Span.QUARTER)}
    for place in there:
        for at in place.having("pollutant"):
            row = counted.get(place.factors[at].id)
            if row is not None and row["due"]:
                rate = 100 * float(row["counted"]) / float(row["due"])
                found[place.id].append(Capture(place.factors[at].name, rate, least))
    return dict(found)


def _row(place: Place, span: Span, today: dt.date, days: rows.Rows | None, hours: rows.Rows | None) -> rows.Rows:
    first = first_of(span, today)
    sheet = _parts(place, span, first, today, days, hours)
    if sheet is None:
        return rows.empty(rows.VERDICT)
    made = so_far(place, span, sheet)
    found = made.flat(place.series, span, np.array([rows.instant(midnight(first))]))
    kept: rows.Rows = found[(found["due"] > 0) | (found["validity"] != Validity.MISSING)]
    return kept


def _parts(
    place: Place, span: Span, first: dt.date, today: dt.date, days: rows.Rows | None, hours: rows.Rows | None
) -> Sheet | None:
    """Lay out what a span is made of: hours of a day, days of a month, of a quarter with today as it is so far."""
    here = _laid(place, hours, midnight(today), HOUR) if hours is not None else None
    if span == Span.DAY or days is None:
        return here
    begin = rows.instant(midnight(first))
    own = days[days["at"] >= begin]
    if span == Span.QUARTER and here is not None:
        so_far_today = so_far(place, Span.DAY, here).flat(
            place.series, Span.DAY, np.array([rows.instant(midnight(today))])
        )
        own = np.concatenate([own, so_far_today])
    return _laid(place, own, midnight(first), _DAY)


def _laid(place: Place, found: rows.Rows, begin: dt.datetime, step: np.timedelta64) -> Sheet | None:
    own = found[np.isin(found["series_id"], place.series)]
    if not len(own):
        return None
    number = int((own["at"].max() - rows.instant(begin)) / step) + 1
    return longer.laid(place, own, rows.instant(begin), step, number)
