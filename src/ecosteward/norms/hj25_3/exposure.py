"""What a person takes up by each pathway for each unit of concentration (HJ 25.3-2019, annexes A and B).

Cancer: on class one land child and adult together, on class two land the adult.
Other effects: on class one land the child alone, on class two land the adult.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from ecosteward.norms.hj25_3.case import Case, Flags, Numbers
from ecosteward.norms.hj25_3.parameters import DAYS_A_YEAR
from ecosteward.norms.hj25_3.pathways import PATHWAYS, SOIL
from ecosteward.norms.hj25_3.transport import Transport

KG_A_MG = 1e-6
L_A_CM3 = 1e-3
_VAPOURS = {"iov1", "iov2", "iiv1", "iov3", "iiv2"}


class Effect(NamedTuple):
    """Of one pathway: risk and hazard for each unit of concentration; 0 where off, NaN where data are wanting."""

    exposed_ca: Numbers  # kg/(kg·d) of soil, L/(kg·d) of groundwater
    exposed_nc: Numbers
    cancer: Numbers  # kg/mg, L/mg
    hazard: Numbers


def effects(case: Case, on: Mapping[str, Flags]) -> dict[str, Effect]:
    """Return each pathway's effect; those that no row has are not looked at."""
    transport = Transport(case)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {code: _effect(case, transport, code, on[code]) for code in PATHWAYS}


def _effect(case: Case, transport: Transport, code: str, on: Flags) -> Effect:
    nothing = np.zeros(len(on))
    if not on.any():
        return Effect(nothing, nothing, nothing, nothing)
    if code in _VAPOURS and np.isnan(case.property("henry")).all():
        return Effect(*(np.where(on, np.nan, 0.0),) * 4)
    cancer, other = _exposure(case, transport, code)
    slope, dose = _toxicity(case, code)
    found = Effect(cancer, other, cancer * slope, other / (dose * _allocation(case, code, dose)))
    return Effect(*(np.where(on, each, 0.0) for each in found))


def _exposure(case: Case, transport: Transport, code: str) -> tuple[Numbers, Numbers]:
    """Return the exposure for cancer and for other effects."""
    adult = _lifelong(case, transport, code, "a")
    child = _lifelong(case, transport, code, "c") if case.first.any() else adult
    cancer = np.where(case.first, child + adult, adult) / case.parameter("ATca")
    other = np.where(case.first, child, adult) / case.parameter("ATnc")
    for kind, value in (("ca", cancer), ("nc", other)):
        case.note(f"{code}_{kind}_class1", np.where(case.first, value, np.nan))
        case.note(f"{code}_{kind}_class2", np.where(case.first, np.nan, value))
    return cancer, other


def _lifelong(case: Case, transport: Transport, code: str, who: str) -> Numbers:
    """Return what a child ("c") or adult ("a") takes up over all years for a kg of own weight."""
    taken = _A_YEAR[code](case, transport, who)
    return taken * case.parameter(f"ED{who}") / case.parameter(f"BW{who}")


def _swallowed(case: Case, _transport: Transport, who: str) -> Numbers:
    return case.parameter(f"OSIR{who}") * case.parameter(f"EF{who}") * case.parameter("ABSo") * KG_A_MG


def _touched(case: Case, _transport: Transport, who: str) -> Numbers:
    events = case.parameter(f"EF{who}") * case.parameter("Ev")
    return _skin(case, who) * case.parameter(f"SSAR{who}") * events * case.property("absd") * KG_A_MG


def _dust(case: Case, _transport: Transport, who: str) -> Numbers:
    outdoors, indoors = case.parameter(f"EFO{who}"), case.parameter(f"EFI{who}")
    days = case.parameter("fspo") * outdoors + case.parameter("fspi") * indoors
    return case.parameter("PM10") * case.parameter(f"DAIR{who}") * case.parameter("PIAF") * days * KG_A_MG


def _vapour(factor: str, place: str) -> Callable[[Case, Transport, str], Numbers]:
    """Return the pathway of breathing vapour: days outdoors ("EFO") or indoors ("EFI")."""

    def taken(case: Case, transport: Transport, who: str) -> Numbers:
        volatilised: Numbers = getattr(transport, factor)
        return volatilised * case.parameter(f"DAIR{who}") * _days(case, place, who)

    return taken


def _days(case: Case, place: str, who: str) -> Numbers:
    together = case.parameter(f"EFI{who}") + case.parameter(f"EFO{who}")
    fits = ~(together > DAYS_A_YEAR)
    case.demand(fits, f"{place}{who}", f"室内与室外暴露频率之和不能超过 {DAYS_A_YEAR} d/a，请一并给出 EFI 和 EFO")
    return case.parameter(f"{place}{who}")


def _drunk(case: Case, _transport: Transport, who: str) -> Numbers:
    return case.parameter(f"GWCR{who}") * case.parameter(f"EF{who}")


def _bathed(case: Case, _transport: Transport, who: str) -> Numbers:
    days = case.parameter(f"EF{who}") * case.parameter("Ev")
    return _skin(case, who) * days * case.property("kp") * case.parameter(f"t{who}") * L_A_CM3


def _skin(case: Case, who: str) -> Numbers:
    """Return the exposed skin in cm²: the caller's own, else from height, weight and share."""
    own = case.own(f"SAE{who}")
    if not np.isnan(own).any():
        return own
    height = case.parameter(f"H{who}") ** case.constant("surface_height")
    weight = case.parameter(f"BW{who}") ** case.constant("surface_weight")
    area = case.constant("surface_factor") * height * weight * case.parameter(f"SER{who}")
    return np.where(np.isnan(own), case.note(f"sae_{who}", np.where(np.isnan(own), area, np.nan)), own)


_A_YEAR: dict[str, Callable[[Case, Transport, str], Numbers]] = {
    "ois": _swallowed,
    "dcs": _touched,
    "pis": _dust,
    "iov1": _vapour("surface_outdoors", "EFO"),
    "iov2": _vapour("subsurface_outdoors", "EFO"),
    "iiv1": _vapour("subsurface_indoors", "EFI"),
    "iov3": _vapour("groundwater_outdoors", "EFO"),
    "iiv2": _vapour("groundwater_indoors", "EFI"),
    "cgw": _drunk,
    "dgw": _bathed,
}


def _toxicity(case: Case, code: str) -> tuple[Numbers, Numbers]:
    """Return slope factor, (kg·d)/mg, and reference dose, mg/(kg·d), of the pathway's way into the body."""
    if code in {"ois", "cgw"}:
        return case.property("sfo"), case.property("rfdo")
    if code in {"dcs", "dgw"}:
        absorbed = case.property("absgi")
        slope = case.note("sfd", case.property("sfo") / absorbed)
        return slope, case.note("rfdd", case.property("rfdo") * absorbed)
    breath = case.parameter("DAIRa") / case.parameter("BWa")
    return case.note("sfi", case.property("iur") / breath), case.note("rfdi", case.property("rfc") * breath)


def _allocation(case: Case, code: str, dose: Numbers) -> Numbers:
    """Return the share of the reference dose left to soil (SAF) or groundwater (the substance's own, else WAF)."""
    if code in SOIL:
        share = case.property("saf")
        message = "有参考剂量的物质须有暴露于土壤的参考剂量分配系数"
        case.demand(~np.isnan(share) | np.isnan(dose), "saf", message)
        return share
    own = case.property("waf")
    return np.where(np.isnan(own), case.parameter("WAF"), own) if np.isnan(own).any() else own
