"""Minutes to valid hours and their marks (HJ 212-2017, D2.2; HJ 75-2017)."""

from datetime import datetime
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.hj75.marks import CONDITIONS, NAMESPACES, Alphabet, Namespace, alphabet
from ecosteward.norms.kernel.calculations import calculation
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.moments import Moment
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

MINUTES = 60  # of an hour
_MINUTE, _HOUR = "datetime64[m]", "datetime64[h]"
_LONGEST = np.timedelta64(20 * 366 * 24 * MINUTES, "m")  # laid out at once; more is a slip of the pen
_FIRST, _SECOND = 10_000, 100  # lift one rule's counts above the next rule's, which are at most 60


class Minute(Facts):
    """One minute's mean."""

    minute: Annotated[Moment, Label("分钟（起始时刻）")]
    value: Annotated[float | None, Quantity("分钟均值", "")] = None
    mark: Annotated[str, Label("标记（空为正常）")] = ""
    samples: Annotated[float | None, Quantity("该分钟有效的瞬时数据数（不填则不核）", "个", ge=0)] = None


class MinuteOf(Minute):
    """One minute's mean of one of many series."""

    series: Annotated[str, Label("序列（站点与因子）")] = "1"
    namespace: Annotated[Namespace, Label("标记的种类", NAMESPACES)] = "platform"


class Minutes(Facts):
    """Minutes of one series in any order; an hour's minutes that are not given count as missing."""

    minutes: Annotated[tuple[Minute, ...], Label("分钟数据")]
    namespace: Annotated[Namespace, Label("标记的种类", NAMESPACES)] = "platform"


class HourJudged(Outcome):
    """One hour."""

    hour: Annotated[datetime, Label("小时（起始时刻）")]
    valid_minutes: Annotated[int, Quantity("有效分钟数", "min")]
    valid: Annotated[bool, Label("有效")]
    mark: Annotated[str, Label("小时标记")]
    mean: Annotated[float | None, Quantity("小时均值", "")]


class HoursJudged(Outcome):
    """The hours from the first given to the last."""

    hours: Annotated[tuple[HourJudged, ...], Label("小时")]


class Hours(NamedTuple):
    """Hours of a block of series: valid minutes, whether valid, number of the mark, mean (NaN where not valid)."""

    minutes: NDArray[np.uint8]
    valid: NDArray[np.bool_]
    mark: NDArray[np.uint8]
    mean: NDArray[np.float64]


def hours_of_minutes(values: NDArray[Any], marks: NDArray[np.uint8], letters: Alphabet) -> Hours:
    """Judge the hours of a block, series by minutes from a full hour on, a multiple of 60 of them.

    `values` holds the minutes' means (NaN for none), `marks` the numbers of their marks. Source: HJ 212-2017, D2.2,
    formula (24): an hour is valid from 45 valid minutes on. Lets go of the interpreter's lock in all that takes long.
    """
    shape = (*values.shape[:-1], values.shape[-1] // MINUTES)
    good = (marks == letters.normal) & ~np.isnan(values)
    starts = np.arange(0, good.size, MINUTES)
    counted = np.add.reduceat(good.view(np.uint8).reshape(-1), starts, dtype=np.uint8)
    sums = np.where(good, values, values.dtype.type(0)).reshape(-1, MINUTES).sum(axis=1, dtype=np.float64)
    valid = counted >= rules("hj75")["hour_minutes"].figure()
    mean = np.divide(sums, counted, out=np.full(len(sums), np.nan), where=valid)
    mark = np.full(len(sums), letters.normal, np.uint8)
    poor = np.flatnonzero(~valid)
    mark[poor] = _marks(marks.reshape(-1, MINUTES)[poor], good.reshape(-1, MINUTES)[poor], letters)
    return Hours(counted.reshape(shape), valid.reshape(shape), mark.reshape(shape), mean.reshape(shape))


def blocks(
    series: NDArray[np.integer[Any]],
    minutes: NDArray[np.datetime64],
    values: NDArray[Any],
    marks: NDArray[np.uint8],
    letters: Alphabet,
) -> tuple[np.datetime64, NDArray[Any], NDArray[np.uint8]]:
    """Lay long columns out as a block for `hours_of_minutes`: series (numbered from 0) by minutes of full hours.

    Returns the first hour, the values and the marks; a minute that no row has is missing. Of a minute that stands
    twice the later row counts.
    """
    first = minutes.min().astype(_HOUR)
    number = (int((minutes.max().astype(_HOUR) - first).astype(int)) + 1) * MINUTES
    shape = (int(series.max()) + 1, number)
    at = series * np.int64(number) + (minutes - first.astype(_MINUTE)).astype(np.int64)
    laid = np.full(shape, np.nan, values.dtype)
    laid_marks = np.full(shape, letters.missing, np.uint8)
    laid.reshape(-1)[at], laid_marks.reshape(-1)[at] = values, marks
    return first, laid, laid_marks


def hour_rows(columns: Columns, _trace: Trace) -> Columns:
    """Return the hours of many series: `series`, `hour`, `valid_minutes`, `valid`, `mark`, `mean`, `needs_check`."""
    names, places = coded(columns["series"])
    parts = [_series(name, {key: each[places == at] for key, each in columns.items()}) for at, name in enumerate(names)]
    keys = ("series", "hour", "valid_minutes", "valid", "mark", "mean", "needs_check")
    return {key: np.concatenate([part[key] for part in parts]) if parts else np.array([]) for key in keys}


@calculation(
    "hj75.hours", "烟气自动监测小时有效性（分钟→小时）", ("HJ 75-2017", "HJ 212-2017"), rows=hour_rows, row=MinuteOf
)
def hours(facts: Minutes, trace: Trace) -> HoursJudged:
    """Judge the hours of one series. Source: HJ 212-2017, D2.2, formula (24)."""
    if not facts.minutes:
        raise refuse("minutes", "至少要有一条分钟数据", "分钟数据")
    letters, rule = alphabet(facts.namespace), rules("hj75")
    moments = np.array([each.minute for each in facts.minutes], dtype=_MINUTE)
    values, samples = (
        np.array([getattr(each, name) for each in facts.minutes], np.float64) for name in ("value", "samples")
    )
    marks = letters.numbers(np.array([each.mark for each in facts.minutes], dtype=object), "minutes")
    first, judged = _laid(moments, _sampled(values, samples), marks, letters)
    if not np.isnan(samples).all():
        trace.take(rule["minute_samples"])
    trace.take(rule["hour_minutes"])
    for number in sorted({letters.normal, *judged.mark.tolist()}):
        row = letters.rows[number]
        trace.rest(row, f"标记 {row['letter']}（{row['what']}）", row["role"], column="role")
    if not judged.valid.all():
        for key in ("mark_condition", "mark_invalid", "mark_most"):
            trace.rest(rule[key], rule[key]["what"], rule[key]["value"], rule[key]["unit"])
    trace.rest(rule["hour_mean"], "有效小时数", int(judged.valid.sum()), "h")
    return HoursJudged(hours=tuple(_hour(first, at, judged, letters) for at in range(len(judged.valid))))


def _hour(first: np.datetime64, at: int, judged: Hours, letters: Alphabet) -> HourJudged:
    valid = bool(judged.valid[at])
    return HourJudged(
        hour=(first + np.timedelta64(at, "h")).astype("datetime64[s]").item(),
        valid_minutes=int(judged.minutes[at]),
        valid=valid,
        mark=letters.letters[judged.mark[at]],
        mean=float(judged.mean[at]) if valid else None,
    )


def _series(name: str, columns: Columns) -> Columns:
    letters = alphabet(str(columns["namespace"][0]))
    if (columns["namespace"] != letters.namespace).any():
        raise refuse("namespace", f"序列 {name} 混用了两种标记，请分开", "标记的种类")
    marks = letters.numbers(columns["mark"])
    values = _sampled(columns["value"], columns["samples"])
    first, judged = _laid(columns["minute"].astype(_MINUTE), values, marks, letters)
    number = len(judged.valid)
    return {
        "series": np.full(number, name, dtype=object),
        "hour": first + np.arange(number),
        "valid_minutes": judged.minutes,
        "valid": judged.valid,
        "mark": np.array(letters.letters, dtype=object)[judged.mark],
        "mean": judged.mean,
        "needs_check": ~(judged.valid & letters.sure()[letters.normal]),
    }


def _sampled(values: NDArray[np.float64], samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Drop the means of minutes with too few momentary values. Source: HJ 212-2017, D2.2, formula (23)."""
    return np.where(samples < rules("hj75")["minute_samples"].figure(), np.nan, values)


def _laid(
    moments: NDArray[Any], values: NDArray[np.float64], marks: NDArray[np.uint8], letters: Alphabet
) -> tuple[np.datetime64, Hours]:
    """Lay the minutes of one series on full hours and judge these."""
    if len(np.unique(moments)) < len(moments):
        raise refuse("minute", "同一分钟有两行，请只留一行", "分钟")
    if (moments.max() - moments.min()) > _LONGEST:
        raise refuse("minute", "首末两行相差超过 20 年，请核对年份", "分钟")
    first, laid, laid_marks = blocks(np.zeros(len(moments), np.intp), moments, values, marks, letters)
    return first, hours_of_minutes(laid[0], laid_marks[0], letters)


def _marks(marks: NDArray[np.uint8], good: NDArray[np.bool_], letters: Alphabet) -> NDArray[np.uint8]:
    """Return the marks of hours with too few valid minutes, by the first rule that fits; rows are hours of 60 minutes."""
    rule = rules("hj75")
    shown = np.where((marks == letters.normal) & ~good, np.uint8(letters.missing), marks)
    counts = np.stack([(shown == number).sum(axis=1) for number in range(len(letters.rows))], axis=1).astype(np.int64)
    by_condition = (counts >= rule["mark_condition"].figure()) & letters.having(*CONDITIONS)
    by_fault = (counts > rule["mark_invalid"].figure()) & letters.weighing()
    weight = counts * np.select([by_condition, by_fault], [_FIRST, _SECOND], 1)
    weight[:, letters.normal] = -1
    found: NDArray[np.uint8] = weight.argmax(axis=1).astype(np.uint8)
    return found
