"""Whether a paper still holds: pure functions."""

import datetime as dt

EXPIRING_DAYS = 60  # how long before its end a paper is shown as expiring: what renewing a permit or a contract takes


def standing(until: dt.date, today: dt.date) -> tuple[str, str]:
    """Return a validity in words with its colour."""
    days = (until - today).days
    if days < 0:
        return f"已过期 {-days} 天", "red"
    if days <= EXPIRING_DAYS:
        return f"{days} 天后到期" if days else "今天到期", "amber"
    return f"至 {until}", "grey"
