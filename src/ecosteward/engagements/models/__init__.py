"""Contracts, tasks and the records of work (clauses 5 and 6)."""

from ecosteward.engagements.models.base import (
    ContractState,
    Mode,
    Owned,
    PaperKind,
    Period,
    TaskState,
)
from ecosteward.engagements.models.contract import (
    NEVER_SIGNED,
    Amendment,
    Contract,
    ContractPaper,
    PlanGoal,
    ServiceLine,
    TeamMember,
)
from ecosteward.engagements.models.dealings import Acceptance, Notice
from ecosteward.engagements.models.needs import Assessment, Decision, Need, Verdict
from ecosteward.engagements.models.task import Task, TaskFile, WorkRecord

__all__ = [
    "NEVER_SIGNED",
    "Acceptance",
    "Amendment",
    "Assessment",
    "Contract",
    "ContractPaper",
    "ContractState",
    "Decision",
    "Mode",
    "Need",
    "Notice",
    "Owned",
    "PaperKind",
    "Period",
    "PlanGoal",
    "ServiceLine",
    "Task",
    "TaskFile",
    "TaskState",
    "TeamMember",
    "Verdict",
    "WorkRecord",
]
