"""What findings lack for a paper, each leading to the finding's own page, or to the field of it that is to be filled."""

from collections.abc import Iterable, Sequence

from django.urls import reverse

from ecosteward.deliverables.kinds.base import Missing
from ecosteward.deliverables.kinds.common import PENDING_CHECK, FindingRow
from ecosteward.deliverables.models import Document
from ecosteward.survey.models import Finding, FindingState

_CHANGEABLE = {FindingState.OPEN, FindingState.RECTIFYING}


def of_findings(document: Document, numbers: Iterable[str], words: str, field: str = "") -> list[Missing]:
    """Return one line for each finding of these numbers, `words` said of it.

    With a `field` of the agency's judgement the line leads straight to it, where it may still be changed.
    """
    same = Finding.objects.filter(agency=document.agency, number__in=list(numbers)).order_by("found_on", "pk")
    return [
        Missing(f"问题 {number} {words}", _address(pk, field if state in _CHANGEABLE else ""))
        for number, pk, state in same.values_list("number", "pk", "state")
    ]


def photos(document: Document, rows: Sequence[FindingRow], words: str) -> list[Missing]:
    """Return which findings have no photograph."""
    return of_findings(document, [row.number for row in rows if not row.photos], words)


def advice(document: Document, rows: Sequence[FindingRow], words: str) -> list[Missing]:
    """Return which findings have no advice."""
    return of_findings(document, [row.number for row in rows if not row.suggestion], words, "suggestion")


def checked_basis(document: Document, rows: Sequence[FindingRow]) -> list[Missing]:
    """Return which findings rest on what nobody has compared with the official text."""
    unchecked = [row.number for row in rows if PENDING_CHECK in row.basis]
    return of_findings(document, unchecked, "的依据标着待核", "basis")


def _address(pk: int, field: str) -> str:
    return f"{reverse('survey:judge', args=[pk])}#id_{field}" if field else reverse("survey:finding", args=[pk])
