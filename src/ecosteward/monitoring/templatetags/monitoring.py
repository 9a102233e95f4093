"""How the monitoring pages write numbers."""

from django import template

register = template.Library()


@register.filter
def figure(value: float | None) -> str:
    """Return a number with no more digits than it has, at most six significant ones; a dash where there is none."""
    if value is None or value != value:  # noqa: PLR0124  # NaN alone is not itself
        return "—"
    return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"  # noqa: PLR2004  # beyond it g would write an exponent
