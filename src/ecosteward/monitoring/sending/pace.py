"""How fast and how often. The product's own settings, within what the robots allow (20 messages a minute). Pure."""

import datetime as dt

BETWEEN = dt.timedelta(seconds=4)  # two messages to one robot: 15 a minute
MERGED = 20  # alarms in one message
_WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 3, 10, 30, 120))


def next_try(tries: int, now: dt.datetime) -> dt.datetime | None:
    """Return when to try again after so many tries in vain; None for never: it is given up."""
    return now + _WAITS[tries - 1] if tries <= len(_WAITS) else None


def ready_at(tried_at: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """Return when a robot may be sent to that was last sent to at a time."""
    return max(now, tried_at + BETWEEN) if tried_at else now
