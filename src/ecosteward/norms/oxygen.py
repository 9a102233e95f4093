"""Concentration converted to the reference oxygen of the source (GB 13271-2014, 5.2; same form elsewhere)."""

from typing import Annotated

import numpy as np

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules, table
from ecosteward.norms.kernel.trace import Trace


class Measured(Facts):
    """A concentration and the oxygen measured with it. The reference is given, or taken by the kind of source."""

    concentration: Annotated[float, Quantity("实测浓度（标准状态干烟气）", "mg/m3", ge=0)]
    oxygen: Annotated[float, Quantity("实测含氧量", "%", ge=0, lt=21)]
    reference: Annotated[float | None, Quantity("基准含氧量", "%", ge=0, lt=21)] = None
    unit_kind: Annotated[str, Label("燃烧设备类型（不填基准含氧量时）")] = ""


class Converted(Outcome):
    """The concentration that the limit is compared with."""

    converted: Annotated[float, Quantity("折算浓度", "mg/m3")]
    reference: Annotated[float, Quantity("基准含氧量", "%")]


def convert_rows(columns: Columns, trace: Trace) -> Columns:
    """Return `converted`, `reference` and `needs_check` for many measurements."""
    given = columns["reference"]
    kinds = {kind: _reference(kind, trace) for kind in set(columns["unit_kind"][np.isnan(given)].tolist())}
    by_kind = np.array([kinds.get(kind, (np.nan, True))[0] for kind in columns["unit_kind"].tolist()])
    sure = np.array([kinds.get(kind, (np.nan, True))[1] for kind in columns["unit_kind"].tolist()], dtype=bool)
    reference = np.where(np.isnan(given), by_kind, given)
    air = rules("emissions")["air_oxygen"].figure()
    return {
        "converted": columns["concentration"] * (air - reference) / (air - columns["oxygen"]),
        "reference": reference,
        "needs_check": ~(sure | ~np.isnan(given)),
    }


@calculation("oxygen.convert", "基准含氧量折算", ("GB 13271-2014",), rows=convert_rows)
def convert(facts: Measured, trace: Trace) -> Converted:
    """Convert one concentration. Source: GB 13271-2014, 5.2, formula (1), table 6."""
    reference = facts.reference if facts.reference is not None else _reference(facts.unit_kind, trace)[0]
    rule = rules("emissions")
    air = trace.take(rule["air_oxygen"])
    found = trace.rest(
        rule["oxygen"], "折算浓度", facts.concentration * (air - reference) / (air - facts.oxygen), "mg/m3"
    )
    return Converted(converted=found, reference=reference)


def _reference(kind: str, trace: Trace) -> tuple[float, bool]:
    """Return a kind's reference oxygen and whether it was verified."""
    rows = table("reference_oxygen").where(unit_kind=kind)
    if not rows:
        known = "、".join(row["unit_kind"] for row in table("reference_oxygen"))
        raise refuse("unit_kind", f"请填基准含氧量，或选燃烧设备类型：{known}", "燃烧设备类型")
    return trace.take(rows[0], "oxygen", f"{kind}基准含氧量", "%"), rows[0].verified("oxygen")
