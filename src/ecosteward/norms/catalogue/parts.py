"""The conditions of a catalogue's cells, each as printed, and whether one holds.

`<catalogue>_parts.csv` splits a cell into its alternatives. A part's kind is `criterion`, `all`, `other` (what no
stricter cell takes) or `except` (shuts out what the cell would take). `flags` are yes-or-no facts (`!` for not),
`codes` the industry codes that the part names, `words` whether words remain that only a person can judge, `implies`
the exception of a stricter cell that then holds too.
`<catalogue>_bounds.csv` holds the quantities of a part; two rows of one quantity are the same limit in two units.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from ecosteward.norms.catalogue.known import Known, Truth, both, opposite
from ecosteward.norms.kernel import units
from ecosteward.norms.kernel.errors import refuse
from ecosteward.norms.kernel.tables import Row, rules, table
from ecosteward.norms.kernel.trace import Trace

_LIMITS = {
    "at_least": ("不小于", float.__ge__),
    "above": ("大于", float.__gt__),
    "at_most": ("不大于", float.__le__),
    "below": ("小于", float.__lt__),
}


@dataclass(frozen=True)
class Part:
    """One condition: its row and the rows of its quantities."""

    row: Row
    bounds: Mapping[str, tuple[Row, ...]]  # quantity → one row for each unit

    @property
    def key(self) -> str:
        """The condition's number, as "36.form.2": entry, cell, place in the cell."""
        return self.row["key"]

    @property
    def text(self) -> str:
        """The condition as printed."""
        return self.row["text"]

    @property
    def subject(self) -> tuple[str, str]:
        """What an answer is about: the same words in the same entry need one answer."""
        return self.row["entry"], self.text

    @property
    def words(self) -> bool:
        """Whether words remain that only a person can judge."""
        return self.row["words"] == "true"

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """The yes-or-no facts it needs; `!` before one that must not be."""
        return tuple(self.row["flags"].split())

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The industry codes it names; none: every code of the entry."""
        return tuple(self.row["codes"].split())


@cache
def parts_of(catalogue: str) -> Mapping[str, tuple[Part, ...]]:
    """Return the parts of each entry of a catalogue, in the order printed."""
    bounds: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in table(f"{catalogue}_bounds"):
        bounds[row["key"]][row["quantity"]].append(row)
    found: dict[str, list[Part]] = defaultdict(list)
    for row in table(f"{catalogue}_parts"):
        asked = {quantity: tuple(rows) for quantity, rows in bounds.get(row["key"], {}).items()}
        found[row["entry"]].append(Part(row, asked))
    return {entry: tuple(parts) for entry, parts in found.items()}


def judged(part: Part, known: Known, trace: Trace) -> Truth:
    """Tell whether a condition holds. Raises RefusedError where an answer contradicts the facts."""
    facts = _facts(part, known, trace)
    answer = known.answers.get(part.subject)
    if facts is False or (facts is True and not part.words):
        if part.key in known.said:
            _agree(part, facts, answer)
        return facts
    if answer is None:
        return False if known.others_fail else None
    return answer


def missing(part: Part, known: Known, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return what would decide a condition: facts not given, then the words left to a person."""
    asked = [labels[flag.removeprefix("!")] for flag in part.flags if _flag(flag, known) is None]
    asked += ["四位行业代码"] if _code(part, known) is None else []
    asked += [_asked(rows) for quantity, rows in part.bounds.items() if quantity not in known.amounts]
    return (*asked, *(["所印文字"] if part.words else []))


def _asked(rows: tuple[Row, ...]) -> str:
    written = " 或 ".join(row["unit"] for row in rows if row.has("unit"))
    return f"{rows[0]['quantity']}（{written}）" if written else rows[0]["quantity"]


def _facts(part: Part, known: Known, trace: Trace) -> Truth:
    """Judge what is not words; quantities only where the flags and the code do not settle it."""
    plain = both([*(_flag(flag, known) for flag in part.flags), _code(part, known)])
    if plain is False:
        return False
    return both([plain, *[_within(part, r, known.amounts.get(q), trace) for q, r in part.bounds.items()]])


def _flag(flag: str, known: Known) -> Truth:
    told = known.flags[flag.removeprefix("!")]
    return opposite(told) if flag.startswith("!") else told


def _code(part: Part, known: Known) -> Truth:
    if not part.codes or any(known.code.startswith(code) for code in part.codes):
        return True
    return None if any(code.startswith(known.code) for code in part.codes) else False


def _within(part: Part, rows: tuple[Row, ...], amount: tuple[float, str] | None, trace: Trace) -> Truth:
    if amount is None:
        return None
    value, unit = amount
    row = next((row for row in rows if units.same(row["unit"], unit)), None)
    if row is None:
        wanted = " 或 ".join(row["unit"] or "无单位" for row in rows)
        raise refuse("amounts", f"{rows[0]['quantity']} 的单位应为 {wanted}，不是 {unit or '无单位'}", "数量")
    if value == 0 and row["used"] == "true":
        rule = rules("catalogue")["used"]
        return bool(trace.rest(rule, f"{row['quantity']}为 0：{rule['what']}", value=False))
    held = [_holds(part, row, name, value, trace) for name in _LIMITS if row.has(name)]
    return all(held)


def _holds(part: Part, row: Row, name: str, value: float, trace: Trace) -> bool:
    words, compare = _LIMITS[name]
    limit = trace.take(row, name, f"{part.text}：{row['quantity']} {value:g} 应{words}", row["unit"])
    return bool(compare(value, limit))


def _agree(part: Part, facts: bool, answer: Truth) -> None:
    if answer is not None and answer != facts:
        said = "不符合" if answer else "符合"
        field, label = ("holds", "符合的条件") if answer else ("fails", "不符合的条件")
        raise refuse(field, f"{part.key} {part.text}：按所给的数量、代码和情况应为{said}，请核对", label)
