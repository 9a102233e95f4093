"""The chain 未确认 → 已确认 or 已静音 → 已关闭: which side may take which step in which state."""

import datetime as dt
from enum import StrEnum

from ecosteward.monitoring.models import AlarmState, Level
from ecosteward.survey.models import Severity, Side

SETTLED_AFTER = dt.timedelta(hours=24)  # back to normal for so long, an alarm that was seen closes itself


class Step(StrEnum):
    """What is done with an alarm."""

    ACKNOWLEDGE = "acknowledge"
    EXPLAIN = "explain"
    SILENCE = "silence"
    TURN = "turn"
    CLOSE = "close"
    ESCALATE = "escalate"
    RETURN = "return"


_OPEN, _ACKNOWLEDGED = AlarmState.OPEN, AlarmState.ACKNOWLEDGED
_SILENCED, _CLOSED = AlarmState.SILENCED, AlarmState.CLOSED
_AGENCY = frozenset({Side.AGENCY})
_EITHER = frozenset({Side.AGENCY, Side.ENTERPRISE})
_CLOCK: frozenset[Side] = frozenset()  # the program alone

# (state, step) → state after it, sides that may take it.
TABLE: dict[tuple[AlarmState, Step], tuple[AlarmState, frozenset[Side]]] = {
    (_OPEN, Step.ACKNOWLEDGE): (_ACKNOWLEDGED, _EITHER),
    (_SILENCED, Step.ACKNOWLEDGE): (_ACKNOWLEDGED, _AGENCY),
    **{(state, Step.EXPLAIN): (state, _EITHER) for state in (_OPEN, _ACKNOWLEDGED, _SILENCED)},
    **{(state, Step.SILENCE): (_SILENCED, _AGENCY) for state in (_OPEN, _ACKNOWLEDGED, _SILENCED)},
    **{(state, Step.TURN): (_ACKNOWLEDGED, _AGENCY) for state in (_OPEN, _ACKNOWLEDGED, _SILENCED)},
    **{(state, Step.CLOSE): (_CLOSED, _AGENCY) for state in (_OPEN, _ACKNOWLEDGED, _SILENCED)},
    (_OPEN, Step.ESCALATE): (_OPEN, _CLOCK),
    **{(state, Step.RETURN): (_OPEN, _CLOCK) for state in (_ACKNOWLEDGED, _SILENCED)},
}
# An alarm that became a finding follows it: it is silenced and closed with the finding, not beside it.
_NOT_WITH_A_FINDING = frozenset({Step.SILENCE, Step.TURN, Step.CLOSE})
_SEVERITIES = {
    Level.NOTICE: Severity.ADVICE,
    Level.WARNING: Severity.ORDINARY,
    Level.ALARM: Severity.SERIOUS,
    Level.URGENT: Severity.MAJOR,
}


def after(state: AlarmState, step: Step, side: Side, *, has_finding: bool) -> AlarmState | None:
    """Return the state that a step leads to, or None where that side may not take it now."""
    if has_finding and step in _NOT_WITH_A_FINDING:
        return None
    new, sides = TABLE.get((state, step), (state, frozenset()))
    return new if side in sides else None


def due(state: AlarmState, side: Side, *, gone: bool, has_finding: bool) -> Step | None:
    """Return the step that a side is to take next; None where there is nothing to do but wait."""
    if state == _OPEN:
        return Step.ACKNOWLEDGE if side in _EITHER else None
    if state != _ACKNOWLEDGED or side != Side.AGENCY or has_finding:
        return None
    return Step.CLOSE if gone else Step.TURN


def closes_itself(state: AlarmState, level: Level, gone_for: dt.timedelta, *, has_finding: bool) -> bool:
    """Tell whether an alarm that is over needs nobody any more: it was seen, or only asked for a glance."""
    if has_finding or gone_for < SETTLED_AFTER:
        return False
    return state in {_ACKNOWLEDGED, _SILENCED} or (state == _OPEN and level == Level.NOTICE)


def severity(level: Level) -> Severity:
    """Return how grave a finding is that an alarm of a level becomes, unless somebody judges otherwise."""
    return _SEVERITIES[level]


def raised(level: Level) -> Level:
    """Return the next level; the highest stays."""
    return Level(min(level + 1, Level.URGENT))
