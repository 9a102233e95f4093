"""Marks of monitoring data in two alphabets that share letters: HJ 75/76 marks of a platform, HJ 212 marks of an analyser.

F is a stopped source in the first and a stopped analyser in the second, B a banked fire and a broken line. A mark is
therefore never read without its namespace.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.kernel.columns import coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.tables import Row, table

Namespace = Literal["platform", "hj212"]
NAMESPACES = {"platform": "平台标记（HJ 75/76）", "hj212": "数据标记（HJ 212 表 8）"}
CONDITIONS = ("stopped", "transition")


@dataclass(frozen=True, eq=False)
class Alphabet:
    """The marks of one namespace; a mark's number is its place here."""

    namespace: str
    rows: tuple[Row, ...]

    @property
    def letters(self) -> tuple[str, ...]:
        """The marks as written."""
        return tuple(row["letter"] for row in self.rows)

    @property
    def normal(self) -> int:
        """The number of the mark of valid data."""
        return next(at for at, row in enumerate(self.rows) if row["role"] == "valid")

    @property
    def missing(self) -> int:
        """The number of the mark that stands where nothing was received."""
        return next(at for at, row in enumerate(self.rows) if row["role"] == "missing")

    def having(self, *roles: str) -> NDArray[np.bool_]:
        """Tell for each mark whether it has one of the roles."""
        return np.array([row["role"] in roles for row in self.rows])

    def weighing(self) -> NDArray[np.bool_]:
        """Tell for each mark whether it names an hour by few minutes (calibration, maintenance, fault)."""
        return np.array([row["weighs"] == "true" for row in self.rows])

    def sure(self) -> NDArray[np.bool_]:
        """Tell for each mark whether it and its role were verified."""
        return np.array([row.verified("letter") and row.verified("role") for row in self.rows])

    def row(self, letter: str) -> Row:
        """Return a mark's row. Raises RefusedError for one that the namespace has not."""
        return self.rows[int(self.numbers(np.array([letter], dtype=object))[0])]

    def numbers(self, column: NDArray[Any], field: str = "mark") -> NDArray[np.uint8]:
        """Return the numbers of marks as written; blank is normal. Raises RefusedError for one that there is not."""
        found, places = coded(column)
        known = {letter: at for at, letter in enumerate(self.letters)}
        known |= {"": self.normal, None: self.normal}  # type: ignore[dict-item]
        for letter in found:
            if letter not in known:
                words = f"{NAMESPACES[self.namespace]}中没有 {letter}，应为 {'、'.join(self.letters)}"
                raise refuse(field, words, "标记")
        return np.array([known[letter] for letter in found], dtype=np.uint8)[places]


@cache
def alphabet(namespace: str) -> Alphabet:
    """Return the marks of a namespace."""
    return Alphabet(namespace, table("hj75_marks").where(namespace=namespace))
