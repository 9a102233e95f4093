"""What clients emitted in a year against what their permits allow, and what it will come to."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from ecosteward.monitoring.models import Quota, Series, Substitution
from ecosteward.monitoring.rules.calendar import midnight
from ecosteward.monitoring.rules.forecast import Forecast, forecast
from ecosteward.monitoring.rules.places import LOCAL
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.store.reading import verdicts

KILOGRAMS = 1000  # of a tonne


@dataclass(frozen=True)
class Total:
    """One pollutant of one client in one year; amounts in t.

    Attributes:
        series: numbers of the series it is summed over.
        measured, substituted: of the days up to now; substituted are the amounts of the ledger.
        unknown: days of series on which neither is known.
        forecast: in t; None where too little is known.

    """

    quota: Quota
    series: tuple[int, ...]
    measured: float
    substituted: float
    unknown: int
    forecast: Forecast | None

    @property
    def emitted(self) -> float:
        """Return the whole amount so far."""
        return self.measured + self.substituted

    @property
    def share(self) -> float | None:
        """Return it in per cent of what is permitted; None where nothing is."""
        return 100 * self.emitted / float(self.quota.tonnes) if self.quota.tonnes else None


def totals(quotas: Iterable[Quota], now: dt.datetime | None = None) -> list[Total]:
    """Return the totals of permitted amounts, in their order; in a constant number of queries for each year."""
    by_year: dict[int, list[Quota]] = defaultdict(list)
    for quota in quotas:
        by_year[quota.year].append(quota)
    return [each for year, some in by_year.items() for each in _of_year(year, some, now or timezone.now())]


def _of_year(year: int, quotas: Sequence[Quota], now: dt.datetime) -> list[Total]:
    begin, end = (midnight(dt.date(each, 1, 1)) for each in (year, year + 1))
    series: dict[tuple[int, str], list[int]] = defaultdict(list)
    clients, codes = {each.client_id for each in quotas}, {each.code for each in quotas}
    of_outlets = Series.objects.filter(client__in=clients, code__in=codes, point__kind__in=("gas", "water"))
    for client, code, number in of_outlets.order_by("pk").values_list("client_id", "code", "pk"):
        series[client, code].append(number)
    numbers = [number for some in series.values() for number in some]
    found = verdicts(numbers, Span.DAY, begin, min(end, now))
    ledger: dict[int, list[Substitution]] = defaultdict(list)
    for entry in Substitution.objects.filter(series__in=numbers, begin__gte=begin, begin__lt=end):
        ledger[entry.series_id].append(entry)
    past = max(min((min(end, now) - begin).days, (end - begin).days), 0)
    left = (end - begin).days - past
    return [_total(quota, tuple(series[quota.client_id, quota.code]), found, ledger, past, left) for quota in quotas]


def _total(
    quota: Quota,
    series: tuple[int, ...],
    found: rows.Rows,
    ledger: dict[int, list[Substitution]],
    past: int,
    left: int,
) -> Total:
    first = np.datetime64(dt.date(quota.year, 1, 1))
    days = np.full((max(len(series), 1), past), np.nan)
    for at, number in enumerate(series):
        own = found[(found["series_id"] == number) & ~np.isnan(found["amount"])]
        places = ((own["at"] + LOCAL).astype("M8[D]") - first).astype(int)
        inside = places < past
        days[at, places[inside]] = own["amount"][inside]
    measured = float(np.nansum(days)) / KILOGRAMS
    entries = [entry for number in series for entry in ledger[number] if entry.amount is not None]
    substituted = sum(entry.amount * entry.periods for entry in entries if entry.amount is not None) / KILOGRAMS
    foretold = forecast(measured + substituted, days.sum(axis=0) / KILOGRAMS, left)
    return Total(quota, series, measured, substituted, int(np.isnan(days).sum()), foretold)
