"""An entry of a catalogue judged: which of its cells, strictest first, takes the project."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ecosteward.norms.catalogue.known import Known, Truth, both, either, opposite
from ecosteward.norms.catalogue.parts import Part, judged, parts_of
from ecosteward.norms.kernel.tables import Row
from ecosteward.norms.kernel.trace import Trace


@dataclass(frozen=True)
class Judged:
    """An entry with what each cell came to, strictest first, and each of its conditions."""

    entry: Row
    cells: Mapping[str, Truth]
    floors: Mapping[str, Truth]  # whether it is this cell or a stricter one, as far as this cell tells
    parts: Mapping[str, Truth]  # by key
    known_parts: tuple[Part, ...]

    @property
    def highest(self) -> str | None:
        """The strictest cell that still may take it."""
        return next((cell for cell, truth in self.cells.items() if truth is not False), None)

    @property
    def lowest(self) -> str | None:
        """The strictest cell such that it or a stricter one surely takes it."""
        return next((cell for cell, truth in self.floors.items() if truth), None)

    def ends_in(self, cell: str) -> Truth:
        """Tell whether this cell, and none stricter, takes it."""
        stricter = list(self.cells)[: list(self.cells).index(cell)]
        return both([self.cells[cell], *(opposite(self.cells[each]) for each in stricter)])

    @property
    def deciding(self) -> tuple[Part, ...]:
        """The conditions that put it into its cell."""
        return tuple(
            each
            for each in self.known_parts
            if each.row["cell"] == self.lowest and each.row["kind"] != "except" and self.parts[each.key]
        )

    @property
    def open(self) -> tuple[Part, ...]:
        """The conditions still open in the cells that are still open."""
        doubtful = {cell for cell, truth in self.cells.items() if truth is None} | {"scope"}
        return tuple(
            each
            for each in self.known_parts
            if each.row["kind"] != "other" and self.parts[each.key] is None and each.row["cell"] in doubtful
        )


def judge(catalogue: str, entry: Row, cells: Iterable[str], known: Known, trace: Trace) -> Judged:
    """Judge one entry: every condition, then each cell."""
    parts = parts_of(catalogue).get(entry["entry"], ())
    truths = {part.key: judged(part, known, trace) for part in parts}
    applies = both([True, *_shut(parts, "scope", truths), *_needed(parts, truths)])
    told: dict[str, Truth] = {}
    floors: dict[str, Truth] = {}
    for cell in cells:
        shut = [applies, *_shut(parts, cell, truths)]
        left = opposite(either(told.values()))
        others, took = (_taken(parts, cell, truths, others=others) for others in (True, False))
        told[cell] = both([either([both([others, left]), took]), *shut])
        floors[cell] = both([either([others, took]), *shut])
    return Judged(entry, told, floors, truths, parts)


def _taken(parts: Iterable[Part], cell: str, truths: Mapping[str, Truth], *, others: bool) -> Truth:
    return either(truths[part.key] for part in _in(parts, cell) if (part.row["kind"] == "other") == others)


def _in(parts: Iterable[Part], cell: str) -> list[Part]:
    return [part for part in parts if part.row["cell"] == cell and part.row["kind"] != "except"]


def _needed(parts: Iterable[Part], truths: Mapping[str, Truth]) -> list[Truth]:
    return [truths[part.key] for part in _in(parts, "scope")]


def _shut(parts: Iterable[Part], cell: str, truths: Mapping[str, Truth]) -> list[Truth]:
    """Return, for each condition that shuts out of a cell, whether it does not."""
    return [opposite(truths[p.key]) for p in parts if p.row["cell"] == cell and p.row["kind"] == "except"]


def strictest(entries: Iterable[Judged], cells: Iterable[str]) -> tuple[str | None, str | None]:
    """Return the strictest cell that surely takes one of the entries, and the strictest that may."""
    found = tuple(entries)
    surely = {each.lowest for each in found}
    maybe = {each.highest for each in found}
    order = tuple(cells)
    return next((c for c in order if c in surely), None), next((c for c in order if c in maybe), None)
