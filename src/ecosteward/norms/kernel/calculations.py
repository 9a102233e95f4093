"""The register of calculations: id, title, norms, typed facts and outcome, and the function itself."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict

import ecosteward.norms
from ecosteward.norms.kernel.columns import Columns, checked
from ecosteward.norms.kernel.errors import UnknownError
from ecosteward.norms.kernel.facts import Facts, Outcome, terms
from ecosteward.norms.kernel.trace import Step, Trace

F = TypeVar("F", bound=Facts)
R = TypeVar("R", bound=Outcome)
ByRows = Callable[[Columns, Trace], Columns]


class Result(BaseModel, Generic[R]):
    """What a calculation answers: its outcome, whether it rests on anything unverified (待核), and every step."""

    model_config = ConfigDict(frozen=True)

    calculation: str
    outcome: R
    needs_check: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class RowsResult:
    """The same for many rows: one column per field of the outcome and `needs_check`; steps they have in common."""

    columns: Columns
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Calculation(Generic[F, R]):
    """One calculation. `rows` is its form for columns, where users have many rows.

    A row has the fields of `facts`, or of `row` where one case is many rows (the minutes of an hour, the days of a month).
    """

    id: str
    title: str
    norms: tuple[str, ...]
    facts: type[F]
    outcome: type[R]
    function: Callable[[F, Trace], R]
    rows: ByRows | None = None
    row: type[Facts] | None = None

    def run(self, given: F | Mapping[str, Any]) -> Result[R]:
        """Calculate once. Raises RefusedError naming the fields at fault."""
        facts = given if isinstance(given, self.facts) else self.facts.read(given)
        trace = Trace()
        outcome = self.function(facts, trace)
        return Result(calculation=self.id, outcome=outcome, needs_check=trace.needs_check, steps=trace.steps)

    def run_rows(self, given: Mapping[str, Any]) -> RowsResult:
        """Calculate for columns of equal length. Raises RefusedError naming rows and fields at fault."""
        if self.rows is None:
            raise UnknownError(f"{self.id} 不能成批计算")
        trace = Trace()
        return RowsResult(self.rows(checked(self.row or self.facts, given), trace), trace.steps)


_REGISTER: dict[str, Calculation[Any, Any]] = {}


def calculation(
    identity: str, title: str, norms: tuple[str, ...], rows: ByRows | None = None, row: type[Facts] | None = None
) -> Callable[[Callable[[F, Trace], R]], Calculation[F, R]]:
    """Register a function `(facts, trace) -> outcome`; what stands in its place is the Calculation."""

    def register(function: Callable[[F, Trace], R]) -> Calculation[F, R]:
        if identity in _REGISTER:
            raise ValueError(f"{identity} is registered twice")
        hints = get_type_hints(function)
        facts, outcome = hints["facts"], hints["return"]
        for model in filter(None, (facts, outcome, row)):
            terms(model)
        made = Calculation(identity, title, norms, facts, outcome, function, rows, row)
        _REGISTER[identity] = made
        return made

    return register


@cache
def _load() -> None:
    for found in pkgutil.walk_packages(ecosteward.norms.__path__, "ecosteward.norms."):
        if ".tests" not in found.name and not found.name.endswith("__main__"):
            importlib.import_module(found.name)


def calculations() -> Iterator[Calculation[Any, Any]]:
    """Go through all calculations by id."""
    _load()
    yield from (_REGISTER[key] for key in sorted(_REGISTER))


def find(identity: str) -> Calculation[Any, Any]:
    """Return a calculation. Raises UnknownError where there is none of that id."""
    _load()
    if identity not in _REGISTER:
        raise UnknownError(f"没有名为 {identity} 的计算；steward calc list 列出全部")
    return _REGISTER[identity]
