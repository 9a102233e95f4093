"""What the curves of a point show: values, limits, marks, spans that do not count, alarms."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from django.db.models import Q
from django.utils import timezone
from numpy.typing import NDArray

from ecosteward.monitoring.models import Alarm, Condition, Point, Series, SeriesLimit
from ecosteward.monitoring.queries.places import places
from ecosteward.monitoring.queries.running import RUNNING, running
from ecosteward.monitoring.rules.marks import unpacked
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.thinning import missing, thinned
from ecosteward.monitoring.rules.verdicts import OUT, Exceedance, Note, Validity
from ecosteward.monitoring.rules.windows import Window
from ecosteward.monitoring.store import reading
from ecosteward.monitoring.store.rows import CURVE, Rows, instant

MOST = 3000  # points of a curve
_MISSED = 1.5  # times the usual step, from which on a datum is missing
_LATE = 3.5  # the same of realtime data, whose clock is not exact
_MILLISECOND = np.timedelta64(1, "ms")
_BASES = {Span.REALTIME: "hour", Span.MINUTE: "hour", Span.HOUR: "hour", Span.DAY: "day", Span.MONTH: "month"}


def curves(point: Point, series: Sequence[Series], window: Window) -> dict[str, Any]:
    """Return what the page draws, ready for JSON; times in milliseconds since 1970.

    A constant number of queries, whatever the length: more for days and months, of which the last may not be over.
    """
    found = _rows(series, window)
    limits = _limits(series, window)
    return {
        "begin": _ms(window.begin),
        "end": _ms(window.end),
        "series": [_curve(each, found[found["series_id"] == each.pk], window.span, limits) for each in series],
        "conditions": _conditions(point, window),
        "alarms": _alarms(point, window),
    }


def _rows(series: Sequence[Series], window: Window) -> Rows:
    keys = [each.pk for each in series]
    if window.span >= Span.HOUR:
        found = reading.verdicts(keys, window.span, window.begin, window.end, CURVE)
        return np.concatenate([found, _running(series, window)]) if window.span in RUNNING else found
    return reading.readings(keys, window.span, window.begin, window.end)


def _running(series: Sequence[Series], window: Window) -> Rows:
    """Return what is known so far of the day or month that is not over, where it lies in the window."""
    found = running(places({each.point_id for each in series}), timezone.now(), window.span)
    own = np.isin(found["series_id"], [each.pk for each in series])
    inside = (found["at"] >= instant(window.begin)) & (found["at"] < instant(window.end))
    kept: Rows = found[own & inside][list(CURVE.names or ())].astype(CURVE)
    return kept


def _curve(series: Series, rows: Rows, span: Span, limits: Sequence[SeriesLimit]) -> dict[str, Any]:
    own = [limit for limit in limits if limit.series_id == series.pk]
    judged = span >= Span.HOUR
    over = rows["exceedance"] == Exceedance.OVER if judged else np.zeros(len(rows), bool)
    values = rows["mean"] if judged else rows["value"]
    places = thinned(values, MOST, over)
    step, gaps = missing(rows["at"], _LATE if span == Span.REALTIME else _MISSED)
    counts = _counts(rows, values, judged=judged)
    rows, values = rows[places], values[places]
    return {
        "id": series.pk,
        "name": series.name,
        "unit": series.unit,
        "at": ((rows["at"] - np.datetime64(0, "us")) // _MILLISECOND).tolist(),
        "counts": counts,
        "step": int(step // _MILLISECOND),
        "gaps": np.unique(np.searchsorted(places, gaps, "right") - 1).tolist(),
        "value": _numbers(values),
        "converted": _numbers(rows["converted"]) if np.isfinite(rows["converted"]).any() else None,
        "mark": _words(rows["mark"], unpacked),
        "validity": _validity(rows) if judged else None,
        "out": np.flatnonzero(rows["validity"] != Validity.VALID).tolist() if judged else [],
        "over": np.flatnonzero(np.isin(rows["exceedance"], OUT)).tolist() if judged else [],
        "limits": [_limit(limit) for limit in own],
    }


def _counts(rows: Rows, values: NDArray[np.float64], *, judged: bool) -> dict[str, int]:
    """Return how many values there are, how many times do not count and how many are over, before any is left out."""
    out = int((rows["validity"] != Validity.VALID).sum()) if judged else 0
    over = int(np.isin(rows["exceedance"], OUT).sum()) if judged else 0
    return {"values": int(np.isfinite(values).sum()), "out": out, "over": over}


def _limits(series: Sequence[Series], window: Window) -> list[SeriesLimit]:
    begin, end = window.begin.date(), window.end.date()
    rows = SeriesLimit.objects.filter(series__in=series, basis=_BASES[window.span])
    rows = rows.filter(Q(since=None) | Q(since__lte=end), Q(until=None) | Q(until__gte=begin))
    return list(rows.order_by("pk"))


def _limit(limit: SeriesLimit) -> dict[str, Any]:
    return {
        "upper": limit.upper,
        "lower": limit.lower,
        "converted": limit.converted,
        "unverified": not limit.verified,
        "basis": limit.get_basis_display(),
        "words": f"{limit.get_basis_display()}限值（{limit.source}）",
    }


def _conditions(point: Point, window: Window) -> list[dict[str, Any]]:
    rows = Condition.objects.filter(point=point, voided_at=None, begin__lt=window.end)
    return [
        {
            "series": row.series_id,
            "begin": max(_ms(row.begin), _ms(window.begin)),
            "end": min(_ms(row.end), _ms(window.end)) if row.end else _ms(window.end),
            "words": row.get_kind_display(),
        }
        for row in rows.filter(Q(end=None) | Q(end__gt=window.begin)).order_by("begin")
    ]


def _alarms(point: Point, window: Window) -> list[dict[str, Any]]:
    rows = Alarm.objects.filter(point=point, since__lt=window.end, last_at__gte=window.begin).order_by("since")
    return [
        {
            "id": row.pk,
            "series": row.series_id,
            "since": _ms(row.since),
            "begin": max(_ms(row.since), _ms(window.begin)),
            "last": _ms(row.last_at),
            "standing": row.gone_at is None,
            "level": row.level,
            "words": row.text,
        }
        for row in rows
    ]


def _validity(rows: Rows) -> list[str]:
    said = _words(rows["validity"], lambda code: Validity(code).words)
    open_ = (rows["notes"] & int(Note.RUNNING)) > 0
    return [f"未完，截至目前（{words}）" if running else words for words, running in zip(said, open_, strict=True)]


def _words(codes: NDArray[np.int16], said: Callable[[int], str]) -> list[str]:
    """Return what codes say; there are few different ones."""
    known = {code: said(code) for code in np.unique(codes).tolist()}
    return [known[code] for code in codes.tolist()]


def _numbers(values: NDArray[np.float64]) -> list[float | None]:
    return [None if value != value else value for value in values.round(6).tolist()]  # noqa: PLR0124  # NaN alone is not itself


def _ms(time: dt.datetime) -> int:
    return int(instant(time).astype("M8[ms]").astype(int))
