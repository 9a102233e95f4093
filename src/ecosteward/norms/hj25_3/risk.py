"""Cancer risk and hazard by pathway and in total, judged (HJ 25.3-2019, chapter 7, annexes C and D)."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np

from ecosteward.norms.hj25_3.case import RULES, Case, Flags, Numbers
from ecosteward.norms.hj25_3.exposure import Effect, effects
from ecosteward.norms.hj25_3.pathways import MEDIA, PATHWAYS, SOIL, Pathway, Site
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Label, Outcome, Quantity
from ecosteward.norms.kernel.trace import Trace

Verdict = Literal["acceptable", "unacceptable", "not_assessed"]
VERDICTS = {"acceptable": "风险可接受", "unacceptable": "风险不可接受", "not_assessed": "未评估"}
WORDS = {"cancer": "致癌风险", "hazard": "危害商"}
_CODES = np.array(list(VERDICTS), dtype=object)
_SHARES = ("cancer_share", "hazard_share")
_DEEP = {"iov2", "iiv1"}


class Polluted(Site):
    """A substance with what was found of it; a pathway without a concentration to it is left out."""

    surface: Annotated[float | None, Quantity("表层土壤中含量", "mg/kg", ge=0)] = None
    subsurface: Annotated[float | None, Quantity("下层土壤中含量", "mg/kg", ge=0)] = None
    groundwater: Annotated[float | None, Quantity("地下水中浓度", "mg/L", ge=0)] = None


class PathwayRisk(Outcome):
    """One pathway's part; no number where toxicity or properties are wanting, 0 where it is left out."""

    pathway: Annotated[Pathway, Label("暴露途径", PATHWAYS)]
    cancer: Annotated[float | None, Quantity("致癌风险")]
    hazard: Annotated[float | None, Quantity("危害商")]
    cancer_share: Annotated[float, Quantity("致癌风险贡献率（占同一介质）")]
    hazard_share: Annotated[float, Quantity("危害商贡献率（占同一介质）")]


class Risk(Outcome):
    """The substance's risk by soil and by groundwater; the norm sums and judges each medium by itself."""

    soil_cancer: Annotated[float | None, Quantity("土壤各途径致癌风险之和")]
    soil_hazard: Annotated[float | None, Quantity("土壤各途径危害指数")]
    soil_verdict: Annotated[Verdict, Label("土壤结论", VERDICTS)]
    water_cancer: Annotated[float | None, Quantity("地下水各途径致癌风险之和")]
    water_hazard: Annotated[float | None, Quantity("地下水各途径危害指数")]
    water_verdict: Annotated[Verdict, Label("地下水结论", VERDICTS)]
    total_cancer: Annotated[float | None, Quantity("十个途径致癌风险合计（仅供参考，不作判定）")]
    total_hazard: Annotated[float | None, Quantity("十个途径危害商合计（仅供参考，不作判定）")]
    pathways: Annotated[tuple[PathwayRisk, ...], Label("各暴露途径")]


def risk_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return the outcome of many cases; a pathway's fields as `cancer_ois`, `cancer_share_ois`; NaN for no number."""
    case = Case(columns)
    found = _worked(case)
    return {**found, "needs_check": case.needs_check()}


@calculation("hj25_3.risk", "污染地块健康风险", ("HJ 25.3-2019",), rows=risk_rows)
def risk(facts: Polluted, trace: Trace) -> Risk:
    """Return one substance's risk on one site. Source: HJ 25.3-2019, annexes A, B, C, D, F and G."""
    if facts.surface is None and facts.subsurface is None and facts.groundwater is None:
        raise refuse("surface", "表层土壤、下层土壤含量和地下水浓度至少填一项", "表层土壤中含量")
    case = Case.of(facts)
    found = {key: each.item() if each.dtype != object else each[0] for key, each in _worked(case).items()}
    case.tell(trace)
    told: dict[str, Any] = {
        key: None if isinstance(value, float) and np.isnan(value) else value for key, value in found.items()
    }
    for medium in MEDIA:
        verdict = told[f"{medium}_verdict"]
        trace.rest(RULES[verdict], f"{'土壤' if medium == 'soil' else '地下水'}结论", VERDICTS[verdict])
    for kind, word in WORDS.items():
        trace.work(f"十个途径{word}合计", told[f"total_{kind}"], formula="土壤之和 + 地下水之和")
        for code, name in PATHWAYS.items():
            if share := told[f"{kind}_share_{code}"]:
                trace.rest(RULES[f"share_{kind}"], f"{name}的{word}贡献率", share)
    parts = ("cancer", "hazard", *_SHARES)
    pathways = [{"pathway": code, **{part: told.pop(f"{part}_{code}") for part in parts}} for code in PATHWAYS]
    return Risk.model_validate({**told, "pathways": pathways})


def _worked(case: Case) -> dict[str, Numbers]:
    """Return all columns of the outcome."""
    case.lean("share_cancer", "share_hazard", *VERDICTS)
    held = {code: _concentration(case, code) for code in PATHWAYS}
    on = {code: case.columns[code] & ~np.isnan(held[code]) for code in PATHWAYS}
    found = effects(case, on)
    columns: dict[str, Numbers] = {}
    for medium, codes in MEDIA.items():
        parts = {code: _part(case, code, found[code], np.where(on[code], held[code], 0.0)) for code in codes}
        columns |= _summed(case, medium, parts, on)
    for kind in ("cancer", "hazard"):
        media = [columns[f"{medium}_{kind}"] for medium in MEDIA]
        columns[f"total_{kind}"] = _sum(media)
    return columns


def _concentration(case: Case, code: str) -> Numbers:
    if code not in SOIL:
        return case.given("groundwater")
    return case.given("subsurface" if code in _DEEP else "surface")


def _part(case: Case, code: str, effect: Effect, held: Numbers) -> tuple[Numbers, Numbers]:
    return case.note(f"cr_{code}", effect.cancer * held), case.note(f"hq_{code}", effect.hazard * held)


def _summed(
    case: Case, medium: str, parts: Mapping[str, tuple[Numbers, Numbers]], on: Mapping[str, Flags]
) -> dict[str, Numbers]:
    """Return a medium's totals, verdict and each pathway's part and share."""
    columns: dict[str, Numbers] = {}
    for place, (kind, name) in enumerate((("cancer", "cr"), ("hazard", "hq"))):
        used = [np.where(on[code], part[place], np.nan) for code, part in parts.items()]
        total = case.note(f"{name}_{medium}", _sum(used))
        columns[f"{medium}_{kind}"] = total
        for code, part in parts.items():
            columns[f"{kind}_{code}"] = part[place]
            columns[f"{kind}_share_{code}"] = _share(part[place], total)
    over = (columns[f"{medium}_cancer"] > case.parameter("ACR")) | (columns[f"{medium}_hazard"] > case.parameter("AHQ"))
    unknown = np.isnan(columns[f"{medium}_cancer"]) & np.isnan(columns[f"{medium}_hazard"])
    columns[f"{medium}_verdict"] = _CODES[np.select([unknown, over], [2, 1], 0)]
    return columns


def _sum(parts: list[Numbers]) -> Numbers:
    """Return the sum of what there is; NaN where there is nothing."""
    stacked = np.array(parts)
    return np.where(np.isnan(stacked).all(axis=0), np.nan, np.nansum(stacked, axis=0))


def _share(part: Numbers, total: Numbers) -> Numbers:
    whole = np.where(total > 0, total, 1.0)
    return np.nan_to_num(part) / whole
