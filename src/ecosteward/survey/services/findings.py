"""Raising findings and correcting what the agency judged."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.files.base import File as Content
from django.db import transaction
from django.db.models import Field
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.files.services import share
from ecosteward.journal.services import write
from ecosteward.standard import queries as standard
from ecosteward.survey.models import Action, Answer, Finding, FindingStep, Severity, Visit, VisitState
from ecosteward.survey.queries.deadlines import days_of
from ecosteward.survey.rules import basis, deadlines
from ecosteward.survey.services.numbers import next_number
from ecosteward.survey.services.photos import facts, take_photos
from ecosteward.survey.services.steps import first_step, take_step, words

_SHORT = ("severity", "due_on", "place")
_JUDGED = (*_SHORT, "text", "basis", "suggestion")
_SEVERITIES = {severity.label: severity for severity in Severity}


@dataclass(frozen=True)
class Judgement:
    """What the agency says of a defect; what is left empty comes from the item and the agency's rules."""

    text: str
    place: str = ""
    severity: Severity | None = None
    suggestion: str = ""
    due_on: dt.date | None = None
    basis: str = ""


@transaction.atomic
def raise_finding(
    actor: User,
    client: Client,
    topic_id: str,
    judgement: Judgement,
    *,
    item_id: str = "",
    found_on: dt.date | None = None,
    visit: Visit | None = None,
    former: Finding | None = None,
    photos: Iterable[Content[bytes]] = (),
) -> Finding:
    """Raise a finding alone, without a failed answer of a visit.

    Args:
        actor: who found it.
        client: whose defect it is.
        topic_id: a topic of Table B-2, such as "B2.08".
        judgement: what is wrong and how grave it is.
        item_id: the item it breaks; severity, suggestion and basis come from it where not given.
        found_on: the day; today by default.
        visit: during which it was found; it has been handed in.
        former: an earlier finding of the same kind.
        photos: of the defect.

    Raises:
        ValidationError: no words, an unknown topic or item, a deadline before the day it was found, a visit that is
            another client's or not handed in.

    """
    require(actor, "finding.raise", client)
    if visit is not None and (visit.client_id != client.pk or visit.state != VisitState.SUBMITTED):
        raise ValidationError("只能登记到该企业已提交的检查；检查中发现的问题请在检查表中判为不符合")
    files = take_photos(actor, photos, Finding(agency=client.agency, client=client), shared=True)
    edition = visit.edition if visit else standard.EDITION
    finding = Finding(agency=client.agency, client=client, visit=visit, former=former, edition=edition)
    finding.topic_id, finding.item_id = _known(topic_id, item_id, edition)
    finding.found_on = found_on or timezone.localdate()
    return register(actor, finding, judgement, files)


@transaction.atomic
def raise_from_answer(
    actor: User, answer: Answer, judgement: Judgement | None = None, former: Finding | None = None
) -> Finding:
    """Raise a finding from a failed answer of a visit, with its photographs."""
    require(actor, "finding.raise", answer.client)
    visit, item_id = answer.visit, answer.item_id
    finding = Finding(agency=answer.agency, client=answer.client, visit=visit, former=former, edition=visit.edition)
    finding.topic_id, finding.item_id = item_id.rsplit(".", 1)[0], item_id
    finding.found_on = answer.resolved_on or visit.day
    said = judgement or Judgement(answer.resolution or answer.note, answer.place)
    return register(actor, finding, said, list(answer.photos.all()))


def register(actor: User, finding: Finding, judgement: Judgement, photos: Sequence[File]) -> Finding:
    """Complete a new finding with the item's defaults and the agency's deadlines, and write it with its first step."""
    finding.number = next_number(finding.agency_id, "WT", finding.found_on.year)
    finding.raised_by = actor
    _judge(finding, judgement)
    if finding.former is not None:
        finding.recurrences = finding.former.recurrences + 1
    write(actor, "finding.raised", finding, also={"photos_before": facts(photos)} if photos else None)
    finding.photos_before.add(*photos)
    share_all(actor, photos)
    first_step(actor, finding, photos)
    return finding


def share_all(actor: User, photos: Iterable[File]) -> None:
    """Let the client side see photographs of what was found."""
    for photo in photos:
        if not photo.shared:
            share(actor, photo)


@transaction.atomic
def change_finding(actor: User, finding: Finding, reason: str, **facts_: Any) -> None:
    """Correct what the agency judged: text, place, severity, basis, basis_verified, suggestion, due_on.

    Raises:
        ValidationError: no reason, or a deadline before the day the defect was found.

    """
    why = words(reason, "请写明修改原因")
    due_on = facts_.get("due_on", finding.due_on)
    _check_due(finding.found_on, due_on)
    facts_["pace"] = deadlines.pace(finding.found_on, due_on)
    told = "、".join(_corrected(finding, facts_))
    text = f"{why}（改了{told}）" if told else why
    take_step(actor, finding, Action.CHANGE, text=text, until=due_on, changes=facts_)


@transaction.atomic
def void_finding(actor: User, finding: Finding, reason: str) -> FindingStep:
    """Void (作废) a finding raised by mistake: it keeps its number and history and counts nowhere any more.

    Raises:
        ValidationError: no reason.
        RefusedError: it was closed once, or the enterprise has begun and the person does not lead.

    """
    why = words(reason, "请写明作废原因：为什么这不是问题，或与哪个问题重复；企业会看到")
    facts_ = {"voided_on": timezone.localdate(), "void_reason": why, "wanted_until": None}
    return take_step(actor, finding, Action.VOID, text=why, changes=facts_)


def _corrected(finding: Finding, facts_: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a correction changes, for the enterprise to read: a short fact with what it was, a long one by name."""
    for name in _JUDGED:
        was, now = finding.stored.get(name), facts_.get(name, getattr(finding, name))
        if was != now:
            label = str(cast("Field[Any, Any]", Finding._meta.get_field(name)).verbose_name)
            yield f"{label}：{_said(name, was)} → {_said(name, now)}" if name in _SHORT else label


def _said(name: str, value: Any) -> str:
    return str(Severity(value).label if name == "severity" else value or "（空）")


def _judge(finding: Finding, said: Judgement) -> None:
    finding.text = words(said.text, "请写明问题：部位、现象、数量、对照的要求")
    finding.place = said.place.strip()
    _lay_basis(finding, said)
    severity = said.severity or Severity(finding.severity)
    finding.severity = severity
    finding.due_on = said.due_on or deadlines.due(finding.found_on, severity, days_of(finding.agency_id))
    _check_due(finding.found_on, finding.due_on)
    finding.pace = deadlines.pace(finding.found_on, finding.due_on)


def _lay_basis(finding: Finding, said: Judgement) -> None:
    finding.basis, finding.suggestion = said.basis.strip(), said.suggestion.strip()
    if not finding.item_id:
        finding.basis = words(finding.basis, "请写明依据（标准号、版本、条款）")
        return
    item = standard.survey_item(finding.item_id, finding.edition)
    grounds = basis.grounds(item, finding.found_on, finding.edition)
    if not finding.basis:
        finding.basis, finding.basis_verified = basis.words(grounds), basis.verified(grounds)
    finding.severity = _SEVERITIES.get(item.severity or "", Severity.ORDINARY)
    finding.suggestion = finding.suggestion or item.suggestion
    finding.place = finding.place or item.place


def _check_due(found_on: dt.date, due_on: dt.date) -> None:
    if due_on < found_on:
        raise ValidationError({"due_on": "整改期限不能早于发现日期"})


def _known(topic_id: str, item_id: str, edition: str) -> tuple[str, str]:
    try:
        topic = standard.survey_topic(topic_id, edition)
    except standard.UnknownId as error:
        raise ValidationError({"topic_id": "请从表B-2的11个调查类别中选择"}) from error
    if item_id and item_id not in {item.id for item in topic.items}:
        raise ValidationError({"item_id": "所选检查项不属于这个调查类别"})
    return topic_id, item_id
