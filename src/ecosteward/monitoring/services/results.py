"""Manual results: one by form, many out of a workbook, and in place of automatic data where the norms let them."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts import door
from ecosteward.accounts.models import User
from ecosteward.clients.models import Client
from ecosteward.files.models import File
from ecosteward.journal.services import write, write_many
from ecosteward.monitoring.models import Result, Revision, RevisionKind, Series
from ecosteward.monitoring.rules.spans import Span
from ecosteward.monitoring.services.corrections import correct
from ecosteward.monitoring.services.substituting import ask
from ecosteward.monitoring.services.waiting import transmitted

_BY_GAS = "HJ 75-2017 12.2：维修时段以参比方法数据替代"
_BY_WATER = "HJ 356-2019 8：异常时段以手工监测数据替代"


@transaction.atomic
def record(
    actor: User,
    series: Series,
    at: dt.datetime,
    *,
    value: float | None = None,
    below: float | None = None,
    laboratory: str = "",
    report: str = "",
    file: File | None = None,
) -> Result:
    """Record one manual result. Raises RefusedError, ValidationError by field."""
    door.require(actor, "monitoring.mark", series.client)
    result = Result(agency_id=series.agency_id, client_id=series.client_id, series=series, at=at, file=file)
    result.value, result.below = value, below
    result.laboratory, result.report = laboratory.strip(), report.strip()
    _check(result)
    result.validate_constraints()
    write(actor, "result.recorded", result)
    ask(series.point_id, at, at)
    return result


@transaction.atomic
def bring(actor: User, client: Client, results: Sequence[Result], *, source: str) -> list[Result]:
    """Record all results of a workbook, or none where anything is wrong. `results` are those of a plan made just now.

    Raises RefusedError; ValidationError for a result that is not the client's, or that a field cannot hold.
    """
    door.require(actor, "monitoring.mark", client)
    for result in results:
        if result.client_id != client.pk:
            raise ValidationError(f"「{result.series}」不属于 {client}")
        _check(result)
        result.validate_constraints()
    write_many(actor, "results.imported", results, reason=f"导入「{source}」")
    for point in {each.series.point_id for each in results}:
        times = [each.at for each in results if each.series.point_id == point]
        ask(point, min(times), max(times))
    return list(results)


@transaction.atomic
def stand_in(actor: User, result: Result, *, hours: int, reason: str) -> list[Revision]:
    """Let a manual result stand for the automatic hours from its own on, at most a day. It does not replace flows.

    Raises RefusedError, ValidationError by field.
    """
    door.require(actor, "monitoring.judge", result.client)
    by = {"gas": _BY_GAS, "water": _BY_WATER}.get(result.series.point.kind)
    if by is None or result.series.role != "pollutant":
        raise ValidationError("只有废气、废水排放口的污染物浓度可以用手工监测结果替代")
    if not 1 <= hours <= 24:  # noqa: PLR2004  # of a day
        raise ValidationError({"hours": "替代的小时数应为 1 至 24"})
    value = result.value if result.value is not None else result.below
    first = result.at.replace(minute=0, second=0, microsecond=0)
    return [
        correct(
            actor,
            result.series,
            Span.HOUR,
            first + dt.timedelta(hours=each),
            value,
            "N",
            f"{by}（报告 {result.report or '无编号'}）：{reason}" if reason.strip() else "",
            RevisionKind.MANUAL,
        )
        for each in range(hours)
    ]


def _check(result: Result) -> None:
    if result.at > timezone.now():
        raise ValidationError({"at": "采样时间不能晚于现在"})
    transmitted("at", result.at)
    for name in ("value", "below"):
        number = getattr(result, name)
        if number is not None and (number < 0 or number != number or number == float("inf")):  # noqa: PLR0124  # NaN
            raise ValidationError({name: "应为不小于 0 的数"})
