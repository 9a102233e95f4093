"""The agency's house style: how a built-in Word template looks. Only the template builder uses it."""

from ecosteward.deliverables.house_style.sheet import Sheet
from ecosteward.deliverables.house_style.tables import Column

__all__ = ["Column", "Sheet"]
