"""How things stand, for many contracts and clients at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from ecosteward.engagements.models import Contract
from ecosteward.evaluation.models import Complaint, Judge, Scorecard, Survey
from ecosteward.evaluation.models.complaints import OPEN_STATES


@dataclass(frozen=True)
class OpenCounts:
    """Opinions and complaints of a client: not answered yet, of them late, and answered but not confirmed."""

    open: int = 0
    overdue: int = 0
    unconfirmed: int = 0


def open_counts(client_ids: Iterable[int]) -> dict[int, OpenCounts]:
    """Return the counts of many clients by primary key, in one query."""
    numbers = list(client_ids)
    late = Q(state__in=OPEN_STATES, due_on__lt=timezone.localdate())
    rows = (
        Complaint.objects.filter(client_id__in=numbers)
        .values("client_id")
        .annotate(
            open=Count("pk", filter=Q(state__in=OPEN_STATES)),
            late=Count("pk", filter=late),
            unconfirmed=Count("pk", filter=Q(state="answered")),
        )
    )
    found = {row["client_id"]: OpenCounts(row["open"], row["late"], row["unconfirmed"]) for row in rows}
    return {number: found.get(number, OpenCounts()) for number in numbers}


def standing(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Add to each contract its last satisfaction (`satisfied`, `surveyed_at`), the score that counts (`scored`, with
    `scored_by`), and its complaints not closed (`complaints_open`, of them `complaints_late`).
    """
    surveys = Survey.objects.filter(contract=OuterRef("pk"), answered_at__isnull=False).order_by("-answered_at", "-pk")
    preference = Case(
        When(judge=Judge.CLIENT, then=0), When(judge=Judge.RECORDED, then=1), default=2, output_field=IntegerField()
    )
    cards = Scorecard.objects.filter(contract=OuterRef("pk"), signed_at__isnull=False).order_by(preference, "-pk")
    late = Q(state__in=OPEN_STATES, due_on__lt=timezone.localdate())
    return contracts.annotate(
        satisfied=Subquery(surveys.values("overall")[:1]),
        surveyed_at=Subquery(surveys.values("answered_at")[:1]),
        scored=Subquery(cards.values("total")[:1]),
        scored_by=Subquery(cards.values("judge")[:1]),
        complaints_open=_number(~Q(state="closed")),
        complaints_late=_number(late),
    )


def _number(condition: Q) -> Any:
    rows = Complaint.objects.filter(condition, contract=OuterRef("pk")).order_by()
    counted = rows.values(same=F("contract_id")).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
