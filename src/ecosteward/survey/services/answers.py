"""Answering the checklist, item by item."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import File as Content
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.files.models import File
from ecosteward.journal.services import StaleError, write
from ecosteward.journal.services import note as note_in_journal
from ecosteward.survey.models import Answer, Finding, Method, Verdict, Visit
from ecosteward.survey.queries.checklist import item_ids
from ecosteward.survey.services.findings import raise_from_answer
from ecosteward.survey.services.photos import facts, take_photos, without_known


@transaction.atomic
def answer(
    actor: User,
    visit: Visit,
    item_id: str,
    verdict: Verdict | str = "",
    note: str = "",
    photos: Iterable[Content[bytes]] = (),
    *,
    place: str = "",
    method: Method | str = "",
    seen: int | None = None,
) -> Answer:
    """Say what the visit found for one item. Sending the same again changes nothing.

    Args:
        actor: who answers.
        visit: which has begun and is not handed in.
        item_id: an item of the visit's topics, such as "B2.08.03".
        verdict: 符合, 不符合, 待核实, 不适用; empty while only photos or words are there.
        note: what was seen. 不符合 and 不适用 need words before the visit is handed in, not before.
        photos: further photographs; those already there are not kept twice.
        place: where.
        method: 查阅, 现场, 询问, 快测.
        seen: version of the answer that the person saw, 0 for none; None overwrites knowingly.

    Raises:
        ValidationError: an item that the visit does not have, or a refused photograph.
        StaleError: somebody else answered the item otherwise since the person saw it.

    """
    known = _known(actor, visit, item_id)
    said = (str(verdict), note.strip(), place.strip(), str(method))
    uploads = list(photos)
    if not any((*said, *uploads)):
        raise ValidationError("请选择结论，或填写情况、添加照片")
    if said != _said(known):
        if seen is not None and seen != known.version and _anothers(actor, known):
            raise StaleError(known)
        known.verdict, known.note, known.place, known.method = said
        known.answered_by = actor
    _save(actor, known, uploads)
    return known


@transaction.atomic
def photograph(actor: User, visit: Visit, item_id: str, photos: Iterable[Content[bytes]]) -> Answer:
    """Add photographs to an item, whatever was or will be said of it. Raises ValidationError as `answer` does."""
    known = _known(actor, visit, item_id)
    uploads = list(photos)
    if not uploads:
        raise ValidationError("没有收到照片，请重新拍摄或选择")
    if known._state.adding:
        known.answered_by = actor
    _save(actor, known, uploads)
    return known


def _known(actor: User, visit: Visit, item_id: str) -> Answer:
    """Return the item's answer, or a new one. The visit stays locked: two phones take turns."""
    visit = Visit.objects.select_for_update(no_key=True).get(pk=visit.pk)
    require(actor, "visit.answer", visit)
    if item_id not in item_ids(visit):
        raise ValidationError("这次检查没有这个检查项，或其类别已标为不涉及")
    found = visit.answers.filter(item_id=item_id).first()
    return found or Answer(agency_id=visit.agency_id, client_id=visit.client_id, visit=visit, item_id=item_id)


def _said(known: Answer) -> tuple[str, str, str, str]:
    return known.verdict, known.note, known.place, known.method


def _anothers(actor: User, known: Answer) -> bool:
    """Tell whether somebody else has said something there, which must not be lost unseen."""
    return known.answered_by_id != actor.pk and any(_said(known))


def _save(actor: User, known: Answer, photos: Iterable[Content[bytes]]) -> None:
    new = known._state.adding
    fresh = without_known(photos, () if new else known.photos.all())
    files = take_photos(actor, fresh, known, shared=False)
    write(actor, _action(known), known, also={"photos": facts(files)} if files else None)
    known.photos.add(*files)


def _action(known: Answer) -> str:
    if known._state.adding:
        return "answer.given" if known.verdict else "answer.noted"
    stored = tuple(known.stored[name] for name in ("verdict", "note", "place", "method"))
    return "answer.changed" if stored != _said(known) else "answer.photographed"


@transaction.atomic
def drop_photo(actor: User, answer: Answer, photo: File) -> None:
    """Take a photograph off an answer. The file itself stays."""
    require(actor, "visit.answer", answer.visit)
    note_in_journal(actor, "answer.photo_dropped", answer, data={"photos": facts([photo])})
    answer.photos.remove(photo)


@transaction.atomic
def resolve(
    actor: User, answer: Answer, verdict: Verdict, note: str, photos: Iterable[Content[bytes]] = ()
) -> Finding | None:
    """Say how an item that was 待核实 turned out. The visit's own record stays; a failed item becomes a finding.

    Raises:
        ValidationError: no words, or a verdict that resolves nothing.

    """
    require(actor, "answer.resolve", answer)
    if verdict not in {Verdict.CONFORMING, Verdict.FAILED, Verdict.NOT_APPLICABLE}:
        raise ValidationError("请选择核实后的结论：符合、不符合或不适用")
    if not note.strip():
        raise ValidationError("请写明核实情况（查了什么、看到什么）")
    files = take_photos(actor, without_known(photos, answer.photos.all()), answer, shared=True)
    answer.resolved_as, answer.resolution, answer.resolved_on = verdict, note.strip(), timezone.localdate()
    write(actor, "answer.resolved", answer, also={"photos": facts(files)} if files else None)
    answer.photos.add(*files)
    return raise_from_answer(actor, answer) if verdict == Verdict.FAILED else None
