"""Destroying papers whose time of keeping is over: proposed as a list, approved by the director."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.archive.models import Destruction, DestructionItem, Paper, State, TextLayer, Verdict
from ecosteward.archive.queries.destruction import destroyable
from ecosteward.archive.services.slots import mark_emptied
from ecosteward.files.queries import used
from ecosteward.files.services import destroy
from ecosteward.journal.services import write, write_many


@transaction.atomic
def propose_destruction(actor: User, papers: Sequence[Paper], *, opinion: str) -> Destruction:
    """List papers to be destroyed. Raises ValidationError naming the day of one that must still be kept."""
    agency = actor.organisation
    require(actor, "destruction.propose", agency)
    if not papers or not opinion.strip():
        raise ValidationError("请勾选要销毁的文件，并写明鉴定意见")
    _refuse_kept(papers)
    free = set(destroyable(agency).filter(pk__in=[paper.pk for paper in papers]).values_list("pk", flat=True))
    if taken := [paper.title for paper in papers if paper.pk not in free]:
        raise ValidationError(f"「{taken[0]}」已在别的销毁清册里，或不属于本机构")
    today = timezone.localdate()
    record = Destruction(agency=agency, opinion=opinion.strip(), proposed_by=actor, proposed_on=today)
    write(actor, "destruction.proposed", record)
    items = [DestructionItem(destruction=record, agency=agency, paper=paper) for paper in papers]
    write_many(actor, "destruction.listed", items)
    return record


@transaction.atomic
def approve_destruction(actor: User, record: Destruction, *, decision: str) -> None:
    """Destroy every paper of the list, or none. Bytes that another record rests on stay with that record."""
    require(actor, "destruction.decide", record)
    items = record.items.select_related("paper__file", "paper__client").order_by("pk")
    papers = [item.paper for item in items]
    _refuse_kept(papers)
    _decide(actor, record, Verdict.DONE, decision, "destruction.approved")
    for paper in papers:
        _destroy(actor, paper, str(record))


def refuse_destruction(actor: User, record: Destruction, *, decision: str) -> None:
    """Keep the papers of the list."""
    require(actor, "destruction.decide", record)
    if not decision.strip():
        raise ValidationError("请说明不予销毁的原因")
    _decide(actor, record, Verdict.REFUSED, decision, "destruction.refused")


def _decide(actor: User, record: Destruction, verdict: Verdict, decision: str, action: str) -> None:
    record.state, record.decision = verdict, decision.strip()
    record.decided_by, record.decided_on = actor, timezone.localdate()
    write(actor, action, record)


def _refuse_kept(papers: Sequence[Paper]) -> None:
    today = timezone.localdate()
    for paper in papers:
        if paper.keep_until is None or paper.keep_until >= today:
            raise ValidationError(f"「{paper.title}」还不能销毁：保存{paper.kept}")


def _destroy(actor: User, paper: Paper, register: str) -> None:
    paper.state = State.DESTROYED
    write(actor, "paper.destroyed", paper, reason=register)
    file = paper.file
    if not used(file, but=Paper) and not file.papers.exclude(state=State.DESTROYED).exists():
        destroy(actor, file, reason=register)
    if not Paper.objects.filter(file__sha256=file.sha256).exclude(state=State.DESTROYED).exists():
        TextLayer.objects.filter(sha256=file.sha256).delete()
    if paper.slot_id:
        mark_emptied(actor, paper.client, paper.slot_id, f"保存期满，已按{register}销毁")
