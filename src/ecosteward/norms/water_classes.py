"""Single-factor classes of water: shared by ground water (GB/T 14848) and surface water (GB 3838)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Label, Outcome, Quantity
from ecosteward.norms.kernel.names import plain
from ecosteward.norms.kernel.tables import Row, rules
from ecosteward.norms.kernel.trace import Trace
from ecosteward.norms.kernel.units import same

WORDS = ("", "Ⅰ类", "Ⅱ类", "Ⅲ类", "Ⅳ类", "Ⅴ类", "劣Ⅴ类")
RULES = "water_classes"


class Reading(Facts):
    """One result. Where nothing was detected, the value is the detection limit that was recorded."""

    item: Annotated[str, Label("项目", help="标准所印名称；括号内的说明可省略")]
    value: Annotated[float, Quantity("结果（未检出时填检出限；感官项目 0 为无、1 为有）", "见标准", ge=0)]
    unit: Annotated[str, Label("单位（填写则须与标准一致）")] = ""
    not_detected: Annotated[bool, Label("未检出")] = False


class Graded(Outcome):
    """One result's class, and how it stands to the class aimed at."""

    item: Annotated[str, Label("项目")]
    grade: Annotated[int, Quantity("类别（1 至 5，6 为劣Ⅴ类）", "")]
    grade_name: Annotated[str, Label("类别名称")]
    limit: Annotated[float | None, Quantity("目标类别限值", "见标准")]
    conforms: Annotated[bool | None, Label("达到目标类别（空：检出限高于限值，无法判定）")]
    multiple: Annotated[float | None, Quantity("超标倍数", "倍")]


@dataclass(frozen=True)
class Scale:
    """The limits of one item, class by class, as numbers; `worst` is the class beyond the last limit."""

    row: Row
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    worst: int


def scale(row: Row, classes: int, worst: int) -> Scale:
    """Read a row's cells class1… as limits. Kinds: upper, lower (oxygen), range (pH), absent, not_detected, no_class5."""
    cells = [row[f"class{each}"] for each in range(1, classes + 1)]
    if row["kind"] == "range":
        ends = np.array([cell.split("-") for cell in cells], float)
        return Scale(row, ends[:, 0], ends[:, 1], worst)
    numbers = np.array([float(cell) if cell else np.nan for cell in cells])
    if row["kind"] == "lower":
        return Scale(row, numbers, np.full(classes, np.inf), worst)
    if row["kind"] == "absent":
        numbers = np.zeros(classes)
    if row["kind"] == "no_class5":
        numbers[-1] = np.inf
    return Scale(row, np.full(classes, -np.inf), numbers, worst)


def grades(values: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.int_]:
    """Return the best class whose limits hold each value, counted from 1; one beyond the last where none does.

    `values` has one entry per row, `low` and `high` one line of limits per row.
    """
    within = (low <= values[:, None]) & (values[:, None] <= high)
    found: NDArray[np.int_] = np.where(within.any(axis=1), within.argmax(axis=1) + 1, low.shape[1] + 1)
    return found


def grade_of(reading: Reading, found: Scale) -> int:
    """Return the class of one reading. Nothing detected is the best class that forbids detection, else by the limit."""
    if reading.not_detected and found.row["kind"] == "not_detected":
        return 1
    grade = int(grades(np.array([reading.value]), found.low[None, :], found.high[None, :])[0])
    return min(grade, found.worst)


def graded(reading: Reading, found: Scale, target: int, trace: Trace) -> Graded:
    """Grade one reading and tell of each step. Raises RefusedError for another unit than the norm's."""
    row, rule = found.row, rules(RULES)
    if reading.unit and not same(reading.unit, row["unit"]):
        raise refuse("unit", f"{row['item']}的单位应为 {row['unit'] or '无单位'}，不是 {reading.unit}", "单位")
    if reading.not_detected:
        trace.rest(rule["not_detected"], f"{row['item']}未检出，按检出限", reading.value, row["unit"])
    grade = trace.rest(row, f"{row['item']}类别", grade_of(reading, found), "类", formula=_limits(row))
    for key in _rested_on(found, grade):
        trace.rest(rule[key], f"{row['item']}类别", grade, "类")
    conforms: bool | None = grade <= target
    if reading.not_detected and grade > target:
        conforms = None
    multiple = _multiple(reading.value, found, target) if conforms is False else None
    if multiple is not None:
        trace.rest(rule["multiple"], f"{row['item']}超标倍数", multiple, "倍")
    limit = _limit(found, target)
    name = WORDS[grade]
    return Graded(item=row["item"], grade=grade, grade_name=name, limit=limit, conforms=conforms, multiple=multiple)


def tied(low: NDArray[np.float64], high: NDArray[np.float64], grade: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Tell for each row whether the next class has the same limits as its own: the better one is then a rule's choice."""
    last, at = low.shape[1], np.arange(len(grade))
    own, following = np.minimum(grade, last) - 1, np.minimum(grade + 1, last) - 1
    same = (low[at, own] == low[at, following]) & (high[at, own] == high[at, following])
    found: NDArray[np.bool_] = same & (grade < last)
    return found


def _rested_on(found: Scale, grade: int) -> Iterator[str]:
    """Go through the rules that this class rests on beside the limits."""
    ground = found.row["norm"].startswith("GB/T 14848")
    if tied(found.low[None, :], found.high[None, :], np.array([grade]))[0]:
        yield "groundwater_best" if ground else "surface_best"
    if found.row["kind"] == "no_class5" and grade == found.worst:
        yield "groundwater_radioactivity"
    if not ground and grade == found.worst:
        yield "surface_below_five"


def find(rows: Iterable[Row], name: str, of: str) -> Row:
    """Return the row of an item by its printed name, the remark in brackets at its end being optional.

    Raises RefusedError, with names like it, for an item that the table has not.
    """
    by_name = {plain(row["item"]): row for row in rows}
    short = {_TAIL.sub("", key): row for key, row in by_name.items()}
    found = by_name.get(plain(name)) or short.get(plain(name))
    if found is None:
        like = get_close_matches(plain(name), list(short), 3, 0.5)
        raise refuse("item", f"{of}没有 {name}{'；相近的有 ' + '、'.join(like) if like else ''}", "项目")
    return found


_TAIL = re.compile(r"\([^()]*\)$")


def _limits(row: Row) -> str:
    cells = [row[key] for key in row.cells if key.startswith("class")]
    return f"限值 {' / '.join(cell or '—' for cell in cells)}"


def _limit(found: Scale, target: int) -> float | None:
    kind, place = found.row["kind"], target - 1
    if kind in {"range", "absent"}:
        return None
    limit = found.low[place] if kind == "lower" else found.high[place]
    return float(limit) if np.isfinite(limit) else None


def _multiple(value: float, found: Scale, target: int) -> float | None:
    limit = _limit(found, target)
    return value / limit - 1 if limit and found.row["kind"] != "lower" else None
