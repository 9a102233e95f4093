"""Editions of norms: which one was in force on a day. A blank date means that no official text gave it here."""

from dataclasses import dataclass
from datetime import date

from ecosteward.norms.kernel.errors import UnknownError, refuse
from ecosteward.norms.kernel.tables import Row, table


@dataclass(frozen=True)
class Edition:
    """One edition of a norm. In force from `effective` up to the day before `replaced`."""

    code: str  # "GB 3095"
    number: str  # "GB 3095-2026"
    title: str
    issued: date | None
    effective: date | None
    replaced: date | None
    row: Row

    def covers(self, on: date) -> bool:
        """Tell whether it was in force on a day."""
        return (self.effective is None or self.effective <= on) and (self.replaced is None or on < self.replaced)


def editions(code: str) -> tuple[Edition, ...]:
    """Return the editions of a norm, oldest first. Raises UnknownError for a norm that is not listed."""
    rows = table("editions").where(code=code)
    if not rows:
        raise UnknownError(f"版本表中没有 {code}")
    return tuple(sorted(map(_edition, rows), key=lambda each: each.effective or date.min))


def in_force(code: str, on: date) -> Edition:
    """Return the edition in force on a day. Raises RefusedError where none of those known was."""
    known = editions(code)
    found = [each for each in known if each.covers(on)]
    if not found:
        first = known[0]
        raise refuse("on", f"{code} 在 {on.isoformat()} 没有已收录的现行版本；最早收录 {first.number}", "判定日期")
    return found[-1]


def _edition(row: Row) -> Edition:
    issued, effective, replaced = (
        date.fromisoformat(row[name]) if row.has(name) else None for name in ("issued", "effective", "replaced")
    )
    return Edition(row["code"], row["number"], row["title"], issued, effective, replaced, row)
