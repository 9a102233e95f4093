"""How states of visits and findings look: always a word, a colour, an icon."""

import datetime as dt

from django.utils import timezone

from ecosteward.pages.lists import Badge
from ecosteward.survey.models import Finding, FindingState, Severity, Visit, VisitState
from ecosteward.survey.rules.rectification import overdue

_SOON = dt.timedelta(days=3)
_VISITS = {
    VisitState.PLANNED: ("grey", "calendar"),
    VisitState.DOING: ("blue", "player-play"),
    VisitState.SUBMITTED: ("green", "check"),
}
_SEVERITIES = {
    Severity.MAJOR: ("red", "alert-octagon"),
    Severity.SERIOUS: ("amber", "alert-triangle"),
    Severity.ORDINARY: ("grey", ""),
    Severity.ADVICE: ("grey", "bulb"),
}


def visit_badge(visit: Visit) -> Badge:
    """Return a visit's state."""
    if visit.state == VisitState.PLANNED and visit.planned_on < timezone.localdate():
        return Badge("过期未检查", "red", "alert-circle")
    colour, icon = _VISITS[VisitState(visit.state)]
    return Badge(visit.get_state_display(), colour, icon)


def severity_badge(finding: Finding) -> Badge:
    """Return a finding's severity."""
    colour, icon = _SEVERITIES[Severity(finding.severity)]
    return Badge(finding.get_severity_display(), colour, icon)


def state_badge(finding: Finding) -> Badge:
    """Return a finding's state; lateness by date comes first, then 退回 and 反复."""
    state, today = FindingState(finding.state), timezone.localdate()
    if state == FindingState.CLOSED:
        return Badge("已销号", "green", "circle-check")
    if state == FindingState.VOIDED:
        return Badge("已作废", "grey", "ban")
    if state == FindingState.SUBMITTED:
        return Badge("申请销号", "blue", "eye-check")
    if overdue(state, finding.due_on, today):
        return Badge(f"超期 {(today - finding.due_on).days} 天", "red", "clock-exclamation")
    if finding.due_on <= today + _SOON:
        return Badge(f"{finding.get_state_display()} · 快到期", "amber", "clock")
    if state == FindingState.RECTIFYING:
        return Badge("整改中", "blue", "tool")
    return Badge(
        "反复 · 待整改" if finding.recurrences else "待整改", "amber" if finding.recurrences else "grey", "circle"
    )
