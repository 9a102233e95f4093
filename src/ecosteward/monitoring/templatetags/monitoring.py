"""How the monitoring pages write numbers."""

from collections.abc import Mapping

from django import template

from ecosteward.monitoring.rules.marks import unpacked
from ecosteward.monitoring.rules.places import Bound

register = template.Library()
_WHOLE = 1000


@register.filter
def figure(value: float | None) -> str:
    """Return a number with four figures that mean something, whole from a thousand on; a dash where there is none."""
    if value is None or value != value:  # noqa: PLR0124  # NaN alone is not itself
        return "—"
    return f"{value:.0f}" if abs(value) >= _WHOLE else f"{value:.4g}"


@register.filter
def said(value: float | str) -> str:
    """Return a number as `figure` writes it, and a word as it is."""
    return value if isinstance(value, str) else figure(value)


@register.filter
def limit(bound: Bound) -> str:
    """Return a limit as it is printed: its upper value, or both of a range."""
    bounds = [f"{each:g}" for each in (bound.lower, bound.upper) if each == each]  # noqa: PLR0124  # NaN alone is not itself
    return "～".join(bounds)


@register.filter
def mark(number: int) -> str:
    """Return the letters of a mark as the store holds it."""
    return unpacked(number)


@register.filter
def at(found: Mapping[int, object], key: int) -> object:
    """Return what stands under a key; None where nothing does."""
    return found.get(key)
