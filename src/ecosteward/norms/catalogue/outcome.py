"""What a catalogue answers: the conditions that decided, those still open, and how a person answers them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from ecosteward.norms.catalogue.entries import Judged, judge, strictest
from ecosteward.norms.catalogue.known import Known
from ecosteward.norms.catalogue.parts import Part, missing, parts_of
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.facts import Label, Outcome
from ecosteward.norms.kernel.tables import Row
from ecosteward.norms.kernel.trace import Trace


class Condition(Outcome):
    """One condition of the catalogue, as printed."""

    key: Annotated[str, Label("条件编号", help="序号.栏.条")]
    entry: Annotated[int, Label("名录序号")]
    category: Annotated[str, Label("类别")]
    cell: Annotated[str, Label("栏")]
    text: Annotated[str, Label("所印文字")]
    missing: Annotated[str, Label("待定的原因", help="尚缺的数量或情况；“所印文字”由人判断")] = ""


@dataclass(frozen=True)
class Catalogue:
    """A catalogue's name in the tables, its cells strictest first with their words, the words of its facts."""

    name: str
    cells: Mapping[str, str]
    flags: Mapping[str, str]

    def condition(self, part: Part, entry: Row, known: Known) -> Condition:
        """Return a condition with what is missing to decide it."""
        return Condition(
            key=part.key,
            entry=int(entry["entry"]),
            category=entry["category"].replace("\n", ""),
            cell=self.cells.get(part.row["cell"], "适用范围") + ("（除外）" if part.row["kind"] == "except" else ""),
            text=part.text,
            missing="、".join(missing(part, known, self.flags)),
        )


def answers(catalogue: Catalogue, entries: Iterable[Row], holds: Sequence[str], fails: Sequence[str]) -> Mapping[
    tuple[str, str], bool
]:  # fmt: skip
    """Return a person's answers by entry and words, with what they imply (手工纸制造 is not 除手工纸制造外的).

    Raises RefusedError for unknown keys and for both answers at once.
    """
    asked = {part.key: part for entry in entries for part in parts_of(catalogue.name).get(entry["entry"], ())}
    told: dict[tuple[str, str], bool] = {}
    for field, keys, truth in (("holds", holds, True), ("fails", fails, False)):
        for number, key in enumerate(keys):
            if key not in asked:
                raise refuse(f"{field}[{number}]", f"所涉条目中没有编号为 {key} 的条件", "条件编号")
            if told.get(asked[key].subject, truth) != truth:
                raise refuse(f"{field}[{number}]", f"{key} 同时写成了符合和不符合", "条件编号")
            told[asked[key].subject] = truth
    implied = (asked[asked[key].row["implies"]].subject for key in holds if asked[key].row.has("implies"))
    return {**dict.fromkeys(implied, True), **told}


def check_amounts(catalogue: Catalogue, entries: Iterable[Row], known: Known) -> None:
    """Refuse a quantity that none of the entries asks for, listing those they ask for."""
    parts = [part for entry in entries for part in parts_of(catalogue.name).get(entry["entry"], ())]
    asked = list(dict.fromkeys(quantity for part in parts for quantity in part.bounds))
    for given in known.amounts:
        if given not in asked:
            able = "、".join(asked) or "无（这些条目不看数量）"
            raise refuse("amounts", f"所涉条目不看“{given}”；可填：{able}", "数量")


@dataclass(frozen=True)
class Answer:
    """All entries judged: what surely takes the project, what may, and what it were if no open condition held."""

    lowest: str | None
    highest: str | None
    otherwise: str | None
    found: tuple[Judged, ...]
    assumed: tuple[tuple[Judged, Part], ...] = ()  # what a person said does not hold by saying so of all the rest

    @property
    def decided(self) -> bool:
        """Whether no open condition could change the outcome."""
        return self.lowest == self.highest

    @property
    def deciding(self) -> tuple[tuple[Judged, Part], ...]:
        """The conditions that decided, with their entries; none before it is decided."""
        if not self.decided:
            return ()
        return tuple((each, part) for each in self.found if each.lowest == self.lowest for part in each.deciding)

    @property
    def open(self) -> tuple[tuple[Judged, Part], ...]:
        """The conditions still open, with their entries; none where the outcome is decided."""
        return () if self.decided else tuple((each, part) for each in self.found for part in each.open)


def answer(catalogue: Catalogue, entries: Sequence[Row], known: Known, trace: Trace) -> Answer:
    """Judge entries and bring them together: the strictest cell of any of them."""
    found = tuple(judge(catalogue.name, entry, catalogue.cells, known, trace) for entry in entries)
    lowest, highest = strictest(found, catalogue.cells)
    rest, asked = (
        tuple(
            judge(catalogue.name, entry, catalogue.cells, replace(known, others_fail=fail), Trace())
            for entry in entries
        )
        for fail in (True, False)
    )
    assumed = tuple((each, part) for each in asked for part in each.open) if known.others_fail else ()
    return Answer(lowest, highest, strictest(rest, catalogue.cells)[0], found, assumed)
