"""What the evaluation table's template needs: a line's fields, points with their sign."""

from decimal import Decimal

from django import template
from django.forms.boundfield import BoundField

from ecosteward.evaluation.forms.scores import JudgeForm

register = template.Library()


@register.simple_tag
def judged(form: JudgeForm, criterion_id: str) -> dict[str, BoundField]:
    """Return the fields of one criterion by name: points, evidence, file, seen."""
    return form.of(criterion_id)


@register.filter
def points(value: Decimal | None) -> str:
    """Return points without idle zeros: 0.5, 12, −3; a dash for none."""
    if value is None:
        return "—"
    plain = f"{value.normalize():f}"
    return plain.replace("-", "−")


@register.filter
def printed(value: Decimal) -> str:
    """Return points as the table prints them: +0.5, −3, 0."""
    sign = "+" if value > 0 else ""
    return f"{sign}{points(value)}"
