"""Giving numbers to documents."""

from django.db import transaction

from ecosteward.deliverables import rules
from ecosteward.deliverables.models import Letterhead, Serial


def code_of(agency_id: int) -> str:
    """Return an agency's code in document numbers; until its director sets one it is JG and its own number."""
    found = Letterhead.objects.filter(agency_id=agency_id).values_list("code", flat=True).first()
    return found or f"JG{agency_id}"


@transaction.atomic
def next_number(agency_id: int, code: str, year: int) -> str:
    """Return the next number of a kind's code in a year. Two callers wait for each other."""
    Serial.objects.bulk_create([Serial(agency_id=agency_id, code=code, year=year)], ignore_conflicts=True)
    serial = Serial.objects.select_for_update().get(agency_id=agency_id, code=code, year=year)
    serial.last += 1
    serial.save(update_fields=["last"])
    return rules.number(code_of(agency_id), code, year, serial.last, 1)
