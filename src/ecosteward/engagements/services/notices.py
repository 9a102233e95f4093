"""Notices to the client at the main stages, and what the client says (clauses 6.1.2, 6.2.2, 6.3.2)."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.archive.models import Section
from ecosteward.archive.services import file_in_contract
from ecosteward.engagements.models import Contract, Notice
from ecosteward.engagements.notice_paper import render
from ecosteward.files.models import File
from ecosteward.files.services import made, share
from ecosteward.journal.services import write
from ecosteward.standard import queries as standard

_LONGEST = 200  # letters of a paper's title


@transaction.atomic
def notify(
    actor: User, contract: Contract, stage: str, text: str, files: Sequence[File] = (), *, title: str = ""
) -> Notice:
    """Tell the client how things stand at a stage of the flow ("A.06"); the notice is filed with its files.

    Raises:
        ValidationError: nothing is said, or no such stage.

    """
    require(actor, "contract.notify", contract)
    if not text.strip():
        raise ValidationError({"text": "请写明通报内容"})
    notice = Notice(
        agency_id=contract.agency_id,
        client=contract.client,
        contract=contract,
        stage=stage,
        title=title.strip() or f"关于“{stage_name(contract, stage)}”的通报",
        text=text.strip(),
        file_names="、".join(file.name for file in files),
        sent_by=actor,
        sent_at=timezone.now(),
    )
    write(actor, "notice.sent", notice)
    notice.files.set(files)
    _file(actor, notice)
    for file in files:
        if not file.shared:
            share(actor, file)
        title = f"{notice.title}附件：{file.name}"[:_LONGEST]
        file_in_contract(actor, contract.client, contract.pk, Section.NOTICE, file, title=title)
    return notice


def mark_read(actor: User, notice: Notice) -> None:
    """Keep when the client first read a notice."""
    require(actor, "notice.read", notice)
    notice.read_by, notice.read_at = actor, timezone.now()
    write(actor, "notice.read", notice)


@transaction.atomic
def reply(actor: User, notice: Notice, text: str) -> None:
    """Keep the client's reply and file the notice again, now with it. Raises ValidationError for an empty one."""
    require(actor, "notice.reply", notice)
    if not text.strip():
        raise ValidationError({"reply": "请填写回复内容；没有意见也请写明“无意见”"})
    now = timezone.now()
    notice.reply, notice.replied_by, notice.replied_at = text.strip(), actor, now
    if notice.read_at is None:
        notice.read_by, notice.read_at = actor, now
    write(actor, "notice.replied", notice)
    _file(actor, notice)


def stage_name(contract: Contract, stage: str) -> str:
    """Return the words for a stage of the flow. Raises ValidationError for one there is not."""
    for step in standard.edition(contract.edition).flow:
        if step.id == stage:
            return step.name
    raise ValidationError({"stage": "请选择通报所在的环节"})


def _file(actor: User, notice: Notice) -> None:
    contract, client = notice.contract, notice.client
    name = f"{notice.title}{'（含回复）' if notice.reply else ''}.docx".replace("/", "／")
    content = render(notice, stage_name(contract, notice.stage))
    file = made(actor, name, content, agency=client.agency, client_id=client.pk, shared=True)
    day = timezone.localdate(notice.replied_at or notice.sent_at)
    file_in_contract(
        actor, client, contract.pk, Section.NOTICE, file, title=file.name.removesuffix(".docx"), dated_on=day
    )
