"""Risk control values of soil and groundwater (HJ 25.3-2019, chapter 7, annex E)."""

from typing import Annotated, Any, Literal

import numpy as np

from ecosteward.norms.hj25_3.case import Case, Numbers
from ecosteward.norms.hj25_3.exposure import Effect, effects
from ecosteward.norms.hj25_3.pathways import MEDIA, PATHWAYS, SOIL, WATER, Pathway, Site
from ecosteward.norms.hj25_3.transport import Transport
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.facts import Label, Outcome, Quantity
from ecosteward.norms.kernel.trace import Trace

Basis = Literal["cancer", "hazard", "protection", "none"]
BASES = {"cancer": "致癌效应", "hazard": "非致癌效应", "protection": "保护地下水", "none": "无法计算"}
_BASES = np.array(list(BASES), dtype=object)


class Controlled(Site):
    """A substance to be controlled on a site."""

    groundwater_limit: Annotated[
        float | None, Quantity("要保护的地下水中该物质的标准限值", "mg/L", gt=0, help="如 GB/T 14848 Ⅲ 类限值")
    ] = None


class SoilPathwayControl(Outcome):
    """The content at which one pathway alone reaches what is acceptable; none where it cannot."""

    pathway: Annotated[Pathway, Label("暴露途径", SOIL)]
    cancer: Annotated[float | None, Quantity("基于致癌效应的控制值", "mg/kg")]
    hazard: Annotated[float | None, Quantity("基于非致癌效应的控制值", "mg/kg")]


class WaterPathwayControl(Outcome):
    """The concentration at which one pathway alone reaches what is acceptable; none where it cannot."""

    pathway: Annotated[Pathway, Label("暴露途径", WATER)]
    cancer: Annotated[float | None, Quantity("基于致癌效应的控制值", "mg/L")]
    hazard: Annotated[float | None, Quantity("基于非致癌效应的控制值", "mg/L")]


class Control(Outcome):
    """The control values: the lowest of each medium and what decided it."""

    soil: Annotated[float | None, Quantity("土壤风险控制值", "mg/kg")]
    soil_basis: Annotated[Basis, Label("土壤控制值依据", BASES)]
    soil_cancer: Annotated[float | None, Quantity("基于致癌效应的土壤控制值", "mg/kg")]
    soil_hazard: Annotated[float | None, Quantity("基于非致癌效应的土壤控制值", "mg/kg")]
    protection: Annotated[float | None, Quantity("保护地下水的土壤控制值", "mg/kg")]
    water: Annotated[float | None, Quantity("地下水风险控制值", "mg/L")]
    water_basis: Annotated[Basis, Label("地下水控制值依据", BASES)]
    water_cancer: Annotated[float | None, Quantity("基于致癌效应的地下水控制值", "mg/L")]
    water_hazard: Annotated[float | None, Quantity("基于非致癌效应的地下水控制值", "mg/L")]
    soil_pathways: Annotated[tuple[SoilPathwayControl, ...], Label("土壤各暴露途径")]
    water_pathways: Annotated[tuple[WaterPathwayControl, ...], Label("地下水各暴露途径")]


def control_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return the outcome of many cases; a pathway's fields as `cancer_ois`, `hazard_ois`; NaN for no value."""
    case = Case(columns)
    found = _worked(case)
    return {**found, "needs_check": case.needs_check()}


@calculation("hj25_3.control_value", "土壤和地下水风险控制值", ("HJ 25.3-2019",), rows=control_rows)
def control_value(facts: Controlled, trace: Trace) -> Control:
    """Return one substance's control values on one site. Source: HJ 25.3-2019, annexes A, B, E, F and G."""
    case = Case.of(facts)
    found = {key: each.item() if each.dtype != object else each[0] for key, each in _worked(case).items()}
    case.tell(trace)
    told = {key: None if isinstance(value, float) and np.isnan(value) else value for key, value in found.items()}
    parts = {f"{medium}_pathways": [_pathway(told, code) for code in codes] for medium, codes in MEDIA.items()}
    return Control.model_validate({**told, **parts})


def _pathway(told: dict[str, Any], code: str) -> dict[str, Any]:
    return {"pathway": code, "cancer": told.pop(f"cancer_{code}"), "hazard": told.pop(f"hazard_{code}")}


def _worked(case: Case) -> dict[str, Numbers]:
    """Return all columns of the outcome."""
    found = effects(case, {code: case.columns[code] for code in PATHWAYS})
    columns: dict[str, Numbers] = {"protection": _protection(case)}
    for code, effect in found.items():
        columns[f"cancer_{code}"] = case.note(f"rcv_{code}", _inverse(case.parameter("ACR"), effect.cancer))
        columns[f"hazard_{code}"] = case.note(f"hcv_{code}", _inverse(case.parameter("AHQ"), effect.hazard))
    for medium, codes in MEDIA.items():
        columns |= _combined(case, medium, [found[code] for code in codes], columns["protection"])
    return columns


def _combined(case: Case, medium: str, parts: list[Effect], protection: Numbers) -> dict[str, Numbers]:
    """Return a medium's control values by all pathways and the lowest of them."""
    summed = [np.nansum([part[place] for part in parts], axis=0) for place in (2, 3)]
    cancer = case.note(f"rcv_{medium}", _inverse(case.parameter("ACR"), summed[0]))
    hazard = case.note(f"hcv_{medium}", _inverse(case.parameter("AHQ"), summed[1]))
    choices = np.array([cancer, hazard, protection if medium == "soil" else np.full_like(cancer, np.nan)])
    none = np.isnan(choices).all(axis=0)
    least = np.where(none, len(choices), np.argmin(np.where(np.isnan(choices), np.inf, choices), axis=0))
    lowest = case.note(f"lower_{medium}", np.where(none, np.nan, np.fmin.reduce(choices)))
    worked = {"cancer": cancer, "hazard": hazard, "basis": _BASES[least]}
    return {medium: lowest, **{f"{medium}_{name}": value for name, value in worked.items()}}


def _inverse(acceptable: Numbers, effect: Numbers) -> Numbers:
    """Return the concentration whose effect is acceptable; NaN where there is no effect."""
    return np.where(effect > 0, acceptable / np.where(effect > 0, effect, 1.0), np.nan)


def _protection(case: Case) -> Numbers:
    """Return the content of the soil that keeps groundwater at its limit; NaN without a limit."""
    limit = case.given("groundwater_limit")
    if np.isnan(limit).all():
        return limit
    leaching = Transport(case).leaching
    case.demand(np.isnan(limit) | ~np.isnan(leaching), "kd", "没有土壤-水分配系数，算不出保护地下水的控制值，请给出 Kd")
    return case.note("cvs_pgw", limit / leaching)
