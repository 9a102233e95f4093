"""Reading the agency's own records."""

from ecosteward.agency.queries.capacity import Capacity, Held, capacity
from ecosteward.agency.queries.facts import gather
from ecosteward.agency.queries.learning import Year, learning
from ecosteward.agency.queries.people import appointment, awaiting, policy, quality_lead, staff
from ecosteward.agency.queries.qualification import expiring, provide, qualification

__all__ = [
    "Capacity",
    "Held",
    "Year",
    "appointment",
    "awaiting",
    "capacity",
    "expiring",
    "gather",
    "learning",
    "policy",
    "provide",
    "qualification",
    "quality_lead",
    "staff",
]
