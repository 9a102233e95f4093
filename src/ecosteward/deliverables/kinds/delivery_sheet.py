"""服务成果交付验收单: what was delivered under a contract, to be accepted line by line."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from ecosteward.deliverables.facts import parties
from ecosteward.deliverables.kinds.base import Kind, Missing, Party, Subject, Words
from ecosteward.deliverables.kinds.common import ContractFacts
from ecosteward.deliverables.layouts.delivery_sheet import layout
from ecosteward.deliverables.models import Category, Document, DocumentState
from ecosteward.deliverables.rules import span


@dataclass(frozen=True)
class DeliveredRow:
    """One result."""

    category: str
    title: str
    number: str
    delivered_on: dt.date | None


@dataclass(frozen=True)
class DeliverySheet:
    """The data of the sheet."""

    agency: Party
    client: Party
    contract: ContractFacts
    method: str
    scope: str
    rows: tuple[DeliveredRow, ...]


def data(document: Document) -> DeliverySheet:
    """Read what was delivered under the contract, in the period where one is given."""
    contract = document.contract
    assert contract is not None
    delivered = contract.documents.filter(
        delivered_at__isnull=False, state__in=[DocumentState.DELIVERED, DocumentState.RECEIVED]
    ).exclude(pk=document.pk)
    scope = "合同期内已交付的全部成果"
    if document.period:
        period = span(document.period)
        delivered = delivered.filter(delivered_at__date__range=(period.since, period.until))
        scope = f"{period.name}交付的成果"
    return DeliverySheet(
        agency=parties.agency(document),
        client=parties.client(document),
        contract=parties.contract(document),
        method=contract.acceptance_method,
        scope=scope,
        rows=tuple(_row(each) for each in delivered.order_by("delivered_at", "pk")),
    )


def _row(document: Document) -> DeliveredRow:
    day = timezone.localdate(document.delivered_at) if document.delivered_at else None
    return DeliveredRow(document.get_category_display(), document.title, document.number, day)


def missing(document: Document, sheet: DeliverySheet) -> tuple[Missing, ...]:
    """Tell what the sheet lacks."""
    lacking = []
    if not sheet.rows:
        page = f"{reverse('deliverables:list')}?client={document.client_id}"
        lacking.append(Missing("这个范围内还没有已交付的成果", page, blocking=True))
    if not sheet.method:
        lacking.append(
            Missing("合同没有约定验收方式及内容", reverse("engagements:contract", args=[document.contract_id]))
        )
    return tuple(lacking)


KIND = Kind(
    id="delivery_sheet",
    code="YS",
    title="服务成果交付验收单",
    category=Category.PROCESS,
    subject=Subject.CONTRACT,
    periodic=True,
    shape=DeliverySheet,
    data=data,
    missing=missing,
    layout=layout,
    words=(Words("note", "交付说明", "份数、移交方式等"),),
    section="process",
    signers="双方代表，可请无利害关系方",
    lead="列出已交付的成果，由服务对象逐项验收签字；期间不填则列合同期内全部。",
)
