"""Manual results as amounts: an hour of gas by the reference method (HJ 75), a day of waste water (HJ 356)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ecosteward.monitoring.rules import amounts
from ecosteward.monitoring.rules.places import HOUR, LOCAL, Factor, Moments, Place
from ecosteward.monitoring.rules.sheets import Numbers
from ecosteward.norms.kernel.tables import rules

_HOURS = 24  # of a day
_CUBIC = 3.6  # L/s for an hour → m³
Words = tuple[np.datetime64, str]  # when it was taken (UTC), and what it comes to


class Taken(NamedTuple):
    """A manual result in its series' unit; `below` says that `value` is the detection limit it was below."""

    series_id: int
    at: np.datetime64
    value: float
    below: bool
    report: str


class Hourly(NamedTuple):
    """Amounts of the hours in which results were taken, NaN elsewhere, and each result in words."""

    amounts: Numbers
    words: tuple[Words, ...]


class Daily(NamedTuple):
    """A day by hand: how many samples, what they come to (None where the day's volume is not known), and in words."""

    number: int
    amount: float | None
    words: str


def hourly(place: Place, at: int, moments: Moments, flows: Numbers, taken: Sequence[Taken]) -> Hourly:
    """Return the results of a factor as amounts of their hours; `flows` are the measured ones in m³/h, NaN for none."""
    factor, by_hand = place.factors[at], _flows(place, taken)
    found, said = [list[float]() for _ in moments], list[Words]()
    for each in taken:
        slot = int((each.at - moments[0]) // HOUR) if len(moments) else -1
        if each.series_id == factor.id and 0 <= slot < len(moments):
            hour = moments[slot].astype("M8[h]")
            flow, whence = (by_hand[hour], "手工") if hour in by_hand else (float(flows[slot]), "自动")
            amount = float(amounts.worked(place, factor, np.array([each.value]), np.array([flow]))[0])
            said.append((each.at, f"{_told(factor, each)}{_times(flow, whence, amount)}"))
            if not np.isnan(amount):
                found[slot].append(amount)
    return Hourly(np.array([np.mean(each) if each else np.nan for each in found]), tuple(said))


def daily(place: Place, at: int, taken: Sequence[Taken], volumes: Mapping[dt.date, float]) -> dict[dt.date, Daily]:
    """Return the days on which a factor was sampled; `volumes` are those measured, in m³, of days wholly known."""
    own: dict[dt.date, list[Taken]] = {}
    for each in taken:
        if each.series_id == place.factors[at].id:
            own.setdefault(_day(each), []).append(each)
    return {day: _daily(place, at, some, _volume(place, day, taken, volumes)) for day, some in own.items()}


def _daily(place: Place, at: int, some: Sequence[Taken], volume: tuple[float, str] | None) -> Daily:
    factor = place.factors[at]
    said = "；".join(_told(factor, each) for each in some)
    number = len({each.at for each in some})
    if volume is None:
        return Daily(number, None, f"{said}；当日水量不知道，不能计算")
    mean = np.array([float(np.mean([each.value for each in some]))])
    hour = amounts.worked(place, factor, mean, np.array([volume[0] / _HOURS / _CUBIC]))
    if np.isnan(hour[0]):
        return Daily(number, None, f"{said}；浓度的单位不能换算")
    amount = float(hour[0]) * _HOURS
    return Daily(number, amount, f"{said}；平均 {mean[0]:.4g} × {volume[1]} = {amount:.4g} kg")


def _volume(
    place: Place, day: dt.date, taken: Sequence[Taken], volumes: Mapping[dt.date, float]
) -> tuple[float, str] | None:
    if day in volumes:
        return volumes[day], f"自动流量 {volumes[day]:.5g} m³"
    own = {hour: flow for hour, flow in _flows(place, taken).items() if (hour + LOCAL).astype("M8[D]").item() == day}
    if len(own) < rules("hj356")["manual"].figure():
        return None
    volume = float(np.mean(list(own.values()))) * _CUBIC * _HOURS
    return volume, f"手工流量 {volume:.5g} m³"


def _flows(place: Place, taken: Sequence[Taken]) -> dict[np.datetime64, float]:
    """Return the flow taken by hand in each hour that has one, in m³/h (gas) or L/s (water)."""
    meters = {place.factors[at].id: place.factors[at] for at in place.having("flow")}
    found: dict[np.datetime64, list[float]] = {}
    for each in taken:
        if each.series_id in meters and not each.below:
            flow = amounts.in_base(place, meters[each.series_id], each.value)
            found.setdefault(each.at.astype("M8[h]"), []).append(flow)
    means = {hour: float(np.mean(some)) for hour, some in found.items()}
    return {hour: mean for hour, mean in means.items() if not np.isnan(mean)}


def _told(factor: Factor, each: Taken) -> str:
    below = "未检出，按检出限 " if each.below else ""
    report = f"（报告 {each.report}）" if each.report else ""
    return f"{_local(each):%m-%d %H:%M} {below}{each.value:.4g} {factor.unit}{report}"


def _times(flow: float, whence: str, amount: float) -> str:
    if np.isnan(amount):
        return "，同一小时没有流量，不能计算"
    return f" × {whence}流量 {flow:.5g} m³/h = {amount:.4g} kg/h"


def _day(each: Taken) -> dt.date:
    return _local(each).date()


def _local(each: Taken) -> dt.datetime:
    moment: dt.datetime = (each.at + LOCAL).astype("M8[us]").item()
    return moment
