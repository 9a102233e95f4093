"""What an hour was worked out from: its data as they came, each with the mark that counted."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from ecosteward.monitoring.models import Series
from ecosteward.monitoring.queries.places import marked
from ecosteward.monitoring.queries.verdicts import known
from ecosteward.monitoring.rules import grids, letters
from ecosteward.monitoring.rules.marks import unpacked
from ecosteward.monitoring.rules.periods import Period
from ecosteward.monitoring.rules.places import Place, Window
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.store import rows
from ecosteward.monitoring.store.reading import readings

_MINUTE = np.timedelta64(60, "s")
_NORMAL = "N"


@dataclass(frozen=True)
class Datum:
    """One datum as it counts now.

    Attributes:
        mark: as it came, or as a person corrected it.
        meant: what it counted as, in the platform's alphabet, and that in words; another than `mark` where a condition
            covers it or no instrument can have measured it.
        packet: number of the packet it came in; 0 where a person set it.

    """

    at: dt.datetime
    value: float | None
    converted: float | None
    low: float | None
    high: float | None
    mark: str
    meant: str
    words: str
    counts: bool
    packet: int


def minutes(place: Place, period: Period) -> list[Datum]:
    """Return the minutes of an hour of a place with one series."""
    found = readings(place.series.tolist(), Span.MINUTE, period.begin, period.end)
    window = Window(rows.instant(period.begin), 1)
    grid = grids.minutes(place, window, found, marked([place.id], period.begin, period.end)[place.id])
    names = letters.platform().letters
    slots = ((found["at"] - window.begin) // _MINUTE).astype(int)
    return [_datum(row, names[grid.marks[0, slot]]) for row, slot in zip(found, slots, strict=True)]


def sent(series: Series, period: Period) -> list[Datum]:
    """Return what an instrument sent as the hour itself."""
    found = readings([series.pk], Span.HOUR, period.begin, period.end)
    names = np.array(letters.platform().letters, dtype=object)[letters.numbers(found["mark"])]
    return [_datum(row, name) for row, name in zip(found, names, strict=True)]


def _datum(row: Any, letter: str) -> Datum:
    return Datum(
        at=rows.moment(row["at"]),
        **{name: known(row[name]) for name in ("value", "converted", "low", "high")},
        mark=unpacked(int(row["mark"])),
        meant=letter,
        words=letters.platform().row(letter)["what"],
        counts=letter == _NORMAL and known(row["value"]) is not None,
        packet=int(row["packet_id"]),
    )
