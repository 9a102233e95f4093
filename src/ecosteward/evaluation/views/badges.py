"""How states look: the colour and the word."""

from django.utils import timezone

from ecosteward.evaluation.models import (
    Complaint,
    ComplaintState,
    Improvement,
    ImprovementState,
    Judge,
    Satisfaction,
    Scorecard,
    Survey,
)
from ecosteward.pages.lists import Badge

_COMPLAINT = {
    ComplaintState.REGISTERED: "amber",
    ComplaintState.HANDLING: "blue",
    ComplaintState.ANSWERED: "blue",
    ComplaintState.CONFIRMED: "green",
    ComplaintState.CLOSED: "green",
}
_SATISFACTION = {
    Satisfaction.VERY: "green",
    Satisfaction.RATHER: "green",
    Satisfaction.FAIR: "amber",
    Satisfaction.NOT: "red",
}


def complaint_badge(complaint: Complaint) -> Badge:
    """Return a complaint's state; one whose answer is late says so."""
    if complaint.is_overdue:
        return Badge("已超期", "red", "clock-exclamation")
    if complaint.state == ComplaintState.HANDLING and complaint.reopened:
        return Badge("重新处理", "amber", "arrow-back-up")
    return Badge(complaint.get_state_display(), _COMPLAINT[ComplaintState(complaint.state)])


def improvement_badge(item: Improvement) -> Badge:
    """Return an item's state; a late one says so."""
    if item.is_overdue:
        return Badge("已超期", "red", "clock-exclamation")
    if item.is_returned:
        return Badge("已退回", "amber", "arrow-back-up")
    colours = {ImprovementState.PLANNED: "blue", ImprovementState.DONE: "amber", ImprovementState.VERIFIED: "green"}
    return Badge(item.get_state_display(), colours[ImprovementState(item.state)])


def satisfaction_badge(level: str) -> Badge:
    """Return a satisfaction level."""
    known = Satisfaction(level)
    return Badge(str(known.label), _SATISFACTION[known])


def survey_badge(survey: Survey) -> Badge:
    """Return whether a survey is open, answered, withdrawn or expired."""
    if survey.answered_at:
        return Badge("已填写", "green", "check")
    if survey.withdrawn_at:
        return Badge("已撤回", "grey")
    if survey.is_open(timezone.localdate()):
        return Badge("待填写", "blue")
    return Badge("已过期", "grey")


def card_badge(card: Scorecard) -> Badge:
    """Return whether a table is signed; a self-assessment is marked."""
    if card.judge == Judge.SELF:
        return Badge("自评" if card.is_signed else "自评中", "grey")
    return Badge("已签认", "green", "check") if card.is_signed else Badge("评分中", "blue")
