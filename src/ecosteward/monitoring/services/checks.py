"""Calibrations and checks of instruments. What lies between them is judged again, for a check says what data are worth."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ecosteward.accounts import door
from ecosteward.accounts.models import User
from ecosteward.files.models import File
from ecosteward.journal.services import write
from ecosteward.monitoring.models import Check, CheckKind, Instrument
from ecosteward.monitoring.services.substituting import ask
from ecosteward.monitoring.services.waiting import again, within_reach

_JUDGED = dt.timedelta(minutes=15)  # the hours it touches are judged again by then, and their ledgers can follow
FURTHEST = dt.timedelta(days=400)  # back that a check without an earlier one has judged again


@transaction.atomic
def record(
    actor: User,
    instrument: Instrument,
    kind: CheckKind,
    at: dt.datetime,
    *,
    passed: bool,
    text: str = "",
    file: File | None = None,
) -> Check:
    """Record a calibration or check. Raises RefusedError, ValidationError by field."""
    door.require(actor, "monitoring.mark", instrument.client)
    if at > timezone.now():
        raise ValidationError({"at": "校准或核查的时间不能晚于现在"})
    within_reach("at", at)
    check = Check(agency_id=instrument.agency_id, client_id=instrument.client_id, instrument=instrument)
    check.kind, check.at, check.passed, check.text, check.file = kind, at, passed, text.strip(), file
    write(actor, "check.recorded", check)
    begin, end = _touched(check)
    again([instrument.point_id], begin, end)
    ask(instrument.point_id, check.at, end or timezone.now(), wait=_JUDGED)
    return check


def _touched(check: Check) -> tuple[dt.datetime, dt.datetime | None]:
    """Return from the last passed check before to the next passed one of its kind after: so long it counts at most."""
    passed = Check.objects.filter(instrument=check.instrument, passed=True).exclude(pk=check.pk)
    before = passed.filter(at__lt=check.at).order_by("-at").first()
    after = passed.filter(at__gt=check.at, kind=check.kind).order_by("at").first()
    return (before.at if before else check.at - FURTHEST), (after.at if after else None)
