"""Substances of environmental risk: their thresholds, and the sum of amounts over thresholds (HJ 169 表B, HJ 941 附录A)."""

from difflib import get_close_matches
from functools import cache
from typing import Annotated, Literal

from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Quantity
from ecosteward.norms.kernel.names import plain
from ecosteward.norms.kernel.tables import Row, table
from ecosteward.norms.kernel.trace import Trace

SubstanceClass = Literal["acute1", "acute23", "aquatic1", "chronic2"]
CLASSES = {
    "acute1": "健康危险急性毒性物质（类别1）",
    "acute23": "健康危险急性毒性物质（类别2、类别3）",
    "aquatic1": "危害水环境物质（急性毒性类别1）",
    "chronic2": "危害水环境物质（慢性毒性类别2）",
}


class Substance(Facts):
    """A substance on the site: the largest amount of the year, in process and in waste too, as pure substance."""

    name: Annotated[str, Label("物质名称或 CAS 号")]
    amount: Annotated[float, Quantity("最大存在量（折纯）", "t", ge=0)]
    of_class: Annotated[SubstanceClass | None, Label("名录以外物质的类别", CLASSES)] = None
    in_air: Annotated[bool | None, Label("计入大气组（不填按名录）")] = None
    in_water: Annotated[bool | None, Label("计入水组（不填按名录）")] = None


def row_of(substance: Substance) -> Row:
    """Return the row of the list or, for a substance outside it, of its class. Raises RefusedError for neither."""
    if substance.of_class is not None:
        return table("risk_classes").one(code=substance.of_class)
    row = _by_name().get(plain(substance.name))
    if row is None:
        like = "、".join(get_close_matches(plain(substance.name), _by_name(), 3, 0.5))
        raise refuse(
            "substances",
            f"名录中没有 {substance.name}{'；相近的有 ' + like if like else ''}；名录以外的请填类别",
            "风险物质",
        )
    return row


def ratio(substance: Substance, trace: Trace) -> float:
    """Return amount over threshold, and tell of the threshold."""
    row = row_of(substance)
    threshold = trace.take(row, "threshold", f"{substance.name}临界量", "t")
    return trace.work(f"{substance.name} w/W", substance.amount / threshold, formula="最大存在量 / 临界量")


@cache
def _by_name() -> dict[str, Row]:
    rows = table("risk_substances").rows
    return {plain(row["substance"]): row for row in rows} | {row["cas"]: row for row in rows if row.has("cas")}
