"""Papers on the slots of Appendix E, and those still waiting for one."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from ecosteward.accounts.models import User
from ecosteward.archive.models import Paper, State
from ecosteward.archive.rules import suggestion
from ecosteward.archive.services.making import check_dates, keep, may, unsaved
from ecosteward.archive.services.slots import mark_emptied, mark_filed
from ecosteward.archive.services.texts import want_text
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.files.queries import used
from ecosteward.files.services import belong, share
from ecosteward.journal.services import Actor, note, remove, write
from ecosteward.standard.queries import archive_slot


@transaction.atomic
def bring(actor: Actor, client: Client, file: File, *, title: str = "", source: str = "") -> Paper:
    """Put a file among those waiting for a place (待归位)."""
    may(actor, "paper.bring", client)
    paper = unsaved(client, file, title=title, source=source, state=State.INBOX)
    write(actor, "paper.brought", paper)
    want_text(file)
    return paper


@transaction.atomic
def file_on_slot(
    actor: Actor,
    client: Client,
    slot_id: str,
    file: File,
    *,
    title: str = "",
    dated_on: dt.date | None = None,
    valid_until: dt.date | None = None,
    period: str = "",
    source: str = "",
    reference: str = "",
) -> Paper:
    """File a paper on a slot of Appendix E ("E.6-3") and tick the slot's electronic column.

    The same content filed there before is not filed twice: the paper that stands is returned.

    Raises:
        UnknownId: no such slot.
        ValidationError: the file is another client's, or the dates contradict each other.

    """
    may(actor, "paper.file", client)
    archive_slot(slot_id)
    if standing := same_on_slot(client, slot_id, file.sha256):
        return standing
    dates = {"dated_on": dated_on, "valid_until": valid_until, "period": period, "reference": reference}
    paper = unsaved(client, file, title=title, source=source, slot_id=slot_id, **dates)
    keep(paper)
    write(actor, "paper.filed", paper)
    want_text(file)
    mark_filed(actor, client, slot_id)
    return paper


def same_on_slot(client: Client, slot_id: str, sha256: str) -> Paper | None:
    """Return the paper on a slot that has the same content, if one stands there."""
    return Paper.objects.filter(client=client, slot_id=slot_id, state=State.FILED, file__sha256=sha256).first()


@transaction.atomic
def place(actor: User, paper: Paper, slot_id: str) -> None:
    """Put a waiting paper on a slot, or move one that stands on another. A waiting one's period is read from its name."""
    may(actor, "paper.place", paper)
    archive_slot(slot_id)
    if same_on_slot(paper.client, slot_id, paper.file.sha256):
        raise ValidationError("这一项里已有内容相同的文件，不用再放一份")
    if paper.state == State.INBOX:
        paper.period = paper.period or suggestion.period(paper.file.name)
    paper.state, paper.slot_id = State.FILED, slot_id
    keep(paper)
    write(actor, "paper.placed", paper)
    mark_filed(actor, paper.client, slot_id)


def change(actor: User, paper: Paper) -> None:
    """Save a paper's changed title, dates and period."""
    may(actor, "paper.change", paper)
    check_dates(paper)
    write(actor, "paper.changed", paper)


@transaction.atomic
def replace(
    actor: User,
    paper: Paper,
    file: File,
    *,
    title: str = "",
    dated_on: dt.date | None = None,
    valid_until: dt.date | None = None,
    period: str = "",
    reference: str = "",
    reason: str = "",
) -> Paper:
    """File a newer version in a paper's place; the old one stays in the archive, marked as superseded."""
    may(actor, "paper.replace", paper)
    if file.sha256 == paper.file.sha256:
        raise ValidationError("新文件与原文件内容完全相同，不需要替换")
    where = {"slot_id": paper.slot_id, "contract_id": paper.contract_id, "section": paper.section}
    facts = {"title": title or paper.title, "period": period or paper.period, "source": paper.source}
    facts |= {"reference": reference, "secrecy": paper.secrecy}
    newer = unsaved(paper.client, file, dated_on=dated_on, valid_until=valid_until, **where, **facts)
    keep(newer)
    write(actor, "paper.filed", newer)
    want_text(file)
    paper.state, paper.replaced_by = State.SUPERSEDED, newer
    write(actor, "paper.replaced", paper, reason=reason)
    return newer


def discard(actor: User, paper: Paper, *, reason: str) -> None:
    """Send away a paper that was never filed.

    Raises:
        ValidationError: no reason; or the paper is filed, and the words say until when it must be kept.

    """
    may(actor, "paper.discard", paper)
    if paper.state != State.INBOX:
        raise ValidationError(
            f"「{paper.title}」已归档，保存{paper.kept}，期满前不能移出；期满后列入销毁清册。放错地方请用“移到”"
        )
    if not reason.strip():
        raise ValidationError("请说明退回的原因")
    remove(actor, "paper.discarded", paper, reason=reason.strip())


@transaction.atomic
def hand_to(actor: User, paper: Paper, client: Client, *, reason: str) -> None:
    """Move a paper filed with the wrong client to the right one, onto the same slot.

    Its first client no longer sees it. Raises ValidationError where another record rests on the file.
    """
    may(actor, "paper.hand_to", paper)
    may(actor, "paper.file", client)
    wrong, file = paper.client, paper.file
    if not reason.strip() or client == wrong or client.agency_id != wrong.agency_id:
        raise ValidationError("请选择文件真正所属的服务对象，并说明归错的原因")
    if used(file, but=Paper) or file.papers.exclude(pk=paper.pk).exists():
        raise ValidationError("这份文件还被其他记录引用，不能改归；请在正确的服务对象下另存一份，并把这里的改为不可见")
    share(actor, file, shared=False)
    belong(actor, file, client.pk)
    paper.client = client
    write(actor, "paper.handed_to", paper, reason=reason.strip())
    note(actor, "paper.taken_away", wrong, reason=reason.strip(), data={"文件": paper.title, "改归": str(client)})
    if paper.slot_id:
        mark_emptied(actor, wrong, paper.slot_id, "原归档文件属于其他企业，已改归")
        mark_filed(actor, client, paper.slot_id)


def show(actor: User, paper: Paper, *, shared: bool) -> None:
    """Let the client side see a paper's file, or not any more."""
    may(actor, "paper.share", paper)
    share(actor, paper.file, shared=shared)
