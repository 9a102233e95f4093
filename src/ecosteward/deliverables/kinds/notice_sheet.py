"""沟通通报记录: one notice to the client at a main stage of the service, and the answer."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from ecosteward.deliverables.facts import parties
from ecosteward.deliverables.kinds.base import Kind, Missing, Party, Subject, Words
from ecosteward.deliverables.kinds.common import ContractFacts
from ecosteward.deliverables.layouts.notice_sheet import layout
from ecosteward.deliverables.models import Category, Document
from ecosteward.engagements.models import Notice
from ecosteward.standard import queries as standard


@dataclass(frozen=True)
class NoticeSheet:
    """The data of the sheet."""

    agency: Party
    client: Party
    contract: ContractFacts
    stage: str
    way: str
    title: str
    text: str
    files: str
    sent_at: dt.datetime
    sent_by: str
    reply: str
    replied_by: str
    replied_at: dt.datetime | None


def data(document: Document) -> NoticeSheet:
    """Read the notice."""
    notice = _notice(document)
    names = {step.id: step.name for step in standard.flow(notice.contract.edition)}
    return NoticeSheet(
        agency=parties.agency(document),
        client=parties.client(document),
        contract=parties.contract(document),
        stage=names.get(notice.stage, notice.stage),
        way="平台通报",
        title=notice.title,
        text=notice.text,
        files="、".join(file.name for file in notice.files.all()),
        sent_at=notice.sent_at,
        sent_by=notice.sent_by.name,
        reply=notice.reply,
        replied_by=notice.replied_by.name if notice.replied_by else "",
        replied_at=notice.replied_at,
    )


def _notice(document: Document) -> Notice:
    rows = Notice.objects.select_related("contract", "sent_by", "replied_by").prefetch_related("files")
    return rows.get(client_id=document.client_id, pk=document.subject_id or 0)


def missing(document: Document, sheet: NoticeSheet) -> tuple[Missing, ...]:
    """Tell whether the client has answered."""
    if sheet.reply or document.contract_id is None:
        return ()
    return (Missing("服务对象还没有回复这条通报", reverse("engagements:contract", args=[document.contract_id])),)


KIND = Kind(
    id="notice_sheet",
    code="TB",
    title="沟通通报记录",
    category=Category.PROCESS,
    subject=Subject.NOTICE,
    shape=NoticeSheet,
    data=data,
    missing=missing,
    layout=layout,
    words=(Words("next", "后续处理", "对方意见如何落实"),),
    section="notice",
    lead="把一次通报和服务对象的回复记成一页，存入合同档案。",
)
