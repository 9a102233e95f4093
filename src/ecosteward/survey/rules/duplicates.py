"""Whether what a visit found is already on the ledger."""

import enum
import unicodedata

from ecosteward.survey.models import FindingState


class Course(enum.StrEnum):
    """What becomes of a failed answer."""

    NEW = "new"  # a finding of its own; linked to the former one where there is one
    LINK = "link"  # seen again: a further step of the finding that is still open
    REOPEN = "reopen"  # the closed finding is open again (反复)


def courses(state: FindingState | None) -> tuple[Course, ...]:
    """Return what is possible, given the state of the finding already known for the item; None where there is none."""
    if state is None or state == FindingState.VOIDED:
        return (Course.NEW,)
    return (Course.NEW, Course.REOPEN if state == FindingState.CLOSED else Course.LINK)


def proposed(state: FindingState | None, place_then: str, place_now: str) -> Course:
    """Return the likely course: the same place is the same defect, another place is another one."""
    if _folded(place_then) != _folded(place_now):
        return Course.NEW
    return courses(state)[-1]


def _folded(place: str) -> str:
    return "".join(unicodedata.normalize("NFKC", place).casefold().split())
