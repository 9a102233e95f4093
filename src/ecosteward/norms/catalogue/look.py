"""Looking many industry codes or words up at once."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import Problem, RefusedError
from ecosteward.norms.kernel.facts import Facts, Label
from ecosteward.norms.kernel.tables import Row

T = TypeVar("T")
Finder = Callable[[str, str], tuple[Row, ...]]


class Wanted(Facts):
    """What to look up: an industry code or words."""

    code: Annotated[str, Label("行业代码", help="GB/T 4754-2017，2 至 4 位，可带门类字母")] = ""
    words: Annotated[str, Label("名称或用词")] = ""


def rows_of(columns: Columns, find: Finder, names: Iterable[str]) -> Columns:
    """Return for each row the entries' numbers, the named columns as printed, and `needs_check`.

    Raises RefusedError naming the first row of everything that is not found.
    """
    found, places = found_each(paired(columns["code"], columns["words"]), lambda key: find(key[0] or "", key[1] or ""))
    told: dict[str, list[object]] = {"numbers": [numbers(rows) for rows in found]}
    told |= {name: ["\n".join(row[name] for row in rows) for rows in found] for name in names}
    told["needs_check"] = [not all(row.verified() for row in rows) for rows in found]
    return {name: _column(name, column)[places] for name, column in told.items()}


def found_each(keys: NDArray[Any], find: Callable[[Any], T]) -> tuple[list[T], NDArray[np.intp]]:
    """Find each different key once; return what was found and each row's place in it.

    Raises RefusedError naming the first row of every key that is refused.
    """
    different, places = coded(keys)
    found, problems = [], []
    for at, key in enumerate(different):
        try:
            found.append(find(key))
        except RefusedError as error:
            row = int(np.flatnonzero(places == at)[0]) + 1
            problems += [Problem(f"第 {row} 行 {each.field}", each.label, each.message) for each in error.problems]
    if problems:
        raise RefusedError(*problems)
    return found, places


def paired(*columns: NDArray[Any]) -> NDArray[Any]:
    """Return columns of equal length as one column of tuples."""
    pairs = np.empty(len(columns[0]), dtype=object)
    pairs[:] = list(zip(*columns, strict=True))
    return pairs


def numbers(rows: Iterable[Row]) -> str:
    """Return the entries' numbers as 33、36."""
    return "、".join(row["entry"] for row in rows)


def _column(name: str, column: list[object]) -> NDArray[Any]:
    return np.array(column, dtype=bool if name == "needs_check" else object)
