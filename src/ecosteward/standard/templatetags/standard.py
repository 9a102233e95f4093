"""How the standard's ids, norms and duties are shown on any page."""

import re

from django import template

from ecosteward.standard import queries
from ecosteward.standard.models import LegalBasis

register = template.Library()


@register.filter
def anchor(code: str) -> str:
    """Return an id or norm code as it can stand in an address: "HJ/T 394" → "HJ-T-394"."""
    return re.sub(r"[\s/]+", "-", code)


@register.filter
def legal_basis(duty: str) -> LegalBasis:
    """Return what a duty of law rests on today."""
    return queries.legal_basis(duty)


@register.filter
def slot_name(slot: str) -> str:
    """Return the printed name of a document of Table E.1."""
    return queries.archive_slot(slot).name


@register.filter
def service_name(service: str) -> str:
    """Return the printed name of a service."""
    return queries.service(service).name


@register.inclusion_tag("standard/_slips.html")
def slips(ref: str) -> dict[str, object]:
    """Show the slips of the text that concern a row or norm, with the reading chosen."""
    return {"slips": queries.slips(ref)}


@register.filter
def signed(points: object) -> str:
    """Return points with their sign, as Table G.1 prints them: +0.5, -3."""
    return f"{points:+g}"


@register.filter
def severity_colour(severity: str) -> str:
    """Return the status colour of a severity."""
    return {"重大": "red", "较大": "amber", "一般": "blue"}.get(severity, "grey")
