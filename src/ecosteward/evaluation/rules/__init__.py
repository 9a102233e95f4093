"""Scores, satisfaction and complaints: pure functions over plain data."""

from ecosteward.evaluation.rules.complaints import STEPS, Step, next_state
from ecosteward.norms.scorecard import (
    Criterion,
    Given,
    Group,
    Kind,
    Result,
    Row,
    RowScore,
    fault,
    score,
)

__all__ = [
    "STEPS",
    "Criterion",
    "Given",
    "Group",
    "Kind",
    "Result",
    "Row",
    "RowScore",
    "Step",
    "fault",
    "next_state",
    "score",
]
