"""Rows of data laid out as grids: series by minutes, series by hours."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules import letters
from ecosteward.monitoring.rules.places import HOUR, Factor, Marked, Place, Window

MINUTES = 60
_MINUTE = np.timedelta64(60, "s")


class Grid(NamedTuple):
    """Values (NaN for none), converted values, and the platform's numbers of their marks; series by minutes or hours."""

    values: NDArray[np.float64]
    converted: NDArray[np.float64]
    marks: NDArray[np.uint8]


def minutes(place: Place, window: Window, found: Any, marked: tuple[Marked, ...]) -> Grid:
    """Lay minute data out, each over all the minutes it stands for; of two in one slot the later counts."""
    grid = _laid(place, window, found, place.minutes * _MINUTE)
    wide = Grid(
        np.repeat(grid.values, place.minutes, axis=1),
        np.repeat(grid.converted, place.minutes, axis=1),
        np.repeat(grid.marks, place.minutes, axis=1),
    )
    beyond(place, wide)
    for each in marked:
        first, last = (_minute(window, edge) for edge in (each.begin, each.end + _MINUTE - np.timedelta64(1, "us")))
        wide.marks[_of(place, each), max(first, 0) : max(last, 0)] = letters.number(each.letter)
    return wide


def hours(place: Place, window: Window, found: Any) -> Grid:
    """Lay hour data out."""
    grid = _laid(place, window, found, HOUR)
    beyond(place, grid)
    return grid


def beyond(place: Place, grid: Grid) -> None:
    """Mark what no instrument of the place can have measured. A little below zero, up to the detection limit, is drift."""
    low, high = (np.array([bounds(each)[side] for each in place.factors])[:, None] for side in (0, 1))
    with np.errstate(invalid="ignore"):
        out = (grid.values > high) | (grid.values < low)
    grid.marks[out & (grid.marks == letters.number("N"))] = letters.number("T")


def bounds(factor: Factor) -> tuple[float, float]:
    """Return between which values a factor's instrument can be believed; NaN where its range is not known."""
    return factor.low - np.nan_to_num(factor.detection_limit), factor.high


def _laid(place: Place, window: Window, found: Any, step: np.timedelta64) -> Grid:
    shape = (len(place.factors), int(window.hours * HOUR / step))
    values, converted = np.full(shape, np.nan), np.full(shape, np.nan)
    marks = np.full(shape, letters.number("Md"), np.uint8)
    where = place.lines(found["series_id"]) * shape[1] + ((found["at"] - window.begin) // step).astype(int)
    values.reshape(-1)[where], converted.reshape(-1)[where] = found["value"], found["converted"]
    said = letters.numbers(found["mark"])
    nothing = np.isnan(found["value"]) & (said == letters.number("N"))
    marks.reshape(-1)[where] = np.where(nothing, letters.number("Md"), said)
    return Grid(values, converted, marks)


def _of(place: Place, marked: Marked) -> slice | list[int]:
    if not marked.series_id:
        return slice(None)
    return [at for at, each in enumerate(place.factors) if each.id == marked.series_id]


def _minute(window: Window, moment: np.datetime64) -> int:
    return int((moment - window.begin) // _MINUTE)
