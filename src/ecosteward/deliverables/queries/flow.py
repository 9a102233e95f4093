"""What the documents tell of the internal review, a step of a contract's timeline."""

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from ecosteward.deliverables.models import DocumentState
from ecosteward.engagements.models import Contract
from ecosteward.engagements.queries import Fact, provide


def register() -> None:
    """Let the timeline ask for 内部审核（质量负责人）."""
    provide("A.07", reviewed)


def reviewed(contract: Contract) -> Fact:
    """Tell how far the review of a contract's results is: done when every one that stands is signed off."""
    found = contract.documents.exclude(state=DocumentState.WITHDRAWN).aggregate(
        number=Count("pk"),
        signed=Count("signed_at"),
        waiting=Count("pk", filter=Q(state=DocumentState.REVIEW)),
        first=Min("submitted_at"),
        last=Max("signed_at"),
    )
    if found["first"] is None:
        return Fact()
    day = timezone.localdate(found["last"] or found["first"])
    words = f"审签 {found['signed']}/{found['number']} 份"
    if found["waiting"]:
        words = f"{words}，待审签 {found['waiting']} 份"
    return Fact("done" if found["signed"] == found["number"] else "doing", day, words)
