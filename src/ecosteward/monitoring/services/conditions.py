"""Conditions that people mark (工况标记): made, ended and voided, never changed; what they cover is judged again."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts import door
from ecosteward.accounts.models import User
from ecosteward.journal.services import write
from ecosteward.monitoring.models import Condition, ConditionKind, Point, Series
from ecosteward.monitoring.services.waiting import again, within_reach


@transaction.atomic
def mark(
    actor: User,
    point: Point,
    kind: ConditionKind,
    begin: dt.datetime,
    end: dt.datetime | None,
    text: str,
    series: Series | None = None,
) -> Condition:
    """Mark a span of time at a point, for one series or all. Raises RefusedError, ValidationError by field."""
    door.require(actor, "monitoring.mark", point.client)
    if series is not None and series.point_id != point.pk:
        raise ValidationError({"series": "这个因子不属于该点位"})
    if begin > timezone.now():
        raise ValidationError({"begin": "开始时间不能晚于现在；请在发生时标记"})
    within_reach("begin", begin)
    condition = Condition(agency_id=point.agency_id, client_id=point.client_id, point=point, series=series)
    condition.kind, condition.begin, condition.end = kind, begin, end
    condition.text, condition.marked_by = text.strip(), actor
    write(actor, "condition.marked", condition)
    again([point.pk], begin, end)
    return condition


@transaction.atomic
def end(actor: User, condition: Condition, at: dt.datetime) -> None:
    """Say when an open condition ended. Raises RefusedError, ValidationError by field, StaleError."""
    door.require(actor, "monitoring.mark", condition.client)
    if condition.end is not None or condition.voided_at is not None:
        raise ValidationError({"end": "这条标记已经结束或作废；需要更改请作废后重新标记"})
    condition.end = at
    write(actor, "condition.ended", condition)
    again([condition.point_id], condition.begin, None)


@transaction.atomic
def void(actor: User, condition: Condition, reason: str) -> None:
    """Take a condition back, saying why; it stays to be seen. Raises RefusedError, ValidationError by field, StaleError."""
    door.require(actor, "monitoring.mark", condition.client)
    if condition.voided_at is not None:
        raise ValidationError("这条标记已经作废")
    if not reason.strip():
        raise ValidationError({"reason": "请写明作废的原因"})
    condition.voided_at = timezone.now()
    write(actor, "condition.voided", condition, reason=reason.strip())
    again([condition.point_id], condition.begin, condition.end)
