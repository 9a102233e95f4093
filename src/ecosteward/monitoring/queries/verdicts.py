"""Verdicts in the words and numbers that pages show."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ecosteward.monitoring.models import Series
from ecosteward.monitoring.rules.grounds import notes
from ecosteward.monitoring.rules.marks import unpacked
from ecosteward.monitoring.rules.periods import Period, holding
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.rules.verdicts import OUT, Exceedance, Note, Validity
from ecosteward.monitoring.store import reading, rows

# What verdicts are counted in: the valid data within, of how many there should be.
PARTS = {Span.HOUR: "分钟", Span.DAY: "小时", Span.MONTH: "日", Span.QUARTER: "小时"}
_LONGEST = {Span.HOUR: 1, Span.DAY: 24, Span.MONTH: 31 * 24, Span.QUARTER: 92 * 24}  # hours


@dataclass(frozen=True)
class Judged:
    """One verdict. Numbers that are not known are None; `validity` and `exceedance` are words."""

    period: Period
    mean: float | None
    converted: float | None
    low: float | None
    high: float | None
    amount: float | None
    counted: int
    due: int
    part: str
    mark: str
    validity: str
    valid: bool
    exceedance: str
    over: bool
    compared: bool
    multiple: float | None
    notes: str
    unverified: bool
    late: bool
    corrected: bool
    from_hours: bool
    inputs: str
    revision: int
    made_at: dt.datetime

    @property
    def rate(self) -> float | None:
        """How much of what was due is valid, in per cent; of a quarter that is its capture rate (捕集率)."""
        return 100 * self.counted / self.due if self.due else None


def judged(row: Any) -> Judged:
    """Return a row of the store (rows.VERDICT) as pages show it."""
    exceedance, marks = Exceedance(int(row["exceedance"])), Note(int(row["notes"]))
    span, validity = Span(int(row["span"])), Validity(int(row["validity"]))
    return Judged(
        period=holding(span, rows.moment(row["at"])),
        **{name: known(row[name]) for name in ("mean", "converted", "low", "high", "amount", "multiple")},
        counted=int(row["counted"]),
        due=int(row["due"]),
        part=PARTS[span],
        mark=unpacked(int(row["mark"])),
        validity=validity.words,
        valid=validity == Validity.VALID,
        exceedance=exceedance.words,
        over=exceedance in OUT,
        compared=exceedance != Exceedance.NOT_JUDGED,
        notes=notes(row),
        unverified=Note.UNVERIFIED in marks,
        late=Note.LATE in marks,
        corrected=Note.CORRECTED in marks,
        from_hours=Note.FROM_HOURS in marks,
        inputs=f"{int(row['inputs']) & (2**64 - 1):016x}",
        revision=int(row["revision"]),
        made_at=rows.moment(row["made_at"]),
    )


def of(series: Series, span: Span, begin: dt.datetime, end: dt.datetime) -> list[Judged]:
    """Return the verdicts of one series on the spans that begin from `begin` up to before `end`, by time."""
    return [judged(row) for row in reading.verdicts([series.pk], span, begin, end)]


def latest(
    series: Sequence[Series], span: Span, end: dt.datetime, number: int
) -> list[tuple[Period, list[tuple[Series, Judged | None]]]]:
    """Return the last so many spans before a moment that have a verdict, the newest first, each with one for each series."""
    length = dt.timedelta(hours=_LONGEST[span])
    found = reading.verdicts([each.pk for each in series], span, end - 2 * number * length, end)
    by_time: dict[Period, dict[int, Judged]] = {}
    for row in found[found["at"].argsort(kind="stable")[::-1]]:
        period = holding(span, rows.moment(row["at"]))
        if period not in by_time and len(by_time) == number:
            break
        by_time.setdefault(period, {})[int(row["series_id"])] = judged(row)
    return [(period, [(each, own.get(each.pk)) for each in series]) for period, own in by_time.items()]


def known(value: float) -> float | None:
    """Return a number of the store; None for NaN, which stands for one that is not known."""
    return None if value != value else float(value)  # noqa: PLR0124  # NaN alone is not itself
