"""Stations of the environment: the air quality index (norms.hj633) and the class of surface water (norms.surface_water)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules.places import Factor, Moments, local_days
from ecosteward.monitoring.rules.sheets import Numbers
from ecosteward.norms import gb3838, hj633
from ecosteward.norms.kernel.calculations import Result
from ecosteward.norms.kernel.errors import RefusedError
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.kernel.units import same
from ecosteward.norms.surface_water import State, section
from ecosteward.norms.water_classes import Graded

_FIELDS = {
    "a21026": "so2",
    "a21004": "no2",
    "a21005": "co",
    "a05024": "o3",
    "a34002": "pm10",
    "a34004": "pm25",
}
_PARTS = {"so2": "SO2", "no2": "NO2", "co": "CO", "o3": "O3", "pm10": "PM10", "pm25": "PM2.5"}
_SHARES = {"ug/m3": 1.0, "mg/m3": 1e3, "ng/m3": 1e-3}  # of μg/m³, which the index is in but for CO
_EIGHT, _LEAST_EIGHT = 8, 6  # hours of a running mean of ozone, and how many of them it needs
_ITEMS = {
    "w01001": "pH",
    "w01009": "溶解氧",
    "w01019": "高锰酸盐指数",
    "w01018": "化学需氧量(COD)",
    "w01017": "五日生化需氧量(BOD5)",
    "w21003": "氨氮(NH3-N)",
    "w21011": "总磷(以P计)",
    "w21001": "总氮(以N计)",
}
_GRADES = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_THIRD = 3


class Indices(NamedTuple):
    """The index of each span: NaN where none can be told, its level (0 for none), what made it, whether to be checked."""

    aqi: Numbers
    level: NDArray[np.int64]
    primary: NDArray[np.object_]
    needs_check: NDArray[np.bool_]


def of_hours(factors: tuple[Factor, ...], moments: Moments, means: Numbers) -> Indices:
    """Return the indices of hours; `means` has a line for each factor, NaN where it is not valid."""
    return _indices(hj633.hour_rows, moments, _columns(factors, means))


def of_days(factors: tuple[Factor, ...], moments: Moments, means: Numbers, hours: Numbers) -> Indices:
    """Return the indices of days. `hours` are those of the same days, 24 for each: ozone goes by its largest eight."""
    columns = _columns(factors, means)
    ozone = _columns(factors, hours).pop("o3", np.full(hours.shape[1], np.nan))
    columns.pop("o3", None)
    columns["o3_8h"] = eight_hours(ozone.reshape(-1, 24))
    return _indices(hj633.day_rows, moments, columns)


def parts_of_hour(factors: tuple[Factor, ...], moment: np.datetime64, means: Numbers) -> dict[int, int]:
    """Return the index of each factor (IAQI) in one hour, by series; `means` has a value for each factor."""
    columns = _columns(factors, means[:, None])
    known = {name: float(values[0]) for name, values in columns.items() if not np.isnan(values[0])}
    try:
        found = hj633.hour.run({"on": local_days(np.array([moment]))[0].item(), **known}).outcome.iaqi
    except RefusedError:  # nothing of it has an index
        return {}
    names = {each.id: _PARTS.get(_FIELDS.get(each.code, "")) for each in factors}
    return {series: found[name] for series, name in names.items() if name in found}


def level_of(index: float) -> int:
    """Return the level (1 to 6) of an index. Source: HJ 633, table 2."""
    limits = [rules("hj633")[f"level_{each}"].figure() for each in range(1, 6)]
    return int(np.searchsorted(limits, index, side="left")) + 1


def eight_hours(hours: Numbers) -> Numbers:
    """Return for each day the largest mean of eight hours on end that end within it, of at least six valid ones.

    Of each day only its own hours are taken, so the first of these means ends at eight. What the norm counts as valid was
    not had in print.
    """
    known = ~np.isnan(hours)
    windows = np.lib.stride_tricks.sliding_window_view(np.where(known, hours, 0.0), _EIGHT, axis=1).sum(axis=2)
    number = np.lib.stride_tricks.sliding_window_view(known, _EIGHT, axis=1).sum(axis=2)
    means = np.divide(windows, number, out=np.full(windows.shape, np.nan), where=number >= _LEAST_EIGHT)
    found: Numbers = np.fmax.reduce(means, axis=1)
    return found


def class_of(factors: tuple[Factor, ...], means: Mapping[int, float], grade: str) -> Result[State] | None:
    """Return the class and state of a section by the means of its series; None where nothing of it can be rated.

    `grade` is what the section is to be: "Ⅲ", "III类"; without one it is held against class Ⅲ.
    """
    try:
        return section.run({"readings": _readings(factors, means), "target": target(grade)})
    except RefusedError:
        return None


def graded(factors: tuple[Factor, ...], means: Mapping[int, float], grade: str) -> dict[int, Graded]:
    """Return the class of each item of a section, by series."""
    items = gb3838.assess.run({"readings": _readings(factors, means), "target": target(grade)}).outcome.items
    by_name = {each.item: each for each in items}
    named = {each.id: by_name.get(_ITEMS.get(each.code, "")) for each in factors if each.id in means}
    return {series: found for series, found in named.items() if found is not None}


def target(grade: str) -> int:
    """Return the number of the class a section is to be; Ⅲ where none is said."""
    return _GRADES.get(grade.strip().rstrip("类"), _THIRD)


def _readings(factors: tuple[Factor, ...], means: Mapping[int, float]) -> list[dict[str, Any]]:
    return [
        {"item": _ITEMS[each.code], "value": max(means[each.id], 0.0)}
        for each in factors
        if each.code in _ITEMS and each.id in means and not np.isnan(means[each.id])
    ]


def _columns(factors: tuple[Factor, ...], means: Numbers) -> dict[str, Numbers]:
    found = {}
    for at, factor in enumerate(factors):
        share = next((share for unit, share in _SHARES.items() if same(unit, factor.unit)), None)
        if (name := _FIELDS.get(factor.code)) is not None and share is not None:
            found[name] = np.maximum(means[at] * share / (1e3 if name == "co" else 1.0), 0.0)
    return found


def _indices(rows: Any, moments: Moments, given: dict[str, Numbers]) -> Indices:
    fields = ("so2", "no2", "pm10", "co", "pm25", "o3" if rows is hj633.hour_rows else "o3_8h")
    nothing = np.full(len(moments), np.nan)
    columns = {name: given.get(name, nothing) for name in fields}
    found = Indices(nothing.copy(), np.zeros(len(moments), int), np.full(len(moments), "", object), nothing == 0)
    here = ~np.isnan(np.stack(list(columns.values()))).all(axis=0)
    if here.any():
        parts = {name: column[here] for name, column in columns.items()} | {"on": local_days(moments)[here]}
        try:
            done = rows(parts, Trace())
        except RefusedError:  # an hour of which the norm gives no index (SO2 beyond its table alone)
            return found
        for target, name in zip(found, ("aqi", "level", "primary", "needs_check"), strict=True):
            target[here] = done[name]
    return found
