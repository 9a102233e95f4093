"""Planning and starting visits."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import allowed, require
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.clients.permissions import works_for
from ecosteward.engagements.models import Task
from ecosteward.engagements.services import start_task
from ecosteward.journal.services import remove, write
from ecosteward.standard import queries as standard
from ecosteward.survey.models import Visit, VisitKind, VisitState
from ecosteward.survey.services.numbers import next_number


@transaction.atomic
def plan_visit(
    actor: User,
    client: Client,
    planned_on: dt.date,
    inspectors: Iterable[User],
    *,
    kind: VisitKind = VisitKind.ROUTINE,
    task: Task | None = None,
    topics: Iterable[str] | None = None,
    **facts: Any,
) -> Visit:
    """Plan a visit, from a task or alone. It keeps the edition it is planned under.

    Args:
        actor: who plans it.
        client: whom it goes to.
        planned_on: the day.
        inspectors: who makes it; fewer than two need a reason before it is handed in.
        kind: 例行, 专项, 复核, 配合督查.
        task: the contract's task it fulfils; then its edition is the contract's.
        topics: ids of Table B-2; None for all 11.
        facts: further fields of the visit (escort, weather, wind, production, load, alone_reason, not_applicable).

    Raises:
        ValidationError: an inspector who does not serve the client, a task of another client, an unknown topic.

    """
    require(actor, "visit.plan", client)
    if task is not None and task.client_id != client.pk:
        raise ValidationError("这项任务不是该服务对象的，请重新选择任务")
    edition = task.contract.edition if task is not None else standard.EDITION
    people = list(inspectors)
    visit = Visit(
        agency=client.agency,
        client=client,
        task=task,
        number=next_number(client.agency_id, "JC", planned_on.year),
        edition=edition,
        kind=kind,
        planned_on=planned_on,
        topics=_known(topics, edition),
        **facts,
    )
    _save(actor, "visit.planned", visit, people)
    return visit


@transaction.atomic
def change_visit(actor: User, visit: Visit, inspectors: Iterable[User] | None = None) -> None:
    """Save changed details of a visit: who, when, escort, weather, production, topics. Raises as `plan_visit` does."""
    require(actor, "visit.change", visit)
    visit.topics = _known(visit.topics, visit.edition)
    _check_reasons(visit)
    check_times(visit)
    people = list(visit.inspectors.all() if inspectors is None else inspectors)
    _save(actor, "visit.changed", visit, people)


def set_topic(actor: User, visit: Visit, topic_id: str, not_applicable: str = "") -> None:
    """Say that a topic does not concern the enterprise, and why; an empty reason takes that back."""
    require(actor, "visit.change", visit)
    reasons = {key: why for key, why in visit.not_applicable.items() if key != topic_id}
    if not_applicable.strip():
        reasons[topic_id] = not_applicable.strip()
    visit.not_applicable = reasons
    _check_reasons(visit)
    write(actor, "visit.changed", visit)


@transaction.atomic
def start_visit(actor: User, visit: Visit, at: dt.datetime | None = None) -> None:
    """Begin, now or as of an earlier time: from then on items can be answered. The visit's task begins with it.

    Raises:
        ValidationError: a time that has not come.

    """
    require(actor, "visit.start", visit)
    visit.state, visit.started_at = VisitState.DOING, at or timezone.now()
    check_times(visit)
    write(actor, "visit.started", visit)
    if visit.task is not None and allowed(actor, "task.start", visit.task):
        start_task(actor, visit.task)


def cancel_visit(actor: User, visit: Visit, reason: str) -> None:
    """Take a visit that has not begun off the plan. Raises ValidationError without a reason."""
    require(actor, "visit.cancel", visit)
    if not reason.strip():
        raise ValidationError("请写明取消检查的原因")
    remove(actor, "visit.cancelled", visit, reason=reason.strip())


def check_times(visit: Visit) -> None:
    """Raise ValidationError for times that cannot be."""
    now = timezone.now()
    if visit.started_at and visit.started_at > now:
        raise ValidationError({"started_at": "开始时间还没到，请核对"})
    if visit.ended_at and visit.ended_at > now:
        raise ValidationError({"ended_at": "结束时间还没到，请核对"})
    if visit.started_at and visit.ended_at and visit.ended_at < visit.started_at:
        raise ValidationError({"ended_at": "结束时间不能早于开始时间"})


def _save(actor: User, action: str, visit: Visit, people: list[User]) -> None:
    for person in people:
        if not works_for(person, visit.client):
            raise ValidationError({"inspectors": f"{person.name}不在该服务对象的服务团队中，请先指派，或换人"})
    before = set(visit.inspectors.values_list("pk", flat=True)) if visit.pk else set()
    changed = before != {person.pk for person in people}
    write(actor, action, visit, also={"inspectors": [person.name for person in people]} if changed else None)
    if changed:
        visit.inspectors.set(people)


def _known(topics: Iterable[str] | None, edition: str) -> list[str]:
    printed = [topic.id for topic in standard.survey_topics(edition)]
    if topics is None:
        return printed
    chosen = set(topics)
    if not chosen or chosen - set(printed):
        raise ValidationError({"topics": "请从表B-2的调查类别中至少选择一类"})
    return [topic for topic in printed if topic in chosen]


def _check_reasons(visit: Visit) -> None:
    if set(visit.not_applicable) - set(visit.topics):
        raise ValidationError("只能对本次选定的调查类别说明不涉及")
    if set(visit.not_applicable) >= set(visit.topics):
        raise ValidationError("所选类别全部不涉及，这次检查就没有内容了；请至少保留一类")
