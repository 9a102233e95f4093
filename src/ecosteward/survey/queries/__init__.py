"""What other rooms read of visits and findings."""

from ecosteward.survey.queries.checklist import Checklist, checklist, topics_of
from ecosteward.survey.queries.deadlines import days_of
from ecosteward.survey.queries.findings import (
    Counts,
    Tally,
    counts_of,
    findings,
    late,
    repeated,
    tally,
    with_facts,
)
from ecosteward.survey.queries.heat import Heat, heat
from ecosteward.survey.queries.visits import findings_of, unsure, visits_between

__all__ = [
    "Checklist",
    "Counts",
    "Heat",
    "Tally",
    "checklist",
    "counts_of",
    "days_of",
    "findings",
    "findings_of",
    "heat",
    "late",
    "repeated",
    "tally",
    "topics_of",
    "unsure",
    "visits_between",
    "with_facts",
]
