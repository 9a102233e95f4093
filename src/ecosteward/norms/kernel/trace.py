"""The trace: every step of a calculation with what it rests on, for a reader who checks by hand."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from ecosteward.norms.kernel.editions import Edition, in_force
from ecosteward.norms.kernel.tables import Row

Worked = float | int | str | bool | date | None
T = TypeVar("T", bound=Worked)


class Step(BaseModel):
    """One step: what it is, the value it gave, and the rule or row behind it."""

    model_config = ConfigDict(frozen=True)

    what: str
    value: Worked
    unit: str = ""
    formula: str = ""
    norm: str = ""
    clause: str = ""
    row: str = ""  # table and number of the row, as "gb36600:17"
    verified: bool = True
    source: str = ""


class Trace:
    """Collects the steps of one run."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far."""
        return tuple(self._steps)

    @property
    def needs_check(self) -> bool:
        """Whether a step rests on what was not verified: 待核."""
        return not all(step.verified for step in self._steps)

    def take(self, row: Row, column: str = "value", what: str = "", unit: str = "") -> float:
        """Take a number out of a table and tell of it."""
        figure = row.figure(column)
        self.rest(row, what or row.cells.get("what", ""), figure, unit or row.cells.get("unit", ""), column=column)
        return figure

    def rest(self, row: Row, what: str, value: T, unit: str = "", *, formula: str = "", column: str = "value") -> T:
        """Tell of a value worked out by, or read from, a row of a table or of rules; return the value."""
        self._steps.append(
            Step(
                what=what,
                value=value,
                unit=unit,
                formula=formula or row.cells.get("formula", ""),
                norm=row.norm,
                clause=row.clause,
                row=f"{row.table}:{row.number}",
                verified=row.verified(column),
                source=row.source,
            )
        )
        return value

    def work(self, what: str, value: T, unit: str = "", *, formula: str) -> T:
        """Tell of plain arithmetic on what stands above (a sum, a ratio, a maximum); return the value."""
        self._steps.append(Step(what=what, value=value, unit=unit, formula=formula))
        return value

    def edition(self, code: str, on: date) -> Edition:
        """Choose the edition of a norm in force on a day and tell of it. Raises RefusedError where there was none."""
        found = in_force(code, on)
        self.rest(found.row, f"{on.isoformat()} 适用的版本", found.number, column="effective")
        return found

    def join(self, steps: Iterable[Step]) -> None:
        """Add the steps of a part worked out elsewhere."""
        self._steps.extend(steps)
