"""How many measurements were due in a time and how many of them were done (HJ 819-2017)."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

from ecosteward.norms.hj819.words import Frequency, frequencies
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_HOURS_A_DAY = 24
_MONTHS_A_YEAR = 12
_LONGEST = 100  # years looked at; more is a slip of the pen


class Planned(Facts):
    """One indicator at one outlet, with the days on which it was measured."""

    name: Annotated[str, Label("排放口与指标")]
    frequency: Annotated[str, Label("监测频次")]
    measured: Annotated[tuple[date, ...], Label("采样日期（一天几次写几遍）")] = ()


class Standstill(Facts):
    """Days without discharge, both included."""

    since: Annotated[date, Label("停产首日")]
    until: Annotated[date, Label("停产末日")]


class Done(Facts):
    """A plan and what was done of it from `since` to `until`, both days included."""

    since: Annotated[date, Label("核查期首日")]
    until: Annotated[date, Label("核查期末日")]
    items: Annotated[tuple[Planned, ...], Label("监测项目")]
    stopped: Annotated[tuple[Standstill, ...], Label("停产时段")] = ()


class Missed(Outcome):
    """A period with fewer measurements than due."""

    since: Annotated[date, Label("周期首日")]
    until: Annotated[date, Label("周期末日")]
    due: Annotated[int, Quantity("应测", "次")]
    done: Annotated[int, Quantity("已测", "次")]


class ItemDone(Outcome):
    """One item; automatic monitoring has no count."""

    name: Annotated[str, Label("排放口与指标")]
    due: Annotated[int | None, Quantity("应测次数", "次")]
    done: Annotated[int | None, Quantity("完成次数", "次")]
    completion: Annotated[float | None, Quantity("完成率", "%")]
    missed: Annotated[tuple[Missed, ...], Label("缺测周期")]


class Completion(Outcome):
    """The whole plan."""

    items: Annotated[tuple[ItemDone, ...], Label("监测项目")]
    due: Annotated[int, Quantity("应测次数合计", "次")]
    done: Annotated[int, Quantity("完成次数合计", "次")]
    completion: Annotated[float | None, Quantity("完成率", "%")]


@calculation("hj819.completion", "自行监测完成率", ("HJ 819-2017",))
def completion(facts: Done, trace: Trace) -> Completion:
    """Count what was due and done. A period counts where all of it lies in the time looked at."""
    if facts.until < facts.since:
        raise refuse("until", "核查期末日不能早于首日", "核查期末日")
    if facts.until.year - facts.since.year > _LONGEST:
        raise refuse("until", f"核查期超过 {_LONGEST} 年，请核对年份", "核查期末日")
    rule, items = rules("hj819"), tuple(_item(each, facts) for each in facts.items)
    if any(each.due is None for each in items):
        trace.rest(rule["automatic"], rule["automatic"]["what"], sum(each.due is None for each in items), "项")
    if facts.stopped:
        trace.rest(rule["idle"], rule["idle"]["what"], len(facts.stopped), "段")
    due = trace.rest(rule["due"], "应测次数合计", sum(each.due or 0 for each in items), "次")
    done = trace.work("完成次数合计", sum(each.done or 0 for each in items), "次", formula="Σ min(已测, 应测)")
    return Completion(
        items=items, due=due, done=done, completion=trace.rest(rule["completion"], "完成率", _rate(done, due), "%")
    )


def periods(frequency: Frequency, since: date, until: date) -> Iterator[tuple[date, date]]:
    """Go through the periods of a frequency that lie wholly within a time, each by its first and last day."""
    starts = _starts(frequency, since, until + timedelta(days=1))
    for first, after in pairwise(starts):
        if first >= since and after - timedelta(days=1) <= until:
            yield first, after - timedelta(days=1)


def _item(item: Planned, facts: Done) -> ItemDone:
    frequency = frequencies(item.frequency)[0]
    if frequency.unit is None:
        return ItemDone(name=item.name, due=None, done=None, completion=None, missed=())
    each = frequency.times * (_HOURS_A_DAY if frequency.unit == "hour" else 1)
    due = done = 0
    missed = []
    for first, last in periods(frequency, facts.since, facts.until):
        if any(_covers(stopped, first, last) for stopped in facts.stopped):
            continue
        found = min(sum(first <= day <= last for day in item.measured), each)
        due, done = due + each, done + found
        if found < each:
            missed.append(Missed(since=first, until=last, due=each, done=found))
    return ItemDone(name=item.name, due=due, done=done, completion=_rate(done, due), missed=tuple(missed))


def _covers(stopped: Standstill, first: date, last: date) -> bool:
    return stopped.since <= first and last <= stopped.until


def _rate(done: int, due: int) -> float | None:
    return 100 * done / due if due else None


def _starts(frequency: Frequency, since: date, after: date) -> Iterator[date]:
    """Go through the first days of periods, from the one that begins on or before `since` up to the first past the end."""
    if frequency.unit in _MONTHS:
        return _month_starts(_MONTHS[frequency.unit], frequency.span, since, after)
    if frequency.unit == "ten_days":
        return _ten_day_starts(frequency.span, since, after)
    first = since - timedelta(days=since.weekday()) if frequency.unit == "week" else since
    step = timedelta(days=7 if frequency.unit == "week" else 1) * frequency.span
    return _steps(first, step, since, after)


def _steps(first: date, step: timedelta, since: date, after: date) -> Iterator[date]:
    if first < since:
        first += timedelta(days=7)
    while first <= after:
        yield first
        first += step


def _month_starts(months: int, span: int, since: date, after: date) -> Iterator[date]:
    number = (since.year * _MONTHS_A_YEAR + since.month - 1) // months * months
    if date(number // _MONTHS_A_YEAR, number % _MONTHS_A_YEAR + 1, 1) < since:
        number += months
    while (first := date(number // _MONTHS_A_YEAR, number % _MONTHS_A_YEAR + 1, 1)) <= after:
        yield first
        number += months * span


def _ten_day_starts(span: int, since: date, after: date) -> Iterator[date]:
    days = [since + timedelta(days=at) for at in range((after - since).days + 1)]
    yield from [day for day in days if day.day in {1, 11, 21}][::span]
