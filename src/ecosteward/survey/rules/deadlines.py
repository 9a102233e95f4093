"""By when a finding is to be rectified. The day counts are an agency's own working rule, not the standard's."""

import datetime as dt
from dataclasses import dataclass

from ecosteward.survey.models import Pace, Severity

_AT_ONCE = 7
_BY_DATE = 30  # 限期 up to 30 days, longer is 长期


@dataclass(frozen=True)
class Days:
    """Days allowed by severity, and after how many days a closed finding is looked at again."""

    major: int = 7
    serious: int = 15
    ordinary: int = 30
    advice: int = 60
    look_back: int = 90


def due(found_on: dt.date, severity: Severity, days: Days) -> dt.date:
    """Return the day by which a finding of this severity is to be rectified."""
    return found_on + dt.timedelta(days=getattr(days, severity.value))


def pace(found_on: dt.date, due_on: dt.date) -> Pace:
    """Return the kind of rectification that a deadline amounts to."""
    length = (due_on - found_on).days
    if length <= _AT_ONCE:
        return Pace.AT_ONCE
    return Pace.BY_DATE if length <= _BY_DATE else Pace.LONG_TERM
