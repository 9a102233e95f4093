"""The two columns of the 35-row list."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ecosteward.archive.models import Paper, SlotState, State
from ecosteward.archive.rules.sheet import Line, Tick, faults, tidy
from ecosteward.archive.services.making import may
from ecosteward.clients.models import Client
from ecosteward.journal.services import Actor, StaleError, write
from ecosteward.standard.queries import archive_slot


def set_slot(
    actor: Actor,
    client: Client,
    slot_id: str,
    *,
    electronic: bool | None,
    electronic_reason: str = "",
    on_paper: bool | None,
    on_paper_reason: str = "",
) -> None:
    """Record both columns of one row. Raises as `set_slots` does."""
    line = Line(slot_id, Tick(electronic, electronic_reason), Tick(on_paper, on_paper_reason))
    set_slots(actor, client, [line])


@transaction.atomic
def set_slots(actor: Actor, client: Client, lines: Sequence[Line]) -> int:
    """Record rows of the list, all or none. Returns how many changed.

    Raises:
        UnknownId: no such slot.
        ValidationError: rows that cannot be saved, by slot: 否 without a reason, √ without a file.
        StaleError: somebody else saved one of the rows since it was shown.

    """
    may(actor, "slot.record", client)
    filed = set(Paper.objects.filter(client=client, state=State.FILED).values_list("slot_id", flat=True))
    wrong = {line.slot_id: found for line in lines if (found := faults(line, has_file=line.slot_id in filed))}
    if wrong:
        raise ValidationError(wrong)
    states = {state.slot_id: state for state in SlotState.objects.filter(client=client)}
    return sum(_record(actor, client, states.get(line.slot_id), line) for line in lines)


def mark_filed(actor: Actor, client: Client, slot_id: str) -> None:
    """Tick the electronic column of a slot on which a paper was just filed."""
    state = SlotState.objects.filter(client=client, slot_id=slot_id).first()
    paper = Tick(state.on_paper, state.on_paper_reason) if state else Tick()
    _record(actor, client, state, Line(slot_id, Tick(True), paper))


def mark_emptied(actor: Actor, client: Client, slot_id: str, reason: str) -> None:
    """Say 否 in the electronic column of a slot whose last paper went, and why."""
    if Paper.objects.filter(client=client, slot_id=slot_id, state=State.FILED).exists():
        return
    state = SlotState.objects.filter(client=client, slot_id=slot_id).first()
    paper = Tick(state.on_paper, state.on_paper_reason) if state else Tick()
    _record(actor, client, state, Line(slot_id, Tick(False, reason), paper))


def _record(actor: Actor, client: Client, state: SlotState | None, line: Line) -> bool:
    archive_slot(line.slot_id)
    electronic, on_paper = tidy(line.electronic), tidy(line.on_paper)
    if state is None and electronic.filed is None and on_paper.filed is None:
        return False
    record = state or SlotState(agency_id=client.agency_id, client=client, slot_id=line.slot_id)
    if line.version is not None and line.version != record.version:
        raise StaleError(record)
    record.electronic, record.electronic_reason = electronic.filed, electronic.reason
    record.on_paper, record.on_paper_reason = on_paper.filed, on_paper.reason
    try:
        with transaction.atomic():
            return write(actor, "slot.recorded", record) is not None
    except IntegrityError as error:  # two people recorded the same row for the first time at once
        raise StaleError(record) from error
