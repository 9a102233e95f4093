"""Visits as documents print them."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from ecosteward.deliverables.models import Document
from ecosteward.survey.models import Visit


@dataclass(frozen=True)
class VisitRow:
    """One visit; `items` answered and `findings` raised."""

    number: str
    kind: str
    day: dt.date
    inspectors: str
    escort: str
    production: str
    items: int
    findings: int


def of(document: Document) -> Visit:
    """Return the visit a document is about, with its inspectors. Raises Visit.DoesNotExist."""
    rows = Visit.objects.prefetch_related("inspectors")
    return rows.get(client_id=document.client_id, pk=document.subject_id or 0)


def row(visit: Visit, *, items: int, findings: int) -> VisitRow:
    """Return a visit as a row."""
    return VisitRow(
        number=visit.number,
        kind=visit.get_kind_display(),
        day=visit.day,
        inspectors=inspectors(visit),
        escort=visit.escort,
        production=production(visit),
        items=items,
        findings=findings,
    )


def inspectors(visit: Visit) -> str:
    """Return who made the visit."""
    return "、".join(sorted(person.name for person in visit.inspectors.all()))


def production(visit: Visit) -> str:
    """Return the state of production with its load."""
    words = str(visit.get_production_display()) if visit.production else ""
    return f"{words}，负荷 {visit.load}%" if visit.load is not None else words


def times(visit: Visit) -> str:
    """Return from when to when the visit lasted."""
    if visit.started_at is None:
        return f"{visit.planned_on}（计划）"
    start = timezone.localtime(visit.started_at)
    if visit.ended_at is None:
        return f"{start:%Y-%m-%d %H:%M} 起"
    end = timezone.localtime(visit.ended_at)
    return (
        f"{start:%Y-%m-%d %H:%M} 至 {end:%H:%M}"
        if start.date() == end.date()
        else f"{start:%Y-%m-%d %H:%M} 至 {end:%Y-%m-%d %H:%M}"
    )
