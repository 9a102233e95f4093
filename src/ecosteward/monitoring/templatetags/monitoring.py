"""How the monitoring pages write numbers."""

from django import template

register = template.Library()
_WHOLE = 1000


@register.filter
def figure(value: float | None) -> str:
    """Return a number with four figures that mean something, whole from a thousand on; a dash where there is none."""
    if value is None or value != value:  # noqa: PLR0124  # NaN alone is not itself
        return "—"
    return f"{value:.0f}" if abs(value) >= _WHOLE else f"{value:.4g}"
