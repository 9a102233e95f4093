"""The audit sheet of a point and a period: every verdict with its rule, inputs, marks, revisions and raw packets."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from ecosteward.monitoring.models import Check, Condition, Point, PointKind, Result, Revision, Substitution
from ecosteward.monitoring.queries.places import clocks_of, places
from ecosteward.monitoring.queries.running import RUNNING, running
from ecosteward.monitoring.rules.calendar import after, midnight
from ecosteward.monitoring.rules.grounds import bound_of, grounds, notes
from ecosteward.monitoring.rules.marks import unpacked
from ecosteward.monitoring.rules.places import Factor, Place
from ecosteward.monitoring.rules.spans import SENT, Span
from ecosteward.monitoring.rules.verdicts import Exceedance, Validity
from ecosteward.monitoring.store import copying, partitions, rows
from ecosteward.monitoring.store.kept import chosen
from ecosteward.monitoring.store.reading import readings, verdicts
from ecosteward.norms.hj75.intervals import due_after

Cell = str | float | int | dt.datetime | None
JUDGED = (Span.HOUR, Span.DAY, Span.MONTH, Span.QUARTER)
_NUMBERS = ("mean", "converted", "low", "high", "amount")
_HEAD = ("因子", "单位", "时段", "起始时间", "均值", "折算值", "最小值", "最大值", "排放量（kg）", "有效数据", "应有数据", "标记", "有效性",
         "达标情况", "超标倍数", "限值", "限值依据", "说明", "判定依据", "输入摘要", "修订次数", "判定时间")  # fmt: skip
_DATA = ("因子", "单位", "时段", "数据时间", "值", "折算值", "最小值", "最大值", "累计值", "标记", "报文编号")


@dataclass(frozen=True)
class Sheet:
    """One table of the audit: its name, the heads of its columns, and its rows one after the other."""

    name: str
    head: tuple[str, ...]
    rows: Iterator[tuple[Cell, ...]]


def audit(point: Point, begin: dt.datetime, end: dt.datetime) -> Iterator[Sheet]:
    """Yield the tables of a point's audit, each to be read to its end before the next.

    Rows are read a month at a time, so that a long period needs no more memory than a short one.
    """
    for place in places([point.pk]):
        yield Sheet("判定结果", _HEAD, _verdicts(place, begin, end))
        yield Sheet("未完时段", _HEAD, _running(place, begin, end))
        yield Sheet("被取代的判定", _HEAD, _former(place, begin, end))
        yield Sheet("数据与报文", _DATA, _data(place, begin, end))
    yield Sheet(
        "数据更正",
        ("因子", "时段", "数据时间", "来由", "值", "标记", "报文编号", "时间", "修正人", "原因"),
        _revisions(point, begin, end),
    )
    yield Sheet(
        "工况与设备标记",
        ("标记", "因子", "起", "止", "原因与处理", "标记人", "作废时间"),
        _conditions(point, begin, end),
    )
    yield Sheet(
        "校准与核查",
        ("仪器", "类别", "时间", "合格", "结果与处理", "间隔与依据", "下次到期"),
        _checks(point, begin, end),
    )
    yield Sheet(
        "手工监测结果",
        ("因子", "单位", "采样时间", "结果", "检出限（未检出）", "检测单位", "报告编号"),
        _results(point, begin, end),
    )
    yield Sheet(
        "替代台账",
        (
            "因子",
            "起",
            "止",
            "时段数",
            "原因",
            "捕集率（%）",
            "每时段替代量（kg）",
            "依据",
            "取值",
            "待核",
            "被取代的时间",
        ),
        _ledger(point, begin, end),
    )


def _months(begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    since = begin
    while since < end:
        until = min(midnight(after(Span.MONTH, partitions.month_of(since))), end)
        yield since, until
        since = until


def _verdicts(place: Place, begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[Cell, ...]]:
    series = place.series.tolist()
    for span in reversed(JUDGED):
        for since, until in _months(begin, end):
            yield from (_judged(place, row) for row in verdicts(series, span, since, until))


def _running(place: Place, begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[Cell, ...]]:
    """Yield what is known so far of the day, month and quarter that are not over and touch the time asked for."""
    now = timezone.now()
    if begin <= now:
        for row in running([place], now, *RUNNING):
            if rows.moment(row["at"]) < end:
                yield _judged(place, row)


def _former(place: Place, begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[Cell, ...]]:
    where = f"WHERE {chosen(place.series.tolist(), begin, end)} ORDER BY span DESC, series_id, at, revision"
    for row in copying.read(copying.select("monitoring_verdict_former", rows.VERDICT, where), rows.VERDICT):
        yield _judged(place, row)


def _judged(place: Place, row: np.void) -> tuple[Cell, ...]:
    factor = _factor(place, row)
    bound = bound_of(factor, row)
    limit = "" if bound is None else "～".join(f"{each:g}" for each in (bound.lower, bound.upper) if not np.isnan(each))
    return (
        factor.name,
        factor.unit,
        Span(int(row["span"])).words,
        rows.moment(row["at"]),
        *(_number(row[name]) for name in _NUMBERS),
        int(row["counted"]),
        int(row["due"]),
        unpacked(int(row["mark"])),
        Validity(int(row["validity"])).words,
        Exceedance(int(row["exceedance"])).words,
        _number(row["multiple"]),
        limit,
        "" if bound is None else bound.source,
        notes(row),
        grounds(place, factor, row),
        f"{int(row['inputs']) & (2**64 - 1):016x}",
        int(row["revision"]),
        rows.moment(row["made_at"]),
    )


def _data(place: Place, begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[Cell, ...]]:
    for span in SENT[1:]:
        for since, until in _months(begin, end):
            for row in readings(place.series.tolist(), span, since, until):
                factor = _factor(place, row)
                numbers = (_number(row[name]) for name in ("value", "converted", "low", "high", "total"))
                about = (factor.name, factor.unit, span.words, rows.moment(row["at"]))
                yield (*about, *numbers, unpacked(int(row["mark"])), str(row["packet_id"]))


def _revisions(point: Point, begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[Cell, ...]]:
    found = Revision.objects.filter(series__point=point, at__gte=begin, at__lt=end).select_related("series", "made_by")
    for each in found.order_by("at", "pk").iterator():
        by = each.made_by.name if each.made_by else ""
        about = (each.series.name, Span(each.span).words, each.at, each.get_kind_display(), _number(each.value))
        yield (*about, unpacked(each.mark), str(each.packet_id or ""), each.made_at, by, each.reason)


def _conditions(point: Point, begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[Cell, ...]]:
    found = Condition.objects.filter(point=point, begin__lt=end).exclude(end__lte=begin)
    for each in found.select_related("series", "marked_by").order_by("begin", "pk"):
        name = each.series.name if each.series else "全部"
        about = (f"{each.kind} {each.get_kind_display()}", name, each.begin, each.end, each.text)
        yield (*about, each.marked_by.name, each.voided_at)


def _checks(point: Point, begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[Cell, ...]]:
    """Yield the checks of a time, after the last of each kind before it that passed: from those its intervals run."""
    known = Check.objects.filter(instrument__point=point).select_related("instrument__interval_by")
    before = known.filter(at__lt=begin, passed=True).order_by("instrument_id", "kind", "-at", "-pk")
    for each in before.distinct("instrument_id", "kind"):
        yield _check(point, each)
    for each in known.filter(at__gte=begin, at__lt=end).order_by("at", "pk"):
        yield _check(point, each)


def _check(point: Point, each: Check) -> tuple[Cell, ...]:
    about = (str(each.instrument), each.get_kind_display(), each.at, "是" if each.passed else "否", each.text)
    clock = next((clock for clock in clocks_of(each.instrument) if clock.kind == each.kind), None)
    if clock is None or point.kind != PointKind.GAS:
        return (*about, "", None)
    return (*about, clock.words, due_after(timezone.localtime(each.at), clock.every) if each.passed else None)


def _results(point: Point, begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[Cell, ...]]:
    found = Result.objects.filter(series__point=point, at__gte=begin, at__lt=end).select_related("series")
    for each in found.order_by("at", "pk"):
        about = (each.series.name, each.series.unit, each.at, each.value, each.below)
        yield (*about, each.laboratory, each.report)


def _ledger(point: Point, begin: dt.datetime, end: dt.datetime) -> Iterator[tuple[Cell, ...]]:
    found = Substitution.every.filter(point=point, begin__lt=end, end__gt=begin).select_related("series")
    for each in found.order_by("begin", "pk"):
        inputs = "；".join(f"{name} {value}" for name, value in each.inputs.items())
        about = (each.series.name, each.begin, each.end, each.periods, each.cause, each.rate, each.amount, each.rule)
        yield (*about, inputs, "待核" if each.needs_check else "", each.replaced_at)


def _factor(place: Place, row: np.void) -> Factor:
    return next(each for each in place.factors if each.id == int(row["series_id"]))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def local(moment: dt.datetime) -> dt.datetime:
    """Return a moment as a cell holds it: China's time, without a zone."""
    return timezone.localtime(moment).replace(tzinfo=None)
