"""Which item of Table B-2 an alarm breaks."""

from ecosteward.monitoring.models import Alarm, PointKind
from ecosteward.monitoring.rules.signs import Cause

_RESULTS, _VALIDITY = "B2.03.05", "B2.03.09"
_EMISSION = frozenset({Cause.APPROACHING, Cause.OVER, Cause.PERSISTENT})
_GAS = {
    **dict.fromkeys(_EMISSION, "B2.08.03"),
    Cause.FACILITY_OFF: "B2.08.04",
    Cause.OFFLINE: "B2.03.07",
}
_WATER = {
    **dict.fromkeys(_EMISSION, "B2.09.05"),
    Cause.FACILITY_OFF: "B2.09.06",
    Cause.OFFLINE: "B2.09.11",
}
_RAIN = dict.fromkeys(_EMISSION, "B2.09.13")
_ANYWHERE = {
    **dict.fromkeys(_EMISSION, _RESULTS),
    Cause.TOTAL: _RESULTS,
    Cause.INVALID: _VALIDITY,
    Cause.FROZEN: _VALIDITY,
    Cause.JUMP: _VALIDITY,
    Cause.FACILITY_OFF: "B2.08.04",
    Cause.OFFLINE: _VALIDITY,
}
_BY_KIND = {PointKind.GAS: _GAS, PointKind.WATER: _WATER, PointKind.RAIN: _RAIN}


def item_of(alarm: Alarm) -> str:
    """Return the id of the item that fits an alarm's cause and kind of place, such as "B2.08.03"."""
    cause = Cause(alarm.cause)
    return _BY_KIND.get(PointKind(alarm.point.kind), _ANYWHERE).get(cause) or _ANYWHERE[cause]
