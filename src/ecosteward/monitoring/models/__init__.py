from ecosteward.monitoring.models.alarms import (
    CAUSES,
    Alarm,
    AlarmRule,
    AlarmState,
    Channel,
    ChannelKind,
    Level,
    Sending,
)
from ecosteward.monitoring.models.commands import Command, CommandState
from ecosteward.monitoring.models.conditions import (
    Check,
    CheckKind,
    Condition,
    ConditionKind,
    Result,
    Revision,
    RevisionKind,
)
from ecosteward.monitoring.models.devices import Count, Device, Link, Protocol, Stranger
from ecosteward.monitoring.models.judgements import PointDay, Substitution
from ecosteward.monitoring.models.places import Instrument, InstrumentSort, Point, PointKind
from ecosteward.monitoring.models.series import Basis, Quota, Role, Series, SeriesLimit
from ecosteward.monitoring.models.stored import Chain, Due, Kept, Packet, Repeat, Seal, Verdict

__all__ = [
    "CAUSES",
    "Alarm",
    "AlarmRule",
    "AlarmState",
    "Basis",
    "Chain",
    "Channel",
    "ChannelKind",
    "Check",
    "CheckKind",
    "Command",
    "CommandState",
    "Condition",
    "ConditionKind",
    "Count",
    "Device",
    "Due",
    "Instrument",
    "InstrumentSort",
    "Kept",
    "Level",
    "Link",
    "Packet",
    "Point",
    "PointDay",
    "PointKind",
    "Protocol",
    "Quota",
    "Repeat",
    "Result",
    "Revision",
    "RevisionKind",
    "Role",
    "Seal",
    "Sending",
    "Series",
    "SeriesLimit",
    "Stranger",
    "Substitution",
    "Verdict",
]
