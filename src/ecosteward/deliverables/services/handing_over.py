"""Delivery to the client, its receipt, and taking a document back."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import allowed, require
from ecosteward.accounts.models import User
from ecosteward.deliverables import rules
from ecosteward.deliverables.models import Document
from ecosteward.engagements.services import notify, reply
from ecosteward.files.services import share
from ecosteward.journal.services import write

_LONGEST_TITLE = 110  # letters of a notice's title, less its first words


@transaction.atomic
def deliver(actor: User, document: Document) -> None:
    """Deliver a signed document: from now on the client's people see it, and are told where a contract is at work.

    The notice carries the document. There is none without a contract, nor once the contract has ended: its
    correspondence is closed then.
    """
    require(actor, "document.deliver", document)
    document.state = rules.after("deliver", document.state) or document.state
    document.delivered_at = timezone.now()
    files = [file for file in (document.file, document.sheet) if file is not None]
    for file in files:
        if not file.shared:
            share(actor, file)
    contract = document.contract
    if contract is not None and allowed(actor, "contract.notify", contract):
        document.notice = notify(actor, contract, rules.DELIVERY, _notice(document), files, title=_title(document))
    write(actor, "document.delivered", document)


def _title(document: Document) -> str:
    return f"成果交付：{rules.named(document.title, document.number, _LONGEST_TITLE)}"


def _notice(document: Document) -> str:
    signer = document.signed_by.name if document.signed_by else ""
    day = f"{timezone.localdate(document.signed_at)}" if document.signed_at else ""
    return (
        f"《{document.title}》（{document.number}）已由质量负责人{signer}于 {day} 审签，现交付贵方，见附件。"
        "请查阅并签收；有意见的，请直接回复本通报。"
    )


@transaction.atomic
def acknowledge(actor: User, document: Document, *, name: str = "", on: dt.date | None = None) -> None:
    """Record the client's receipt (签收): by its own people, or by the agency from a receipt signed on paper.

    The receipt also answers the notice the document came with, so that the client has one thing to do and not two.

    Raises:
        ValidationError: no name, or a date before the delivery or in the future.

    """
    require(actor, "document.acknowledge", document)
    who = name.strip() or (actor.name if actor.organisation_id == document.client.organisation_id else "")
    if not who:
        raise ValidationError({"name": "请填写签收人姓名"})
    day = on or timezone.localdate()
    if document.delivered_at and day < timezone.localdate(document.delivered_at):
        raise ValidationError({"on": "签收日期早于交付日期，请核对"})
    if day > timezone.localdate():
        raise ValidationError({"on": "签收日期还没有到，请核对"})
    document.state = rules.after("acknowledge", document.state) or document.state
    document.received_by, document.received_on = who[:40], day
    write(actor, "document.received", document)
    if document.notice is not None and allowed(actor, "notice.reply", document.notice):
        reply(actor, document.notice, "已签收")


def withdraw(actor: User, document: Document, reason: str) -> None:
    """Take a document out of use; it stays on record. Raises ValidationError without a reason."""
    require(actor, "document.withdraw", document)
    if not reason.strip():
        raise ValidationError({"reason": "请写明作废原因"})
    document.state = rules.after("withdraw", document.state) or document.state
    write(actor, "document.withdrawn", document, reason=reason.strip())
