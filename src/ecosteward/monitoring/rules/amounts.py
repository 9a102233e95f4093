"""Amounts emitted in an hour, in kg: concentration times flow (norms.hj212_amounts), as measured, never converted."""

import numpy as np
from numpy.typing import NDArray

from ecosteward.monitoring.rules.places import Factor, Place
from ecosteward.monitoring.rules.sheets import Numbers, Sheet
from ecosteward.norms import hj212_amounts
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.kernel.units import same

SECONDS = 3600  # of an hour
# How much a unit is of that the formulas want: m³/h of gas and mg/m³; L/s of water and mg/L.
_GAS_FLOW = {"m3/s": 3600.0, "m3/h": 1.0, "m3/min": 60.0, "万m3/h": 1e4}
_GAS = {"mg/m3": 1.0, "ug/m3": 1e-3, "ng/m3": 1e-6, "g/m3": 1e3}
_WATER_FLOW = {"L/s": 1.0, "m3/s": 1e3, "m3/h": 1 / 3.6, "t/h": 1 / 3.6}
_WATER = {"mg/L": 1.0, "ug/L": 1e-3, "ng/L": 1e-6, "g/L": 1e3}
_MEDIA = {"gas": (_GAS_FLOW, _GAS), "water": (_WATER_FLOW, _WATER), "rain": (_WATER_FLOW, _WATER)}


def fill(place: Place, sheet: Sheet, measured: NDArray[np.bool_]) -> None:
    """Fill in the amounts of hours in which both concentration and flow were measured."""
    if place.kind not in _MEDIA or (flow := flow_of(place, sheet)) is None:
        return
    at, flows = flow
    for line, factor in enumerate(place.factors):
        if factor.role == "pollutant" and (share := _share(_MEDIA[place.kind][1], factor)) is not None:
            values = np.where(measured[line] & measured[at], sheet.mean[line] * share, np.nan)
            sheet.amount[line] = _amounts(place.kind, np.maximum(values, 0.0), np.maximum(flows, 0.0))


def worked(place: Place, factor: Factor, values: Numbers, flows: Numbers) -> Numbers:
    """Return the amounts of an hour at concentrations in a factor's unit and flows in m³/h (gas) or L/s (water)."""
    share = _share(_MEDIA[place.kind][1], factor)
    return np.full(len(values), np.nan) if share is None else _amounts(place.kind, values * share, flows)


def in_base(place: Place, factor: Factor, flow: float) -> float:
    """Return a flow in a factor's unit in m³/h (gas) or L/s (water); NaN in a unit that is not known."""
    share = _share(_MEDIA[place.kind][0], factor)
    return float("nan") if share is None else flow * share


def flow_of(place: Place, sheet: Sheet) -> tuple[int, Numbers] | None:
    """Return which factor is the flow, and it in m³/h (gas) or L/s (water). None where there is none in a known unit."""
    for at in place.having("flow"):
        if (share := _share(_MEDIA[place.kind][0], place.factors[at])) is not None:
            return at, sheet.mean[at] * share
    return None


def _amounts(kind: str, values: Numbers, flows: Numbers) -> Numbers:
    if kind == "gas":
        return hj212_amounts.gas_rows({"concentration": values, "flow": flows}, Trace())["amount"]
    columns = {"flow": flows, "seconds": np.full(len(flows), float(SECONDS)), "concentration": values}
    return hj212_amounts.water_rows(columns, Trace())["amount"]


def _share(units: dict[str, float], factor: Factor) -> float | None:
    return next((share for unit, share in units.items() if same(unit, factor.unit)), None)
