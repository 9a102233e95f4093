"""Alarms: raised by what is seen, answered by people, closed by hand, by time or with their finding."""

from ecosteward.monitoring.services.alarms.clock import escalate_due, settle, wake_due
from ecosteward.monitoring.services.alarms.findings import turn_into_finding
from ecosteward.monitoring.services.alarms.steps import acknowledge, close, explain, silence
from ecosteward.monitoring.services.alarms.taking import take
from ecosteward.monitoring.services.alarms.watch import watch

__all__ = [
    "acknowledge",
    "close",
    "escalate_due",
    "explain",
    "settle",
    "silence",
    "take",
    "turn_into_finding",
    "wake_due",
    "watch",
]
