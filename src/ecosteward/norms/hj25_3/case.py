"""A run over columns: reads parameters and properties, and remembers everything it rests on, for trace and 待核."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosteward.norms.hj25_3.parameters import RECOMMENDED, Parameters
from ecosteward.norms.hj25_3.substances import Properties, figures, rows_of
from ecosteward.norms.kernel.columns import Columns, coded
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Facts, Quantity, terms
from ecosteward.norms.kernel.tables import rules
from ecosteward.norms.kernel.trace import Trace

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
RULES = rules("hj25_3")
_TERMS = terms(Parameters) | terms(Properties)


class Case:
    """Rows of cases as columns; `first` tells which are class one land."""

    def __init__(self, columns: Columns, *, single: bool = False) -> None:
        self.columns, self._single = columns, single
        self.first: Flags = columns["land"] == "class1"
        names, places = coded(columns["substance"])
        self._substances = rows_of(names, places, columns, single)
        self._told_elsewhere: set[str] = set()
        self._read: dict[tuple[str, str], Numbers] = {}

    @classmethod
    def of(cls, facts: Facts) -> "Case":
        """Return the case of one row."""
        return cls(_columns(facts), single=True)

    def parameter(self, key: str) -> Numbers:
        """Return a parameter: the caller's own where given, else recommended; NaN for a child on class two land."""
        if ("parameter", key) not in self._read:
            row = RECOMMENDED[key]
            first = row.figure("class1")
            second = row.figure("class2") if row.has("class2") else np.nan
            own = self.columns[key] if row.has("class2") else np.where(self.first, self.columns[key], np.nan)
            recommended = np.where(self.first, first, second)
            self._read["parameter", key] = np.where(np.isnan(own), recommended, own)
        return self._read["parameter", key]

    def given(self, key: str) -> Numbers:
        """Return the caller's own value; NaN where none was given."""
        return np.asarray(self.columns[key], np.float64)

    def own(self, key: str) -> Numbers:
        """Return the caller's own value of a parameter that is else worked out; NaN where none was given."""
        adult = RECOMMENDED[key].has("class2")
        found = self.given(key) if adult else np.where(self.first, self.given(key), np.nan)
        self._read["parameter", key] = found
        return found

    def property(self, key: str) -> Numbers:
        """Return a property of the substance: the caller's own, else the table's; NaN where there is neither."""
        if ("property", key) not in self._read:
            own = self.given(key)
            self._read["property", key] = np.where(np.isnan(own), figures(self._substances, key), own)
        return self._read["property", key]

    def constant(self, key: str) -> float:
        """Return a number that stands in a formula."""
        self._read["rule", key] = np.full(len(self.first), RULES[key].figure())
        return RULES[key].figure()

    def note(self, key: str, value: Numbers) -> Numbers:
        """Remember a value worked out by a rule; return it."""
        self._read["rule", key] = value
        return value

    def lean(self, *keys: str) -> None:
        """Remember rules of whose steps the calculation tells itself."""
        self._told_elsewhere |= set(keys)

    def demand(self, holds: Flags, field: str, message: str) -> None:
        """Raise RefusedError for the first row where a condition does not hold."""
        if holds.all():
            return
        row = int(np.flatnonzero(~holds)[0])
        raise refuse(field if self._single else f"第 {row + 1} 行 {field}", message, _TERMS[field].text)

    def needs_check(self) -> Flags:
        """Tell which rows rest on anything unverified."""
        sure = np.full(len(self.first), all(RULES[key].verified() for key in self._told_elsewhere))
        for (kind, key), value in self._read.items():
            used = ~np.isnan(value)
            sure &= ~used | self._verified(kind, key)
        return ~sure

    def _verified(self, kind: str, key: str) -> Flags:
        if kind == "rule":
            return np.full(len(self.first), RULES[key].verified())
        own: Flags = ~np.isnan(self.given(key))
        if kind == "property":
            known: Flags = np.array([row is None or row.verified(key) for row in self._substances], bool)
            return own | known
        row = RECOMMENDED[key]
        sure: Flags = own | np.where(self.first, row.verified("class1"), row.verified("class2"))
        return sure

    def tell(self, trace: Trace) -> None:
        """Write the only row's steps, in the order in which they were needed."""
        for (kind, key), value in self._read.items():
            if not np.isnan(value[0]):
                self._tell(trace, kind, key, float(value[0]))

    def _tell(self, trace: Trace, kind: str, key: str, value: float) -> None:
        if kind == "rule":
            trace.rest(RULES[key], RULES[key]["what"], value, RULES[key]["unit"])
            return
        term = _TERMS[key]
        unit = term.unit if isinstance(term, Quantity) else ""
        row = RECOMMENDED[key] if kind == "parameter" else self._substances[0]
        column = key if kind == "property" else ("class1" if self.first[0] else "class2")
        if np.isnan(self.given(key)[0]):
            trace.rest(row, term.text, value, unit, column=column)
            return
        instead = f"，替换推荐值 {row[column]}" if row is not None and row.has(column) else ""
        trace.work(term.text, value, unit, formula=f"用户给出{instead}")


def _columns(facts: Facts) -> dict[str, NDArray[Any]]:
    return {name: _column(value) for name, value in facts.model_dump().items()}


def _column(value: object) -> NDArray[Any]:
    if isinstance(value, str):
        return np.array([value], dtype=object)
    return np.array([value if isinstance(value, bool) else np.nan if value is None else value])
