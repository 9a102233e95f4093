"""What other rooms and this room's pages read of contracts and tasks."""

from ecosteward.engagements.queries.acceptance import open_tasks
from ecosteward.engagements.queries.contracts import draft_facts, lacking, suggest_number
from ecosteward.engagements.queries.needs import agency_facts, fit, hands
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
    "agency_facts",
    "attendance",
    "counted",
    "draft_facts",
    "fit",
    "goal_periods",
    "goals_of",
    "hands",
    "lacking",
    "lines_of",
    "load",
    "matrix",
    "open_tasks",
    "progress",
    "progress_of",
    "progress_read",
    "proposal",
    "provide",
    "suggest_number",
    "tasks_between",
    "timeline",
]
