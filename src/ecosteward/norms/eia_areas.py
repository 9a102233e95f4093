"""Whether an area counts as sensitive in an entry of the EIA catalogue (article 3 and the table's last column)."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated

import numpy as np

from ecosteward.norms.catalogue.find import by_number, nearest
from ecosteward.norms.catalogue.look import found_each, paired
from ecosteward.norms.eia_catalogue import NORM
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace


class Place(Facts):
    """An entry of the catalogue and an area that the project touches."""

    entry: Annotated[int, Quantity("名录序号", "", ge=1, le=173)]
    area: Annotated[str, Label("区域", help="第三条所列，如 永久基本农田")]
    standard_workshop: Annotated[bool, Label("是否标准厂房", help="只影响第 97 项")] = False


class Counted(Outcome):
    """Whether the area counts for the entry."""

    sensitive: Annotated[bool, Label("是否本栏目所指的环境敏感区")]
    section: Annotated[str, Label("第三条的项")]
    meaning: Annotated[str, Label("本栏目环境敏感区含义")]


def counts_rows(columns: Columns, _trace: Trace) -> Columns:
    """Judge many pairs of entry and area: whether it counts, the part of article 3, `needs_check`."""
    keys = paired(columns["entry"], columns["area"], columns["standard_workshop"])
    found, places = found_each(keys, lambda key: (int(key[0]), *_judged(int(key[0]), key[1], workshop=bool(key[2]))))
    told = {
        "sensitive": np.array([row is not None for _entry, _area, row in found], dtype=bool),
        "section": np.array([area["section"] for _entry, area, _row in found], dtype=object),
        "meaning": np.array(
            [by_number("eia_catalogue", entry)["sensitive"] for entry, _area, _row in found], dtype=object
        ),
        "needs_check": np.array([row is not None and not row.verified() for _entry, _area, row in found], dtype=bool),
    }
    return {name: column[places] for name, column in told.items()}


@calculation("eia_catalogue.sensitive", "环评名录环境敏感区含义", (NORM,), rows=counts_rows)
def counts(facts: Place, trace: Trace) -> Counted:
    """Judge an area for an entry. Source: 名录（2021年版）, article 3 and 本栏目环境敏感区含义."""
    area, row = _judged(facts.entry, facts.area, workshop=facts.standard_workshop)
    meaning = by_number("eia_catalogue", facts.entry)["sensitive"]
    if row is None:
        trace.rest(rules("eia_catalogue")["areas"], f"第 {facts.entry} 项不含{area['name']}", value=False)
    else:
        trace.rest(row, f"第 {facts.entry} 项含{area['name']}", value=True)
    return Counted(sensitive=row is not None, section=area["section"], meaning=meaning)


def _judged(entry: int, name: str, *, workshop: bool) -> tuple[Row, Row | None]:
    """Return the area and the row that makes it count. Raises RefusedError for an unknown area or an entry without."""
    area = _areas().get(name.strip())
    if area is None:
        near = nearest(name, table("eia_catalogue_areas"), lambda row: row["name"])
        raise refuse("area", f"第三条没有“{name}”；最接近的：{near}", "区域")
    if not by_number("eia_catalogue", entry).has("sensitive"):
        raise refuse("entry", f"名录第 {entry} 项不看环境敏感区", "名录序号")
    row = _counted().get((str(entry), area["area"]))
    return area, None if row is not None and row.has("only") and not workshop else row


@cache
def _areas() -> Mapping[str, Row]:
    return {row["name"]: row for row in table("eia_catalogue_areas")}


@cache
def _counted() -> Mapping[tuple[str, str], Row]:
    return {(row["entry"], row["area"]): row for row in table("eia_catalogue_sensitive")}
