"""What the page of a point shows beside its curves."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from ecosteward.accounts.door import visible
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.monitoring.models import Device, Link, Point, Revision, RevisionKind, Series, SeriesLimit
from ecosteward.monitoring.rules.marks import unpacked
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Validity
from ecosteward.monitoring.rules.windows import SHOWN
from ecosteward.monitoring.store import reading
from ecosteward.monitoring.store.rows import Rows, moment

_SHOWN = Case(*(When(span=span.value, then=Value(key)) for key, span in SHOWN.items()), default=Value("hour"))
_RECENT = dt.timedelta(days=2)
SILENT_AFTER = 10  # times the realtime interval; at least the minutes below
SILENT_LEAST = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Now:
    """The newest of one factor: what came last, and the last hour that was judged."""

    series: Series
    limits: list[SeriesLimit]
    at: dt.datetime | None = None
    value: float | None = None
    mark: str = ""
    hour: dt.datetime | None = None
    mean: float | None = None
    converted: float | None = None
    validity: str = ""
    exceedance: str = ""
    over: bool = False

    @property
    def limit_words(self) -> str:
        """Return the hour's limit, or the first there is, as it is printed."""
        found = next((limit for limit in self.limits if limit.basis == "hour"), next(iter(self.limits), None))
        if found is None:
            return ""
        bounds = [f"{bound:g}" for bound in (found.lower, found.upper) if bound is not None]
        unit = "" if found.compared else f" {found.unit or '没有单位'}"
        about = f"{found.get_basis_display()}{'，折算' if found.converted else ''}{'，单位不同未比较' if unit else ''}"
        return f"{'～'.join(bounds)}{unit}（{about}）"

    @property
    def judged(self) -> float | None:
        """Return the mean that is held against the limit: the converted one where the limit says so."""
        return self.converted if any(limit.converted for limit in self.limits) else self.mean

    @property
    def unverified(self) -> bool:
        """Tell whether a limit was not compared with an official text."""
        return any(not limit.verified for limit in self.limits)


def online(device: Device, link: Link | None) -> bool:
    """Tell whether a device has been heard of lately."""
    if link is None or link.heard_at is None:
        return False
    patience = max(SILENT_LEAST, dt.timedelta(seconds=SILENT_AFTER * device.realtime_seconds))
    return timezone.now() - link.heard_at <= patience


def newest(user: User, point: Point) -> list[Now]:
    """Return the newest of each factor in use. A constant number of queries."""
    return _newest(user, list(visible(user, Series).filter(point=point, stopped_on=None).order_by("role", "pk")))


def corrected(point: Point) -> QuerySet[Revision]:
    """Return what people put in the place of a point's data, the newest first, with the `shown` of its curve."""
    made = Revision.objects.filter(series__in=point.series.values("pk")).exclude(kind=RevisionKind.RESENT)
    return made.select_related("series", "made_by").annotate(shown=_SHOWN).order_by("-made_at")


def limited(user: User, client: Client) -> dict[int, list[Now]]:
    """Return the newest of each factor in use that has a limit, by point. A constant number of queries."""
    rows = visible(user, Series).filter(client=client, stopped_on=None, limits__isnull=False).distinct()
    found: dict[int, list[Now]] = defaultdict(list)
    for each in _newest(user, list(rows.order_by("role", "pk"))):
        found[each.series.point_id].append(each)
    return found


def _newest(user: User, series: Sequence[Series]) -> list[Now]:
    now = timezone.now()
    keys = [each.pk for each in series]
    came = reading.readings(keys, Span.REALTIME, now - _RECENT, now + dt.timedelta(days=1))
    if not len(came):
        came = reading.readings(keys, Span.MINUTE, now - _RECENT, now + dt.timedelta(days=1))
    judged = reading.verdicts(keys, Span.HOUR, now - _RECENT, now)
    held = visible(user, SeriesLimit).filter(series__in=keys, until=None).select_related("series")
    limits = list(held.order_by("basis", "pk"))
    return [_now(each, [limit for limit in limits if limit.series_id == each.pk], came, judged) for each in series]


def _now(series: Series, limits: list[SeriesLimit], came: Rows, judged: Rows) -> Now:
    last, hour = _last(came, series.pk), _last(judged, series.pk)
    found: dict[str, object] = {}
    if last is not None:
        found |= {"at": moment(last["at"]), "value": _number(last["value"]), "mark": unpacked(int(last["mark"]))}
    if hour is not None:
        code = Exceedance(int(hour["exceedance"]))
        found |= {
            "hour": moment(hour["at"]),
            "mean": _number(hour["mean"]),
            "converted": _number(hour["converted"]),
            "validity": Validity(int(hour["validity"])).words,
            "exceedance": code.words,
            "over": code in {Exceedance.OVER, Exceedance.BELOW},
        }
    return Now(series, limits, **found)  # type: ignore[arg-type]  # gathered by name above


def _last(rows: Rows, series_id: int) -> Any:
    own = rows[rows["series_id"] == series_id]
    return own[-1] if len(own) else None


def _number(value: float) -> float | None:
    return None if value != value else float(value)  # noqa: PLR0124  # NaN alone is not itself
