"""What other rooms and this room's pages read of evaluation."""

from ecosteward.evaluation.queries.counts import OpenCounts, open_counts, standing
from ecosteward.evaluation.queries.opinions import complaints_between, low_aspects, satisfaction
from ecosteward.evaluation.queries.sheet import ScoreSheet, SheetCriterion, SheetGroup, SheetRow, sheet, sheet_of

__all__ = [
    "OpenCounts",
    "ScoreSheet",
    "SheetCriterion",
    "SheetGroup",
    "SheetRow",
    "complaints_between",
    "low_aspects",
    "open_counts",
    "satisfaction",
    "sheet",
    "sheet_of",
    "standing",
]
