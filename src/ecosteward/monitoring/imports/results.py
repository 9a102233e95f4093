"""Reading manual results out of a workbook: each row as it would be recorded, or with what is wrong with it."""

import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils import timezone

from ecosteward.clients.imports import cells
from ecosteward.clients.imports.sheet import Row, Sheet, Value
from ecosteward.monitoring.models import Result, Series
from ecosteward.monitoring.rules.windows import FIRST_YEAR
from ecosteward.norms.kernel.units import same

T = TypeVar("T")
COLUMNS = {
    "point": "点位",
    "factor": "因子",
    "at": "采样时间",
    "value": "结果",
    "unit": "单位",
    "laboratory": "检测单位",
    "report": "报告编号",
}
_NEEDED = ("factor", "at", "value")
_QUOTED = 60  # characters of a cell that are shown again
_BELOW = ("<", "＜")
_FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")


@dataclass
class Planned:
    """A row of the sheet: the result it becomes, or its problems in words that say what to do."""

    line: int
    result: Result | None = None
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """A sheet as it would be imported: all of it or, where a row has a problem, nothing."""

    rows: tuple[Planned, ...]

    @property
    def problems(self) -> list[Planned]:
        """Return the rows that have to be mended first."""
        return [row for row in self.rows if row.problems]

    @property
    def results(self) -> list[Result]:
        """Return what would be recorded."""
        return [row.result for row in self.rows if row.result is not None]


def plan(series: Sequence[Series], sheet: Sheet) -> Plan:
    """Compare a sheet with a client's series. Raises ValidationError where it has no such headings."""
    at, columns = _head(sheet.rows)
    reader = _Reader(series)
    return Plan(tuple(reader.read(row, columns) for row in sheet.rows[at + 1 :]))


def template(series: Iterable[Series]) -> bytes:
    """Return a workbook with the headings, and a second sheet with the places and factors that may be named."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bg_color": "#E6F2F0", "border": 1})
    sheet, names = book.add_worksheet("手工监测结果"), book.add_worksheet("点位与因子")
    for index, title in enumerate(COLUMNS.values()):
        sheet.set_column(index, index, 20, text)
        sheet.write_string(0, index, title, head)
    names.set_column(0, 2, 24)
    for line, each in enumerate([("点位", "因子", "单位"), *((one.point.name, one.name, one.unit) for one in series)]):
        for index, words in enumerate(each):
            names.write_string(line, index, words, *([] if line else [head]))
    book.close()
    return out.getvalue()


def _head(rows: Sequence[Row]) -> tuple[int, dict[str, int]]:
    """Return the line of the headings and where each column is."""
    keys = {title: key for key, title in COLUMNS.items()}
    for at, row in enumerate(rows[:10]):
        titles = [str(value).strip() if value is not None else "" for value in row.values]
        columns = {keys[title]: index for index, title in enumerate(titles) if title in keys}
        if all(key in columns for key in _NEEDED):
            return at, columns
    needed = "、".join(COLUMNS[key] for key in _NEEDED)
    raise ValidationError(f"没有找到表头；前 10 行里应有一行含 {needed}，请用下载的模板填写")


class _Reader:
    """Reads rows, and remembers what it read to find what stands twice."""

    def __init__(self, series: Sequence[Series]) -> None:
        self.series = series
        self.seen: dict[tuple[int, dt.datetime, str], int] = {}
        known = Result.objects.filter(series__in=series).values_list("series_id", "at", "report")
        self.known = set(known)

    def read(self, row: Row, columns: Mapping[str, int]) -> Planned:
        made = Planned(row.line)
        given = {key: row.values[at] if at < len(row.values) else None for key, at in columns.items()}
        series = self._told(made, lambda: self._series(given))
        at = self._told(made, lambda: _moment(given["at"]))
        value = self._told(made, lambda: _number(given["value"]))
        if series is None or at is None or value is None:
            return made
        number, below = value
        words = {key: cells.words(given.get(key)) for key in ("laboratory", "report")}
        made.result = Result(agency_id=series.agency_id, client_id=series.client_id, series=series, at=at, **words)
        made.result.value, made.result.below = (None, number) if below else (number, None)
        self._repeated(made, made.result)
        return made

    def _told(self, made: Planned, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ValueError as error:
            made.problems.append(str(error))
            return None

    def _series(self, given: Mapping[str, Value]) -> Series:
        point, factor, unit = (cells.words(given.get(key)) for key in ("point", "factor", "unit"))
        if not factor:
            raise ValueError("因子没有填写")
        named = [each for each in self.series if factor in (each.name, each.code)]
        found = [each for each in named if not point or each.point.name == point]
        if not found:
            where = f"点位「{point[:_QUOTED]}」的" if point else ""
            raise ValueError(f"没有{where}因子「{factor[:_QUOTED]}」，请按“点位与因子”表填写")
        if len(found) > 1:
            raise ValueError(f"有 {len(found)} 个点位监测「{factor}」，请填写点位")
        if unit and not same(unit, found[0].unit):
            raise ValueError(f"单位应为 {found[0].unit}，表中是 {unit}，请换算后填写")
        return found[0]

    def _repeated(self, made: Planned, result: Result) -> None:
        key = (result.series_id, result.at, result.report)
        if key in self.known:
            made.problems.append("系统里已有同一因子、采样时间和报告编号的结果")
        elif key in self.seen:
            made.problems.append(f"与第 {self.seen[key]} 行重复")
        self.seen.setdefault(key, made.line)
        if made.problems:
            made.result = None


def _moment(value: Value) -> dt.datetime:
    if isinstance(value, dt.datetime):
        found = value
    elif isinstance(value, dt.date):
        found = dt.datetime.combine(value, dt.time())
    else:
        found = _written(cells.words(value))
    moment = found.replace(tzinfo=timezone.get_default_timezone())
    if moment > timezone.now():
        raise ValueError("采样时间晚于现在，请核对")
    if moment.year < FIRST_YEAR:
        raise ValueError(f"采样时间早于 {FIRST_YEAR} 年，请核对年份")
    return moment


def _written(text: str) -> dt.datetime:
    for each in _FORMATS:
        try:
            return dt.datetime.strptime(text, each)  # noqa: DTZ007  # the zone is set by who calls
        except ValueError:
            continue
    raise ValueError(f"采样时间「{text[:_QUOTED]}」看不懂，请写成 2026-03-01 10:30" if text else "采样时间没有填写")


def _number(value: Value) -> tuple[float, bool]:
    """Return a result, or the detection limit and that nothing was detected: "<0.5" or "0.5L"."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _held(float(value), str(value)), False
    text = cells.words(value)
    below = text.startswith(_BELOW) or text.upper().endswith("L")
    plain = text.strip("<＜Ll ").strip()
    try:
        found = float(plain)
    except ValueError as error:
        if not text:
            raise ValueError("结果没有填写；未检出请写“<检出限”，如 <0.5") from error
        raise ValueError(f"结果「{text[:_QUOTED]}」不是数；未检出请写“<检出限”，如 <0.5") from error
    return _held(found, text), below


def _held(number: float, text: str) -> float:
    """Refuse a number that no result is."""
    if not 0 <= number < float("inf"):
        raise ValueError(f"结果「{text}」应为不小于 0 的数，请核对原始报告")
    return number
