"""Alarms: raised by what is seen, answered by people, closed by hand, by time or with their finding."""

from ecosteward.monitoring.services.alarms.taking import take

__all__ = ["take"]
