"""How a document's state and period look."""

from django import template

from ecosteward.deliverables.models import Document
from ecosteward.deliverables.rules import span
from ecosteward.deliverables.views import badges
from ecosteward.pages.lists import Badge

register = template.Library()


@register.filter
def state_badge(document: Document) -> Badge:
    """Return a document's state as a badge."""
    return badges.state_badge(document)


@register.filter
def period_name(code: str) -> str:
    """Return a period in words: 2026年3月."""
    return span(code).name
