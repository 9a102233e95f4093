"""An agency's own deadlines."""

from ecosteward.survey.models import Deadlines
from ecosteward.survey.rules.deadlines import Days


def days_of(agency_id: int) -> Days:
    """Return the days an agency allows by severity: its own, or the house's defaults."""
    row = Deadlines.objects.filter(agency_id=agency_id).first()
    return Days(row.major, row.serious, row.ordinary, row.advice, row.look_back) if row else Days()
