"""Points, instruments, devices, factors, limits and permitted amounts: what has to be known before data can be judged."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from ecosteward.accounts.door import require
from ecosteward.accounts.models import User
from ecosteward.journal.services import remove, write
from ecosteward.monitoring.models import Device, Instrument, Point, Quota, Series, SeriesLimit
from ecosteward.monitoring.services.checks import FURTHEST
from ecosteward.monitoring.services.tallies import recount
from ecosteward.monitoring.services.waiting import again

Kept = Point | Instrument | Device | Series | SeriesLimit | Quota


@dataclass(frozen=True)
class _Way:
    """Who may write one kind of record, and what the journal calls it."""

    action: str
    name: str


_INTERVALS = ("sort", "calibrate_days", "verify_days", "interval_basis")
_WAYS: dict[type[Kept], _Way] = {
    Point: _Way("monitoring.keep", "point"),
    Instrument: _Way("monitoring.keep", "instrument"),
    Device: _Way("monitoring.keep", "device"),
    Series: _Way("monitoring.keep", "series"),
    SeriesLimit: _Way("monitoring.judge", "series_limit"),
    Quota: _Way("monitoring.judge", "quota"),
}


def add(actor: User, record: Kept) -> None:
    """Add a record to what is known of a client's monitoring; its agency is the client's.

    Raises:
        ValidationError: a field cannot be so.

    """
    way = _WAYS[type(record)]
    require(actor, way.action, record.client)
    record.agency_id = record.client.agency_id
    if isinstance(record, Instrument):
        _sign_intervals(actor, record, ("", None, None, ""))
    record.validate_constraints()
    write(actor, f"{way.name}.added", record)


def change(actor: User, record: Kept) -> None:
    """Change a record.

    Raises:
        StaleError: somebody else changed it first.
        ValidationError: a field cannot be so.

    """
    way = _WAYS[type(record)]
    require(actor, way.action, record.client)
    record.validate_constraints()
    with transaction.atomic():
        timed = isinstance(record, Instrument) and _sign_intervals(actor, record, _intervals_before(record))
        write(actor, f"{way.name}.changed", record)
        if isinstance(record, Series):
            recount(record.point_id)
        if timed and isinstance(record, Instrument) and record.checks.exists():
            again([record.point_id], timezone.now() - FURTHEST, None)


def _intervals_before(instrument: Instrument) -> tuple[object, ...]:
    before: tuple[object, ...] = Instrument.objects.values_list(*_INTERVALS).get(pk=instrument.pk)
    return before


def _sign_intervals(actor: User, instrument: Instrument, before: tuple[object, ...]) -> bool:
    """Note who set an instrument's intervals where they are others than before; return whether they are."""
    changed = tuple(getattr(instrument, name) for name in _INTERVALS) != before
    if changed:
        instrument.interval_by = actor
    return changed


def remove_limit(actor: User, limit: SeriesLimit, reason: str) -> None:
    """Take a limit away that never held; one that held once is ended by its date instead."""
    require(actor, "monitoring.judge", limit.client)
    remove(actor, "series_limit.removed", limit, reason=reason)
