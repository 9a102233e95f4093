"""Value tables: CSV files beside the modules. Every row says where it comes from and whether it was verified.

Every file has the columns `verified` (true or false) and `source`. `verified_<column>` overrides it for one column.
A file `<module>_rules.csv` holds what is a rule rather than a table: key, what, value, unit, norm, clause.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ecosteward.norms.kernel.errors import UnknownError

FOLDER = files("ecosteward.norms") / "data"


@dataclass(frozen=True, eq=False)
class Row:
    """One row of a value table: its cells as text, the file it stands in and its number there (from 1)."""

    table: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell's text."""
        return self.cells[column]

    def figure(self, column: str = "value") -> float:
        """Return a cell as a number. Raises ValueError for one that holds none."""
        return float(self.cells[column])

    def has(self, column: str) -> bool:
        """Tell whether a cell is filled."""
        return self.cells.get(column, "") != ""

    def verified(self, column: str = "value") -> bool:
        """Tell whether a cell was compared with an official text or two transcriptions that agree."""
        return self.cells.get(f"verified_{column}", self.cells["verified"]) == "true"

    @property
    def source(self) -> str:
        """Where the row comes from."""
        return self.cells["source"]

    @property
    def norm(self) -> str:
        """The norm and its year, where the table has the column."""
        return self.cells.get("norm", "")

    @property
    def clause(self) -> str:
        """The clause or table of the norm, where the table has the column."""
        return self.cells.get("clause", "")


@dataclass(frozen=True)
class Table:
    """One CSV file."""

    name: str
    rows: tuple[Row, ...]

    def __iter__(self) -> Iterator[Row]:
        """Go through the rows in the file's order."""
        return iter(self.rows)

    def where(self, **cells: str) -> tuple[Row, ...]:
        """Return the rows that have these cells."""
        return tuple(row for row in self.rows if all(row[name] == value for name, value in cells.items()))

    def one(self, **cells: str) -> Row:
        """Return the row that has these cells. Raises UnknownError where there is none, ValueError for several."""
        found = self.where(**cells)
        if len(found) > 1:
            raise ValueError(f"{self.name}: {cells} stands in {len(found)} rows")
        if not found:
            raise UnknownError(f"{self.name} 中没有 {'、'.join(cells.values())}")
        return found[0]


@cache
def table(name: str) -> Table:
    """Read `data/<name>.csv` once. Raises ValueError for a row with more or fewer cells than the head."""
    lines = io.StringIO((FOLDER / f"{name}.csv").read_text(encoding="utf-8"), newline="")
    rows = tuple(Row(name, number, cells) for number, cells in enumerate(csv.DictReader(lines), start=1))
    uneven = [row.number for row in rows if None in row.cells or None in row.cells.values()]
    if uneven:
        raise ValueError(f"{name}: rows {uneven} have more or fewer cells than the head")
    return Table(name, rows)


@cache
def rules(module: str) -> Mapping[str, Row]:
    """Return the rules of `data/<module>_rules.csv` by their key."""
    return {row["key"]: row for row in table(f"{module}_rules")}


def names() -> tuple[str, ...]:
    """Return the names of all tables there are."""
    return tuple(sorted(each.name.removesuffix(".csv") for each in FOLDER.iterdir() if each.name.endswith(".csv")))
