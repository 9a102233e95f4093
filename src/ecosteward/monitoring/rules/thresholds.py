"""When a sign becomes an alarm, and of what level. The numbers here are the product's own settings, not a norm's."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from ecosteward.monitoring.models import Level
from ecosteward.monitoring.rules.signs import Cause, Sign

_SHARES = frozenset({Cause.APPROACHING, Cause.TOTAL})
_LENGTHS = frozenset({Cause.PERSISTENT, Cause.OFFLINE})
# What a threshold counts, by cause; the other causes have none.
UNITS = {Cause.APPROACHING: "% 限值", Cause.PERSISTENT: "h", Cause.OFFLINE: "min", Cause.TOTAL: "% 许可量"}


@dataclass(frozen=True)
class Threshold:
    """From when on a cause is an alarm of a level; `escalates_after` in minutes, None for never."""

    cause: Cause
    threshold: float | None
    level: Level
    escalates_after: int | None = None


DEFAULTS = (
    Threshold(Cause.APPROACHING, 80, Level.NOTICE),
    Threshold(Cause.OVER, None, Level.ALARM, 120),
    Threshold(Cause.PERSISTENT, 3, Level.URGENT, 60),
    Threshold(Cause.OFFLINE, 60, Level.WARNING, 240),
    Threshold(Cause.OFFLINE, 24 * 60, Level.ALARM, 240),
    Threshold(Cause.INVALID, None, Level.WARNING),
    Threshold(Cause.FROZEN, None, Level.WARNING),
    Threshold(Cause.JUMP, None, Level.NOTICE),
    Threshold(Cause.FACILITY_OFF, None, Level.ALARM, 120),
    Threshold(Cause.TOTAL, 80, Level.NOTICE),
    Threshold(Cause.TOTAL, 90, Level.WARNING),
    Threshold(Cause.TOTAL, 100, Level.ALARM, 24 * 60),
)


def fault(cause: Cause, threshold: float | None) -> str:
    """Return what is wrong with a rule's threshold, in words; empty where nothing is."""
    if cause not in UNITS:
        return "" if threshold is None else "这个原因没有阈值，请留空"
    if threshold is None or threshold <= 0:
        return f"请填写大于 0 的阈值，单位 {UNITS[cause]}"
    return ""


def measure(sign: Sign) -> float | None:
    """Return what a sign's threshold is held against: per cent, hours or minutes; None where nothing can be."""
    if sign.cause in _LENGTHS:
        return sign.value
    if sign.cause in _SHARES and sign.value is not None and sign.bound:
        return 100 * sign.value / sign.bound
    return None


def fitting(rows: Iterable[Threshold], sign: Sign) -> Threshold | None:
    """Return the gravest of the rows of a sign's cause that it reaches; None where it reaches none."""
    seen = measure(sign)
    reached = [row for row in rows if row.threshold is None or (seen is not None and seen >= row.threshold)]
    return max(reached, key=lambda row: (row.level, row.threshold or 0), default=None)


def stage(sign: Sign, row: Threshold) -> str:
    """Return what tells alarms of one cause apart: of a total the year and the share reached, else what the sign says."""
    if sign.cause == Cause.TOTAL and row.threshold is not None:
        return f"{timezone.localtime(sign.at):%Y}-{row.threshold:g}"[:12]
    return sign.stage


def key(sign: Sign, stage_: str) -> str:
    """Return the name of a cause: of two alarms with the same one only one is open."""
    return f"{sign.point_id}:{sign.series_id or 0}:{sign.cause}:{stage_}"
