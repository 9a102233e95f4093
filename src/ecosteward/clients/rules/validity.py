"""How long something is still valid, in words."""

import datetime as dt

SOON = 90  # days before the end from which it is pointed out; no clause, a matter of what people need to prepare


def validity(until: dt.date | None, today: dt.date) -> tuple[str, str]:
    """Return a state in words and its colour; empty words where no end is known."""
    if until is None:
        return "", "grey"
    left = (until - today).days
    if left < 0:
        return f"已过期 {-left} 天", "red"
    return (f"{left} 天后到期", "amber") if left <= SOON else ("有效", "green")
