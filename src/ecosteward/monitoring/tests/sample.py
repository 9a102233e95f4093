"""Places and data that the tests of the judgement start from."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from ecosteward.journal.services import SYSTEM, write
from ecosteward.monitoring.models import Point, Series
from ecosteward.monitoring.rules import hours
from ecosteward.monitoring.rules.marks import packed
from ecosteward.monitoring.rules.places import Bound, Checked, Factor, Marked, Place, Window
from ecosteward.monitoring.rules.sheets import Sheet
from ecosteward.monitoring.store import rows

BEGIN = np.datetime64("2026-06-10T00:00", "us")  # eight in the morning in China
NAN = float("nan")
ROLES = {"a00000": "flow", "w00000": "flow", "a19001": "oxygen"}
UNITS = {"a00000": "m³/s", "w00000": "L/s", "a19001": "%"}


def factor(number: int, code: str = "a21026", **more: Any) -> Factor:
    about: dict[str, Any] = {
        "id": number,
        "code": code,
        "name": code,
        "unit": UNITS.get(code, "mg/m³" if code.startswith("a") else "mg/L"),
        "role": ROLES.get(code, "pollutant"),
        "facility": "",
        "instrument_id": 0,
        "stopped_on": None,
        "bounds": (),
        **dict.fromkeys(("low", "high", "detection_limit", "running_from"), NAN),
    }
    return Factor(**(about | more))


def bound(upper: float, **more: Any) -> Bound:
    plain = Bound(1, upper, NAN, "mg/m3", "hour", False, False, None, None, "许可证", True)
    return dataclasses.replace(plain, **more)


def place(*factors: Factor, kind: str = "gas", **more: Any) -> Place:
    plain = Place(1, 1, "一号排放口", kind, 1, NAN, "", None, None, factors)
    return dataclasses.replace(plain, **more)


def data(
    series: int, values: Sequence[float], *, minutes: int = 1, mark: str | Sequence[str] = "N", begin: Any = BEGIN
) -> rows.Rows:
    """Return one datum after the other, so many minutes apart."""
    found = rows.empty(rows.READING, len(values))
    found["series_id"], found["value"] = series, values
    found["at"] = begin + np.arange(len(values)) * np.timedelta64(60 * minutes, "s")
    marks = [mark] * len(values) if isinstance(mark, str) else mark
    found["mark"] = [packed(each) for each in marks]
    return found


def judged(
    here: Place,
    minutes: Sequence[rows.Rows] = (),
    sent: Sequence[rows.Rows] = (),
    *,
    number: int = 1,
    marked: tuple[Marked, ...] = (),
    checks: tuple[Checked, ...] = (),
    before: rows.Rows | None = None,
    corrected: Sequence[rows.Rows] = (),
) -> Sheet:
    none = rows.empty(rows.READING)
    given = hours.Given(
        np.concatenate([none, *minutes]),
        np.concatenate([none, *sent, *corrected]),
        np.concatenate([none, *corrected]),
        none,
        marked,
        checks,
        rows.empty(rows.VERDICT) if before is None else before,
    )
    return hours.judge(here, Window(BEGIN, number), given)


def span(begin: int, end: int, letter: str, series: int = 0) -> Marked:
    """Return a mark from one minute to another."""
    return Marked(series, letter, *(BEGIN + np.timedelta64(60 * each, "s") for each in (begin, end)))


def check(at: int, *, passed: bool, instrument: int = 0, kind: str = "standard") -> Checked:
    """Return a check in an hour counted from the beginning."""
    return Checked(instrument, kind, BEGIN + np.timedelta64(at, "h"), passed)


def day(number: int) -> dt.date:
    return dt.date(2026, 6, number)


def made_series(point: Point, code: str, **more: Any) -> Series:
    """Record a series of a point."""
    made = Series(agency=point.agency, client=point.client, point=point, code=code, name=code, **more)
    write(SYSTEM, "series.added", made)
    return made
