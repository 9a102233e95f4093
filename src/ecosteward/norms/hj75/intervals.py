"""When calibrations and checks of gas monitoring instruments fall due, and the times for which they were overdue (HJ 75-2017)."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.moments import Moment
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

Sort = Literal["auto", "particle", "in_situ", "extractive", "flow_auto", "flow"]
CheckKind = Literal["zero", "span", "comparison"]
Unit = Literal["h", "d", "month"]
UNITS: dict[Unit, str] = {"h": "h", "d": "d", "month": "个月"}
SORTS = {row["sort"]: row["what"] for row in table("hj75_intervals")}
KINDS = {"zero": "零点校准", "span": "量程校准", "comparison": "校验（比对）"}
_YEAR = 12  # months


class Every(NamedTuple):
    """How long a calibration or check lasts: so many hours, days or calendar months."""

    number: int
    unit: Unit

    @property
    def words(self) -> str:
        """Return it as it is written."""
        return f"{self.number} {UNITS[self.unit]}"


class Recorded(Facts):
    """What was recorded of one kind of calibration or check of one instrument."""

    sort: Annotated[Sort, Label("仪器类别", SORTS)]
    check: Annotated[CheckKind, Label("校准、校验", KINDS)]
    passed: Annotated[tuple[Moment, ...], Label("合格的时刻")]
    until: Annotated[Moment, Label("判断到")]


class Overdue(Outcome):
    """A time in which it was overdue; without an end it still is."""

    since: Annotated[datetime, Label("自（到期）")]
    before: Annotated[datetime | None, Label("至（下一次合格，不含）")]


class OverdueTimes(Outcome):
    """All of them."""

    times: Annotated[tuple[Overdue, ...], Label("超期时段")]
    due: Annotated[datetime | None, Label("最近一次合格之后的到期时刻")]
    number: Annotated[int, Quantity("超期时段数", "段")]


@calculation("hj75.overdue", "烟气自动监测超期未校准、未校验的时段", ("HJ 75-2017",))
def overdue(facts: Recorded, trace: Trace) -> OverdueTimes:
    """Return the times in which a calibration or check was overdue. Source: HJ 75-2017, 11.2, 11.4 and 12.2."""
    row = next((each for each in rows_of(facts.sort) if each["check"] == facts.check), None)
    if row is None:
        raise refuse("check", f"{SORTS[facts.sort]}没有{KINDS[facts.check]}的间隔", "校准、校验")
    trace.take(row, "every", f"{row['what']}{row['check_what']}间隔", UNITS[every_of(row).unit])
    passed = sorted(each for each in facts.passed if each <= facts.until)
    found = times(passed, every_of(row), facts.until)
    for key in ("overdue", "overdue_from"):
        trace.rest(rules("hj75")[key], rules("hj75")[key]["what"], len(found), "段")
    due = due_after(passed[-1], every_of(row)) if passed else None
    told = tuple(Overdue(since=since, before=before) for since, before in found)
    return OverdueTimes(times=told, due=due, number=len(found))


def rows_of(sort: str) -> tuple[Row, ...]:
    """Return the rows of one sort of instrument; none for a sort the norm has not."""
    return table("hj75_intervals").where(sort=sort)


def every_of(row: Row) -> Every:
    """Return a row's interval. Raises ValueError for a unit there is not."""
    if row["unit"] not in get_args(Unit):
        raise ValueError(row["unit"])
    return Every(int(row.figure("every")), row["unit"])  # type: ignore[arg-type]  # looked at above


def due_after(done: datetime, every: Every) -> datetime:
    """Return when it is due again; a day that a month does not have is its last."""
    if every.unit != "month":
        return done + every.number * timedelta(**{"hours" if every.unit == "h" else "days": 1})
    months = done.year * _YEAR + done.month - 1 + every.number
    year, month = months // _YEAR, months % _YEAR + 1
    return done.replace(year=year, month=month, day=min(done.day, monthrange(year, month)[1]))


def times(passed: Sequence[datetime], every: Every, until: datetime) -> list[tuple[datetime, datetime | None]]:
    """Return from when to when it was overdue, up to a moment; `passed` in order. Before the first nothing is told."""
    following = [*passed[1:], None] if passed else []
    found = []
    for done, after in zip(passed, following, strict=True):
        due = due_after(done, every)
        if due < (after or until):
            found.append((due, after))
    return found


def overdue_at(moments: NDArray[np.datetime64], passed: Sequence[datetime], every: Every) -> NDArray[np.bool_]:
    """Tell at which moments it was overdue: from the moment due on, up to before the next that passed."""
    if not passed:
        return np.zeros(len(moments), bool)
    last = np.searchsorted(np.array(passed, "M8[us]"), moments, side="right") - 1
    due = np.array([due_after(each, every) for each in passed], "M8[us]")
    return np.asarray((last >= 0) & (moments >= due[np.maximum(last, 0)]))
