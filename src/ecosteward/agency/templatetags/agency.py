"""Where a record that a judgement rests on is shown."""

from django import template
from django.urls import reverse

from ecosteward.agency.rules import Evidence, Term

register = template.Library()


@register.filter
def address(shown: Evidence | Term) -> str:
    """Return the page of a record; empty where it has none."""
    if not shown.place:
        return ""
    return reverse(shown.place, args=[] if shown.pk is None else [shown.pk])
