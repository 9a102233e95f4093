"""Handing papers over to the client: a list with digests, signed by who gives and who receives."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.archive.exports import plan
from ecosteward.archive.models import Handover, HandoverItem, Paper, State, Step, TextLayer
from ecosteward.clients.models import Client
from ecosteward.files.services import share
from ecosteward.journal.services import remove, write, write_many


@transaction.atomic
def draft_handover(
    actor: User, client: Client, papers: Iterable[Paper], *, project: str, supervisor: str = "", note: str = ""
) -> Handover:
    """List papers to hand over, each with the place it has in the zip. Raises ValidationError for lost or no papers."""
    require(actor, "handover.draft", client)
    planned = plan(client, [paper for paper in papers if paper.state in {State.FILED, State.SUPERSEDED}])
    if not planned.members:
        raise ValidationError("请至少勾选一份已归档的文件")
    if planned.lost:
        raise ValidationError(f"「{planned.lost[0].paper}」的原件{planned.lost[0].condition.value}，不能移交")
    record = Handover(agency_id=client.agency_id, client=client, project=project, giver=actor)
    record.supervisor, record.note = supervisor, note
    write(actor, "handover.drafted", record)
    digests = [member.file.sha256 for member in planned.members]
    pages = dict(TextLayer.objects.filter(sha256__in=digests).values_list("sha256", "pages"))
    items = [
        HandoverItem(
            handover=record,
            agency_id=client.agency_id,
            client=client,
            number=number,
            paper=member.paper,
            path=member.path,
            sha256=member.file.sha256,
            pages=pages.get(member.file.sha256) or None,
            **member.paper.particulars,
        )
        for number, member in enumerate(planned.members, start=1)
    ]
    write_many(actor, "handover.listed", items)
    return record


@transaction.atomic
def give(actor: User, record: Handover) -> None:
    """Sign the list as the one who gives. From then on the client side sees it and its papers."""
    require(actor, "handover.give", record)
    record.state, record.giver, record.given_on = Step.GIVEN, actor, timezone.localdate()
    record.digest = list_digest(record)
    write(actor, "handover.given", record)
    for item in record.items.select_related("paper__file"):
        share(actor, item.paper.file)


def receive(actor: User, record: Handover) -> None:
    """Sign the list as the client's own person."""
    require(actor, "handover.receive", record)
    record.received_by = actor
    _receive(actor, record, actor.name)


def record_receipt(actor: User, record: Handover, *, receiver: str) -> None:
    """Record who signed the printed list."""
    require(actor, "handover.record_receipt", record)
    if not receiver.strip():
        raise ValidationError({"receiver": "请填写在纸质清单上签字的接收人姓名"})
    _receive(actor, record, receiver.strip())


@transaction.atomic
def drop_handover(actor: User, record: Handover) -> None:
    """Take back a list that nobody signed yet."""
    require(actor, "handover.give", record)
    for item in record.items.all():
        remove(actor, "handover.unlisted", item)
    remove(actor, "handover.dropped", record)


def list_digest(record: Handover) -> str:
    """Return the SHA-256 over the numbers, paths, digests and particulars of a list."""
    rows = [
        [item.number, item.path, item.sha256, *([told] if (told := _told(item)) else [])]
        for item in record.items.order_by("number")
    ]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _told(item: HandoverItem) -> dict[str, Any]:
    return {name: value for name, value in item.particulars.items() if value}


def _receive(actor: User, record: Handover, receiver: str) -> None:
    if list_digest(record) != record.digest:
        raise ValidationError("清单与移交时不一致，不能签收，请联系服务机构")
    record.state, record.receiver, record.received_on = Step.RECEIVED, receiver, timezone.localdate()
    write(actor, "handover.received", record)
