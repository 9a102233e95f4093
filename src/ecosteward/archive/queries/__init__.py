"""How everything above reads the archive."""

from ecosteward.archive.queries.contracts import contract_papers
from ecosteward.archive.queries.sheet import Completeness, Group, Row, Sheet, completeness, completeness_of, sheet

__all__ = [
    "Completeness",
    "Group",
    "Row",
    "Sheet",
    "completeness",
    "completeness_of",
    "contract_papers",
    "sheet",
]
