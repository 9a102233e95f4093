"""Numbers of visits and findings: one unbroken series per agency, kind and year."""

from django.db import transaction

from ecosteward.survey.models import Series


@transaction.atomic
def next_number(agency_id: int, kind: str, year: int) -> str:
    """Return the next number, such as JC-2026-0007. Two callers wait for each other and never get the same one."""
    prefix = f"{kind}-{year}"
    Series.objects.bulk_create([Series(agency_id=agency_id, prefix=prefix)], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(agency_id=agency_id, prefix=prefix)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{series.last:04d}"
