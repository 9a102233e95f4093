"""What evaluation tells of the last two steps of a contract's timeline."""

from django.utils import timezone

from ecosteward.engagements.models import Contract
from ecosteward.engagements.queries import Fact, provide
from ecosteward.evaluation.models import ComplaintState, ImprovementState, Judge
from ecosteward.evaluation.queries.opinions import satisfaction


def register() -> None:
    """Let the timeline ask for 满意度调查与考核评价 and 投诉处理与持续改进."""
    provide("A.11", evaluated)
    provide("A.12", improved)


def evaluated(contract: Contract) -> Fact:
    """Tell how far survey and score are: done with a score that the client gave, or gave on paper."""
    survey = satisfaction(contract)
    signed = contract.scorecards.exclude(judge=Judge.SELF).exclude(signed_at=None).order_by("-signed_at").first()
    words = [f"满意度：{survey.get_overall_display()}"] if survey else []
    if signed and signed.signed_at:
        return Fact("done", timezone.localdate(signed.signed_at), "，".join([*words, f"考核 {signed.total:f} 分"]))
    if survey and survey.answered_at:
        return Fact("doing", timezone.localdate(survey.answered_at), words[0])
    opened = contract.satisfaction_surveys.filter(withdrawn_at=None).order_by("created_at").first()
    return Fact("doing", timezone.localdate(opened.created_at), "调查已发出") if opened else Fact()


def improved(contract: Contract) -> Fact:
    """Tell how far complaints and improvements are: done when none is open any more."""
    complaints = list(contract.complaints.values_list("state", "raised_at", "closed_on"))
    items = list(contract.improvements.values_list("state", "due_on", "verified_on"))
    if not complaints and not items:
        return Fact()
    closed = sum(state == ComplaintState.CLOSED for state, _, _ in complaints)
    verified = sum(state == ImprovementState.VERIFIED for state, _, _ in items)
    days = [day for _, _, day in (*complaints, *items) if day]
    finished = closed == len(complaints) and verified == len(items)
    words = f"投诉意见办结 {closed}/{len(complaints)}，改进验证 {verified}/{len(items)}"
    return Fact("done" if finished else "doing", max(days) if days else None, words)
