"""How long a paper in a place is kept."""

import datetime as dt

from ecosteward.archive.models import ContractFile, Paper, RetentionRule, Section
from ecosteward.archive.rules.retention import SHORTEST, keep_contract_until, keep_until
from ecosteward.standard.queries import archive_slots


def places() -> list[tuple[str, str]]:
    """Return every place that can have a rule of its own, with its words."""
    slots = [(slot.id, f"{slot.no} {slot.name}") for slot in archive_slots()]
    return slots + [(value, f"合同档案 · {label}") for value, label in Section.choices]


def years_for(agency_id: int, place: str) -> int | None:
    """Return the years an agency keeps papers of a slot or section; None for good."""
    rules = dict(RetentionRule.objects.filter(agency_id=agency_id, place__in=["", place]).values_list("place", "years"))
    return rules.get(place, rules.get("", SHORTEST))


def last_day(paper: Paper, filed_on: dt.date) -> dt.date | None:
    """Return the last day a paper must be kept where it stands; None for good, or while its contract's end is open."""
    if paper.contract_id is None:
        return keep_until(filed_on, years_for(paper.agency_id, paper.slot_id))
    end = ContractFile.objects.filter(contract_id=paper.contract_id).values_list("ends_on", flat=True).first()
    return keep_contract_until(filed_on, end, years_for(paper.agency_id, paper.section))
