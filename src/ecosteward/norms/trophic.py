"""Trophic state of a lake or reservoir by the comprehensive index TLI (总站生字〔2001〕090号)."""

from math import log
from typing import Annotated

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

_FACTORS = ("chla", "tp", "tn", "sd", "codmn")


class Lake(Facts):
    """Means of the period, all five."""

    chla: Annotated[float, Quantity("叶绿素a", "mg/m3", gt=0)]
    tp: Annotated[float, Quantity("总磷", "mg/L", gt=0)]
    tn: Annotated[float, Quantity("总氮", "mg/L", gt=0)]
    sd: Annotated[float, Quantity("透明度", "m", gt=0)]
    codmn: Annotated[float, Quantity("高锰酸盐指数", "mg/L", gt=0)]


class Trophic(Outcome):
    """The index and the state."""

    tli: Annotated[float, Quantity("综合营养状态指数", "")]
    state: Annotated[str, Label("营养状态")]
    parts: Annotated[dict[str, float], Label("各项营养状态指数")]


@calculation("trophic.tli", "湖库综合营养状态指数", ("总站生字〔2001〕090号", "环办〔2011〕22号"))
def tli(facts: Lake, trace: Trace) -> Trophic:
    """Return the index: each factor's index weighted by its correlation with chlorophyll."""
    rule = rules("trophic")
    parts = {}
    for name in _FACTORS:
        row = rule[name]
        value = 10 * (row.figure("constant") + row.figure("slope") * log(getattr(facts, name)))
        parts[name] = trace.rest(row, f"{row['what']}的营养状态指数", value)
    weights = {name: rule[name].figure("r_squared") for name in _FACTORS}
    total = sum(weights[name] * parts[name] for name in _FACTORS) / sum(weights.values())
    trace.rest(rule["total"], "综合营养状态指数", total)
    key = _state(total)
    return Trophic(tli=total, state=trace.rest(rule[key], "营养状态", rule[key]["what"]), parts=parts)


def _state(index: float) -> str:
    rule = rules("trophic")
    if index < rule["poor"].figure():
        return "poor"
    return next((key for key in ("middle", "light", "moderate") if index <= rule[key].figure()), "hyper")
