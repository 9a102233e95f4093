"""Storage of hazardous waste: how long, how much, the bund, the floor, the label (GB 18597-2023, HJ 1276-2022)."""

from datetime import date
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns
from ecosteward.norms.kernel.errors import Problem, RefusedError, refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

Clock = Literal["within", "overdue", "no_limit"]
CLOCKS = {"within": "未超过", "overdue": "已超过", "no_limit": "没有全国性期限"}
_CLOCKS = np.array(list(CLOCKS), dtype=object)
_MONTHS = 12


class Stored(Facts):
    """A waste in a store on a day."""

    stored_on: Annotated[date, Label("入库日")]
    on: Annotated[date, Label("判定日期")]
    licensed: Annotated[bool, Label("是否持危险废物经营许可证的单位")]
    extended_to: Annotated[date | None, Label("经批准延长至")] = None


class Timed(Outcome):
    """How long it has lain and when it must be gone."""

    days: Annotated[int, Quantity("已贮存", "天")]
    due: Annotated[date | None, Label("最迟贮存至")]
    left: Annotated[int | None, Quantity("还可贮存", "天")]
    verdict: Annotated[Clock, Label("贮存期限", CLOCKS)]


def clock_rows(columns: Columns, _trace: Trace) -> Columns:
    """Time many wastes: days stored, last day (NaT without a limit), days left, verdict, `needs_check`."""
    early = np.flatnonzero(columns["on"] < columns["stored_on"])
    if len(early):
        rows = "、".join(str(row + 1) for row in early[:20])
        raise RefusedError(Problem("on", "判定日期", f"第 {rows} 行的判定日期早于入库日"))
    days, due, left, codes = _timed(columns)
    old = columns["licensed"] & (columns["on"] < _codex_from())
    checks = old & ~np.array(rules("hazardous_waste")["limit_old"].verified())
    return {"days": days, "due": due, "left": left, "verdict": _CLOCKS[codes], "needs_check": checks}


@calculation(
    "hazardous_waste.storage_clock", "危险废物贮存期限", ("生态环境法典", "固体废物污染环境防治法"), rows=clock_rows
)
def storage_clock(facts: Stored, trace: Trace) -> Timed:
    """Time a waste in a store. Source: 法典 535, before it 固废法 81; the year binds licensed operators only."""
    if facts.on < facts.stored_on:
        raise refuse("on", "判定日期不能早于入库日", "判定日期")
    given = {name: np.array([value], dtype=kind) for name, value, kind in (
        ("stored_on", facts.stored_on, "datetime64[D]"), ("on", facts.on, "datetime64[D]"),
        ("licensed", facts.licensed, bool), ("extended_to", facts.extended_to, "datetime64[D]"))}  # fmt: skip
    days, due, left, codes = (each[0] for each in _timed(given))
    verdict = _CLOCKS[codes]
    if facts.licensed:
        rule = "limit_codex" if np.datetime64(facts.on, "D") >= _codex_from() else "limit_old"
        trace.rest(rules("hazardous_waste")[rule], "最迟贮存至", due.item())
    else:
        trace.rest(rules("hazardous_waste")["producer"], "贮存期限", CLOCKS["no_limit"])
    limited = facts.licensed
    return Timed(
        days=int(days), due=due.item() if limited else None, left=int(left) if limited else None, verdict=verdict
    )


def _timed(columns: Columns) -> tuple[NDArray[np.int_], NDArray[np.datetime64], NDArray[np.float64], NDArray[np.int_]]:
    stored, on = columns["stored_on"], columns["on"]
    years = rules("hazardous_waste")["limit_codex"].figure()
    due = _months_later(stored, int(years * _MONTHS))
    extended = columns["extended_to"]
    due = np.where(np.isnat(extended), due, np.maximum(due, np.where(np.isnat(extended), due, extended)))
    due = np.where(columns["licensed"], due, np.datetime64("NaT", "D"))
    left = np.where(columns["licensed"], (due - on).astype(float), np.nan)
    codes = np.select([~columns["licensed"], on > due], [2, 1], 0)
    return (on - stored).astype(int), due, left, codes


def _months_later(days: NDArray[np.datetime64], months: int) -> NDArray[np.datetime64]:
    """Return the same day of a later month, or its last day where the month is shorter."""
    month = days.astype("datetime64[M]")
    later = month + months
    last = (later + 1).astype("datetime64[D]") - 1
    same: NDArray[np.datetime64] = later.astype("datetime64[D]") + (days - month.astype("datetime64[D]"))
    return np.where(same > last, last, same)


def _codex_from() -> np.datetime64:
    return np.datetime64(rules("hazardous_waste")["codex_from"]["value"], "D")


class Point(Facts):
    """What lies at a storage point now."""

    stored: Annotated[float, Quantity("实时贮存量", "t", ge=0)]
    daily: Annotated[float | None, Quantity("日均产生量", "t/d", gt=0)] = None


class PointJudged(Outcome):
    """Whether the point holds too much, and for how many days it still takes waste."""

    over: Annotated[bool, Label("是否超过贮存点的限量")]
    limit: Annotated[float, Quantity("限量", "t")]
    days_left: Annotated[float | None, Quantity("按日均产生量还可贮存", "d")]


def point_rows(columns: Columns, _trace: Trace) -> Columns:
    """Judge many storage points; days left are NaN where the daily amount is not given."""
    rule = rules("hazardous_waste")["point"]
    stored, limit = columns["stored"], rule.figure()
    return {
        "over": stored > limit,
        "limit": np.full(len(stored), limit),
        "days_left": np.maximum(limit - stored, 0) / columns["daily"],
        "needs_check": np.full(len(stored), not rule.verified()),
    }


@calculation("hazardous_waste.storage_point", "危险废物贮存点限量", ("GB 18597-2023",), rows=point_rows)
def storage_point(facts: Point, trace: Trace) -> PointJudged:
    """Judge a storage point. Source: GB 18597-2023, 8.3.5; equal to the limit is not over."""
    limit = trace.take(rules("hazardous_waste")["point"])
    left = None if facts.daily is None else max(limit - facts.stored, 0.0) / facts.daily
    if left is not None:
        trace.work("还可贮存", left, "d", formula="（限量 − 实时贮存量）/ 日均产生量")
    return PointJudged(over=facts.stored > limit, limit=limit, days_left=left)


class Vessels(Facts):
    """The liquid wastes of one storage zone."""

    largest: Annotated[float, Quantity("最大容器容积", "m3", gt=0)]
    total: Annotated[float, Quantity("液态危险废物总储量", "m3", gt=0)]
    bund: Annotated[float | None, Quantity("已有堵截设施容积", "m3", ge=0)] = None


class Bund(Outcome):
    """The volume the bund must have."""

    needed: Annotated[float, Quantity("最小容积", "m3")]
    enough: Annotated[bool | None, Label("已有的是否足够")]


def bund_rows(columns: Columns, _trace: Trace) -> Columns:
    """Size many bunds; `enough` is None where none is given."""
    rule = rules("hazardous_waste")["bund_share"]
    needed = np.maximum(columns["largest"], columns["total"] * rule.figure())
    enough = (columns["bund"] >= needed).astype(object)
    enough[np.isnan(columns["bund"])] = None
    return {"needed": needed, "enough": enough, "needs_check": np.full(len(needed), not rule.verified())}


@calculation("hazardous_waste.bund", "液态危险废物堵截设施容积", ("GB 18597-2023",), rows=bund_rows)
def bund(facts: Vessels, trace: Trace) -> Bund:
    """Size a bund: the largest vessel or a share of the total, the larger. Source: GB 18597-2023, 6.2.2."""
    rule = rules("hazardous_waste")["bund_share"]
    share = facts.total * trace.take(rule, what="总储量的比例")
    needed = trace.rest(rule, "最小容积", max(facts.largest, share), "m3")
    return Bund(needed=needed, enough=None if facts.bund is None else facts.bund >= needed)


class Floor(Facts):
    """The layer under wastes that touch the ground: clay, or a liner."""

    clay: Annotated[float | None, Quantity("黏土层厚度", "m", ge=0)] = None
    clay_seepage: Annotated[float | None, Quantity("黏土层渗透系数", "cm/s", gt=0)] = None
    liner: Annotated[float | None, Quantity("人工防渗材料厚度", "mm", ge=0)] = None
    liner_seepage: Annotated[float | None, Quantity("人工防渗材料渗透系数", "cm/s", gt=0)] = None


class FloorJudged(Outcome):
    """Whether one of the two layers is enough."""

    enough: Annotated[bool, Label("基础防渗是否符合")]
    clay: Annotated[bool, Label("黏土层是否符合")]
    liner: Annotated[bool, Label("人工防渗材料是否符合")]


@calculation("hazardous_waste.floor", "危险废物贮存设施基础防渗", ("GB 18597-2023",))
def floor(facts: Floor, trace: Trace) -> FloorJudged:
    """Judge the layer under a store. Source: GB 18597-2023, 6.1.4. Raises RefusedError where neither is given whole."""
    pairs = (("clay", facts.clay, facts.clay_seepage), ("liner", facts.liner, facts.liner_seepage))
    if not any(thick is not None and seepage is not None for _name, thick, seepage in pairs):
        raise refuse("clay", "请写黏土层或人工材料的厚度和渗透系数", "黏土层厚度")
    held = {name: _tight(name, thick, seepage, trace) for name, thick, seepage in pairs}
    return FloorJudged(enough=any(held.values()), clay=held["clay"], liner=held["liner"])


def _tight(name: str, thick: float | None, seepage: float | None, trace: Trace) -> bool:
    if thick is None or seepage is None:
        return False
    least = trace.take(rules("hazardous_waste")[name])
    most = trace.take(rules("hazardous_waste")[f"{name}_seepage"])
    return thick >= least and seepage <= most


class Package(Facts):
    """A container or package."""

    volume: Annotated[float, Quantity("容器或包装物容积", "L", gt=0)]


class Labelled(Outcome):
    """The label it must bear at least."""

    side: Annotated[float, Quantity("标签最小边长", "mm")]
    text_height: Annotated[float, Quantity("最低文字高度", "mm")]
    sides: Annotated[int, Quantity("设置面数", "面")]


def label_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return the labels of many packages."""
    rows, two = tuple(table("hazardous_waste_labels")), rules("hazardous_waste")["two_sides"]
    volume = columns["volume"]
    places = np.searchsorted(np.array([row.figure("above") for row in rows]), volume, side="left") - 1
    checks = np.array([not (row.verified() and two.verified()) for row in rows])
    return {
        "side": np.array([row.figure("side") for row in rows])[places],
        "text_height": np.array([row.figure("text_height") for row in rows])[places],
        "sides": np.where(volume > two.figure(), 2, 1),
        "needs_check": checks[places],
    }


@calculation("hazardous_waste.label", "危险废物标签尺寸", ("HJ 1276-2022",), rows=label_rows)
def label(facts: Package, trace: Trace) -> Labelled:
    """Return a package's label: least side, height of its text, number of sides. Source: HJ 1276-2022."""
    row = _size(facts.volume)
    side, height = trace.take(row, "side", "标签最小边长"), trace.take(row, "text_height", "最低文字高度")
    limit = trace.take(rules("hazardous_waste")["two_sides"])
    return Labelled(side=side, text_height=height, sides=2 if facts.volume > limit else 1)


def _size(volume: float) -> Row:
    return next(
        row
        for row in table("hazardous_waste_labels")
        if row.figure("above") < volume and (not row.has("at_most") or volume <= row.figure("at_most"))
    )
