"""Having the substitution ledger of a point worked out again when somebody asks for it."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from ecosteward.accounts import door
from ecosteward.accounts.models import User
from ecosteward.journal.services import note
from ecosteward.monitoring.models import Point
from ecosteward.monitoring.rules.calendar import first_of
from ecosteward.monitoring.rules.periods import holding
from ecosteward.monitoring.rules.spans import Span

TASK = "monitoring.substitute"
_RUNS = ("todo", "doing")


def ask(actor: User, point: Point, quarter: dt.date) -> bool:
    """Ask the worker to work out the ledger of a quarter again. False where that is asked for already.

    Raises RefusedError, ValidationError.
    """
    door.require(actor, "monitoring.judge", point.client)
    if first_of(Span.QUARTER, quarter) != quarter:
        raise ValidationError("季度应以其首日指明")
    if quarter > timezone.localdate():
        raise ValidationError("这个季度还没有开始")
    try:
        with transaction.atomic():
            _put_down(point, quarter)
            note(actor, "ledger.asked", point, data={"quarter": holding(Span.QUARTER, _noon(quarter)).words})
    except AlreadyEnqueued:
        return False
    return True


def runs(point: Point) -> bool:
    """Tell whether a ledger of a point is being worked out or waits for it."""
    jobs = ProcrastinateJob.objects.filter(task_name=TASK, status__in=_RUNS, args__point_id=point.pk)
    return jobs.exclude(scheduled_at__gt=timezone.now()).exists()


def _put_down(point: Point, quarter: dt.date) -> None:
    lock = f"{TASK}-{point.pk}-{quarter}"  # that of `substituting.ask`: two at once would enter the same twice
    app.configure_task(TASK, lock=lock, queueing_lock=f"{lock}-asked").defer(
        point_id=point.pk, quarter=quarter.isoformat()
    )


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), timezone.get_default_timezone())
