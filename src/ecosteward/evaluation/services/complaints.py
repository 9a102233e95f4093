"""Opinions and complaints, from registration to their end. Every step is one row."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import Organisation, User
from ecosteward.archive.models import Section
from ecosteward.archive.services import file_in_contract
from ecosteward.clients.models import Client
from ecosteward.clients.permissions import belongs_to, works_for
from ecosteward.engagements.models import Contract
from ecosteward.evaluation.models import Channel, Complaint, ComplaintKind, ComplaintState
from ecosteward.evaluation.papers import complaint_sheet
from ecosteward.evaluation.rules import STEPS
from ecosteward.files.models import File
from ecosteward.files.services import made
from ecosteward.journal.services import Actor, write


@transaction.atomic
def raise_complaint(
    actor: User,
    client: Client,
    *,
    kind: ComplaintKind,
    text: str,
    contract: Contract | None = None,
    channel: Channel = Channel.SITE,
    raised_by: str = "",
    raised_at: dt.datetime | None = None,
    phone: str = "",
    files: Sequence[File] = (),
) -> Complaint:
    """Register an opinion or complaint: raised by the client's own people, or recorded by whoever took the call.

    Raises:
        ValidationError: a colleague records it without saying who raised it, or it is another client's contract.

    """
    require(actor, "complaint.raise", client)
    if belongs_to(actor, client):
        channel, raised_by, raised_at = Channel.SITE, actor.name, None
    elif not raised_by.strip():
        raise ValidationError({"raised_by": "请填写反映人"})
    return register(
        actor,
        client,
        kind=kind,
        text=text,
        contract=contract,
        channel=channel,
        raised_by=raised_by,
        raised_at=raised_at,
        phone=phone,
        files=files,
        registered_by=actor,
    )


def register(
    actor: Actor, client: Client, *, files: Sequence[File] = (), raised_at: dt.datetime | None = None, **facts: Any
) -> Complaint:
    """Write a complaint with the next number of its year; callers check who may."""
    at = raised_at or timezone.now()
    if at > timezone.now():
        raise ValidationError({"raised_at": "反映时间在现在之后，请核对"})
    complaint = Complaint(agency_id=client.agency_id, client=client, raised_at=at, **facts)
    if complaint.contract and complaint.contract.client_id != client.pk:
        raise ValidationError({"contract": "这份合同不是该服务对象的"})
    complaint.number = _next_number(client.agency_id)
    complaint.file_names = "、".join(file.name for file in files)
    write(actor, "complaint.registered", complaint)
    complaint.files.set(files)
    return complaint


def assign_complaint(actor: User, complaint: Complaint, assignee: User, due_on: dt.date) -> None:
    """Say who handles it and until when it is answered."""
    require(actor, "complaint.assign", complaint)
    if not works_for(assignee, complaint.client):
        raise ValidationError({"assignee": f"{assignee.name}不服务该对象，请先指派为服务人员"})
    if due_on < timezone.localdate(complaint.raised_at):
        raise ValidationError({"due_on": "答复期限早于反映时间，请核对"})
    complaint.assignee, complaint.due_on = assignee, due_on
    _move(actor, "assign", complaint, "complaint.assigned")


def handle_complaint(actor: User, complaint: Complaint, **facts: str) -> None:
    """Keep what was found and done. `facts`: investigation, responsibility, measure."""
    require(actor, "complaint.handle", complaint)
    _set(complaint, facts, {"investigation", "responsibility", "measure"})
    _move(actor, "handle", complaint, "complaint.handled")


def answer_complaint(actor: User, complaint: Complaint, answer: str, **facts: str) -> None:
    """Answer the client. `facts` as for `handle_complaint`. Raises ValidationError for an empty answer."""
    require(actor, "complaint.answer", complaint)
    if not answer.strip():
        raise ValidationError({"answer": "请填写给服务对象的答复"})
    _set(complaint, facts, {"investigation", "responsibility", "measure"})
    complaint.answer, complaint.answered_on = answer.strip(), timezone.localdate()
    _move(actor, "answer", complaint, "complaint.answered")


def confirm_complaint(actor: User, complaint: Complaint, *, confirmed_by: str = "", how: str = "") -> None:
    """Accept the answer: the client itself, or a leader who records how the client said so.

    Raises ValidationError where a leader does not say who confirmed and how.
    """
    require(actor, "complaint.confirm", complaint)
    if belongs_to(actor, complaint.client):
        confirmed_by, how = actor.name, "平台"
    elif not confirmed_by.strip() or not how.strip():
        raise ValidationError("代服务对象登记确认，须写明谁、以什么方式确认")
    complaint.confirmed_by, complaint.confirmed_how = confirmed_by.strip(), how.strip()
    complaint.confirmed_on = timezone.localdate()
    _move(actor, "confirm", complaint, "complaint.confirmed")


def reopen_complaint(actor: User, complaint: Complaint, *, reason: str, due_on: dt.date | None = None) -> None:
    """Send it back to be handled again. Without a new due date the old one stands."""
    require(actor, "complaint.reopen", complaint)
    if not reason.strip():
        raise ValidationError({"reason": "请写明为什么要重新处理"})
    complaint.reopened += 1
    complaint.confirmed_by = complaint.confirmed_how = ""
    complaint.confirmed_on = None
    complaint.due_on = due_on or complaint.due_on
    _move(actor, "reopen", complaint, "complaint.reopened", reason=reason)


@transaction.atomic
def close_complaint(actor: User, complaint: Complaint, *, root_cause: str = "", improvement: str = "") -> None:
    """End it, and file its handling sheet in the contract's file.

    Raises ValidationError where a 投诉 has no root cause or improvement.
    """
    require(actor, "complaint.close", complaint)
    complaint.root_cause, complaint.improvement = root_cause.strip(), improvement.strip()
    if complaint.kind == ComplaintKind.COMPLAINT and not (complaint.root_cause and complaint.improvement):
        raise ValidationError("投诉办结前，须写明根本原因和改进措施")
    complaint.closed_on = timezone.localdate()
    _move(actor, "close", complaint, "complaint.closed")
    if complaint.contract_id is not None:
        _file(actor, complaint, complaint.contract_id)


def _file(actor: User, complaint: Complaint, contract_id: int) -> None:
    content = complaint_sheet(complaint).encode("utf-8-sig")
    name = f"{complaint.get_kind_display()}处理单 {complaint.number}.txt"
    file = made(actor, name, content, agency=complaint.agency, client_id=complaint.client_id)
    title = f"{complaint.get_kind_display()}处理单 {complaint.number}"
    day = complaint.closed_on
    file_in_contract(
        actor, complaint.client, contract_id, Section.COMPLAINT, file, title=title, dated_on=day, source="意见投诉"
    )


def _move(actor: User, name: str, complaint: Complaint, action: str, *, reason: str = "") -> None:
    complaint.state = ComplaintState(STEPS[name].ends)
    write(actor, action, complaint, reason=reason)


def _set(complaint: Complaint, facts: dict[str, str], known: set[str]) -> None:
    for field, value in facts.items():
        if field not in known:
            raise TypeError(f"unknown fact {field}")
        setattr(complaint, field, value.strip())


def _next_number(agency_id: int) -> str:
    """Return the next number of the year; the agency's row is locked so that two never get the same."""
    Organisation.objects.select_for_update().get(pk=agency_id)
    year = timezone.localdate().year
    taken = Complaint.objects.filter(agency_id=agency_id, number__startswith=f"TS-{year}-").count()
    return f"TS-{year}-{taken + 1:03d}"
