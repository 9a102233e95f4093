"""Names of what can happen. Each app keeps its own in `events.py` and registers them here with the words people read."""

_TITLES: dict[str, str] = {}


def register(titles: dict[str, str]) -> None:
    """Add actions: `{"finding.closed": "销号"}`. Raises ValueError for a name registered with other words."""
    for action, title in titles.items():
        if _TITLES.setdefault(action, title) != title:
            raise ValueError(f"{action} is registered twice")


def title(action: str) -> str:
    """Return the words for an action. Raises KeyError for one nobody registered."""
    return _TITLES[action]


def known(action: str) -> bool:
    """Tell whether an action is registered."""
    return action in _TITLES
