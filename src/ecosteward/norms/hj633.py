"""Air quality index of a day and of an hour, in the edition in force on the day (HJ 633-2012, HJ 633-2026)."""

from datetime import date
from functools import cache
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.editions import in_force
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

UG, MG = "μg/m3", "mg/m3"
_DAILY = {"so2": ("SO2", "24h"), "no2": ("NO2", "24h"), "pm10": ("PM10", "24h"), "co": ("CO", "24h"),
          "o3_8h": ("O3", "8h"), "pm25": ("PM2.5", "24h")}  # fmt: skip
_HOURLY = {"so2": ("SO2", "1h"), "no2": ("NO2", "1h"), "pm10": ("PM10", "24h"), "co": ("CO", "1h"),
           "o3": ("O3", "1h"), "pm25": ("PM2.5", "24h")}  # fmt: skip
_LEVELS = tuple(f"level_{each}" for each in range(1, 7))


class Day(Facts):
    """Means of one day at one place; what was not measured validly is left out."""

    on: Annotated[date, Label("日期")]
    so2: Annotated[float | None, Quantity("SO2 24 小时平均", UG, ge=0)] = None
    no2: Annotated[float | None, Quantity("NO2 24 小时平均", UG, ge=0)] = None
    pm10: Annotated[float | None, Quantity("PM10 24 小时平均", UG, ge=0)] = None
    co: Annotated[float | None, Quantity("CO 24 小时平均", MG, ge=0)] = None
    o3_8h: Annotated[float | None, Quantity("O3 日最大 8 小时平均", UG, ge=0)] = None
    pm25: Annotated[float | None, Quantity("PM2.5 24 小时平均", UG, ge=0)] = None


class Hour(Facts):
    """Means of one hour at one place."""

    on: Annotated[date, Label("日期")]
    so2: Annotated[float | None, Quantity("SO2 1 小时平均", UG, ge=0)] = None
    no2: Annotated[float | None, Quantity("NO2 1 小时平均", UG, ge=0)] = None
    pm10: Annotated[float | None, Quantity("PM10 1 小时平均", UG, ge=0)] = None
    co: Annotated[float | None, Quantity("CO 1 小时平均", MG, ge=0)] = None
    o3: Annotated[float | None, Quantity("O3 1 小时平均", UG, ge=0)] = None
    pm25: Annotated[float | None, Quantity("PM2.5 1 小时平均", UG, ge=0)] = None


class Index(Outcome):
    """The index and what made it."""

    aqi: Annotated[int, Quantity("AQI", "")]
    level: Annotated[int, Quantity("级别", "级")]
    level_name: Annotated[str, Label("级别名称")]
    primary: Annotated[tuple[str, ...], Label("首要污染物")]
    over: Annotated[tuple[str, ...], Label("超标污染物")]
    iaqi: Annotated[dict[str, int], Label("各项分指数")]


def day_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return `aqi`, `level`, `primary` (names joined by 、) and `needs_check` for many days."""
    return _rows(columns, _DAILY)


def hour_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return the same for many hours."""
    return _rows(columns, _HOURLY)


@calculation("hj633.day", "空气质量指数（日报）", ("HJ 633-2012", "HJ 633-2026"), rows=day_rows)
def day(facts: Day, trace: Trace) -> Index:
    """Return the index of a day. Source: HJ 633, 4.2, tables 1 and 2."""
    return _index(facts, _DAILY, trace)


@calculation("hj633.hour", "空气质量指数（实时报）", ("HJ 633-2012", "HJ 633-2026"), rows=hour_rows)
def hour(facts: Hour, trace: Trace) -> Index:
    """Return the index of an hour. Source: HJ 633, 4.2 and 5, tables 1 and 2."""
    return _index(facts, _HOURLY, trace)


def _index(facts: Day | Hour, fields: dict[str, tuple[str, str]], trace: Trace) -> Index:
    edition = trace.edition("HJ 633", facts.on).number
    found = {}
    for name, (pollutant, period) in fields.items():
        value = getattr(facts, name)
        if fields is _HOURLY and value is not None and pollutant in _PARTICLES:
            trace.rest(rules("hj633")["particles_hour"], f"{pollutant} 的分档", period)
        if value is not None and (part := _part(edition, pollutant, period, value, trace)) is not None:
            found[pollutant] = part
    if not found:
        raise refuse("pm25", "至少要有一项可以计算分指数的浓度", "各项浓度")
    rule = rules("hj633")
    aqi = trace.rest(rule["aqi"], "AQI", max(found.values()))
    trace.rest(rule["round_up"], "取整", "进位")
    highest = tuple(name for name, part in found.items() if part == aqi)
    level = next((at for at, key in enumerate(_LEVELS, 1) if aqi <= rule[key].figure()), len(_LEVELS))
    trace.rest(rule[_LEVELS[level - 1]], "级别", rule[_LEVELS[level - 1]]["what"])
    return Index(
        aqi=aqi,
        level=level,
        level_name=rule[_LEVELS[level - 1]]["what"],
        primary=highest if aqi > trace.take(rule["primary"]) else (),
        over=tuple(name for name, part in found.items() if part > rule["over"].figure()),
        iaqi=found,
    )


def _part(edition: str, pollutant: str, period: str, value: float, trace: Trace) -> int | None:
    """Return one pollutant's index; None where the norm leaves it to another mean."""
    index = float(_indices(edition, pollutant, period, np.array([value]))[0])
    if np.isnan(index):
        rule = rules("hj633")["so2_hour" if pollutant == "SO2" else "o3_eight"]
        trace.rest(rule, f"{pollutant}（{period}）不计算分指数", value, rule["unit"])
        return None
    rows = _break_points(edition, pollutant, period)
    above = next((row for row in rows[1:] if value <= row.figure("concentration")), rows[-1])
    trace.take(above, "concentration", f"{pollutant}（{period}）所在档的上限", above["unit"])
    if value > above.figure("concentration"):
        trace.rest(rules("hj633")["cap"], f"{pollutant} 高于最高一档", value, above["unit"])
    return trace.rest(rules("hj633")["iaqi"], f"{pollutant} 分指数", int(index))


_PARTICLES = {"PM10", "PM2.5"}


def _indices(edition: str, pollutant: str, period: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the indices, rounded up; NaN where nothing was measured or the norm gives none."""
    rows = _break_points(edition, pollutant, period)
    steps, marks = (np.array([row.figure(name) for row in rows]) for name in ("concentration", "iaqi"))
    index = np.ceil(np.round(np.interp(values, steps, marks), 9))
    open_above = marks[-1] < rules("hj633")["cap"].figure()
    return np.where(np.isnan(values) | (open_above & (values > steps[-1])), np.nan, index)


def _rows(columns: Columns, fields: dict[str, tuple[str, str]]) -> Columns:
    days, places = coded(columns["on"].astype("datetime64[D]").astype(object))
    editions = [in_force("HJ 633", each) for each in days]
    numbers = np.array([edition.number for edition in editions], dtype=object)[places]
    parts = np.full((len(numbers), len(fields)), np.nan)
    for number in {edition.number for edition in editions}:
        here = numbers == number
        for at, (name, (pollutant, period)) in enumerate(fields.items()):
            parts[here, at] = _indices(number, pollutant, period, columns[name][here])
    empty = np.isnan(parts).all(axis=1)
    if empty.any():
        raise refuse(f"第 {int(np.flatnonzero(empty)[0]) + 1} 行", "至少要有一项可以计算分指数的浓度", "各项浓度")
    aqi = np.nanmax(parts, axis=1)
    limits = [rules("hj633")[key].figure() for key in _LEVELS[:-1]]
    sure = np.array([edition.row.verified("effective") for edition in editions])[places]
    return {
        "aqi": aqi.astype(int),
        "level": np.searchsorted(limits, aqi, side="left") + 1,
        "primary": _named(parts, aqi, fields),
        "needs_check": ~sure | _capped(columns, fields, numbers),
    }


def _named(
    parts: NDArray[np.float64], aqi: NDArray[np.float64], fields: dict[str, tuple[str, str]]
) -> NDArray[np.object_]:
    names = [pollutant for pollutant, _ in fields.values()]
    highest = (parts == aqi[:, None]) & (aqi > rules("hj633")["primary"].figure())[:, None]
    shapes, places = np.unique(highest, axis=0, return_inverse=True)
    words = ["、".join(name for name, is_it in zip(names, shape, strict=True) if is_it) for shape in shapes]
    return np.array(words, dtype=object)[places.reshape(-1)]


def _capped(columns: Columns, fields: dict[str, tuple[str, str]], numbers: NDArray[np.object_]) -> NDArray[np.bool_]:
    found = np.zeros(len(numbers), bool)
    for number in set(numbers.tolist()):
        for name, (pollutant, period) in fields.items():
            top = _break_points(number, pollutant, period)[-1]
            if top.figure("iaqi") == rules("hj633")["cap"].figure():
                found |= (numbers == number) & (columns[name] > top.figure("concentration"))
    return found


@cache
def _break_points(edition: str, pollutant: str, period: str) -> tuple[Row, ...]:
    return table("hj633_breakpoints").where(edition=edition, pollutant=pollutant, period=period)
