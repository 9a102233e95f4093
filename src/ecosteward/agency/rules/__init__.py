"""Whether an agency meets clause 4, and what of it is about to lapse: pure functions over plain data."""

from ecosteward.agency.rules.expiry import Expiring, Term, due_within
from ecosteward.agency.rules.facts import Credit, Facts, Lead, Paper, Periods, Professional, Session
from ecosteward.agency.rules.lines import Evidence, Line, Qualification, State, judge

__all__ = [
    "Credit",
    "Evidence",
    "Expiring",
    "Facts",
    "Lead",
    "Line",
    "Paper",
    "Periods",
    "Professional",
    "Qualification",
    "Session",
    "State",
    "Term",
    "due_within",
    "judge",
]
