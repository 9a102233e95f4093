"""Correcting a datum by hand: the first value stays, the newest counts, and the hours it is in are judged again."""

import datetime as dt
import math

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts import door
from ecosteward.accounts.models import User
from ecosteward.journal.services import note
from ecosteward.monitoring.models import Revision, RevisionKind, Series
from ecosteward.monitoring.rules.letters import KNOWN
from ecosteward.monitoring.rules.marks import packed
from ecosteward.monitoring.rules.spans import SENT, Span
from ecosteward.monitoring.services.waiting import again, transmitted

_LENGTHS = {Span.REALTIME: 0, Span.MINUTE: 60, Span.HOUR: 3600, Span.DAY: 86400}  # seconds
_NOTHING = float("nan")


@transaction.atomic
def correct(
    actor: User,
    series: Series,
    span: Span,
    at: dt.datetime,
    value: float | None,
    mark: str,
    reason: str,
    kind: RevisionKind = RevisionKind.CORRECTED,
) -> Revision:
    """Put another value or mark in the place of a datum, and say why. Without a value the datum is taken as missing.

    Raises RefusedError, ValidationError by field.
    """
    door.require(actor, "monitoring.judge", series.client)
    revision = _revision(series, span, at, value, mark)
    if not reason.strip():
        raise ValidationError({"reason": "请写明修正的原因和依据"})
    revision.kind, revision.made_at, revision.made_by, revision.reason = kind, timezone.now(), actor, reason.strip()
    revision.save(force_insert=True)
    facts = {"span": span.words, "at": at, "value": value, "mark": mark, "kind": revision.get_kind_display()}
    note(actor, "datum.corrected", series, reason=revision.reason, data=facts)
    again([series.point_id], at, at + dt.timedelta(seconds=max(_LENGTHS[span], 1)))
    return revision


def _off(series: Series, span: Span, at: dt.datetime) -> str:
    """Return what is wrong with a time that no datum of this length begins at."""
    local = timezone.localtime(at)
    if span == Span.DAY and (local.hour, local.minute) != (0, 0):
        return "日数据的时间是当天 00:00，请改为 00:00"
    if span == Span.HOUR and local.minute:
        return f"小时数据的时间是整点，请改为 {local:%H}:00"
    minutes = series.point.minutes
    if span == Span.MINUTE and minutes and local.minute % minutes:
        return f"这个点位的分钟数据每 {minutes} min 一个，请填其中一个的开始时间，如 {local:%H}:00"
    return ""


def _revision(series: Series, span: Span, at: dt.datetime, value: float | None, mark: str) -> Revision:
    if span not in SENT:
        raise ValidationError({"span": "只能修正实时、分钟、小时和日数据；月和季度由它们算出"})
    if at > timezone.now():
        raise ValidationError({"at": "数据时间不能晚于现在"})
    transmitted("at", at)
    if value is not None and not math.isfinite(value):
        raise ValidationError({"value": "应为有限的数"})
    if fault := _off(series, span, at):
        raise ValidationError({"at": fault})
    if mark and mark not in KNOWN:
        raise ValidationError({"mark": f"没有“{mark}”这个标记，请填 {'、'.join(KNOWN)} 中的一个，或者不填"})
    numbers = dict.fromkeys(("converted", "low", "high", "total"), _NOTHING)
    return Revision(
        series=series, span=span, at=at, value=_NOTHING if value is None else value, mark=packed(mark), **numbers
    )
