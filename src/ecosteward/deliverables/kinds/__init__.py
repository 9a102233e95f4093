"""The kinds of document the product makes: one module each. A new module in this folder is a new kind."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ecosteward.deliverables.kinds.base import Kind

_SHARED = {"base", "common"}


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind by its id, in the order of the codes' modules."""
    names = sorted(module.name for module in iter_modules(__path__) if module.name not in _SHARED)
    return {name: import_module(f"{__name__}.{name}").KIND for name in names}


def kind(name: str) -> Kind:
    """Return a kind by its id. Raises KeyError for an unknown one."""
    return kinds()[name]
