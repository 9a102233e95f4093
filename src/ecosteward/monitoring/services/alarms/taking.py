"""From what was seen to alarms: one is open for each cause, however often and in whatever order it is seen."""

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from ecosteward.journal.services import SYSTEM, StaleError, write
from ecosteward.monitoring.models import Alarm, AlarmState, Point
from ecosteward.monitoring.queries.alarm_rules import book, in_force
from ecosteward.monitoring.rules.signs import Cause, Sign
from ecosteward.monitoring.rules.thresholds import Threshold, fitting, key, stage
from ecosteward.monitoring.services.sendings import queue

_SEEN = ("value", "bound", "unit", "text", "rule", "needs_check", "since", "last_at", "times", "gone_at")


@dataclass(frozen=True)
class _Seen:
    """A sign at its place, and the rule it reaches; without one it is not an alarm, or is over."""

    sign: Sign
    point: Point
    row: Threshold | None

    @property
    def stands(self) -> bool:
        return self.sign.standing and self.row is not None

    @property
    def stage(self) -> str:
        return stage(self.sign, self.row) if self.row else self.sign.stage

    @property
    def key(self) -> str:
        return key(self.sign, self.stage)

    def ends(self, alarm: Alarm) -> bool:
        """Tell whether an alarm is one that this says is over."""
        sign, place = self.sign, (alarm.point_id, alarm.series_id, alarm.cause)
        if self.stands or place != (sign.point_id, sign.series_id, sign.cause):
            return False
        return sign.cause == Cause.TOTAL or alarm.stage == sign.stage


@transaction.atomic
def take(signs: Sequence[Sign]) -> None:
    """Raise, renew or end alarms by what was seen. Signs may come in any order and again and again.

    A standing sign that reaches no rule counts as one that is over. Call it once in a transaction, at its end: it
    locks the agencies' journals and then the open alarms.
    """
    seen = _placed(signs)
    _step(seen)
    _renew(seen)


def _placed(signs: Sequence[Sign]) -> list[_Seen]:
    """Return the signs with place and rule, by agency and time; those of places that are gone are left out."""
    points = Point.objects.select_related("client").in_bulk({sign.point_id for sign in signs})
    rules = book(point.agency_id for point in points.values())
    seen = []
    for sign in signs:
        if (point := points.get(sign.point_id)) is not None:
            rows = in_force(rules, point.client, sign.cause)
            seen.append(_Seen(sign, point, fitting(rows, sign)))
    return sorted(seen, key=lambda each: (each.point.agency_id, each.sign.at))


def _open(seen: Iterable[_Seen]) -> dict[str, Alarm]:
    rows = Alarm.objects.filter(closed_at=None, point__in={each.point.pk for each in seen})
    return {alarm.key: alarm for alarm in rows.select_related("client", "point")}


def _step(seen: list[_Seen]) -> None:
    """Take the steps that the journal tells: new alarms, a higher level, one that was dealt with and is back."""
    standing = [each for each in seen if each.stands]
    known = _open(standing)
    closed = _closed({each.key for each in standing} - known.keys())
    for each in standing:
        alarm = known.get(each.key)
        if alarm is not None:
            _raise_further(alarm, each)
        elif not _dealt_with(closed.get(each.key), each.sign) and (made := _raise(each)) is not None:
            known[each.key] = made


def _closed(keys: set[str]) -> dict[str, Alarm]:
    """Return the newest closed alarm of each cause."""
    rows = Alarm.objects.filter(key__in=keys).exclude(closed_at=None).order_by("key", "-last_at").distinct("key")
    return {alarm.key: alarm for alarm in rows} if keys else {}


def _dealt_with(closed: Alarm | None, sign: Sign) -> bool:
    """Tell whether an alarm about this was closed: of a period only later ones count, of a total its share of the year."""
    return closed is not None and (sign.cause == Cause.TOTAL or sign.at <= closed.last_at)


def _raise(seen: _Seen) -> Alarm | None:
    """Raise an alarm. None where another worker did meanwhile."""
    sign, row = seen.sign, seen.row
    assert row is not None
    alarm = Alarm(
        agency_id=seen.point.agency_id,
        client=seen.point.client,
        point=seen.point,
        series_id=sign.series_id,
        cause=sign.cause,
        stage=seen.stage,
        key=seen.key,
        level=row.level,
        escalates_after=row.escalates_after,
        since=sign.at,
        last_at=sign.at,
        waits_since=timezone.now(),
    )
    _say(alarm, sign)
    try:
        write(SYSTEM, "alarm.raised", alarm)
    except IntegrityError:
        return None
    queue(alarm, "alarm.raised")
    return alarm


def _say(alarm: Alarm, sign: Sign) -> None:
    alarm.text, alarm.rule, alarm.unit = sign.words[:300], sign.rule[:200], sign.unit[:20]
    alarm.value, alarm.bound, alarm.needs_check = sign.value, sign.bound, sign.needs_check


def _raise_further(alarm: Alarm, seen: _Seen) -> None:
    """Raise the level of an alarm that has grown worse, and ask again about one that was acknowledged and is back."""
    row, at = seen.row, seen.sign.at
    assert row is not None
    if at < alarm.last_at or alarm.state == AlarmState.SILENCED:
        return
    worse, back = row.level > alarm.level, _is_back(alarm, at)
    if not worse and not back:
        return
    if worse:
        alarm.level, alarm.escalates_after = row.level, row.escalates_after
    if alarm.finding_id is None:
        alarm.state, alarm.waits_since = AlarmState.OPEN, timezone.now()
    # Whoever takes a step right now is let go first; the next sign finds what came of it.
    event = "alarm.escalated" if worse else "alarm.reopened"
    with suppress(StaleError):
        write(SYSTEM, event, alarm)
        queue(alarm, event)


def _is_back(alarm: Alarm, at: dt.datetime) -> bool:
    """Tell whether an alarm that was acknowledged had gone and stands again. One with a finding is in good hands."""
    seen_to = alarm.state == AlarmState.ACKNOWLEDGED and alarm.finding_id is None
    return seen_to and alarm.gone_at is not None and at >= alarm.gone_at


def _renew(seen: list[_Seen]) -> None:
    """Bring what was seen last into the open alarms; no step, so not in the journal."""
    places = {each.point.pk for each in seen}
    rows = Alarm.objects.filter(closed_at=None, point__in=places).select_related("client", "point").order_by("pk")
    before: dict[int, tuple[object, ...]] = {}
    by_place: dict[int, list[Alarm]] = {}
    for alarm in rows.select_for_update(of=("self",)):
        before[alarm.pk] = _values(alarm)
        by_place.setdefault(alarm.point_id, []).append(alarm)
    stood = {alarm.pk for here in by_place.values() for alarm in here if alarm.gone_at is None}
    for each in seen:
        for alarm in by_place.get(each.point.pk, []):
            _see(alarm, each)
    changed = [alarm for here in by_place.values() for alarm in here if _values(alarm) != before[alarm.pk]]
    if changed:
        Alarm.objects.bulk_update(changed, _SEEN)
    _tell_gone([alarm for alarm in changed if alarm.gone_at is not None and alarm.pk in stood])


def _see(alarm: Alarm, seen: _Seen) -> None:
    if seen.stands and alarm.key == seen.key:
        _stand(alarm, seen.sign)
    elif seen.ends(alarm) and seen.sign.at >= alarm.last_at:
        alarm.gone_at = min(seen.sign.at, alarm.gone_at or seen.sign.at)


def _tell_gone(gone: list[Alarm]) -> None:
    """Tell that it is over. Once between two steps of an alarm, however often it comes and goes: `queue` sees to that."""
    for alarm in gone:
        if alarm.state != AlarmState.SILENCED:
            queue(alarm, "alarm.gone")


def _values(alarm: Alarm) -> tuple[object, ...]:
    return tuple(getattr(alarm, name) for name in _SEEN)


def _stand(alarm: Alarm, sign: Sign) -> None:
    if sign.at > alarm.last_at or sign.at < alarm.since:
        alarm.times += 1
    if sign.at > alarm.last_at or (sign.at == alarm.last_at and sign.words[:300] != alarm.text):
        _say(alarm, sign)
    if alarm.gone_at is not None and sign.at >= alarm.gone_at:
        alarm.gone_at = None
    alarm.since, alarm.last_at = min(alarm.since, sign.at), max(alarm.last_at, sign.at)
