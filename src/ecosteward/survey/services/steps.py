"""Taking one step of a finding: state, journal row and step row together."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.files.models import File
from ecosteward.journal.services import note, write
from ecosteward.survey.events import STEPS
from ecosteward.survey.models import Action, Finding, FindingState, FindingStep, Side, Visit
from ecosteward.survey.permissions import side_of
from ecosteward.survey.rules.rectification import REPORTING, after
from ecosteward.survey.services.photos import facts

Listener = Callable[[User, Finding, Action], None]
_listeners: list[Listener] = []
_KEPT = {Action.REOPEN: "photos_before", Action.SEE_AGAIN: "photos_before"}


def listen(listener: Listener) -> None:
    """Have a room above told of every step of a finding, in the step's own transaction. Called once, as the room loads."""
    if listener not in _listeners:
        _listeners.append(listener)


@transaction.atomic
def take_step(
    actor: User,
    finding: Finding,
    action: Action,
    *,
    text: str = "",
    until: dt.date | None = None,
    photos: Sequence[File] = (),
    visit: Visit | None = None,
    changes: Mapping[str, Any] | None = None,
) -> FindingStep:
    """Take a step that the table allows: set the new state and `changes`, write one journal row and one step.

    Raises:
        RefusedError: the person may not take it, or not in this state.
        StaleError: somebody else took a step first.

    """
    require(actor, f"finding.{action}", finding)
    side = side_of(actor, finding.client)
    assert side is not None
    old = FindingState(finding.state)
    new = after(old, action, side)
    assert new is not None
    finding.state = new
    for name, value in (changes or {}).items():
        setattr(finding, name, value)
    also = {_KEPT.get(action, "photos_after"): facts(photos)} if photos else None
    if write(actor, STEPS[action], finding, reason=text, also=also) is None:
        note(actor, STEPS[action], finding, reason=text)
    row = _row(actor, finding, action, side, old, text, until, visit, photos)
    for listener in _listeners:
        listener(actor, finding, action)
    return row


def first_step(actor: User, finding: Finding, photos: Sequence[File]) -> FindingStep:
    """Write the step by which a new finding comes into being."""
    return _row(actor, finding, Action.RAISE, Side.AGENCY, "", finding.text, finding.due_on, finding.visit, photos)


def words(text: str, wanted: str) -> str:
    """Return a text without blanks around it. Raises ValidationError with `wanted` where it is empty."""
    if not text.strip():
        raise ValidationError(wanted)
    return text.strip()


def _row(
    actor: User,
    finding: Finding,
    action: Action,
    side: Side,
    old: str,
    text: str,
    until: dt.date | None,
    visit: Visit | None,
    photos: Sequence[File],
) -> FindingStep:
    step = FindingStep.objects.create(
        finding=finding,
        action=action,
        old=old,
        new=finding.state,
        by=actor,
        side=side,
        on_behalf=side == Side.AGENCY and action in REPORTING,
        text=text,
        until=until,
        visit=visit,
    )
    step.photos.add(*photos)
    return step
