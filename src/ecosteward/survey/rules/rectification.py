"""The chain 待整改 → 整改中 → 申请销号 → 已销号, and 已作废 beside it: which side may take which step in which state."""

import datetime as dt

from ecosteward.survey.models import Action, FindingState, Side

_OPEN, _RECTIFYING = FindingState.OPEN, FindingState.RECTIFYING
_SUBMITTED, _CLOSED, _VOIDED = FindingState.SUBMITTED, FindingState.CLOSED, FindingState.VOIDED
_AGENCY = frozenset({Side.AGENCY})
# The enterprise's own part. The agency may enter it for an enterprise that does not log in, and says so.
_REPORTING = frozenset({Side.ENTERPRISE, Side.AGENCY})
_ALL = frozenset(Side)

# (state, action) → state after it, sides that may take it.
TABLE: dict[tuple[FindingState, Action], tuple[FindingState, frozenset[Side]]] = {
    (_OPEN, Action.START): (_RECTIFYING, _REPORTING),
    (_RECTIFYING, Action.RECORD): (_RECTIFYING, _REPORTING),
    (_RECTIFYING, Action.SUBMIT): (_SUBMITTED, _REPORTING),
    (_SUBMITTED, Action.WITHDRAW): (_RECTIFYING, _REPORTING),
    (_SUBMITTED, Action.APPROVE): (_CLOSED, _AGENCY),
    (_SUBMITTED, Action.SEND_BACK): (_RECTIFYING, _AGENCY),
    (_CLOSED, Action.LOOK_BACK): (_CLOSED, _AGENCY),
    (_CLOSED, Action.REOPEN): (_OPEN, _AGENCY),
    **{(state, Action.CHANGE): (state, _AGENCY) for state in (_OPEN, _RECTIFYING)},
    **{(state, Action.ASK_EXTENSION): (state, _REPORTING) for state in (_OPEN, _RECTIFYING)},
    **{(state, Action.GRANT_EXTENSION): (state, _AGENCY) for state in (_OPEN, _RECTIFYING)},
    **{(state, Action.REFUSE_EXTENSION): (state, _AGENCY) for state in (_OPEN, _RECTIFYING)},
    **{(state, Action.REMIND): (state, _AGENCY) for state in (_OPEN, _RECTIFYING)},
    **{(state, Action.SEE_AGAIN): (state, _AGENCY) for state in (_OPEN, _RECTIFYING, _SUBMITTED)},
    **{(state, Action.VOID): (_VOIDED, _AGENCY) for state in (_OPEN, _RECTIFYING, _SUBMITTED)},
    **{(state, Action.COMMENT): (state, _ALL) for state in FindingState},
}
# The enterprise's own words and dates: what the agency writes here it writes for the enterprise.
REPORTING = frozenset({Action.START, Action.RECORD, Action.SUBMIT, Action.WITHDRAW, Action.ASK_EXTENSION})
_UNFINISHED = frozenset({_OPEN, _RECTIFYING})


def after(state: FindingState, action: Action, side: Side) -> FindingState | None:
    """Return the state that a step leads to, or None where that side may not take it in this state."""
    new, sides = TABLE.get((state, action), (state, frozenset()))
    return new if side in sides else None


def too_late(state: FindingState, action: Action, side: Side) -> bool:
    """Tell whether a step that is a side's to take in another state is not to be taken in this one."""
    ever = any(wanted == action and side in sides for (_, wanted), (_, sides) in TABLE.items())
    return ever and after(state, action, side) is None


def may_recheck(person: int, rectified_by: int | None) -> bool:
    """Tell whether a person may judge a rectification: never one they reported themselves. Both are primary keys."""
    return person != rectified_by


def may_void(state: FindingState, *, raised: bool, leads: bool, was_closed: bool) -> bool:
    """Tell whether a person of the agency may void a finding raised by mistake.

    Args:
        state: of the finding.
        raised: they raised it; enough only while the enterprise has not begun.
        leads: they lead the work or its quality.
        was_closed: it was closed once, so it was real: a relapse is judged, not voided.

    """
    if was_closed or (state, Action.VOID) not in TABLE:
        return False
    return leads or (raised and state == _OPEN)


def overdue(state: FindingState, due_on: dt.date, on: dt.date) -> bool:
    """Tell whether the enterprise is late on a day: its rectification is neither handed in nor closed after the date."""
    return state in _UNFINISHED and due_on < on


def whose_turn(state: FindingState) -> Side | None:
    """Return the side that has to act next; None where the finding is closed or voided."""
    if state in {_CLOSED, _VOIDED}:
        return None
    return Side.AGENCY if state == _SUBMITTED else Side.ENTERPRISE
