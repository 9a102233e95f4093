"""Looking many industry codes or words up at once."""

from collections.abc import Callable, Iterable
from typing import Annotated

import numpy as np

from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import Problem, RefusedError
from ecosteward.norms.kernel.facts import Facts, Label
from ecosteward.norms.kernel.tables import Row

Finder = Callable[[str, str], tuple[Row, ...]]


class Wanted(Facts):
    """What to look up: an industry code or words."""

    code: Annotated[str, Label("行业代码", help="GB/T 4754-2017，2 至 4 位，可带门类字母")] = ""
    words: Annotated[str, Label("名称或用词")] = ""


def rows_of(columns: Columns, find: Finder, names: Iterable[str]) -> Columns:
    """Return for each row the entries' numbers, the named columns as printed, and `needs_check`.

    Raises RefusedError naming the first row of everything that is not found.
    """
    pairs = np.empty(len(columns["code"]), dtype=object)
    pairs[:] = list(zip(columns["code"], columns["words"], strict=True))
    keys, places = coded(pairs)
    found, problems = [], []
    for at, (code, words) in enumerate(keys):
        try:
            found.append(find(code or "", words or ""))
        except RefusedError as error:
            row = int(np.flatnonzero(places == at)[0]) + 1
            problems += [Problem(f"第 {row} 行 {each.field}", each.label, each.message) for each in error.problems]
    if problems:
        raise RefusedError(*problems)
    told: dict[str, list[object]] = {"numbers": [numbers(rows) for rows in found]}
    told |= {name: ["\n".join(row[name] for row in rows) for rows in found] for name in names}
    told["needs_check"] = [not all(row.verified() for row in rows) for rows in found]
    return {name: _column(name, column)[places] for name, column in told.items()}


def numbers(rows: Iterable[Row]) -> str:
    """Return the entries' numbers as 33、36."""
    return "、".join(row["entry"] for row in rows)


def _column(name: str, column: list[object]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(column, dtype=bool if name == "needs_check" else object)
