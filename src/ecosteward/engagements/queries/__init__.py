"""What other rooms and this room's pages read of contracts and tasks."""

from ecosteward.engagements.queries.contracts import draft_facts, lacking, suggest_number
from ecosteward.engagements.queries.people import Presence, attendance, load
from ecosteward.engagements.queries.plans import Matrix, goal_periods, goals_of, matrix, proposal, tasks_between
from ecosteward.engagements.queries.progress import (
    LineProgress,
    Progress,
    counted,
    lines_of,
    progress,
    progress_of,
    progress_read,
)
from ecosteward.engagements.queries.timeline import Milestone, provide, timeline
from ecosteward.engagements.rules.timeline import Fact

__all__ = [
    "Fact",
    "LineProgress",
    "Matrix",
    "Milestone",
    "Presence",
    "Progress",
    "attendance",
    "counted",
    "draft_facts",
    "goal_periods",
    "goals_of",
    "lacking",
    "lines_of",
    "load",
    "matrix",
    "progress",
    "progress_of",
    "progress_read",
    "proposal",
    "provide",
    "suggest_number",
    "tasks_between",
    "timeline",
]
