"""Many rows at once: columns as numpy arrays, checked against the same fields as a single row."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.errors import Problem, RefusedError
from ecosteward.norms.kernel.facts import Facts, Label, Quantity, Term, terms

Columns = Mapping[str, NDArray[Any]]
MOST_TOLD = 20
_BROKEN = {
    "ge": (np.less, "不小于"),
    "gt": (np.less_equal, "大于"),
    "le": (np.greater, "不大于"),
    "lt": (np.greater_equal, "小于"),
}


def checked(facts: type[Facts], given: Mapping[str, Any]) -> Columns:
    """Return the columns as typed arrays: floats (NaN for not given), texts, codes, booleans, days, moments.

    Raises RefusedError for a missing or unknown column, columns of unequal length, and cells that are not what their
    field wants; the first 20 are named with their row, counted from 1.
    """
    known = terms(facts)
    problems = [Problem(name, "", "没有这一列，请核对列名") for name in given if name not in known]
    lengths = {len(column) for column in given.values()}
    if len(lengths) > 1:
        problems.append(Problem("输入", "", "各列的行数不同"))
    if problems:
        raise RefusedError(*problems)
    length = next(iter(lengths), 0)
    columns: dict[str, NDArray[Any]] = {}
    for name, term in known.items():
        column = _Column(name, term, facts)
        columns[name] = column.read(given[name]) if name in given else column.absent(length)
        problems += column.problems
    if problems:
        more = [Problem("输入", "", f"另有 {len(problems) - MOST_TOLD} 处")] if len(problems) > MOST_TOLD else []
        raise RefusedError(*problems[:MOST_TOLD], *more)
    return columns


def coded(column: NDArray[Any]) -> tuple[list[Any], NDArray[np.intp]]:
    """Return the different values of a column of texts, in order of coming, and each row's place among them."""
    places: dict[Any, int] = {}
    codes = np.fromiter((places.setdefault(each, len(places)) for each in column.tolist()), np.intp, len(column))
    return list(places), codes


class _Column:
    """Reads one column and remembers what was wrong with it."""

    def __init__(self, name: str, term: Term, facts: type[Facts]) -> None:
        self.name, self.term = name, term
        self.info = facts.model_fields[name]
        self.problems: list[Problem] = []

    def absent(self, length: int) -> NDArray[Any]:
        if self.info.is_required():
            self.problems.append(Problem(self.name, self.term.text, "缺少这一列"))
        return self.read([self.info.get_default(call_default_factory=True)] * length)

    def read(self, given: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
        if isinstance(self.term, Quantity):
            return self._numbers(given, self.term)
        kinds = {each for each in (get_args(self.info.annotation) or (self.info.annotation,)) if each is not type(None)}
        if bool in kinds:
            return self._each(given, _boolean, "应为是或否（true/false）", bool)
        if datetime in kinds:
            return self._moments(given)
        if date in kinds:
            return self._each(given, _day, "应为日期，如 2026-03-01", "datetime64[D]")
        return self._texts(given, self.term)

    def _numbers(self, given: Sequence[Any] | NDArray[Any], term: Quantity) -> NDArray[np.float64]:
        try:
            numbers = np.asarray(given, dtype=np.float64)
        except (TypeError, ValueError):
            numbers = self._each(given, _number, "应为数", np.float64)
        blank = np.isnan(numbers)
        if blank.any() and self.info.is_required():
            self._tell(blank, "未填写或不是数")
        self._tell(np.isinf(numbers), "应为有限的数")
        for key, (broken, words) in _BROKEN.items():
            if (limit := getattr(term, key)) is not None:
                self._tell(broken(numbers, limit) & ~blank, f"应{words} {limit:g}")
        return numbers

    def _moments(self, given: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
        if isinstance(given, np.ndarray) and given.dtype.kind == "M":
            moments = given.astype("datetime64[s]")
        else:
            moments = self._each(given, _moment, "应为当地时间，如 2026-03-01T08:00", "datetime64[s]")
        if self.info.is_required():
            self._tell(np.isnat(moments), "未填写")
        return moments

    def _texts(self, given: Sequence[Any] | NDArray[Any], term: Label) -> NDArray[Any]:
        codes = {word: code for code, word in term.choices.items()}
        allowed = set(_literals(self.info.annotation))
        seen: dict[Any, Any] = {}
        for each in given.tolist() if isinstance(given, np.ndarray) else given:
            if each not in seen:
                text = each.strip() if isinstance(each, str) else each
                seen[each] = codes.get(text, text)
        wrong = {each for each, code in seen.items() if not self._takes(code, allowed)}
        if wrong:
            self._tell(np.fromiter((each in wrong for each in given), bool, len(given)), self._wanted(allowed, term))
        return np.array([seen[each] for each in given], dtype=object)

    def _takes(self, code: object, allowed: set[object]) -> bool:
        if code is None or code == "":
            return not self.info.is_required()
        return not allowed or code in allowed

    def _wanted(self, allowed: set[object], term: Label) -> str:
        return (
            f"应为 {'、'.join(term.choices.values() or map(str, sorted(map(str, allowed))))}" if allowed else "未填写"
        )

    def _each(self, given: Any, read: Any, message: str, kind: Any) -> NDArray[Any]:
        values, wrong = [], []
        for each in given:
            try:
                values.append(read(each))
                wrong.append(False)
            except (TypeError, ValueError):
                values.append(read(None) if kind is not bool else False)
                wrong.append(True)
        self._tell(np.array(wrong, bool), message)
        return np.array(values, dtype=kind)

    def _tell(self, wrong: NDArray[np.bool_], message: str) -> None:
        for row in np.flatnonzero(wrong).tolist():
            self.problems.append(Problem(f"第 {row + 1} 行 {self.name}", self.term.text, message))


def _literals(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
        return
    for each in get_args(annotation):
        yield from _literals(each)


def _number(given: object) -> float:
    if given is None or (isinstance(given, str) and not given.strip()):
        return float("nan")
    return float(given)  # type: ignore[arg-type]


_TRUE, _FALSE = {"true", "1", "是"}, {"false", "0", "否", ""}


def _boolean(given: object) -> bool:
    text = str(given if given is not None else "").strip().lower()
    if text not in _TRUE | _FALSE:
        raise ValueError(text)
    return text in _TRUE


def _day(given: object) -> np.datetime64:
    if given is None or given == "":
        return np.datetime64("NaT", "D")
    if isinstance(given, datetime):
        return np.datetime64(given.date(), "D")
    return np.datetime64(given if isinstance(given, date) else date.fromisoformat(str(given).strip()[:10]), "D")


def _moment(given: object) -> np.datetime64:
    if given is None or given == "":
        return np.datetime64("NaT", "s")
    moment = given if isinstance(given, datetime) else datetime.fromisoformat(str(given).strip())
    if moment.tzinfo is not None:
        raise ValueError(given)
    return np.datetime64(moment, "s")
